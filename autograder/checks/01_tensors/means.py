"""means: the mean of each image of a batch, and the mean image."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, type_of
from course_utils.checking.plain_data import tensor

from .axes import FRACTIONS, expect_numbers

exercise = pytest.mark.exercise


def expect_means(student, images):
    """Expect ``means`` to give one number for each image, then one number for each pixel."""
    name = f"means(images of shape {images.shape})"
    row = student.call("means", tensor(images))
    expect(
        isinstance(row, (tuple, list)),
        f"{name}: expected two results, got {type_of(row)}; `return` both, with a comma between",
    )
    expect(len(row) == 2, f"{name}: expected two results, got {len(row)}")
    each, image = images.mean(axis=(1, 2)), images.mean(axis=0)
    gone = "an axis of size 1 is gone that has to stay; name the axes that shall disappear"
    whole = [
        (each.squeeze() if len(each) == 1 else None, gone),
        (image.squeeze() if 1 in image.shape else None, gone),
        (images.mean(), "that is one mean of all the numbers; name the axes that shall disappear"),
        (images.mean(axis=1), "only the rows are averaged: name both axes of an image"),
        (images.mean(axis=2), "only the columns are averaged: name both axes of an image"),
        (each[:, None, None], "the axes are still there, with size 1; leave `keepdims` out"),
        (image[None], "the first axis is still there, with size 1; leave `keepdims` out"),
        (images.sum(axis=(1, 2)), "that is the sum; the mean is asked for"),
        (images.sum(axis=0), "that is the sum; the mean is asked for"),
        (np.trunc(each), FRACTIONS),
        (np.trunc(image), FRACTIONS),
        (images.max(axis=(1, 2)), "that is the largest number; the mean is asked for"),
        (images.max(axis=0), "that is the largest number; the mean is asked for"),
    ]
    first = [(image, "that is the mean image; it comes second"), *whole]
    shape_hint = "which axis counts the images? The others have to disappear"
    hint = "the mean of all the numbers in an image"
    of_each = f"{name}, the mean of each image"
    expect_numbers(of_each, row[0], each, "float32", first, shape_hint, hint)
    second = [
        (each, "that is the mean of each image; here the axis of the images disappears"),
        *whole,
    ]
    shape_hint = "which axis counts the images? That one has to disappear"
    hint = "at each pixel the mean over all the images, however many they are"
    expect_numbers(f"{name}, the mean image", row[1], image, "float32", second, shape_hint, hint)


@exercise("means")
def test_means_small(student):
    """The two images of the example, and a batch of another shape."""
    example = [[[0, 2, 4], [6, 8, 10]], [[100, 100, 100], [100, 100, 160]]]
    expect_means(student, np.array(example, np.float32))
    expect_means(student, np.array([[[1], [2]], [[3], [5]], [[9], [8]], [[2], [4]]], np.float32))


### BEGIN HIDDEN TESTS
# holds: "It returns two things: the mean of each image, which is one number for each"
# holds: "at each pixel, the mean over all images"
# holds: "both float32."
@exercise("means", weight=2)
def test_means_unseen(student, hidden_rng):
    """A batch with other numbers and another shape."""
    rng = hidden_rng("images")
    images = rng.uniform(0, 255, (5, 7, 4)).astype(np.float32)
    expect_means(student, images)
    expect_means(student, 2 * images[::-1])
    expect_means(student, rng.normal(0, 1, (3, 8, 11)).astype(np.float32))


# holds: "a float32 tensor of shape (n, height, width)"
# holds: "(the mean of each image, of shape (n,); the mean image, of shape (height, width))"
@exercise("means")
def test_means_of_one_and_of_squares(student, hidden_rng):
    """A batch with a single image, and one with as many images as rows and columns."""
    rng = hidden_rng("sizes")
    expect_means(student, rng.uniform(0, 1, (1, 4, 3)).astype(np.float32))
    expect_means(student, rng.uniform(0, 1, (5, 5, 5)).astype(np.float32))


### END HIDDEN TESTS
