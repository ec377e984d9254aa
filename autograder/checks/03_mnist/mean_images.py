"""mean_images: what each digit looks like on average."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close
from course_utils.checking.plain_data import Array

from .shared import expect_unchanged

exercise = pytest.mark.exercise

EMPTY = {
    "out of bounds": "the labels lie in another order here; pick by `labels == digit`",
    "shape (28,28)": "the images have another size here; take it from their shape",
    "invalid index": "pick the images by `labels == digit`, between square brackets",
}


def means_by_label(images, labels, digits):
    """Return the mean of the images of each digit, float64 of shape (digits, height, width)."""
    return np.stack([images[labels == digit].mean(axis=0) for digit in digits])


def expect_mean_images(student, images, labels):
    """Expect ``mean_images`` to average, for each of the ten digits, its own images alone."""
    name = f"mean_images(images of shape {images.shape}, labels)"
    outcome = student.attempt("mean_images", images, labels)
    answer = outcome.value_or_raise(EMPTY)
    expect_unchanged(name, outcome, images, labels)
    expect_one_size(name, answer)
    got = as_numbers(name, answer)
    right = means_by_label(images, labels, range(10))
    expect(np.issubdtype(got.dtype, np.number), f"{name}: expected numbers, got {got.dtype}")
    counts = np.bincount(labels, minlength=10)[:, np.newaxis, np.newaxis]
    first = np.stack([images[labels == digit][0] for digit in range(10)])
    found = np.unique(labels, return_index=True)[1].argsort()
    mistakes = [
        (
            np.trunc(right),
            "the fractions are cut off; the mean of whole numbers needs a float type",
        ),
        (np.round(right), "the fractions are rounded off; leave them as they are"),
        (right * counts, "that is the sum of each digit's images; the mean is asked for"),
        ((right * counts) % 256, "the sums wrapped around in uint8; cast before you add"),
        (
            right * counts / len(images),
            "divided by the number of all images; by those of the digit",
        ),
        (right * counts * 10 / len(images), "divided by a tenth of all; count each digit's own"),
        (right / 255, "that is scaled to 0…1; leave the scale as it is"),
        (first, "that is one image of each digit; average over all of them"),
        (images.mean(axis=0), "that is the mean of all images; one for each digit is wanted"),
        (right[1:], "the digit 0 is missing; `range(10)` begins with it"),
        (right[:9], "the digit 9 is missing; `range(9)` ends with 8"),
        (right[::-1], "the digits stand in the wrong order"),
        (right[found], "the digits stand in the order in which they come; number d is that of d"),
        (right.mean(axis=(1, 2)), "that is one number for each digit; keep rows and columns"),
        (right.squeeze(), "an axis of size 1 is gone; keep rows and columns"),
        (right.reshape(10, -1), "the pixels lie in one row; keep rows and columns"),
        (images[:10], "those are ten images as they come"),
        *of_each_digit(images, labels),
    ]
    hint = "for each digit, at each pixel, the mean over all images with that label"
    if got.shape == right.shape and np.allclose(got, right, atol=0.5):
        hint = "it comes near: was something rounded, or kept in float16?"
    elif got.shape == (10, 28, 28):
        hint = "are those of MNIST? Use the arguments"
    expect_close(name, got, right, rtol=1e-4, atol=1e-3, misconceptions=mistakes, hint=hint)


def expect_one_size(name, answer):
    """Expect the mean images of a list to have one shape."""
    parts = answer if isinstance(answer, (list, tuple)) else []
    shapes = {part.shape for part in parts if isinstance(part, Array)}
    expect(
        len(shapes) <= 1,
        f"{name}: the mean images differ in shape; average along the axis that counts the images",
    )


def of_each_digit(images, labels):
    """Return what is no mean of each digit's images, each with what it is."""
    own = [images[labels == digit] for digit in range(10)]
    return [
        (np.stack([np.median(part, axis=0) for part in own]), "that is the median, not the mean"),
        (np.stack([part.max(axis=0) for part in own]), "those are the largest pixels, no mean"),
    ]


def digits_of(rng, n, height, width):
    """Return n random images and their labels, every digit among them, not the same number of each."""
    labels = rng.permutation(np.r_[np.arange(10), rng.integers(0, 10, n - 10)]).astype(np.uint8)
    images = rng.integers(0, 256, (n, height, width)).astype(np.uint8)
    return images, labels


# holds: "the ten mean images, that of the digit 0 first"
# holds: "uint8 array of shape (n, height, width); it is left unchanged."
@exercise("mean_images")
def test_mean_images_small(student):
    """Thirty small images, three or so of each digit."""
    images, labels = digits_of(np.random.default_rng(8), 30, 3, 4)
    expect_mean_images(student, images, labels)


### BEGIN HIDDEN TESTS
# holds: "of shape (10, height, width), float32 or float64, from 0 to 255"
# holds: "number d is the mean of all images with the label d"
@exercise("mean_images", weight=2)
def test_mean_images_unseen(student, hidden_rng):
    """Other images, of other sizes, and more of them."""
    rng = hidden_rng("images")
    expect_mean_images(student, *digits_of(rng, 12_000, 1, 2))
    expect_mean_images(student, *digits_of(rng, 400, 6, 5))
    expect_mean_images(student, *digits_of(rng, 90, 28, 28))


# holds: "every digit occurs"
@exercise("mean_images")
def test_mean_images_one_each(student, hidden_rng):
    """One image of most digits, and many of one."""
    rng = hidden_rng("few")
    labels = np.array([4, 7, 7, 0, 9, 1, 7, 3, 2, 8, 5, 7, 6, 7], dtype=np.uint8)
    images = rng.integers(0, 256, (len(labels), 4, 3)).astype(np.uint8)
    expect_mean_images(student, images, labels)


### END HIDDEN TESTS
