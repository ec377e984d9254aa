"""absent_classes: a column for each class, also for those that do not occur."""

import numpy as np
import pytest

from .tables import ask_rows

exercise = pytest.mark.exercise


@exercise("absent_classes")
def test_absent_zeros_and_ones(student):
    """A batch of zeros and ones has a column for every digit."""
    ask_rows(student, "encode", np.array([1, 0], np.uint8), 10)


@exercise("absent_classes")
def test_absent_among_seven(student):
    """With seven classes, each of them has a column, those in between as well."""
    ask_rows(student, "encode", np.array([4, 1, 4], np.uint8), 7)


### BEGIN HIDDEN TESTS
# holds: "for any number of classes"
# holds: "It always has `num_classes` columns, whichever labels occur."
@exercise("absent_classes", weight=2)
def test_absent_highest(student):
    """The highest classes may be absent, for any number of classes."""
    ask_rows(student, "encode", np.array([3, 3, 1], np.uint8), 6)
    ask_rows(student, "encode", np.array([0]), 3)
    ask_rows(student, "encode", np.array([11, 4, 7, 4]), 26)


# holds: "whole numbers from 0 to num_classes - 1"
@exercise("absent_classes")
def test_absent_in_the_middle(student):
    """Classes in the middle or at the beginning may be absent."""
    ask_rows(student, "encode", np.array([4, 1, 4, 1, 4], np.int32), 5)
    ask_rows(student, "encode", np.array([7, 5], np.uint8), 8)


# holds: "uint8 (as MNIST's labels are), int32 or int64"
# holds: "A floating tensor or array of shape (n, num_classes)."
@exercise("absent_classes")
def test_absent_among_many(student, hidden_rng):
    """A long batch has a row for each label, and many classes have a column each, in uint8 too."""
    rng = hidden_rng("labels")
    ask_rows(student, "encode", rng.integers(0, 6, 310).astype(np.uint8), 8)
    labels = rng.integers(0, 250, 7).astype(np.uint8)
    labels[[1, 5]] = 0, 3  # the classes 256 and 259, wrapped around
    ask_rows(student, "encode", labels, 260)
    ask_rows(student, "encode", np.array([258, 3, 257], np.int32), 260)
    ask_rows(student, "encode", np.array([7, 299, 256, 0]), 300)


### END HIDDEN TESTS
