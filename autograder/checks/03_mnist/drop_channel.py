"""drop_channel: images without their channel axis, and with all others."""

import numpy as np
import pytest

from .shapes import RESHAPED, expect_axes
from .shared import expect_unchanged, pixels, sizes

exercise = pytest.mark.exercise

SQUEEZED = {
    **RESHAPED,
    "size not equal to one": "which of the axes is that of the channels?",
    "Can not squeeze": "which of the axes is that of the channels?",
    "out of bounds": "that axis or index doesn't exist; the channel axis is the last one",
}


def expect_dropped(student, images):
    """Expect ``drop_channel`` to drop the last axis, and no other of size 1."""
    name = f"drop_channel(images of shape {images.shape})"
    answer = student.attempt("drop_channel", images).value_or_raise(SQUEEZED)
    n, h, w, _ = images.shape
    bare = tuple(size for size in images.shape if size != 1)
    reasons = {
        (h, w, 1): "that is one image out of the batch; the channel axis is the last one",
        (h, w): "the batch axis is gone; keep it, and drop the last axis alone",
        (n, h, w, 1): "the channel axis is still there; a slice keeps its axis, and a new array "
        "must be returned",
        (n, w, 1): "the height is gone; the channel axis is the last one",
        (n, h, 1): "the width is gone; the channel axis is the last one",
        (n, h): "that is one column of each image; the channel axis is the last one",
        (n, w, h): "height and width are swapped",
        (n * h, w): "the images are glued together; keep the batch axis",
        (n, h * w): "height and width are in one axis; keep them apart",
    }
    if bare != (n, h, w):
        reasons[bare] = "every axis of size 1 is gone; drop the last one alone"
    expect_axes(name, answer, images[..., 0], reasons, "drop the last axis, and only that one")


@exercise("drop_channel")
def test_drop_channel_example(student):
    """A batch of four images loses its channel axis."""
    expect_dropped(student, pixels(31, 4, 5, 3, 1))


# holds: "n may be 1"
@exercise("drop_channel", weight=3)
def test_drop_channel_one_image(student):
    """A batch with one image stays a batch."""
    expect_dropped(student, pixels(32, 1, 5, 3, 1))


### BEGIN HIDDEN TESTS
# holds: "an array of shape (n, height, width, 1), any dtype"
# holds: "An array or tensor of shape (n, height, width), with the same numbers and dtype."
@exercise("drop_channel")
def test_drop_channel_unseen(student, hidden_rng):
    """Other sizes and other dtypes work."""
    rng = hidden_rng("33")
    expect_dropped(student, pixels(rng, 2, *sizes(rng), 1))
    expect_dropped(student, np.linspace(-1, 2, 30, dtype=np.float32).reshape(5, 2, 3, 1))
    expect_dropped(student, np.arange(24.0).reshape(2, 4, 3, 1))  # float64, as `/ 255` gives
    expect_dropped(student, 2**40 + np.arange(12).reshape(3, 2, 2, 1))  # too large for float32


# holds: "it drops the channel axis, and only that one"
@exercise("drop_channel")
def test_drop_channel_thin_images(student, hidden_rng):
    """Images of a single row or a single column keep all their axes."""
    expect_dropped(student, pixels(hidden_rng("34"), 3, 1, 6, 1))
    expect_dropped(student, pixels(hidden_rng("35"), 3, 6, 1, 1))
    expect_dropped(student, pixels(hidden_rng("36"), 1, 2, 1, 1))


@exercise("drop_channel")
def test_drop_channel_leaves_its_argument(student, hidden_rng):
    """The array that was handed in keeps its shape and its numbers."""
    images = 255 - pixels(hidden_rng("37"), 3, 2, 4, 1)  # its first pixel is not 0
    expect_dropped(student, images)
    expect_unchanged("drop_channel", student.attempt("drop_channel", images), images)


### END HIDDEN TESTS
