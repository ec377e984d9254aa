"""seeded: random numbers that are the same for the same seed."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_tensor, format_value

from .draws import DRAWING

exercise = pytest.mark.exercise


def draw_seeded(student, seed, shape):
    """Return what ``seeded`` draws, as an array of this shape."""
    answer = student.attempt("seeded", seed, shape).value_or_raise(DRAWING)
    data = expect_tensor(f"seeded({seed}, {shape})", answer)
    expect(
        data.shape == shape,
        f"seeded({seed}, {shape}): expected shape {shape}, got {data.shape}",
    )
    is_number = data.dtype.kind in "iuf"
    expect(is_number, f"seeded({seed}, {shape}): expected real numbers, got {answer.dtype}")
    return data.astype(np.float64)


@exercise("seeded")
def test_seeded_same(student):
    """The same seed gives the same numbers."""
    first, second = (draw_seeded(student, 1, (4, 3)) for _ in range(2))
    expect(
        np.array_equal(first, second),
        "seeded: two calls with seed 1 gave different numbers; set the seed anew inside each call "
        "(`seed=` alone goes one step further at each call)",
    )


@exercise("seeded", required=True)
def test_seeded_random(student):
    """The numbers are random, not all the same."""
    data = draw_seeded(student, 3, (12, 10))
    expect(
        len(np.unique(data)) > 1,
        f"seeded(3, (12, 10)): got {format_value(data)}, one number everywhere; draw random numbers",
    )


def draw_different(student, seeds):
    """Return what ``seeded`` draws for these seeds; expect it to differ."""
    draws = [draw_seeded(student, seed, (5, 2, 3)) for seed in seeds]
    for i, first in enumerate(draws):
        for second in draws[i + 1 :]:
            expect(
                not np.array_equal(first, second),
                "seeded: two different seeds gave the same numbers; use the argument `seed`",
            )
    return draws


@exercise("seeded")
def test_seeded_used(student):
    """Seeds 1 and 2 give different numbers."""
    draw_different(student, (1, 2))


### BEGIN HIDDEN TESTS
@exercise("seeded")
def test_seeded_other(student):
    """Other seeds give other numbers as well."""
    draws = draw_different(student, (0, 1, 7, 1234))
    steps = draws[1] - draws[0]
    expect(
        not np.allclose(steps, steps.ravel()[0]),
        "seeded: another seed moves all numbers by the same amount; draw random numbers",
    )


@exercise("seeded")
def test_seeded_afterwards(student):
    """The seed alone decides, whatever was drawn before."""
    student.seed(106)
    first = draw_seeded(student, 42, (2, 6))
    student.seed(107)
    draw_seeded(student, 8, (3,))
    second = draw_seeded(student, 42, (2, 6))
    expect(
        np.array_equal(first, second),
        "seeded: seed 42 gave other numbers after a draw with another seed; set it in each call",
    )


### END HIDDEN TESTS
