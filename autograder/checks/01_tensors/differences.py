"""differences: predictions minus labels, row by row, in spite of an axis of size 1."""

import numpy as np
import pytest

from course_utils.checking.plain_data import tensor

from .axes import FRACTIONS, expect_numbers

exercise = pytest.mark.exercise

ROWS_WRITTEN_IN = {
    "but the requested shape has": "there are as many predictions as labels, and not always three; "
    "is a size of the example written in?",
}


def expect_differences(student, predictions, labels):
    """Expect ``differences`` to subtract the n labels from the n predictions, one by one."""
    n = len(labels)
    predictions = np.asarray(predictions, np.float32).reshape(n, 1)
    labels = np.asarray(labels, np.float32)
    name = f"differences(predictions of shape {predictions.shape}, labels of shape {labels.shape})"
    got = student.attempt("differences", tensor(predictions), tensor(labels))
    got = got.value_or_raise(ROWS_WRITTEN_IN)
    right = predictions[:, 0] - labels
    silent = "every prediction minus every label: (n, 1) and (n,) are broadcast to (n, n)"
    mistakes = [
        (predictions - labels if n > 1 else None, f"{silent}; make the shapes alike first"),
        ((predictions - labels).mean(axis=1), f"{silent}, and then averaged"),
        ((predictions - labels).mean(axis=0), f"{silent}, and then averaged"),
        ((predictions - labels)[:, 0], "that is each prediction minus the first label"),
        ((predictions - labels)[0], "that is the first prediction minus each label"),
        (np.abs(right), "the signs are gone; a prediction that is too small has a negative one"),
        (-right, "the signs are turned round: it is the prediction minus the label"),
        (right[:, None], "the numbers are right, in a shape with an axis too many; one axis"),
        (right[None], "the numbers are right, in a shape with an axis too many; one axis"),
        (right.reshape(()) if n == 1 else None, "a bare squeeze drops every axis of size 1"),
        (right**2, "those are the squares"),
        (np.trunc(right), FRACTIONS),
        (np.trunc(predictions[:, 0]) - np.trunc(labels), FRACTIONS),
        (right.mean(), "that is one number; a difference for each row is wanted"),
    ]
    shape_hint = "take the axis of size 1 from the predictions, then subtract"
    hint = "the shape is right; each prediction minus the label at the same place, and nothing more"
    expect_numbers(name, got, right, "float32", mistakes, shape_hint, hint)


@exercise("differences")
def test_differences_small(student):
    """Three predictions as in the picture, and two others."""
    expect_differences(student, [1, 2, 4], [1, 2, 3])
    expect_differences(student, [0.5, -2], [3, -2.25])


### BEGIN HIDDEN TESTS
# holds: "each prediction minus its label"
# holds: "A float32 tensor (or array) of shape (n,)."
@exercise("differences", weight=2)
def test_differences_unseen(student, hidden_rng):
    """Other predictions and labels, more of them and fewer."""
    rng = hidden_rng("rows")
    for n, size in ((7, 3), (4, 300), (7, 3)):
        expect_differences(student, rng.normal(0, size, n), rng.normal(0, size, n))


# holds: "n may be 1"
@exercise("differences")
def test_differences_of_one_row(student):
    """A single prediction: one difference, in a row of its own."""
    expect_differences(student, [4], [2.5])  # above 0 first: so a sign that is gone is told
    expect_differences(student, [2.5], [4])


### END HIDDEN TESTS
