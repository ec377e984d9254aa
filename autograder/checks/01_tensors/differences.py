"""differences: predictions minus labels, row by row, in spite of an axis of size 1."""

import numpy as np
import pytest

from course_utils.checking.plain_data import tensor

from .axes import expect_numbers

exercise = pytest.mark.exercise


def expect_differences(student, predictions, labels):
    """Expect ``differences`` to subtract the n labels from the n predictions, one by one."""
    n = len(labels)
    predictions = np.asarray(predictions, np.float32).reshape(n, 1)
    labels = np.asarray(labels, np.float32)
    name = f"differences(predictions of shape {predictions.shape}, labels of shape {labels.shape})"
    got = student.call("differences", tensor(predictions), tensor(labels))
    right = predictions[:, 0] - labels
    silent = "every prediction minus every label: (n, 1) and (n,) are broadcast to (n, n)"
    mistakes = [
        (predictions - labels if n > 1 else None, f"{silent}; make the shapes alike first"),
        ((predictions - labels).mean(axis=1), f"{silent}, and then averaged"),
        ((predictions - labels).mean(axis=0), f"{silent}, and then averaged"),
        (-right, "the signs are turned round: it is the prediction minus the label"),
        (np.abs(right), "the signs are gone; a prediction that is too small has a negative one"),
        (right[:, None], "the numbers are right, in a shape with an axis too many; one axis"),
        (right[None], "the numbers are right, in a shape with an axis too many; one axis"),
        (right.reshape(()) if n == 1 else None, "a bare squeeze drops every axis of size 1"),
        (right**2, "those are the squares"),
        (right.mean(), "that is one number; a difference for each row is wanted"),
    ]
    hint = "take the axis of size 1 from the predictions, then subtract"
    expect_numbers(name, got, right, "float32", mistakes, hint)


@exercise("differences")
def test_differences_small(student):
    """Three predictions as in the picture, and two others."""
    expect_differences(student, [1, 2, 4], [1, 2, 3])
    expect_differences(student, [0.5, -2], [3, 0.25])


### BEGIN HIDDEN TESTS
@exercise("differences", weight=2)
def test_differences_unseen(student, hidden_rng):
    """Other predictions and labels, more of them and fewer."""
    rng = hidden_rng("rows")
    for n in (7, 4):
        expect_differences(student, rng.normal(0, 3, n), rng.normal(0, 3, n))


@exercise("differences")
def test_differences_of_one_row(student):
    """A single prediction: one difference, in a row of its own."""
    expect_differences(student, [2.5], [4])


### END HIDDEN TESTS
