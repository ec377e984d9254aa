"""from_tuple: a tuple of rows as a tensor with rows and columns."""

import numpy as np
import pytest

from .shared import NO_FRACTIONS, expect_same

exercise = pytest.mark.exercise

WRITTEN_IN = (
    "is the shape of the example written in? A tensor takes its shape from `rows` by itself"
)
ERRORS = {
    "but the requested shape has": WRITTEN_IN,
    "unsupported shape": WRITTEN_IN,
    "cannot reshape array": WRITTEN_IN,
    "to a TensorFlow DType": "what comes second in `tf.constant` is a dtype; all rows go into it "
    "together, as one argument",
    **NO_FRACTIONS,
}


def expect_from_tuple(student, rows):
    """Expect ``from_tuple`` to give these rows as a tensor."""
    answer = student.attempt("from_tuple", rows).value_or_raise(ERRORS)
    wrong = [
        (np.trunc(rows), "the fractions are gone; leave the dtype to TensorFlow"),
        (np.asarray(rows, np.float16), "float16 is too coarse; leave the dtype to TensorFlow"),
    ]
    expect_same(f"from_tuple({rows})", answer, rows, wrong)


@exercise("from_tuple")
def test_from_tuple_example(student):
    """Four rows of two numbers become a tensor of shape (4, 2)."""
    expect_from_tuple(student, ((7, 0), (5, 2), (9, 4), (1, 8)))


### BEGIN HIDDEN TESTS
# holds: "it takes a tuple of rows and returns a tensor with one row for each"
# holds: "r tuples of c numbers each"
# holds: "A tensor of shape (r, c)."
@exercise("from_tuple")
def test_from_tuple_unseen(student):
    """Other numbers of rows and columns work as well, with fractions too."""
    fractions = ((0.5, 2.25, 1.75), (3.5, 0.25, 2049.125))
    for rows in (((3, 1), (4, 1), (5, 9), (2, 6)), ((2, 7, 1, 8),), ((1,), (6,), (5,)), fractions):
        expect_from_tuple(student, rows)


### END HIDDEN TESTS
