"""astype_and_cast: numbers as uint8, by NumPy's `astype` and by TensorFlow's `tf.cast`."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_close, expect_tensor, type_of

from .shared import expect_unchanged

exercise = pytest.mark.exercise


def expect_both(student, array):
    """Expect ``astype_and_cast`` to give NumPy's and TensorFlow's uint8 of ``array``."""
    outcome = student.attempt("astype_and_cast", array)
    answer = outcome.value_or_raise()
    is_pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    expect(is_pair, f"astype_and_cast: expected two results, got {type_of(answer)}")
    first, second = answer
    swapped = type_of(first) == "tf.Tensor" and type_of(second) == "NumPy array"
    expect(not swapped, "astype_and_cast: got the tensor first; return the one of `astype` first")
    expect(
        type_of(first) == "NumPy array",
        f"the first result: expected a NumPy array, got {type_of(first)}; use `array.astype`",
    )
    expect_tensor("the second result", second)
    limit = np.clip(array, 0, 255)
    wrong = [(limit, "the numbers stopped at 0 or 255; `astype` and `tf.cast` let them go round")]
    for which, result in (("the first result", first), ("the second result", second)):
        expect(
            result.dtype == "uint8",
            f"{which}: expected uint8, got {result.dtype}; "
            "both return something new and leave what they were given as it is",
        )
        hint = "leave what becomes of numbers that don't fit to `astype` and `tf.cast`"
        expect_close(which, result, array % 256, rtol=0, atol=0, misconceptions=wrong, hint=hint)
    expect_unchanged("astype_and_cast", outcome, array)


@exercise("astype_and_cast")
def test_astype_and_cast_form(student):
    """An array and a tensor of uint8 come back, also with a number that doesn't fit."""
    expect_both(student, np.array([0, 100, 255, 270]))


### BEGIN HIDDEN TESTS
# holds: "returns two results, first the one of `astype`, then the one of `tf.cast`"
# holds: "whole numbers of any shape, of which some may not fit into uint8"
# holds: "(a uint8 array by `astype`, a uint8 tensor by `tf.cast`), both of the shape of `array`"
@exercise("astype_and_cast")
def test_astype_and_cast_unseen(student, hidden_rng):
    """Other numbers that don't fit come back as NumPy and TensorFlow change them."""
    numbers = hidden_rng("numbers").integers(-500, 1500, (2, 3))
    numbers[0] = 300, -1, 7
    expect_both(student, numbers)


### END HIDDEN TESTS
