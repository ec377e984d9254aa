"""column_labels: labels that stand in a column as a table."""

import numpy as np
import pytest

from .tables import ask_rows

exercise = pytest.mark.exercise


@exercise("column_labels")
def test_column_labels_example(student):
    """Three labels in a column become three rows of ten numbers."""
    ask_rows(student, "column_labels", np.array([[8], [0], [3]], np.uint8))


@exercise("column_labels")
def test_column_labels_of_one(student):
    """A column with one label becomes one row, in a table."""
    ask_rows(student, "column_labels", np.array([[7]], np.uint8))


### BEGIN HIDDEN TESTS
# holds: "returns their one-hot vectors, of shape `(N, 10)`"
# holds: "uint8, int32 or int64"
# holds: "A floating tensor or array of shape (n, 10)."
@exercise("column_labels")
def test_column_labels_unseen(student, hidden_rng):
    """Other columns, in other dtypes and without a 9, become rows as well."""
    ask_rows(student, "column_labels", np.array([[2], [6], [6], [1], [0]], np.uint8))
    rng = hidden_rng("labels")
    for count, dtype in ((10, np.int32), (290, np.uint8)):
        labels = rng.integers(0, 10, (count, 1)).astype(dtype)
        ask_rows(student, "column_labels", labels)


# holds: "uint8, int32 or int64"
# holds: "n may be 1"
@exercise("column_labels")
def test_column_labels_single(student):
    """Other columns with a single label become tables of one row."""
    ask_rows(student, "column_labels", np.array([[4]]))
    ask_rows(student, "column_labels", np.array([[9]], np.int32))


### END HIDDEN TESTS
