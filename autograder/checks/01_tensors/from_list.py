"""from_list: a list of numbers as a tensor."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, format_value
from course_utils.checking.plain_data import Array

from .shared import NO_FRACTIONS, expect_same, expect_unchanged

exercise = pytest.mark.exercise

SMALL = {
    "int8": "ends at 127",
    "uint8": "ends at 255",
    "int16": "ends at 32767",
    "uint16": "ends at 65535, and begins at 0",
    "float16": "is too coarse for these numbers",
    "bfloat16": "is too coarse for these numbers",
}


def expect_from_list(student, values):
    """Expect ``from_list`` to give these numbers as a tensor."""
    outcome = student.attempt("from_list", values)
    answer = outcome.value_or_raise(NO_FRACTIONS)
    expect(
        not (isinstance(answer, Array) and format_value(answer) == "[5, 0, 4]"),
        f"from_list({values}): got the numbers of the example; use the argument `values`",
    )
    name = f"from_list({values})"
    distinct = len(set(values))
    expect(
        not (isinstance(answer, Array) and answer.shape == (distinct,) != (len(values),)),
        f"{name}: got {distinct} numbers; a number that occurs twice is kept twice",
    )
    small = SMALL.get(answer.dtype) if isinstance(answer, Array) else None
    if small and max(map(abs, values)) > 999 and answer.shape == (len(values),):
        same = np.array_equal(answer.data, values)
        expect(same, f"{name}: {answer.dtype} {small}; leave the dtype to TensorFlow")
    wrong = [(np.trunc(values), "the fractions are gone; leave the dtype to TensorFlow")]
    expect_same(name, answer, values, wrong)
    expect_unchanged(name, outcome, values)


@exercise("from_list")
def test_from_list_example(student):
    """A list of four numbers becomes a tensor."""
    expect_from_list(student, [3, 1, 8, 6])


### BEGIN HIDDEN TESTS
# holds: "it takes a list of numbers and returns a tensor with the same numbers"
# holds: "A tensor of shape (n,)."
@exercise("from_list")
def test_from_list_unseen(student, hidden_rng):
    """Other lists work as well: with fractions, large numbers, or a number twice."""
    rng = hidden_rng("values")
    whole, fractions = rng.integers(-99, 100, 5).tolist(), (rng.integers(1, 50, 2) / 4).tolist()
    for values in ([40001, -2049, 70003], whole, [*fractions, 0.5], [8], [4, 9, 4, 0, 9]):
        expect_from_list(student, values)


### END HIDDEN TESTS
