"""seeded: random numbers that are the same for the same seed."""

import itertools

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
    expect(bool(np.isfinite(data).all()), f"seeded({seed}, {shape}): got NaN or infinity")
    return data.astype(np.float64)


# holds: "the same for the same seed"
@exercise("seeded")
def test_seeded_same(student):
    """The same seed gives the same numbers."""
    first, second = (draw_seeded(student, 1, (4, 3)) for _ in range(2))
    expect(
        np.array_equal(first, second),
        "seeded: two calls with seed 1 gave different numbers; set the seed anew inside each call "
        "(`seed=` alone goes one step further at each call)",
    )


# holds: "a tensor of random numbers (from any distribution)"
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
    some_differ = any(not np.array_equal(draws[0], other) for other in draws[1:])
    but = ", but others don't; use the argument `seed` as it comes"
    reason = but if some_differ else "; use the argument `seed`"
    for one, other in itertools.combinations(range(len(seeds)), 2):
        expect(
            not np.array_equal(draws[one], draws[other]),
            f"seeded: seeds {seeds[one]} and {seeds[other]} gave the same numbers{reason}",
        )
    return draws


@exercise("seeded")
def test_seeded_used(student):
    """Seeds 1 and 2 give different numbers."""
    draw_different(student, (1, 2))


### BEGIN HIDDEN TESTS
# Seeds of which some would be taken for one another: by their last digits (10, 100, 1000), in a
# type with little room (256, 65536), or where another stands in for 0 (1, 42, 1234).
SEEDS = (0, 1, 7, 10, 42, 100, 256, 1000, 1234, 65536)


def on_a_line(first, second):
    """Say whether each number of one draw is a times that of the other, plus b."""
    one, other = first - first.mean(), second - second.mean()
    product, spreads = np.sum(one * other), np.sum(one**2) * np.sum(other**2)
    return bool(spreads > 0 and product**2 > (1 - 1e-6) * spreads)


# holds: "a tensor of random numbers (from any distribution)"
# holds: "A tensor of this shape"
# holds: "another for another seed"
@exercise("seeded")
def test_seeded_other(student):
    """Other seeds give other numbers as well."""
    draws = draw_different(student, SEEDS)
    for first, second in itertools.pairwise(draws):
        steps = second - first
        expect(
            not np.allclose(steps, steps.ravel()[0]),
            "seeded: another seed moves all numbers by the same amount; draw random numbers",
        )
        expect(
            not on_a_line(first, second),
            "seeded: another seed only moves or stretches the same numbers; the seed decides which "
            "are drawn",
        )


# holds: "a whole number, 0 or more"
# holds: "depend on the seed alone"
@exercise("seeded")
def test_seeded_afterwards(student):
    """The seed alone decides, whatever was drawn before; 0 is a seed as well."""
    for seed, hint in ((42, "set it in each call"), (0, "is 0 taken for no seed?")):
        student.seed(106)
        first = draw_seeded(student, seed, (2, 6))
        student.seed(107)
        draw_seeded(student, 8, (3,))
        second = draw_seeded(student, seed, (2, 6))
        expect(
            np.array_equal(first, second),
            f"seeded: seed {seed} gave other numbers after a draw with another seed; {hint}",
        )


# holds: "depend on the seed alone"
@exercise("seeded", required=True)
def test_seeded_by_the_seed(student, hidden_rng):
    """Each new seed decides, and not what state the generators were in when it came first."""
    for generator in range(2):
        draws = []
        # 999 and 1000, 41999 and 42000, …: unlike in their last digits, and without them
        thousand = 1000 * int(hidden_rng(f"seeds {generator}").integers(2, 1000))
        for seed in (thousand - 1, thousand):
            student.seed(108 + generator)
            draws.append(draw_seeded(student, seed, (3, 4)))
        expect(
            not np.array_equal(*draws),
            "seeded: two new seeds gave the same numbers where the generators were in the same state; "
            "set the seed in each call, in place of keeping what was drawn",
        )


### END HIDDEN TESTS
