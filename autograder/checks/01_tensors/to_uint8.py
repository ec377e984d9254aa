"""to_uint8: fractions cast to uint8, which cuts off what is behind the point."""

import numpy as np
import pytest

from course_utils.checking.expect import expect
from course_utils.checking.plain_data import tensor

from .shared import CAST, expect_same

exercise = pytest.mark.exercise


def expect_cut(student, fractions):
    """Expect ``to_uint8`` to cut the fractions off."""
    array = np.asarray(fractions, np.float32)
    answer = student.attempt("to_uint8", tensor(array)).value_or_raise(CAST)
    name = f"to_uint8({fractions})"
    wrong = [
        (np.rint(array), "got rounded numbers; a cast cuts the fraction off, so don't round first"),
        (np.floor(array + 0.5), "got rounded numbers; a cast cuts the fraction off by itself"),
        (np.ceil(array), "got numbers rounded up; a cast cuts the fraction off"),
        (np.trunc(array).astype(np.int64).astype(np.int8), "got numbers below 0: that is int8"),
    ]
    hint = "the cast cuts the fraction off, and nothing else has to be done"
    expect_same(name, answer, np.trunc(array), wrong, hint)
    expect(
        answer.dtype == "uint8",
        f"{name}: the numbers are right, but their dtype is {answer.dtype}; it must be uint8",
    )


@exercise("to_uint8")
def test_to_uint8_example(student):
    """Four fractions lose what is behind the point."""
    expect_cut(student, [0.2, 1.5, 1.7, 254.9])


### BEGIN HIDDEN TESTS
# holds: "a float32 tensor of any shape"
# holds: "with every fraction cut off"
# holds: "A uint8 tensor of the same shape."
@exercise("to_uint8")
def test_to_uint8_unseen(student, hidden_rng):
    """Other fractions, in other shapes, lose what is behind the point."""
    expect_cut(student, [[2.5, 3.5, 99.99], [0.0, 200.49, 250.51]])
    cut = hidden_rng("fractions").integers(0, 255, (3, 4)) + 0.75
    expect_cut(student, cut.tolist())
    expect_cut(student, 99.75)


# holds: "with numbers from 0 to 255"
@exercise("to_uint8")
def test_to_uint8_ends(student):
    """Both ends of the range come out right."""
    expect_cut(student, [255.0, 0.0, 0.99, 127.5, 128.0])


### END HIDDEN TESTS
