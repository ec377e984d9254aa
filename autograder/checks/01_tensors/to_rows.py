"""to_rows: each image of a batch as one row of numbers."""

import numpy as np
import pytest

from course_utils.checking.plain_data import tensor

from .axes import expect_numbers

exercise = pytest.mark.exercise

PIXELS = "that is not how many pixels these images have; take it from `images.shape`"
SIZES = {
    "which requires": f"{PIXELS}, or let `-1` find it",
    "cannot reshape array": f"{PIXELS}, or let `-1` find it",
    "multiple of": PIXELS,
    "but the requested shape has": f"{PIXELS}, or let `-1` find it",
}


def expect_rows(student, images):
    """Expect ``to_rows`` to lay each image out row after row, and to keep the images apart."""
    n, height, width = images.shape
    name = f"to_rows(images of shape {images.shape})"
    got = student.attempt("to_rows", tensor(images)).value_or_raise(SIZES)
    turned = images.transpose(0, 2, 1).reshape(n, -1)
    mistakes = [
        (turned, "the pixels come column after column; read them row after row"),
        (images.reshape(n, -1).T, "the images lie in columns; one row for each"),
        (images.reshape(-1, n), "the images lie in columns and are mixed up; one row for each"),
        (
            images.reshape(-1),
            "all images are in one row; one row for each"
            if n > 1
            else "the axis of the images is gone; a batch of one image gives a table of one row",
        ),
        (images.reshape(n * height, width), "one row for each row of pixels; one for each image"),
        (images.reshape(n, 1, -1), "an axis of size 1 too many"),
        (images.reshape(n, -1, 1), "an axis of size 1 too many"),
        (images.reshape(n, -1)[0], "that is one image; all of them are wanted"),
        (images.reshape(height, -1), "as many rows as an image is high; one for each image"),
        (images, "the shape is as it was"),
    ]
    shape_hint = "the first axis stays, and the other two become one"
    hint = "the shape is right; the numbers stay as they are, row of pixels after row of pixels"
    expected = images.reshape(n, height * width)
    expect_numbers(name, got, expected, images.dtype.name, mistakes, shape_hint, hint)


@exercise("to_rows")
def test_to_rows_small(student):
    """Two images of 2 rows and 3 columns, and three of 4 rows and 1 column."""
    expect_rows(student, np.arange(12, dtype=np.int32).reshape(2, 2, 3))
    expect_rows(student, np.arange(12, dtype=np.float64).reshape(3, 4, 1))


### BEGIN HIDDEN TESTS
# holds: "one row for each image of a batch, whatever the size of the images"
# holds: "a tensor of shape (n, height, width), any dtype"
# holds: "A tensor (or array) of shape (n, height * width), with the same numbers and dtype"
# holds: "the first row of pixels first"
@exercise("to_rows", weight=2)
def test_to_rows_unseen(student, hidden_rng):
    """Images of other sizes, and of other dtypes."""
    rng = hidden_rng("images")
    images = rng.integers(0, 256, (4, 5, 7)).astype(np.uint8)
    expect_rows(student, images)
    expect_rows(student, images[::-1].copy())
    expect_rows(student, rng.normal(0, 1, (6, 3, 4)).astype(np.float32))
    expect_rows(student, rng.integers(2**40, 2**41, (2, 3, 4)))


# holds: "a tensor of shape (n, height, width), any dtype"
@exercise("to_rows")
def test_to_rows_of_mnist(student, hidden_rng):
    """A single image, images as large as those of MNIST, and images of float64."""
    rng = hidden_rng("large")
    expect_rows(student, rng.integers(0, 256, (1, 6, 5)).astype(np.uint8))
    expect_rows(student, rng.integers(0, 256, (3, 28, 28)).astype(np.uint8))
    expect_rows(student, rng.normal(0, 1, (2, 3, 5)))


### END HIDDEN TESTS
