"""mse: the mean squared error, as a single number."""

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    expect,
    expect_close,
    expect_number,
    format_value,
)
from course_utils.checking.student import CheckFailed

from .error_hints import BROADCAST
from .shared import floats

exercise = pytest.mark.exercise

ONE_SHAPE = "only one of the two changed its shape; they come in the same shape, so leave both"
SHAPES = {"ncompatible shapes": ONE_SHAPE, "required broadcastable shapes": ONE_SHAPE}


def expect_single(name, data, square):
    """Expect a single number, not one for each row or column, or the squares themselves."""
    by_row = [square.mean(axis=axis) for axis in range(square.ndim)]
    per_row = data.ndim > 0 and any(data.shape == means.shape for means in by_row)
    if data.size > 1 or (per_row and square.ndim > 1):
        each = "the squares" if data.shape == square.shape else "a number for each row or column"
        reason = f"that is {each}; take the mean over all places"
        raise CheckFailed(f"{name}: expected a single number, got shape {data.shape}; {reason}")


def expect_mse(student, y_true, y_pred):
    """Expect the mean squared error, as a single number."""
    y_true, y_pred = (np.asarray(part, np.float32) for part in (y_true, y_pred))
    answer = student.attempt("mse", *floats(y_true, y_pred)).value_or_raise(SHAPES)
    name = f"mse({format_value(y_true)}, {format_value(y_pred)})"
    error = y_true.astype(np.float64) - y_pred
    square = error**2
    doubled = 2 * abs(error.mean())
    root = np.sqrt(square.mean())
    no_root = "that is the root of it; no root is needed"
    twice = "that is twice the mean error; `**` raises to a power, `*` multiplies"
    if np.isclose(doubled, root):
        no_root = twice = (
            "that is twice the mean error, or a root: `**` raises to a power, `*` multiplies, and "
            "no root is needed"
        )
    data = as_numbers(name, answer)
    expect_single(name, data, square)
    wrong = [
        (square.sum(), "that is the sum of the squares; divide by how many there are"),
        (np.abs(error).mean(), "that is the mean of the absolute errors; square them"),
        (square.mean() / 2, "that is half of it; the mean alone, without ½"),
        (doubled, twice),
        (-doubled, twice),
        (root, no_root),
        (error.mean(), "that is the mean error, in which ups and downs cancel out; square first"),
        (-error.mean(), "that is the mean error, in which ups and downs cancel out; square first"),
        (error.mean() ** 2, "the mean comes first here; square first, then take the mean"),
        (np.abs(error).sum(), "that is the sum of the absolute errors; square them, take the mean"),
        (square.sum() / len(square), "divided by the rows; divide by all places"),
        (square.max(), "that is the largest square; take the mean"),
        ((y_true != y_pred).mean(), "that is the share of wrong ones; how wrong they are counts"),
        (0.25, "got what the example gives; use the arguments"),
    ]
    if square.ndim > 1:  # where one of the two can have lost an axis
        wrong.append((np.mean((y_true.reshape(-1, 1) - y_pred.reshape(-1)) ** 2), BROADCAST))
    hint = "the difference, its square, the mean over all places"
    number = expect_number(name, answer)
    expect_close(name, number, square.mean(), misconceptions=wrong, hint=hint)
    expect(
        data.shape == (),
        f"{name}: expected shape (), got {data.shape}; it is a single number, with no axis left",
    )


@exercise("mse")
def test_mse_example(student):
    """One error of 1 among four, the example of the text, comes out."""
    expect_mse(student, [0, 1, 0, 1], [0, 1, 0, 0])


@exercise("mse")
def test_mse_other_errors(student):
    """Errors up and down, of different sizes, are counted right."""
    expect_mse(student, [2.0, -1.0, 0.5, 3.0, 1.0], [1.0, 2.0, 0.5, 2.5, 3.0])


@exercise("mse")
def test_mse_table(student):
    """Two rows with three places each give a single number."""
    expect_mse(student, [[1.0, 4.0, 2.0], [0.0, -2.0, 5.0]], [[3.0, 4.0, 1.0], [0.5, 1.0, 5.0]])


### BEGIN HIDDEN TESTS
# holds: "it returns one number, the mean over all places"
# holds: "The two tensors have the same shape, with one axis or two."
# holds: "The mean of the squared differences over all places, floating, of shape ()."
@exercise("mse", weight=2)
def test_mse_unseen(student, hidden_rng):
    """Tensors with one axis or two give the mean over all places."""
    rng = hidden_rng("numbers")
    for shape, size in (((7,), 3), ((5, 1), 3), ((3, 4), 90), ((1,), 3)):
        expect_mse(student, rng.uniform(-size, size, shape), rng.uniform(-size, size, shape))


### END HIDDEN TESTS
