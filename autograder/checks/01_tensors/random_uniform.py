"""random_uniform: draws between two bounds, all parts of the range equally likely."""

import math

import numpy as np
import pytest

from course_utils.checking.expect import expect

from .draws import draw, expect_new_draws

exercise = pytest.mark.exercise


def expect_bounds(student, low, high):
    """Expect 100,000 draws to lie between the bounds, and to come close to both."""
    data = draw(student, "random_uniform", (250, 400), low, high)
    least, most = float(data.min()), float(data.max())
    problem = f"random_uniform(…, {low}, {high}): the draws go from {least:.2f} to {most:.2f}"
    # That none of 100,000 draws falls into the outermost thousandth: e**-100.
    near = (high - low) / 1000
    reason = "check what happens at each bound; the draws should come near both"
    if least >= 0 and most <= 1:
        reason = "neither bound is used"
    elif low > 0 and 0 <= least < near:
        reason = "the lower bound isn't used"
    elif low > 1 and most <= low + 1:
        reason = "the upper bound isn't used"
    elif most > high:
        added = most > high + near and abs(most - (low + high)) < near
        reason = "`high` is where the range ends, not how wide it is" if added else reason
    # In float32 a draw just below `high` may round to it, so `high` itself is let pass.
    inside = least >= low and most <= high
    near_both = least < low + near and most > high - near
    expect(inside and near_both, f"{problem}; {reason}")


# holds: "Each call draws new numbers."
# holds: "A float32 tensor of this shape, with new numbers at each call."
@exercise("random_uniform")
def test_random_uniform_form(student):
    """The result has the right shape and dtype, and each call draws new numbers."""
    expect_new_draws(student, "random_uniform", 2.0, 5.0)


@exercise("random_uniform")
def test_random_uniform_arguments(student):
    """`low` and `high` are used: the draws lie between 20 and 60."""
    expect_bounds(student, 20.0, 60.0)


### BEGIN HIDDEN TESTS
from .draws import DRAWS, expect_no_order  # noqa: E402  # hidden there too


# holds: "with numbers from `low` to `high`"
# holds: "the upper bound, more than low"
@exercise("random_uniform")
def test_random_uniform_bounds(student):
    """The draws lie between other bounds too, and come close to both."""
    student.seed(104)
    for low, high in ((2.0, 5.0), (-7.0, -3.0)):
        expect_bounds(student, low, high)


@exercise("random_uniform", required=True)
def test_random_uniform_random(student):
    """The draws come in no order."""
    student.seed(109)
    data = draw(student, "random_uniform", (DRAWS,), -1.0, 3.0)
    expect_no_order("random_uniform(…, -1.0, 3.0)", data)


# holds: "numbers that are equally likely between two bounds"
@exercise("random_uniform")
def test_random_uniform_flat(student):
    """All parts of the range are equally likely."""
    student.seed(105)
    data = draw(student, "random_uniform", (400, 250), -1.0, 3.0)
    expect(
        bool(np.any(data != np.round(data))),
        "random_uniform: got whole numbers only; fractions in between are as likely",
    )
    # Ten tenths, each with its share of 100,000 draws. A tenth may stray by 6 standard errors,
    # which chance exceeds once in 500 million: ten of them, once in 50 million.
    shares = np.histogram(data, bins=10, range=(-1.0, 3.0))[0] / DRAWS
    furthest = shares[np.argmax(np.abs(shares - 0.1))]
    expect(
        abs(furthest - 0.1) < 6 * math.sqrt(0.1 * 0.9 / DRAWS),
        f"random_uniform: one tenth of the range gets {furthest:.1%} of the draws; it isn't flat",
    )


### END HIDDEN TESTS
