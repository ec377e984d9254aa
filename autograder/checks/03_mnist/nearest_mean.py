"""nearest_mean: a classifier that answers with the mean image that is closest."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, format_value

from .shared import expect_unchanged

exercise = pytest.mark.exercise

SHAPES = {
    "(28,28)": "images of 28 × 28 pixels are MNIST's; use the arguments, whose size is another one",
    "cannot reshape array": "is the size of MNIST's images written in? Take it from the arguments",
    "could not be broadcast": "the images and the means are subtracted all at once; take the means "
    "one after the other, or give the images an axis more",
    "Incompatible shapes": "the images and the means are subtracted all at once; take the means one "
    "after the other, or give the images an axis more",
    "truth value": "`min` and `if` look at one number; `np.argmin(…, axis=…)` works on a table",
}


def distances(means, images):
    """Return the squared distance of each image to each mean, float64 of shape (n, means)."""
    apart = images[:, np.newaxis].astype(float) - means.astype(float)
    return (apart**2).sum(axis=(2, 3))


def other_rules(means, images):
    """Return what other rules answer, each with what is wrong with it."""
    apart = images[:, np.newaxis].astype(float) - means.astype(float)
    squares = apart**2
    wrapped = (images[:, np.newaxis] - means.astype(np.uint8)).astype(float)
    bright = images.mean(axis=(1, 2))[:, np.newaxis] - means.mean(axis=(1, 2))
    return [
        (squares.sum(axis=(2, 3)).argmax(axis=1), "those are the farthest means; the nearest"),
        (
            apart.sum(axis=(2, 3)).argmin(axis=1),
            "too bright and too dark cancel out: square the differences before you add",
        ),
        (
            np.abs(bright).argmin(axis=1),
            "the image is compared by its brightness alone; square each pixel's difference, then add",
        ),
        (
            np.abs(apart).sum(axis=(2, 3)).argmin(axis=1),
            "those are the differences without their signs; the distance is asked for with squares",
        ),
        (
            (images[:, np.newaxis].astype(float) * means).sum(axis=(2, 3)).argmax(axis=1),
            "that is the mean with the largest product, which favours bright ones",
        ),
        (
            (wrapped**2).sum(axis=(2, 3)).argmin(axis=1),
            "the differences wrapped around in uint8; leave the means in their float type",
        ),
        (
            squares.sum(axis=(2, 3)).argmin(axis=0),
            "that is the nearest image to each mean; the nearest mean to each image",
        ),
        (
            ((images[:, np.newaxis] - np.round(means)) ** 2).sum(axis=(2, 3)).argmin(axis=1),
            "the means are rounded; their fractions count",
        ),
        (
            squares.sum(axis=(2, 3)).argmin(axis=1) + 1,
            "the answers are one too large; count from 0",
        ),
        (
            squares.sum(axis=(2, 3)).argmin(axis=1).astype(np.uint8),
            "an answer above 255 wrapped around, as uint8 ends there; what is their dtype?",
        ),
    ]


def expect_nearest(student, means, images):
    """Expect ``nearest_mean`` to answer, for each image, which mean is nearest."""
    name = f"nearest_mean(means of shape {means.shape}, images of shape {images.shape})"
    outcome = student.attempt("nearest_mean", means, images)
    got = as_numbers(name, outcome.value_or_raise(SHAPES))
    right = distances(means, images).argmin(axis=1)
    shape, wanted = got.shape, right.shape
    expect(
        shape != (len(images), len(means)),
        f"{name}: expected shape {wanted}, got {shape}: the distances to all means; which of them "
        "is the smallest?",
    )
    expect(
        shape == wanted,
        f"{name}: expected shape {wanted}, got {shape}; one answer for each image",
    )
    if np.array_equal(got, right):
        expect_unchanged(name, outcome, means, images)
        return
    for wrong, reason in other_rules(means, images):
        expect(not np.array_equal(got, wrong), f"{name}: {reason}")
    outside = ~np.isin(got, np.arange(len(means)))
    expect(
        not outside.any(),
        f"{name}: got {format_value(got)}; the answer is which of the means it is, from 0 on",
    )
    expect(
        False,
        f"{name}: {np.count_nonzero(got != right)} of {len(images)} answers are not the nearest "
        "mean; for each of the means, the squared differences of all pixels are added",
    )


def around(rng, means, n):
    """Return n images of uint8, each somewhere between two of the means, with noise."""
    one, other = rng.integers(0, len(means), (2, 2 * n + 9))
    share = rng.uniform(0.2, 0.8, (len(one), 1, 1))
    mixed = share * means[one] + (1 - share) * means[other]
    noisy = np.clip(mixed + rng.normal(0, 30, mixed.shape), 0, 255).astype(np.uint8)
    return without_ties(means, noisy)[:n]


def without_ties(means, images):
    """Return the images whose nearest mean is the nearest in float32, too, however it is computed."""
    sorted_ = np.sort(distances(means, images), axis=1)
    squares = (images.astype(float) ** 2).sum(axis=(1, 2))
    return images[(np.diff(sorted_[:, :2], axis=1) > 1e-6 * squares[:, np.newaxis]).all(axis=1)]


# holds: "float64 array of shape (k, height, width); it is left unchanged."
# holds: "uint8 array of shape (n, height, width); it is left unchanged."
@exercise("nearest_mean")
def test_nearest_mean_small(student):
    """Six images and three means of another size than MNIST's."""
    rng = np.random.default_rng(5)
    means = rng.uniform(0, 255, (3, 4, 5))
    expect_nearest(student, means, around(rng, means, 6))


