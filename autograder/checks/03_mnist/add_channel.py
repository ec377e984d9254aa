"""add_channel: images with an axis for the channel at the end."""

import numpy as np
import pytest

from .shapes import RESHAPED, expect_axes
from .shared import expect_unchanged, pixels, sizes

exercise = pytest.mark.exercise


def expect_channel(student, images):
    """Expect ``add_channel`` to add an axis of size 1 at the end."""
    name = f"add_channel(images of shape {images.shape})"
    answer = student.attempt("add_channel", images).value_or_raise(RESHAPED)
    n, h, w = images.shape
    reasons = {
        (n, h, w): "no axis was added; the new array must be returned",
        (1, n, h, w): "the new axis is in front; it belongs at the end",
        (n, 1, h, w): "the new axis is the second; it belongs at the end",
        (n, h, 1, w): "the new axis is the third; it belongs at the end",
        (n, h, w, 3): "a grey image has one channel, not three",
        (n, w, h, 1): "height and width are swapped",
        (n, h * w, 1): "height and width are in one axis; keep them apart",
        (n, h, w, 1, 1): "those are two new axes; one is enough",
        (1, n, h, w, 1): "those are two new axes; one is enough",
    }
    default = "keep the three axes, and add one of size 1 at the end"
    expect_axes(name, answer, images[..., np.newaxis], reasons, default)


@exercise("add_channel")
def test_add_channel_example(student):
    """A batch of four images gets its channel axis."""
    expect_channel(student, pixels(21, 4, 3, 5))


### BEGIN HIDDEN TESTS
# holds: "it adds an axis of size 1 at the end of a batch of grey images"
# holds: "an array of shape (n, height, width), any dtype"
# holds: "An array or tensor of shape (n, height, width, 1), with the same numbers and dtype."
@exercise("add_channel")
def test_add_channel_unseen(student, hidden_rng):
    """Other sizes and other dtypes work, a single image and thin images too."""
    for count in (2, 1):
        rng = hidden_rng(f"{count} images")
        expect_channel(student, pixels(rng, count, *sizes(rng)))
    expect_channel(student, np.linspace(-1, 2, 30, dtype=np.float32).reshape(5, 2, 3))
    expect_channel(student, np.arange(24.0).reshape(2, 4, 3))  # float64, as `/ 255` gives
    expect_channel(student, 2**40 + np.arange(12).reshape(3, 1, 4))  # more than float32 tells apart


# holds: "changes nothing else"
@exercise("add_channel")
def test_add_channel_leaves_its_argument(student, hidden_rng):
    """The array that was handed in keeps its shape and its numbers."""
    images = 255 - pixels(hidden_rng("24"), 3, 2, 4)  # its first pixel is not 0
    expect_channel(student, images)  # what leaves it alone must also do the task
    expect_unchanged("add_channel", student.attempt("add_channel", images), images)


### END HIDDEN TESTS
