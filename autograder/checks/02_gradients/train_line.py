"""train_line: a line through points, found by gradient descent."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_number, format_value, type_of
from course_utils.checking.student import CheckFailed

from .error_hints import NO_LOSS, STEP
from .shared import floats

exercise = pytest.mark.exercise


def points(seed, count, w, b):
    """Return points near a line."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, count).astype(np.float32)
    return x, (x * w + b + rng.normal(0, 0.05, count)).astype(np.float32)


LOOP = {
    **STEP,
    "NoneType": "a gradient is None: is `w` still a Variable in the second round, and is the loss "
    "computed inside the `with`?",
    "None values not supported": "a gradient is None: is the loss computed inside the `with`?",
    "Attempt to convert a value (None)": "a gradient is None: is the loss computed inside the "
    "`with`?",
    "No gradients provided": "all gradients are None: is the loss computed inside the `with`?",
    "non-persistent GradientTape": "a tape can be asked once; ask it for both, and make a new one "
    "in each round",
    "MatMul": "`@` wants tables, with two axes; `x` has one axis here, and `w` is a single number",
    "In[0]": "`@` wants tables, with two axes; `x` has one axis here, and `w` is a single number",
    "is a int32 tensor": "a Variable takes the dtype of what it is made from; look at the 0 of yours",
    **NO_LOSS,
}


def ask_line(student, x, y, rate, steps):
    """Return w, b and the losses, all finite, with as many losses as steps."""
    answer = student.attempt("train_line", *floats(x, y), rate, steps).value_or_raise(LOOP)
    is_triple = isinstance(answer, (tuple, list)) and len(answer) == 3
    got = f"{len(answer)} things" if isinstance(answer, (tuple, list)) else type_of(answer)
    expect(is_triple, f"train_line: expected three things, w, b and losses; got {got}")
    w, b = (
        expect_number(f"train_line: {name}", part)
        for name, part in zip("wb", answer[:2], strict=True)
    )
    losses = as_numbers("train_line: losses", answer[2])
    expect(
        losses.ndim > 0,
        "train_line: expected a list of losses, got a single number; append each round's to a list",
    )
    if losses.ndim > 1 and losses.size == len(losses):  # each of them in brackets of its own
        losses = losses.reshape(-1)
    expect(
        losses.ndim == 1,
        f"train_line: losses of shape {losses.shape}; the loss of a round is a single number, a mean",
    )
    count = f"{len(losses)} loss{'' if len(losses) == 1 else 'es'}"
    reason = "is the `return` inside the loop?" if len(losses) == 1 else "one for each round"
    expect(
        len(losses) == steps,
        f"train_line: expected {steps} losses for {steps} steps, got {count}; {reason}",
    )
    expect_loop(y, w, b, losses)
    for name, value in (("w", w), ("b", b), ("losses", losses)):
        expect(
            bool(np.isfinite(value).all()),
            f"train_line: {name} became infinite; does each step go downhill, and is the loss a "
            "mean?",
        )
    return w, b, losses.astype(np.float64)


def expect_loop(y, w, b, losses):
    """Expect losses that change, and those of a line."""
    if np.ptp(losses) == 0:
        reason = "; are prediction and loss inside the loop?"
        if w == 0 and b == 0:
            reason = ", and w and b are still 0; is there an update in the loop, of the Variables?"
        raise CheckFailed(f"train_line: all losses are the same{reason}")
    expect(
        not np.isclose(losses[0], np.mean((0.5 - y.astype(np.float64)) ** 2), rtol=1e-4),
        "train_line: the first prediction is 0.5 everywhere; this neuron has no sigmoid",
    )


