"""shape_report: the number, the height and the width of images."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, format_value, type_of
from course_utils.checking.plain_data import Array, Shape

from .shared import expect_unchanged, pixels, sizes

exercise = pytest.mark.exercise

UNPACK = {
    "unpack": "`images.shape` has three entries: number, height and width",
    "'tuple' object is not callable": "a shape is a fact, not a function: write it without `()`",
}


def expect_report(student, images):
    """Expect ``shape_report`` to tell the shape of these images."""
    name = f"shape_report(images of shape {images.shape})"
    outcome = student.attempt("shape_report", images)
    answer = outcome.value_or_raise(UNPACK)
    if isinstance(answer, Shape):
        answer = answer.dims
    is_row = isinstance(answer, (tuple, list, Array))
    expect(is_row, f"{name}: expected three numbers, got {type_of(answer)}")
    found = as_numbers(name, answer)
    expect(found.shape == (3,), f"{name}: expected three numbers, got {format_value(answer)}")
    expect(bool(np.isfinite(found).all()), f"{name}: got {format_value(answer)}")
    got = tuple(found.tolist())
    number, height, width = images.shape
    reasons = {
        (60000, 28, 28): "those are MNIST's sizes; read them from the argument `images`",
        (number, width, height): "height and width are swapped; the rows come first",
        (height, width, number): "the number of images comes first",
        (width, height, number): "the order is number, height, width",
        (images.size, height, width): "the first number counts pixels; how many images are there?",
        (number, height * width, 1): "keep height and width apart",
    }
    reason = reasons.get(got, "look at `images.shape`; the order is number, height, width")
    expect(got == images.shape, f"{name}: got {format_value(answer)}; {reason}")
    expect(
        found.dtype.kind in "iu",
        f"{name}: got {format_value(answer)}; these are counts, so whole numbers: was something divided?",
    )
    expect_unchanged("shape_report", outcome, images)


# holds: "Your functions should use their arguments, and no variable of the notebook."
@exercise("shape_report")
def test_shape_report_example(student):
    """A batch of images that aren't square is described."""
    expect_report(student, pixels(1, 4, 6, 5))


### BEGIN HIDDEN TESTS
# holds: "for any batch of images"
# holds: "an array of shape (number, height, width), any dtype"
# holds: "(number, height, width), three whole numbers."
@exercise("shape_report")
def test_shape_report_unseen(student, hidden_rng):
    """Other numbers and sizes are described, a single image too."""
    for count in (9, 1, 31):
        height, width = sizes(hidden_rng(f"{count} images"))
        expect_report(student, pixels(count, count, height, width))
    expect_report(student, np.zeros((3, 2, 8), np.float32))


### END HIDDEN TESTS
