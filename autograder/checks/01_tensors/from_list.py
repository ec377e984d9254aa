"""from_list: a list of numbers as a tensor."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, format_value
from course_utils.checking.plain_data import Array

from .shared import expect_same

exercise = pytest.mark.exercise


def expect_from_list(student, values):
    """Expect ``from_list`` to give these numbers as a tensor."""
    answer = student.call("from_list", values)
    expect(
        not (isinstance(answer, Array) and format_value(answer) == "[5, 0, 4]"),
        f"from_list({values}): got the numbers of the example; use the argument `values`",
    )
    wrong = [(np.trunc(values), "the fractions are gone; leave the dtype to TensorFlow")]
    expect_same(f"from_list({values})", answer, values, wrong)


@exercise("from_list")
def test_from_list_example(student):
    """A list of four numbers becomes a tensor."""
    expect_from_list(student, [3, 1, 8, 6])


### BEGIN HIDDEN TESTS
@exercise("from_list")
def test_from_list_unseen(student, hidden_rng):
    """Other lists work as well, with fractions too."""
    rng = hidden_rng("values")
    whole, fractions = rng.integers(-99, 100, 5).tolist(), (rng.integers(1, 50, 2) / 4).tolist()
    for values in (whole, [*fractions, 0.5], [8]):
        expect_from_list(student, values)


### END HIDDEN TESTS