def expect_learnt(student, seed, count, w, b, rate, steps):
    """Expect the line to be found, and a loss of at most 1% of what it was."""
    x, y = points(seed, count, w, b)
    found_w, found_b, losses = ask_line(student, x, y, rate, steps)
    start = float(np.mean(y.astype(np.float64) ** 2))  # the loss with w = 0 and b = 0
    final = float(np.mean((x * found_w + found_b - y) ** 2))
    expect(
        final < start,
        f"train_line: the loss was {start:.3g} with w = 0 and b = 0, and is {final:.3g} with what "
        "came back; does each step go downhill, with the minus?",
    )
    name = f"train_line: got w = {found_w:.3g}, b = {found_b:.3g}"
    expect(abs(found_w) > 1e-9, f"{name}; does the weight move?")
    expect(abs(found_b) > 1e-9, f"{name}; does the bias move too?")
    expect(
        abs(found_w) > 1e-3 * abs(found_b),
        f"{name}; the weight hardly moves. Are the shapes of the prediction and of `y` the same?",
    )
    expect(
        final <= 0.01 * start,
        f"{name}; {steps} steps leave {final / start:.0%} of the loss; is each step w − η · "
        "gradient, with the argument `learning_rate`, in each of the `steps` rounds?",
    )
    near = abs(found_w - w) <= 0.05 * abs(w) and abs(found_b - b) <= 0.05 * abs(b)
    expect(near, f"{name}; that is not the line through these points")
    expect(
        losses[-1] <= 0.01 * start,
        f"train_line: the last of the losses is {losses[-1]:.3g}, but the loss with the w and b "
        f"that came back is {final:.3g}; note the loss of each round",
    )
    expect(
        losses[0] > 2 * losses[-1],
        f"train_line: the losses go from {losses[0]:.3g} to {losses[-1]:.3g}, but there was more "
        "to learn than that; note the loss of each round",
    )


def descend(
    x, y, rate, steps, *, factor=1.0, moves_b=True, stale=False, in_turn=False, one=False, start=0.0
):
    """Return w, b and the losses of plain gradient descent: one for each round, and one behind."""
    x, y = x.astype(np.float64), y.astype(np.float64)
    w, b, losses, slope_w, slope_b = start, start, [], 0.0, 0.0
    for step in range(steps + 1):
        error = x * w + b - y
        losses.append(float(np.mean(error**2)))
        if step == steps or abs(w) > 1e6:  # where it runs away, its numbers say nothing more
            break
        used = slice(step % len(x), step % len(x) + 1) if one else slice(None)
        if step == 0 or not stale:
            slope_w, slope_b = 2 * np.mean((error * x)[used]), 2 * np.mean(error[used])
        w -= rate * factor * slope_w
        if in_turn:
            slope_b = 2 * np.mean((x * w + b - y)[used])
        b -= rate * factor * slope_b * moves_b
    return w, b, np.array(losses)


def step_mistakes(rate, count):
    """Return other ways to descend, each with what is wrong with it."""
    return [
        ({"factor": -1.0}, "it went uphill; step against the gradient"),
        (
            {"factor": 0.5},
            "the steps are half as long as they should be; is there a ½ in the loss?",
        ),
        ({"factor": 2.0}, "the steps are twice as long as they should be"),
        ({"factor": count}, "that is for the sum of the squares; the loss is their mean"),
        ({"moves_b": False}, "the bias doesn't move"),
        ({"stale": True}, "each step uses the first gradient; compute it anew in each round"),
        ({"factor": 0.01 / rate}, "use the argument `learning_rate`"),
        ({"factor": 0.1 / rate}, "use the argument `learning_rate`"),
        ({"factor": 1 / rate}, "the learning rate isn't used"),
        (
            {"in_turn": True},
            "`b` moved by a gradient that was computed after `w` had moved; ask for both first",
        ),
        ({"one": True}, "each step looks at a single point; use all of them"),
        ({"start": 1.0}, "they start at 1; begin with w = 0 and b = 0"),
    ]


