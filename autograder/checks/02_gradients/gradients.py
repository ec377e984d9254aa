"""gradients: the gradients of a neuron's loss, for its weights and its bias."""

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    expect,
    expect_array,
    expect_close,
    expect_finite,
)
from course_utils.checking.plain_data import Array

from .error_hints import BROADCAST, NO_LOSS, PRODUCT
from .shared import drawn, floats, pair_of, sigmoid, variable

exercise = pytest.mark.exercise


def gradients_of_loss(x, y, w, b):
    """Return the gradients of a neuron's loss for ``w`` and ``b``, by the chain rule."""
    values = sigmoid(x @ w + b)
    back = 2 * (values - y) * values * (1 - values) / values.size
    return x.T @ back, back.sum(axis=0).reshape(b.shape)


LOST = (
    "got None: no way from the loss back to it. Is the loss computed inside the `with`, by "
    "TensorFlow's operations, from the arguments? Or are those of `tape.gradient` swapped?"
)
NO_TRAIL = {
    "cannot unpack non-iterable NoneType": "`tape.gradient` gave a single None; are its arguments "
    "swapped?",
    "not an array": LOST,
    "NoneType": LOST,
    "non-persistent GradientTape": "ask the tape once, for both: tape.gradient(loss, [w, b])",
    **NO_LOSS,
}


def expect_gradient(name, value, shape):
    """Return a gradient as numbers, in the shape of its parameter."""
    expect(value is not None, f"{name}: {LOST}")
    data = expect_array(name, value)
    expect(
        data.shape == shape,
        f"{name}: expected the shape of the parameter, {shape}; got {data.shape}",
    )
    expect_finite(name, data)
    return data.astype(np.float64)


def gradient_mistakes(x, y, w, b):
    """Return, for each parameter, what other sums than the gradient of the loss give."""
    rows, z = len(x), x @ w + b
    error, slope = sigmoid(z) - y, sigmoid(z) * (1 - sigmoid(z))
    linear = (2 * x.T @ (z - y) / rows, 2 * np.mean(z - y, axis=0))
    absolute = (x.T @ (np.sign(error) * slope) / rows, np.mean(np.sign(error) * slope, axis=0))
    plain = (x.T @ slope / rows, np.mean(slope, axis=0))
    no_bias = sigmoid(x @ w)
    back = 2 * (no_bias - y) * no_bias * (1 - no_bias)
    without = (x.T @ back / rows, 0 * b)
    back = 2 * (sigmoid(z) - y.mean()) * slope  # of all n × n differences, n of each prediction
    table = (x.T @ back / rows, np.mean(back, axis=0))
    return list(zip(linear, absolute, plain, without, table, (w, b), strict=True))


def named_mistakes(right, others):
    """Return wrong gradients of one parameter, each with what it is."""
    linear, absolute, plain, no_bias, table, parameter, rows = others
    return [
        (-right, "its sign is wrong; the gradient points uphill, the minus comes in the step"),
        (right * rows, "that is for the sum of the squares; the loss is their mean"),
        (right / 2, "that is for half the mean squared error"),
        (linear, "that is for the neuron without its sigmoid"),
        (absolute, "that is for the absolute errors; the loss has squares"),
        (plain, "that is the slope of the prediction; ask for the slope of the loss"),
        (no_bias, "that is for the neuron without its bias"),
        (table, BROADCAST),
        (parameter, "that is the parameter itself; ask for its gradient"),
        (np.zeros_like(right), "got zeros everywhere; compute it from the arguments"),
    ]


def expect_gradients(student, seed, rows, inputs, size=1.0):
    """Expect the gradients of the loss, and the parameters as they were.

    With inputs that are ``size`` times as large, and weights as much smaller, the gradients grow.
    """
    rng = np.random.default_rng(seed)
    x, w, b = drawn(rng, rows, inputs)
    x, w = (x * size).astype(np.float32), (w / size).astype(np.float32)
    y = rng.uniform(0, 1, (rows, 1)).astype(np.float32)
    outcome = student.attempt("gradients", *floats(x, y), variable(w), variable(b))
    outcome.value_or_raise({**PRODUCT, **NO_TRAIL})
    name = f"gradients: {rows} rows, {inputs} inputs"
    expect(
        outcome.value is not None,
        f"{name}: got None; is a `return` missing, or are the arguments of `tape.gradient` swapped?",
    )
    pair = pair_of(name, outcome.value, "the gradient of `w` and that of `b`")
    expect(
        not (isinstance(pair[0], Array) and pair[0].shape == (1,) != w[:, 0].shape),
        f"{name}: the gradient of `b` comes first; return the one of `w` first",
    )
    x, y, w, b = (part.astype(np.float64) for part in (x, y, w, b))
    expected = gradients_of_loss(x, y, w, b)
    mistakes = gradient_mistakes(x, y, w, b)
    for which, value, right, others in zip("wb", pair, expected, mistakes, strict=True):
        label = f"{name}: the gradient of `{which}`"
        expect_gradient(label, value, right.shape)
        wrong = named_mistakes(right, (*others, rows))
        # float32 against float64: sums of some ten products differ by about 1e-6 of them.
        hint = "the mean squared error of sigmoid(x @ w + b), over all rows"
        expect_close(label, value, right, rtol=1e-3, atol=1e-5, misconceptions=wrong, hint=hint)
    for which, after, before in zip("wb", outcome.arguments[2:4], (w, b), strict=True):
        expect(
            np.allclose(as_numbers(which, after), before),
            f"{name}: `{which}` has changed; computing gradients changes nothing, updating comes "
            "later",
        )


@exercise("gradients")
def test_gradients_small(student):
    """For 3 rows, they are what the chain rule gives."""
    expect_gradients(student, 241, 3, 2)


### BEGIN HIDDEN TESTS
# holds: "the gradients of the mean squared error of the neuron of exercise 1.2"
# holds: "for all rows together"
# holds: "(gradient of w, gradient of b), floating, of shape (d, 1) and (1,)."
# holds: "w and b keep their values."
@exercise("gradients", weight=2)
def test_gradients_unseen(student, hidden_rng):
    """Other numbers of rows and inputs give the right gradients, and the parameters stay."""
    for rows, inputs, size in ((8, 3, 1), (2, 5, 1), (5, 3, 200)):
        expect_gradients(student, hidden_rng(f"{rows} rows"), rows, inputs, size)


# holds: "the inputs, float32 of shape (n, d)"
@exercise("gradients")
def test_gradients_ends(student, hidden_rng):
    """A single row works, and so does a single input."""
    for rows, inputs in ((1, 4), (6, 1)):
        expect_gradients(student, hidden_rng(f"{rows} rows"), rows, inputs)


### END HIDDEN TESTS
