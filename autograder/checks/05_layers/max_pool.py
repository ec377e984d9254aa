"""max_pool: the largest number of each window, found with loops."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect_close

from .loops import HALF, expect_kept, unfinished

exercise = pytest.mark.exercise

EMPTY = {"zero-size array": "a window begins behind the end of the map; count the whole windows"}


def expect_pooled(student, table, size, right, mistakes):
    """Expect ``max_pool`` to give these numbers for one feature map."""
    table, right = np.asarray(table, np.float32), np.asarray(right, float)
    name = f"max_pool(map of shape {table.shape}, {size})"
    outcome = student.attempt("max_pool", table, size)
    got = as_numbers(name, outcome.value_or_raise(EMPTY))
    hint = f"each window is {size} × {size}, and the next one begins where the last one ended"
    height, width = table.shape
    if got.shape == (-(-height // size), -(-width // size)) != right.shape:
        hint = "a window that isn't whole is left out: round down"
    elif got.shape == (height - size + 1, width - size + 1) != right.shape:
        hint = "the windows overlap; each moves on by its own size"
    elif got.dtype == np.float16:
        hint = HALF
    elif got.shape == right.shape and (strange := np.setdiff1d(got.astype(np.float32), table)).size:
        hint = f"{strange[0]:.6g} is no number of the map; each window has its own largest one"
    expect_kept(name, outcome, table)
    mistakes = [*mistakes, *unfinished(right)]
    expect_close(name, got, right, rtol=1e-5, atol=1e-5, misconceptions=mistakes, hint=hint)


@exercise("max_pool")
def test_max_pool_by_hand(student):
    """Windows of 2 on a 4 × 6 map with numbers below zero, and on one that has a rest."""
    table = [
        [1, 7, 2, 0, 5, 1],
        [3, 5, 4, 6, 9, 2],
        [-8, -2, 3, -1, -4, -3],
        [-5, -1, 0, 2, -7, -6],
    ]
    mistakes = [
        ([[7, 6, 9], [0, 3, 0]], "0 is no number of that window; begin with one that is"),
        ([[1, 0, 1], [-8, -1, -7]], "those are the smallest numbers"),
        ([[4, 3, 4.25], [-4, 1, -5]], "those are the means"),
    ]
    expect_pooled(student, table, 2, [[7, 6, 9], [-1, 3, -3]], mistakes)
    expect_pooled(student, [[1, 2, 9], [3, 4, 9], [9, 9, 9]], 2, [[4]], [])


### BEGIN HIDDEN TESTS
from .formulas import max_pool as pooled_batch  # noqa: E402  # hidden too
from .loops import expect_alike  # noqa: E402  # hidden too


def expect_pooled_by_formula(student, table, size):
    """Expect the formula's numbers for one feature map."""
    table = table.astype(np.float32)
    right = pooled_batch(table[np.newaxis, :, :, np.newaxis], size)[0, :, :, 0]
    mistakes = [
        (np.maximum(right, 0), "0 is no number of that window; begin with one that is"),
        (np.trunc(right), "the fractions are cut off; make the empty result of a float type"),
    ]
    expect_alike(student, "max_pool", table, size)
    expect_pooled(student, table, size, right, mistakes)


# holds: "float32 array of shape (height, width); it is left unchanged."
# holds: "float32 or float64 numbers of shape (height // size, width // size)"
@exercise("max_pool", weight=2)
def test_max_pool_unseen(student, hidden_rng):
    """Other maps, with fractions, that are not square; windows of 2, of 3 and of 4."""
    rng = hidden_rng("maps")
    for shape, size in (((6, 10), 2), ((9, 6), 3), ((8, 12), 4)):
        expect_pooled_by_formula(student, rng.normal(-1, 2, shape), size)


# holds: "a rest at the border that is no whole window is left out"
# holds: "no 0 may come up that isn't in them"
@exercise("max_pool")
def test_max_pool_rests(student, hidden_rng):
    """Maps whose size is no multiple of the window, all below zero, also far; and windows of 1."""
    rng = hidden_rng("rests")
    expect_pooled_by_formula(student, -1 - rng.uniform(0, 5, (7, 9)), 2)
    expect_pooled_by_formula(student, -1 - rng.uniform(0, 5, (11, 8)), 3)
    expect_pooled_by_formula(student, -2e6 - rng.uniform(0, 1e6, (7, 9)), 2)
    expect_pooled_by_formula(student, rng.normal(0, 5, (3, 4)), 1)


### END HIDDEN TESTS