def expect_steps(student, seed, count, rate, steps):
    """Expect each step to be one of plain gradient descent, and the losses to be theirs."""
    x, y = points(seed, count, 1.4, -2.2)
    w, b, losses = ask_line(student, x, y, rate, steps)
    name = f"train_line: after {steps} small steps w = {w:.3g}, b = {b:.3g}"
    for how, reason in step_mistakes(rate, count):
        other = descend(x, y, rate, steps, **how)
        expect(not np.allclose((w, b), other[:2], rtol=1e-3), f"{name}; {reason}")
    for few in range(1, count):
        other = descend(x[:few], y[:few], rate, steps)
        reason = f"that is for the first {few} of {count} points; use all of them"
        expect(not np.allclose((w, b), other[:2], rtol=1e-3), f"{name}; {reason}")
    for number in (steps - 1, steps + 1):
        other = descend(x, y, rate, number)
        expect(not np.allclose((w, b), other[:2], rtol=1e-3), f"{name}; that is {number} steps")
    line = np.polyfit(x, y, 1)
    expect(
        not np.allclose((w, b), line, rtol=0.02),
        f"{name}; so few steps don't get there: was it computed in another way?",
    )
    expect_plain_descent(name, w, b, losses, descend(x, y, rate, steps))


def expect_plain_descent(name, w, b, losses, right):
    """Expect w, b and the losses to be those of plain gradient descent, as `descend` returns them."""
    before, after = right[2][:-1], right[2][1:]
    moved = np.allclose((w, b), right[:2], rtol=1e-3)  # in float32 they differ by about 1e-6
    expect(
        moved or np.isclose(losses[0], before[0], rtol=1e-3),
        f"{name}, and the first loss was {losses[0]:.3g}, which isn't the loss of w = 0 and b = 0; "
        "where do they begin, and does the loss look at all points?",
    )
    expect(moved, f"{name}; these are not the steps of plain gradient descent from w = 0 and b = 0")
    expect(
        not np.allclose(losses, after, rtol=1e-3),
        f"train_line: the losses {format_value(losses)} are those after each update; note the loss that "
        "the tape has seen, before the update",
    )
    expect(
        np.allclose(losses, before, rtol=1e-3),
        f"train_line: the losses {format_value(losses)} are not those of the rounds; note the mean squared "
        "error of each round",
    )


@exercise("train_line")
def test_train_line_steps(student):
    """Each step is one of plain gradient descent, with all points."""
    expect_steps(student, 264, 23, 0.03, 4)


@exercise("train_line")
def test_train_line_learns(student):
    """The line through 30 points is found."""
    expect_learnt(student, 261, 30, 2.0, -1.0, 0.2, 25)


### BEGIN HIDDEN TESTS
# holds: "Then repeat the four steps, `steps` times"
@exercise("train_line")
def test_train_line_unseen(student, hidden_rng):
    """Other lines are found too, from other numbers of points."""
    for seed, count, rate, steps in ((262, 45, 0.25, 20), (263, 17, 0.15, 30)):
        rng = hidden_rng(f"{count} points")
        w, b = rng.uniform(0.9, 2.5, 2).round(2) * rng.choice([-1, 1], 2)
        expect_learnt(student, seed, count, float(w), float(b), rate, steps)
    x = np.linspace(-2, 2, 12)
    ask_line(student, x, 0.8 * x - 0.6, 0.3, 15)  # all steps, though there is nothing left to learn


# holds: "Begin with $w = 0$ and $b = 0$."
# holds: "each time with *all* points, the mean squared error and plain gradient descent"
# holds: "the one which the tape has seen, before the update"
# holds: "ask for both gradients before you update either"
# holds: "the two parameters after the last step, each a single number"
# holds: "the loss of each round, as it was before the update"
@exercise("train_line")
def test_train_line_other_steps(student, hidden_rng):
    """Steps of other lengths, with other points, are right too."""
    for seed, count, steps in ((265, 18, 3), (266, 41, 6)):  # 41: more than a batch of Keras's
        rate = round(float(hidden_rng(f"{count} points").uniform(0.015, 0.06)), 4)
        expect_steps(student, seed, count, rate, steps)


### END HIDDEN TESTS
