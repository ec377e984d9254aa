"""from_array: a NumPy array as a tensor that keeps its shape and dtype."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_tensor

from .shared import expect_same, expect_unchanged

exercise = pytest.mark.exercise


def expect_like(value, array):
    """Expect a tensor with the numbers, the shape and the dtype of ``array``."""
    name = f"from_array(an array of {array.dtype.name})"
    data = expect_tensor(name, value)
    expect(
        not np.array_equal(data, [[0, 128, 255], [255, 128, 0]]),
        f"{name}: got the numbers of the example; use the argument `array`",
    )
    expect(
        value.dtype == array.dtype.name,
        f"{name}: got a tensor of {value.dtype}, so the array's dtype is lost; "
        "give the array itself to TensorFlow, and no dtype",
    )
    hint = "was there another type in between? float32 holds fewer digits than float64"
    expect_same(name, value, array, hint=hint)


@exercise("from_array")
def test_from_array_example(student):
    """An array of pixels becomes a tensor with the same dtype."""
    pixels = np.array([[9, 60], [250, 7], [31, 0]], dtype=np.uint8)
    expect_like(student.call("from_array", pixels), pixels)


### BEGIN HIDDEN TESTS
# holds: "a NumPy array with any number of axes"
# holds: "numbers of any shape and dtype"
# holds: "the same numbers, the same shape and the same dtype"
# holds: "A tensor of the same shape and dtype."
@exercise("from_array")
def test_from_array_unseen(student, hidden_rng):
    """Arrays of other shapes and dtypes keep both."""
    fractions = hidden_rng("fractions").uniform(-1, 2, (2, 3, 4))
    outcome = student.attempt("from_array", fractions)
    expect_like(outcome.value_or_raise(), fractions)
    expect_unchanged("from_array", outcome, fractions)
    levels = np.array([-3, 200], dtype=np.int16)
    counts = np.array([[3], [-70000]], dtype=np.int64)
    answers = np.array([True, False])
    for array in (levels, counts, answers, np.array(40.5)):
        expect_like(student.call("from_array", array), array)


### END HIDDEN TESTS
