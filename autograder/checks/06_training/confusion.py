"""confusion: a matrix that counts which class was taken for which."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close
from course_utils.checking.student import AnswerRaised, CheckFailed

exercise = pytest.mark.exercise


def _counts(labels, predictions, classes):
    table = np.zeros((classes, classes), int)
    np.add.at(table, (labels, predictions), 1)
    return table


def _judge_confusion(student, labels, predictions, classes):
    try:
        outcome = student.attempt("confusion", labels, predictions, classes)
        value = outcome.value_or_raise()
    except AnswerRaised as raised:
        if raised.type_name != "IndexError" and "out of bound" not in raised.text:
            raise
        raise CheckFailed(
            f"confusion: with classes={classes}: {raised.type_name}: {raised.text[:80]}; a class that does "
            "not occur has a row and a column too: where does the size come from?"
        ) from None
    table = as_numbers("confusion", value)
    expect(
        table.shape == (classes, classes),
        f"confusion: expected shape {(classes, classes)}, got {table.shape}; "
        "a class that does not occur has a row and a column too",
    )
    truth = _counts(labels, predictions, classes)
    with np.errstate(invalid="ignore"):
        shares = truth / truth.sum(axis=1, keepdims=True)
    expect_close(
        "confusion",
        value,
        truth,
        misconceptions=[
            (truth % 256, "a count beyond 255 wrapped around; count in a type with more room"),
            (truth.T, "transposed: rows stand for the true labels, columns for the predictions"),
            (shares, "these are shares; return counts"),
            (np.nan_to_num(shares), "these are shares; return counts"),
            (np.diag(np.diag(truth)), "only right answers are counted; count every pair"),
            (np.minimum(truth, 1), "a pair that occurs again must be counted again"),
        ],
        hint="entry [i, j] counts the images of class i that were taken for class j",
    )
    for given, after in zip((labels, predictions), outcome.arguments, strict=False):
        same = np.array_equal(as_numbers("confusion", after), given)
        expect(same, "confusion: it changed the arrays that were handed in; leave them as they are")


@exercise("confusion")
def test_confusion_example(student):
    """The example of the text comes out."""
    _judge_confusion(student, np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 0, 0]), 3)


@exercise("confusion")
def test_confusion_absent(student):
    """A class that does not occur keeps its row and column."""
    _judge_confusion(student, np.array([0, 1, 1, 0]), np.array([0, 1, 0, 1]), 4)


### BEGIN HIDDEN TESTS
# holds: "Array, tensor or nested list, of counts."
# holds: "Counts of shape (classes, classes); [i, j] counts class i taken for class j."
@exercise("confusion", weight=2)
def test_confusion_unseen(student, hidden_rng):
    """Other labels, predictions and numbers of classes come out too, few of them and many."""
    rng = hidden_rng("labels")
    # more than uint8 can count
    for count, classes in ((200, 10), (73, 4), (3000, 3), (1500, 2), (900, 20)):
        labels = rng.integers(0, classes, count)
        slips = rng.random(count) < 0.5
        predictions = np.where(slips, (labels * 3 + 1) % classes, labels)
        _judge_confusion(student, labels, predictions, classes)


# holds: "A class that does not occur still has its row and column."
@exercise("confusion")
def test_confusion_others_absent(student):
    """Several classes, the first among them, may be absent."""
    _judge_confusion(student, np.array([2, 2, 3, 5, 5, 5]), np.array([2, 3, 3, 5, 2, 2]), 8)


### END HIDDEN TESTS
