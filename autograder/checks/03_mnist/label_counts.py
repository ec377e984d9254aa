"""label_counts: how often each of the ten digits occurs."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close, format_value
from course_utils.checking.student import CheckFailed

from .shared import expect_unchanged

exercise = pytest.mark.exercise

COUNTING = {
    "attr 'Tidx' of uint8": "TensorFlow counts int32; `tf.cast` changes the dtype",
    "list index out of range": "there must be a place for each of the ten digits",
}
WRAPPED = "a count wrapped around, as it was too large; what is the dtype of your counts?"


def ask_counts(student, labels):
    """Return the ten counts of ``label_counts``, and what to call them."""
    name = f"label_counts({format_value(labels)})"
    outcome = student.attempt("label_counts", labels)
    answer = outcome.value_or_raise(COUNTING)
    expect_unchanged(name, outcome, labels)
    if isinstance(answer, dict):
        raise CheckFailed(f"{name}: got a dict; return the ten counts in a row")
    counts = as_numbers(name, answer)
    if counts.ndim == 2 and len(counts) == 2:
        raise CheckFailed(f"{name}: got two rows, of digits and of counts; return the ten counts")
    problem = f"{name}: expected ten counts, got shape {counts.shape}"
    expect(
        counts.shape != (int(labels.max()) + 1,) or counts.shape == (10,),
        f"{problem}; they stop at the largest digit that occurs, but the rest have a count too: 0",
    )
    expect(
        counts.shape != np.unique(labels).shape or counts.shape == (10,),
        f"{problem}; digits that don't occur have a count too: 0",
    )
    expect(
        counts.size != 1,
        f"{name}: expected ten counts, got one number; does a `return` in a loop end the first "
        "round?",
    )
    expect(counts.shape != (9,), f"{problem}; a `range` ends one before its number")
    expect(counts.shape == (10,), problem)
    expect(counts.dtype.kind in "iuf", f"{name}: expected whole numbers, got {counts.dtype}")
    return counts, name


def expect_counts(student, labels):
    """Expect ``label_counts`` to count these labels, digit by digit."""
    counts, name = ask_counts(student, labels)
    expected = np.bincount(labels, minlength=10)
    official = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    expect(
        not np.array_equal(counts, official),
        f"{name}: those are the counts of MNIST; count the argument `labels`",
    )
    wrong = [
        (expected / len(labels), "those are shares; how often does each digit occur?"),
        *((expected.astype(small), WRAPPED) for small in (np.uint8, np.int16, np.uint16)),
        (
            np.append(expected[1:], 0),
            "the counts are one place too far to the left; begin with the 0",
        ),
        (np.append(0, expected[:-1]), "the counts are one place too far to the right"),
        (np.sort(expected)[::-1], "the counts are sorted; keep them in the order of the digits"),
        (np.sort(expected), "the counts are sorted; keep them in the order of the digits"),
        (expected > 0, "that says which digits occur; how often?"),
        (expected * np.arange(10), "the labels are added up; count them instead"),
    ]
    total = f"the counts add up to {counts.sum():g} for {len(labels)} labels"
    fits = counts.sum() == len(labels)
    expect_close(
        name,
        counts,
        expected,
        rtol=0,
        misconceptions=wrong,
        hint="they add up, but some digit has the count of another" if fits else total,
    )


# holds: "`counts[9]` must exist even if there is no 9"
@exercise("label_counts")
def test_label_counts_example(student):
    """Four labels are counted, and every digit has its count."""
    expect_counts(student, np.array([2, 0, 2, 5], np.uint8))


# holds: "The ten counts add up to the number of labels."
@exercise("label_counts")
def test_label_counts_sum(student):
    """Other labels are counted, few and many, and the counts add up to their number."""
    expect_counts(student, np.array([1, 1, 7, 3, 7, 1, 4], np.uint8))
    expect_counts(student, np.repeat(np.array([6, 1], np.uint8), [300, 2]))


### BEGIN HIDDEN TESTS
# holds: "some digits may not occur"
@exercise("label_counts")
def test_label_counts_one_digit(student):
    """Labels that are all alike are counted."""
    expect_counts(student, np.full(6, 9, np.uint8))
    expect_counts(student, np.zeros(3, np.uint8))


# holds: "it returns the ten counts, that of the 0 first"
# holds: "Ten counts (array, tensor or list); number d is how often the digit d occurs."
@exercise("label_counts", weight=2)
def test_label_counts_many(student, hidden_rng):
    """A thousand labels are counted, digit by digit, as many as MNIST has, and twice as many."""
    shares = [0.02, 0.3, 0.05, 0.4, 0.03, 0, 0.07, 0.1, 0.02, 0.01]
    labels = hidden_rng("labels").choice(10, 1000, p=shares).astype(np.uint8)
    expect_counts(student, labels)
    shares = [0.01, 0.07, 0.6, 0.03, 0.1, 0.02, 0.05, 0, 0.08, 0.04]
    labels = hidden_rng("more labels").choice(10, 60_000, p=shares).astype(np.uint8)
    expect_counts(student, labels)
    expect_counts(student, np.tile(labels, 2))


### END HIDDEN TESTS
