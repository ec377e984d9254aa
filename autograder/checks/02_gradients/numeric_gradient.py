"""numeric_gradient: the slope of the loss along each weight, by central differences."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close
from course_utils.checking.plain_data import Array

exercise = pytest.mark.exercise

RIGHT_OF_W = "one slope for each weight, each weight moved alone, up and down by h"
AT_W = "that is the slope at w itself; take the difference of two losses, with the h that is given"
TOGETHER = "all the weights are moved at the same time; one at a time"
STILL_MOVED = "the weights before it are moved still; make new copies of w in every round"
FLOAT32 = (
    "it comes near: were the losses computed in float32, or is something rounded? With a short step "
    "they differ in digits that float32 doesn't have"
)


def slope_mistakes(right, got, rows, h):
    """Return other numbers than these slopes of the loss of so many rows, each with what it is."""
    still = []
    if not np.any(got):
        still = [(got, "the losses above and below are the same; is `up = w` a copy of w?")]
    elif got.shape == right.shape and not np.any(got[1:]) and len(right) > 1:
        still = [(got, "only the first weight has a slope; does the `return` stand in the loop?")]
    return [
        *still,
        (-right, "the sign is turned round: the loss above minus the loss below"),
        (2 * right, "both ends are 2h apart: divide by that"),
        (right / 2, "divided by too much: both ends are 2h apart"),
        (right * 2 * h, "that is the difference of the losses; divide it by the way between, 2h"),
        (right * rows, "that is for the sum of the squares; the loss is their mean"),
        (right * h**2, "multiplied by h where it has to be divided: by 2h, in parentheses"),
    ]


def expect_slopes(student, case, h, right, mistakes):
    """Expect ``numeric_gradient`` to give these slopes for x, y, w and b, and to leave them alone."""
    arrays = [np.array(part, float) for part in case]
    x, w = arrays[0], arrays[2]
    name = f"numeric_gradient(x of shape {x.shape}, y, w of shape {w.shape}, b, h={h})"
    outcome = student.attempt("numeric_gradient", *arrays, h)
    got, right = as_numbers(name, outcome.value_or_raise()), np.asarray(right)
    for what, old, new in zip("xywb", arrays, outcome.arguments[:4], strict=True):
        kept = isinstance(new, Array) and np.array_equal(new.data, old)
        expect(kept, f"{name}: it changed {what}; work on a copy, or put each weight back")
    hint = RIGHT_OF_W
    if got.shape == ():
        hint = "that is one number; move each weight alone, for a slope of its own"
    elif got.shape == (w.size,) != w.shape:
        hint = "the numbers lie in a row; the slopes have the shape of w"
    elif got.shape == (len(x), 1) != w.shape:
        hint = "one number for each row of x; one for each weight is wanted"
    elif got.shape == w.shape and np.allclose(got, right, rtol=0, atol=5e-3 if h < 0.01 else 1e-4):
        hint = FLOAT32
    mistakes = [*mistakes, *slope_mistakes(right, got, len(x), h)]
    expect_close(name, got, right, rtol=1e-4, misconceptions=mistakes, hint=hint)


@exercise("numeric_gradient")
def test_numeric_gradient_by_hand(student):
    """Three rows with three inputs, and a long step; one row with one input, and a short one."""
    x = [[1, 2, -1], [0.5, -1, 2], [-1.5, 0.5, 1]]
    case = [x, [[1], [0], [1]], [[0.4], [-0.3], [0.2]], [0.1]]
    right = [[0.09521322], [-0.31775022], [0.17782982]]
    mistakes = [
        ([[0.1064262], [-0.30154974], [0.17353079]], "only moved up: that is half of the way"),
        ([[0.0994784], [-0.33145454], [0.18847465]], AT_W),
        ([[-0.03605233]] * 3, TOGETHER),
        ([[0.09521322], [-0.19637611], [-0.03605233]], STILL_MOVED),
    ]
    expect_slopes(student, case, 0.4, right, mistakes)
    expect_slopes(student, [[[2]], [[1]], [[0.5]], [-1]], 0.001, [[-0.49999983]], [])


### BEGIN HIDDEN TESTS
def loss_at(x, y, w, b):
    """Return the neuron's mean squared error, float64."""
    return float(np.mean((1 / (1 + np.exp(-(x @ w + b))) - y) ** 2))


def slopes_by_moving(x, y, w, b, h):
    """Return how much the loss changes per unit of each weight, between w − h and w + h."""
    slopes = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        moved = np.zeros_like(w)
        moved[place] = h
        slopes[place] = (loss_at(x, y, w + moved, b) - loss_at(x, y, w - moved, b)) / (2 * h)
    return slopes


def wrong_slopes(x, y, w, b, h):
    """Return what wrong differences of losses give, each with what is wrong with it."""
    here, right = loss_at(x, y, w, b), slopes_by_moving(x, y, w, b, h)
    up = np.array([loss_at(x, y, w + h * row[:, np.newaxis], b) for row in np.eye(len(w))])
    up = (up[:, np.newaxis] - here) / h
    still = slopes_by_moving(x, y, w, b, 1e-6)
    together = (loss_at(x, y, w + h, b) - loss_at(x, y, w - h, b)) / (2 * h)
    steps = [h * (np.arange(len(w)) <= place)[:, np.newaxis] for place in range(len(w))]
    moved = [[(loss_at(x, y, w + s, b) - loss_at(x, y, w - s, b)) / (2 * h)] for s in steps]
    return [
        (up, "only moved up: that is half of the way; a step down belongs to it"),
        (2 * right - up, "only moved down: a step up belongs to it"),
        (np.full_like(w, together), TOGETHER),
        (np.array(moved), STILL_MOVED),
        (slopes_by_moving(x, y, w, 0 * b, h), "the bias isn't used; it stays where it is"),
        (still, AT_W),
    ]


def expect_slopes_of(student, rng, rows, inputs, h):
    """Expect the slopes of a neuron that is drawn."""
    x, w = rng.normal(0, 1.2, (rows, inputs)), rng.normal(0, 1, (inputs, 1))
    y, b = rng.uniform(0, 1, (rows, 1)), rng.normal(0, 0.5, 1)
    right = slopes_by_moving(x, y, w, b, h)
    mistakes = wrong_slopes(x, y, w, b, h) if h > 0.1 else []
    expect_slopes(student, [x, y, w, b], h, right, mistakes)


# holds: "for each weight, the slope of `neuron_loss` by central differences"
# holds: "The bias would go alike; leave it out here."
# holds: "A slope for each weight, floating, of shape (d, 1)."
# holds: "The arguments keep their values."
@exercise("numeric_gradient", weight=2, required=True)
def test_numeric_gradient_unseen(student, hidden_rng):
    """Other rows and other weights, and steps that are long enough to tell."""
    rng = hidden_rng("neurons")
    expect_slopes_of(student, rng, 6, 3, 0.7)
    expect_slopes_of(student, rng, 4, 5, 0.3)
    expect_slopes_of(student, rng, 5, 2, 1.5)


# holds: "how far each weight is moved, more than 0"
@exercise("numeric_gradient")
def test_numeric_gradient_short_steps(student, hidden_rng):
    """A very short step, and a neuron with one input."""
    rng = hidden_rng("short")
    expect_slopes_of(student, rng, 7, 4, 1e-5)
    expect_slopes_of(student, rng, 3, 1, 0.05)


### END HIDDEN TESTS
