"""crop: the same window, cut out of every image of a batch."""

import numpy as np
import pytest

from course_utils.checking.plain_data import tensor

from .axes import expect_numbers

exercise = pytest.mark.exercise


def expect_window(student, images, window):
    """Expect ``crop`` to cut (top, left, height, width) out of each image."""
    top, left, height, width = window
    bottom, right = top + height, left + width
    name = f"crop(images of shape {images.shape}, {top}, {left}, {height}, {width})"
    mistakes = [
        (
            images[:, top:height, left:width],
            "a slice is `start:stop`; the stop is where it starts plus how many it takes",
        ),
        (images[:, left:right, top:bottom], "rows and columns are swapped; the row comes first"),
        (images[:, left : left + height, top : top + width], "`top` and `left` are swapped"),
        (images[:, top : top + width, left : left + height], "height and width are swapped"),
        (
            images[:, top : bottom + 1, left : right + 1],
            "one row and one column too many; the stop itself isn't taken",
        ),
        (images[:, top : bottom - 1, left : right - 1], "one row and one column too few"),
        (
            images[:, top + 1 : bottom + 1, left + 1 : right + 1],
            "the window lies one row and one column too far; counting begins at 0",
        ),
        (
            images[:, top - 1 : bottom - 1, left - 1 : right - 1] if top and left else None,
            "the window begins one row and one column too early; `top` and `left` count from 0",
        ),
        (
            images[:, top:bottom, left:right].squeeze(),
            "an axis of size 1 is gone; slices alone keep all three axes",
        ),
        (images[0, top:bottom, left:right], "that is one image; cut from every image of the batch"),
        (
            images[top:bottom, left:right],
            "the first entry between the brackets is for the images, not for the rows; a `:` "
            "alone takes them all",
        ),
        (images[:, top:bottom], "the columns are all there; they need a slice of their own"),
        (images[..., left:right], "the rows are all there; they need a slice of their own"),
        (images[:, top:, left:], "the window has no end; say where its slices stop"),
        (images[:, :height, :width], "the window begins at the corner; use `top` and `left`"),
    ]
    got = student.call("crop", tensor(images), top, left, height, width)
    expected = images[:, top:bottom, left:right]
    shape_hint = "one entry for each of the three axes: all images, some rows, some columns"
    hint = "the shape is right, so look where the window begins, and whether every image is there"
    expect_numbers(name, got, expected, images.dtype.name, mistakes, shape_hint, hint)


@exercise("crop")
def test_crop_small(student):
    """A window of 2 rows and 3 columns, from two images and from one."""
    numbers = np.arange(70, dtype=np.int32).reshape(2, 5, 7)
    expect_window(student, numbers, (1, 3, 2, 3))
    expect_window(student, (numbers[:1] + 3).astype(np.float32), (3, 0, 1, 5))


### BEGIN HIDDEN TESTS
# holds: "out of *every* image of a batch it cuts the same window"
# holds: "begins at row `top` and column `left`, and is `height` rows high and `width` columns wide"
# holds: "a tensor of shape (n, image height, image width), any dtype"
# holds: "A tensor (or array) of shape (n, height, width), with the dtype of `images`."
@exercise("crop", weight=2)
def test_crop_unseen(student, hidden_rng):
    """Windows of other sizes, at other places, and images of other dtypes."""
    rng = hidden_rng("images")
    images = rng.integers(0, 256, (4, 12, 17)).astype(np.uint8)
    window = (int(rng.integers(2, 5)), int(rng.integers(6, 9)), 5, 7)
    expect_window(student, images, window)
    expect_window(student, images[::-1].copy(), window)
    expect_window(student, rng.normal(0, 1, (3, 9, 8)).astype(np.float32), (4, 2, 3, 5))
    expect_window(student, rng.integers(2**40, 2**41, (2, 7, 6)), (3, 1, 2, 4))


# holds: "it lies inside of the image"
@exercise("crop")
def test_crop_at_the_border(student, hidden_rng):
    """A window that begins at the first pixel, and one that ends at the last."""
    images = hidden_rng("border").integers(0, 256, (3, 6, 9)).astype(np.uint8)
    expect_window(student, images, (0, 0, 2, 4))
    expect_window(student, images, (3, 5, 3, 4))
    expect_window(student, images, (5, 8, 1, 1))


### END HIDDEN TESTS
