"""float_at_creation: a tensor of float32, whatever numbers it is made from."""

import numpy as np
import pytest

from .shared import ALL_AT_ONCE, expect_float32, expect_unchanged

exercise = pytest.mark.exercise


@exercise("float_at_creation")
def test_float_at_creation_list(student):
    """A list of whole numbers becomes float32."""
    answer = student.call("float_at_creation", [1, 2, 3])
    expect_float32("float_at_creation([1, 2, 3])", answer, [1, 2, 3])


### BEGIN HIDDEN TESTS
# holds: "a NumPy array of any shape and dtype"
@exercise("float_at_creation")
def test_float_at_creation_array(student, hidden_rng):
    """NumPy arrays of float64 become float32, and the numbers stay."""
    array = hidden_rng("array").uniform(-100, 100, (3, 2))
    outcome = student.attempt("float_at_creation", array)
    name = "float_at_creation(an array of float64)"
    expect_float32(name, outcome.value_or_raise(ALL_AT_ONCE), array)
    expect_unchanged(name, outcome, array)
    outcome = student.attempt("float_at_creation", np.array(40.5))
    name = "float_at_creation(an array with no axis)"
    expect_float32(name, outcome.value_or_raise(ALL_AT_ONCE), 40.5)


# holds: "it takes a list of numbers or a NumPy array and returns a tensor of `float32`"
# holds: "a NumPy array of any shape and dtype"
# holds: "A float32 tensor with the same numbers."
@exercise("float_at_creation")
def test_float_at_creation_fractions(student):
    """A list with fractions, and an array of whole numbers, become float32."""
    answer = student.call("float_at_creation", [0.25, 7, -1.5, 2])
    expect_float32("float_at_creation([0.25, 7, -1.5, 2])", answer, [0.25, 7, -1.5, 2])
    array = np.array([0, 200, 255], dtype=np.uint8)
    answer = student.call("float_at_creation", array)
    expect_float32("float_at_creation(an array of uint8)", answer, array)


### END HIDDEN TESTS