### BEGIN HIDDEN TESTS
# holds: "for each image, which mean image is the nearest"
# holds: "for images of any size"
# holds: "has the smallest sum of squared differences to images[i]"
@exercise("nearest_mean", weight=2, required=True)
def test_nearest_mean_unseen(student, hidden_rng):
    """Many images, and more means than digits or fewer, bright ones and dark ones."""
    rng = hidden_rng("images")
    for k, shape in ((10, (8, 7)), (7, (5, 6)), (13, (4, 7))):
        bright = rng.uniform(0.3, 1, (k, 1, 1))
        means = bright * rng.uniform(0, 255, (k, *shape))
        expect_nearest(student, means, around(rng, means, 120))


# holds: "It should work for any number of means"
# holds: "n may be 1"
# holds: "n whole numbers from 0 to k - 1"
@exercise("nearest_mean")
def test_nearest_mean_sizes(student, hidden_rng):
    """As many images as means, a single image, a single mean, and hundreds of means."""
    rng = hidden_rng("sizes")
    means = rng.uniform(0, 255, (10, 6, 9))
    expect_nearest(student, means, around(rng, means, 10))
    expect_nearest(student, means, around(rng, means, 1))
    expect_nearest(student, means[:1], around(rng, means, 4))
    means = rng.uniform(0, 255, (300, 3, 4))  # more than uint8 can count
    expect_nearest(student, means, around(rng, means[250:], 30))


@exercise("nearest_mean")
def test_nearest_mean_fractions(student, hidden_rng):
    """Means that differ by less than 1 at each pixel are told apart."""
    rng = hidden_rng("fractions")
    image = rng.integers(20, 230, (6, 5))
    apart = np.array([0.4, 0.45, 0.3, 0.1])[:, np.newaxis, np.newaxis]
    means = image + apart * rng.choice([-1, 1], (4, 6, 5))
    # Rounded, all means are alike, and the first is named: it is the darkest.
    means = means[means.sum(axis=(1, 2)).argsort()]
    images = (image + rng.integers(-1, 2, (60, 6, 5))).astype(np.uint8)
    expect_nearest(student, means, without_ties(means, images)[:12])


### END HIDDEN TESTS
