"""decode: vectors, and a network's answers, as labels again."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close, format_value

from .shared import answer, counted, dtype_of, one_hot

exercise = pytest.mark.exercise


def expect_decoded(student, vectors, dtype=np.float32):
    """Expect ``decode`` to give the place of the largest number in each row."""
    vectors = np.asarray(vectors, dtype)
    name = f"decode({counted(len(vectors), 'row')} of {vectors.shape[1]} numbers)"
    outcome = answer(student, "decode", vectors, name=name)
    value = outcome.value
    right, data = vectors.argmax(axis=1), as_numbers(name, value)
    along = "those are places in each column; the search went along the batch"
    wrong = [
        (
            vectors.astype(np.float16).argmax(axis=1),
            "numbers that differ by little: were they rounded, or made float16?",
        ),
        (vectors.argmax(axis=0), along),
        (vectors.argmax(), "that is one place in the whole table; search in each row, with `axis`"),
        (vectors.max(axis=1), "those are the largest numbers; their places are asked for"),
        (vectors.argmin(axis=1), "those are the places of the smallest numbers"),
        (right[:, np.newaxis], "the labels stand in a column; one axis is asked for"),
        (right + 1, "each label is one too large; the first column is class 0"),
        (vectors, "those are the vectors themselves; each becomes a single label"),
        (one_hot(right, vectors.shape[1]), "those are vectors; each becomes a single label"),
        (np.abs(vectors).argmax(axis=1), "a number far below 0 is small; its sign counts"),
        (np.maximum(vectors, 0).argmax(axis=1), "a row may hold nothing but numbers below 0"),
        ((vectors > 0.5).argmax(axis=1), "a row's largest number need not be above one half"),
    ]
    if len(right) == 1:
        wrong.insert(0, (right[0], "the axis of the batch is gone; one row is a batch of one"))
    if data.ndim == 1 and len(data) < len(right) and set(data.tolist()) <= set(right.tolist()):
        wrong.append(
            (data, "some rows got no label; a row need not hold a number that is exactly 1")
        )
    if data.shape == right.shape and data.dtype.kind == "f" and not np.array_equal(data, right):
        found = format_value(data.astype(np.float64).round(3))
        wrong.append((data, f"got {found}; a label is the place of a row's largest number"))
    hint = "look for the place of the largest number in each row, also if it is not 1"
    expect_close(name, value, right, rtol=0, atol=0, misconceptions=wrong, hint=hint)
    dtype = dtype_of(value, data)
    expect(data.dtype.kind in "iu", f"{name}: got {dtype}; labels are whole numbers")
    after = as_numbers(name, outcome.arguments[0])
    expect(np.array_equal(after, vectors), f"{name}: the table that was handed in is changed")


@exercise("decode")
def test_decode_example(student):
    """Three one-hot vectors of five classes become three labels."""
    expect_decoded(student, one_hot([4, 1, 4], 5))


# holds: "The largest number of a row need be neither 1 nor above one half"
@exercise("decode")
def test_decode_other_numbers(student):
    """Rows of other numbers than 0 and 1 become labels, too."""
    expect_decoded(student, [[0.3, 0.4, 0.2, 0.1], [0.1, 0.2, 0.25, 0.45], [0.6, 0.2, 0.1, 0.1]])
    expect_decoded(student, [[-3, -1, -2, -5, -4], [-1, 3, 2, -2, 0.5]])


### BEGIN HIDDEN TESTS
# holds: "it takes a table with one row per image and returns the labels"
# holds: "All of them may be below 0"
@exercise("decode", weight=2)
def test_decode_answers(student, hidden_rng):
    """A network's answers, which are not exactly 0 and 1, become labels."""
    rng = hidden_rng("answers")
    for count, num_classes in ((7, 3), (4, 10), (6, 17)):
        expect_decoded(student, rng.dirichlet(np.ones(num_classes), count))
        expect_decoded(student, rng.normal(size=(count, num_classes)) - 5)  # all below 0


# holds: "it is larger than the others in its row, and that is all"
@exercise("decode")
def test_decode_near_and_far(student, hidden_rng):
    """The largest number may be hardly larger than the others, or far larger."""
    rng = hidden_rng("near and far")
    places = rng.permuted(np.tile(np.arange(6), (5, 1)), axis=1)
    expect_decoded(student, 0.2 + 2e-5 * places)
    expect_decoded(student, 30.0 * places - 10)  # whose powers of e are more than float32 holds


# holds: "one-hot vectors, or a network's answers; floating array of shape (n, num_classes)"
# holds: "Whole numbers, array or tensor of shape (n,)."
@exercise("decode")
def test_decode_vectors(student):
    """One-hot vectors become the labels that they were made of; a single one as well."""
    expect_decoded(student, one_hot([3, 9, 0, 0, 7, 2], 10))
    expect_decoded(student, one_hot([2], 6))
    expect_decoded(student, one_hot([5, 0, 5, 2], 6), np.float64)  # as `to_categorical` makes them


@exercise("decode")
def test_decode_many_classes(student, hidden_rng):
    """Hundreds of classes, and numbers that differ by very little, are told apart."""
    expect_decoded(student, one_hot([255, 3, 130, 201], 256))
    near = 0.25 + 1e-5 * hidden_rng("near").permutation(6)
    expect_decoded(student, [near, np.roll(near, 2), -np.roll(near, 3)])


### END HIDDEN TESTS
