"""from_tuple: a tuple of rows as a tensor with rows and columns."""

import pytest

from .shared import expect_same

exercise = pytest.mark.exercise


@exercise("from_tuple")
def test_from_tuple_example(student):
    """Four rows of two numbers become a tensor of shape (4, 2)."""
    rows = ((7, 0), (5, 2), (9, 4), (1, 8))
    expect_same(f"from_tuple({rows})", student.call("from_tuple", rows), rows)


### BEGIN HIDDEN TESTS
@exercise("from_tuple")
def test_from_tuple_unseen(student):
    """Other numbers of rows and columns work as well."""
    for rows in (((3, 1), (4, 1), (5, 9), (2, 6)), ((2, 7, 1, 8),), ((1,), (6,), (5,))):
        expect_same(f"from_tuple({rows})", student.call("from_tuple", rows), rows)


### END HIDDEN TESTS
