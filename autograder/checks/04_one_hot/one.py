"""one: a single label as a vector of ten numbers."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect_close

from .shared import answer, counted, expect_floating, one_hot

exercise = pytest.mark.exercise


def expect_one(student, label):
    """Expect ``one`` to give the vector of this label."""
    name = f"one({label})"
    value = answer(student, "one", label, name=name).value
    right, data = one_hot([label], 10)[0], as_numbers(name, value)
    wrong = [
        (np.zeros(10), "there is no 1 in it"),
        (np.roll(right, -1), "the 1 is one place too early; the first class is 0, not 1"),
        (np.roll(right, 1), "the 1 is one place too late; the first class is 0"),
        (right[np.newaxis], "got a table with one row; one label becomes a vector of one axis"),
        (right[:, np.newaxis], "got a table with one column; a vector has one axis"),
        (1 - right, "zeros and ones are the wrong way round"),
        (np.arange(10) <= int(label), "there are ones up to the label; a single 1 is asked for"),
        (right * label, "the label stands at its place; a 1 should stand there"),
        (label, "that is the label itself; the vector has ten numbers"),
        (np.eye(10), "that is the whole identity; one row of it is asked for"),
        (one_hot([5], 10)[0], "that is the vector of the example; use the argument `label`"),
        (one_hot([2], 10)[0], "that is the vector of class 2; use the argument `label`"),
    ]
    if data.ndim == 1 and data.size != 10:
        wrong.append((data, f"got {counted(data.size, 'number')}; there are ten digits"))
    hint = "all numbers are 0 but for a 1 at the place of the label"
    expect_close(name, value, right, misconceptions=wrong, hint=hint)
    expect_floating(name, value, data)


@exercise("one")
def test_one_example(student):
    """The label 8 becomes ten numbers, with the 1 at its place."""
    expect_one(student, 8)


### BEGIN HIDDEN TESTS
# holds: "it takes a label from 0 to 9 and returns its one-hot vector of ten numbers"
# holds: "A floating tensor or array of shape (10,)."
@exercise("one")
def test_one_every_digit(student):
    """Every digit becomes its vector."""
    for label in range(10):
        expect_one(student, label)


# holds: "a Python int, or a NumPy one such as np.uint8"
@exercise("one")
def test_one_numpy_label(student):
    """Labels as MNIST has them, in uint8, work as well."""
    for label in (np.uint8(7), np.uint8(0), np.uint8(9)):
        expect_one(student, label)


### END HIDDEN TESTS
