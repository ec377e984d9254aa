"""batch: many labels as a table, with a row for each."""

import numpy as np
import pytest

from .tables import ask_rows

exercise = pytest.mark.exercise


@exercise("batch")
def test_batch_example(student):
    """Four labels become four rows of ten numbers."""
    ask_rows(student, "batch", np.array([3, 8, 1, 3], np.uint8))


### BEGIN HIDDEN TESTS
# holds: "it takes $N$ labels from 0 to 9 and returns the table of shape `(N, 10)`"
# holds: "uint8 (as MNIST's labels are), int32 or int64"
# holds: "A floating tensor or array of shape (n, 10)."
@exercise("batch", weight=2)
def test_batch_unseen(student, hidden_rng):
    """Other batches, large and small and in other dtypes, become tables as well."""
    rng = hidden_rng("labels")
    for count, dtype in ((37, np.uint8), (5, np.int64), (10, np.int32), (300, np.uint8)):
        labels = rng.integers(0, 10, count).astype(dtype)
        labels[0] = 9
        ask_rows(student, "batch", labels)
    ask_rows(student, "batch", np.array([9]))


# holds: "with a column for each of the ten digits, whichever of them are in the batch"
@exercise("batch")
def test_batch_of_small_labels(student):
    """A batch of small labels becomes a table of ten columns, too."""
    ask_rows(student, "batch", np.array([6, 2, 2], np.uint8))
    ask_rows(student, "batch", np.array([0]))


### END HIDDEN TESTS
