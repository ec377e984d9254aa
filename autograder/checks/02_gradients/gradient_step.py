"""gradient_step: a step of gradient descent, which moves both parameters."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close
from course_utils.checking.plain_data import Array
from course_utils.checking.student import CheckFailed

from .error_hints import STEP
from .shared import floats, variable

exercise = pytest.mark.exercise


def stepped(student, seed, w_shape, b_shape, rate):
    """Return the parameters before and after ``gradient_step``, and their gradients."""
    rng = np.random.default_rng(seed)
    before = [rng.uniform(-2, 2, shape).astype(np.float32) for shape in (w_shape, b_shape)]
    slopes = [_slopes(rng, shape) for shape in (w_shape, b_shape)]
    outcome = student.attempt("gradient_step", *map(variable, before), *floats(*slopes), rate)
    outcome.value_or_raise(STEP)
    after = [as_numbers("gradient_step", value) for value in outcome.arguments[:2]]
    return before, slopes, after, outcome.value


def _slopes(rng, shape):
    """Return slopes away from 0, so that a step into the wrong direction shows, one of them below it."""
    signs = np.asarray(rng.choice([-1, 1], shape))
    signs.flat[0] = -1
    return np.asarray(rng.uniform(0.5, 2, shape) * signs, np.float32)


def holds(value, wanted):
    """Say whether ``wanted`` is what was returned, or among it."""
    parts = value if isinstance(value, (tuple, list)) else [value]
    arrays = [part.data for part in parts if isinstance(part, Array)]
    return any(part.shape == wanted.shape and np.allclose(part, wanted) for part in arrays)


def rate_used(old, new, slope):
    """Return the rate of a step against a gradient of several numbers; None if it was no such step."""
    if old.size < 2 or new.shape != old.shape:
        return None
    rates = (old - new) / slope
    is_one = np.allclose(rates, rates.flat[0], rtol=1e-3) and rates.flat[0] > 0
    return float(rates.flat[0]) if is_one else None


def expect_step(student, seed, w_shape, b_shape, rate):
    """Expect both parameters to move against their gradients."""
    before, slopes, after, returned = stepped(student, seed, w_shape, b_shape, rate)
    moved = [not np.array_equal(old, new) for old, new in zip(before, after, strict=True)]
    goals = [old - np.float32(rate) * slope for old, slope in zip(before, slopes, strict=True)]
    if not any(moved):
        fresh = holds(returned, goals[0])
        reason = "the right numbers were returned, but as a new tensor; " if fresh else ""
        raise CheckFailed(
            f"gradient_step: `w` and `b` have not changed; {reason}"
            "change the Variables themselves, as `w = …` only gives a name to something new"
        )
    for which, old, slope, new, goal, has_moved in zip(
        "wb", before, slopes, after, goals, moved, strict=True
    ):
        name = f"gradient_step: `{which}` with the learning rate {rate}"
        expect(has_moved, f"{name} has not changed; both parameters have to move")
        other = slopes[1] if which == "w" else slopes[0]
        wrong = [
            (old + rate * slope, "went uphill; step against the gradient"),
            (old - slope, "moved by the whole gradient; the learning rate isn't used"),
            (old + slope, "went uphill, and the learning rate isn't used"),
            (old - rate, "moved by the learning rate alone; multiply it by the gradient"),
            (-rate * slope, "holds the step itself; subtract the step from the old value"),
            (rate * slope, "holds the step itself; subtract the step from the old value"),
            (old - 2 * rate * slope, "took the step twice"),
            (old - 0.1 * slope, "moved with the rate 0.1; use the argument `learning_rate`"),
            (old - 0.01 * slope, "moved with the rate 0.01; use the argument `learning_rate`"),
            (old - rate * np.sign(slope), "moved by the sign of the gradient; its size counts"),
            (old * (1 - rate), "moved by its own value; the gradient isn't used"),
        ]
        if other.shape == old.shape or other.size == 1:
            swap = "moved by the gradient of the other parameter"
            wrong.append((old - rate * other, swap))
        if (used := rate_used(old, new, slope)) is not None:
            own = f"moved with the rate {used:.3g}; use the argument `learning_rate` as it comes"
            wrong.append((new, own))
        hint = "what has to be subtracted is the learning rate times its own gradient"
        expect_close(name, new, goal, misconceptions=wrong, hint=hint)


# holds: "it changes both Variables"
@exercise("gradient_step")
def test_gradient_step_moves_both(student):
    """Both Variables move against their gradients."""
    for seed, rate in ((251, 0.3), (257, 0.04)):
        expect_step(student, seed, (3, 1), (1,), rate)


### BEGIN HIDDEN TESTS
# holds: "Move the parameters one step against their gradients, in place."
# holds: "a Variable of float32 and any shape"
# holds: "how long the step is, more than 0"
@exercise("gradient_step", weight=2)
def test_gradient_step_unseen(student, hidden_rng):
    """Other shapes and learning rates work too."""
    for w_shape, b_shape, rate in (((), (), 0.03), ((2, 4), (4,), 1.5)):
        expect_step(student, hidden_rng(f"{w_shape}"), w_shape, b_shape, rate)


@exercise("gradient_step")
def test_gradient_step_again(student, hidden_rng):
    """It can be called again, with other numbers."""
    for name, rate in (("first", 0.45), ("second", 0.45), ("third", 0.02)):
        expect_step(student, hidden_rng(name), (5, 1), (1,), rate)


### END HIDDEN TESTS
