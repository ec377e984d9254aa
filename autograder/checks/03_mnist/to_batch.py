"""to_batch: a single image as a batch of one, with a channel."""

import numpy as np
import pytest

from .shapes import RESHAPED, expect_axes
from .shared import expect_unchanged, pixels, sizes

exercise = pytest.mark.exercise

ONE_RESHAPED = {part: hint.replace("`images", "`image") for part, hint in RESHAPED.items()}


def expect_batch_of_one(student, image):
    """Expect ``to_batch`` to put an axis of size 1 at each end."""
    name = f"to_batch(an image of shape {image.shape})"
    answer = student.attempt("to_batch", image).value_or_raise(ONE_RESHAPED)
    h, w = image.shape
    reasons = {
        (1, h, w): "the channel axis is missing",
        (h, w, 1): "the batch axis is missing",
        (h, w): "no axis was added; the new array must be returned",
        (1, 1, h, w): "both new axes are in front; one belongs at the end",
        (h, w, 1, 1): "both new axes are at the end; one belongs in front",
        (1, h * w): "height and width are in one axis; keep them apart",
        (1, h * w, 1): "height and width are in one axis; keep them apart",
        (1, h, w, 3): "a grey image has one channel, not three",
        (1, 28, 28, 1): "those are MNIST's sizes; take them from the image",
    }
    if h != w:
        reasons[1, w, h, 1] = "height and width are swapped"
    default = "keep height and width, and put an axis of size 1 at each end"
    expect_axes(name, answer, image[np.newaxis, ..., np.newaxis], reasons, default)


# holds: "it makes a batch of one grey image"
@exercise("to_batch")
def test_to_batch_example(student):
    """An image of 4 rows and 6 columns becomes a batch of one."""
    expect_batch_of_one(student, pixels(41, 4, 6))


### BEGIN HIDDEN TESTS
# holds: "Try to do without the numbers 28."
# holds: "an array of shape (height, width), any dtype"
# holds: "An array or tensor of shape (1, height, width, 1), with the same numbers and dtype."
@exercise("to_batch")
def test_to_batch_unseen(student, hidden_rng):
    """Other sizes and other dtypes work, a square image too."""
    rng = hidden_rng("42")
    height, width = sizes(rng)
    expect_batch_of_one(student, pixels(rng, height, width))
    expect_batch_of_one(student, pixels(rng, width, width))
    expect_batch_of_one(student, np.linspace(-1, 2, 21, dtype=np.float32).reshape(3, 7))
    expect_batch_of_one(student, np.arange(10.0).reshape(5, 2))  # float64, as `/ 255` gives
    expect_batch_of_one(student, 2**40 + np.arange(12).reshape(3, 4))  # too large for float32


# holds: "it need not be square"
@exercise("to_batch")
def test_to_batch_thin_images(student, hidden_rng):
    """An image of a single row keeps its height, one of a single column its width."""
    for shape in ((1, 7), (6, 1)):
        expect_batch_of_one(student, pixels(hidden_rng(f"{shape}"), *shape))


@exercise("to_batch")
def test_to_batch_leaves_its_argument(student, hidden_rng):
    """The array that was handed in keeps its shape and its numbers."""
    image = 255 - pixels(hidden_rng("44"), 3, 8)  # its first pixel is not 0
    expect_batch_of_one(student, image)
    expect_unchanged("to_batch", student.attempt("to_batch", image), image)


### END HIDDEN TESTS
