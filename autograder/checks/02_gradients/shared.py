"""Checks of 02_gradients: a neuron, its graph, its loss, its gradients and gradient descent.

Expected values are computed here, in NumPy and float64; gradients by central differences.
"""

import numpy as np

from course_utils.checking.expect import as_numbers, expect, expect_close, type_of
from course_utils.checking.plain_data import Array, tensor
from course_utils.checking.student import CheckFailed

OVERFLOW = (
    "got NaN: e to the power of a large z is more than float32 can hold, and infinity divided by "
    "infinity is NaN; in the formula of the text, with −z, only one of the two can grow"
)

FAR = np.array([[150.0, 2.0], [-150.0, 1.0]]), np.array([[1.0], [0.5]]), np.array([0.3])


def floats(*items):
    """Return each item as a float32 tensor for the student."""
    return [tensor(np.asarray(item, np.float32)) for item in items]


def variable(item):
    """Return numbers that reach the student as a trainable float32 Variable."""
    return Array(np.asarray(item, np.float32), "Variable", "float32", trainable=True)


def pair_of(name, value, what):
    """Return two things that a function gave as a tuple or list."""
    is_pair = isinstance(value, (tuple, list)) and len(value) == 2
    got = f"{len(value)} things" if isinstance(value, (tuple, list)) else type_of(value)
    expect(is_pair, f"{name}: expected two things, {what}; got {got}")
    return value


def sigmoid(z):
    """Return the sigmoid in float64."""
    return 1 / (1 + np.exp(-np.asarray(z, np.float64)))


def drawn(seed, rows, inputs):
    """Return inputs, weights and a bias that keep the sigmoid away from its flat ends."""
    rng = np.random.default_rng(seed)
    x, w = rng.uniform(-1.5, 1.5, (rows, inputs)), rng.uniform(0.4, 1.2, (inputs, 1))
    w *= rng.choice([-1, 1], (inputs, 1)) / np.sqrt(inputs)
    return [part.astype(np.float32) for part in (x, w, rng.uniform(0.3, 0.9, 1))]


def expect_rows(name, value, x, w, b):
    """Expect the predictions of a neuron for the rows of ``x``, in shape (n, 1)."""
    x, w, b = (part.astype(np.float64) for part in (x, w, b))
    rows, inputs = x.shape
    data = as_numbers(name, value)
    if data.shape != (rows, 1):
        reason = "one prediction for each row"
        if data.shape == (rows, inputs):
            reason = "the products are there, but not added up; use a matrix product"
        elif data.shape in ((rows,), (1, rows)):
            reason = "one row for each prediction, in a single column"
        elif data.shape == (inputs, 1):
            reason = "that is one number per input; the results are one per row"
        elif data.shape == ():
            reason = "that is one number for all rows"
        raise CheckFailed(f"{name}: expected shape {(rows, 1)}, got {data.shape}; {reason}")
    z = x @ w + b
    wrong = [
        (np.where(z > 88.8, np.nan, sigmoid(z)), OVERFLOW),
        (sigmoid(x @ w), "the bias isn't used"),
        (z, "that is z; the sigmoid is missing"),
        (x @ w, "the bias and the sigmoid are missing"),
        (sigmoid(x @ w) + b, "the bias is added after the sigmoid; it belongs inside"),
        (sigmoid(x[:, :1] * w[0] + b), "only the first input counts; use all of them"),
        (sigmoid(x.mean(axis=1, keepdims=True) @ w[:1] + b), "that is a mean, not a sum"),
        (sigmoid(x @ w / inputs + b), "that is a mean of the products; add them up"),
        (sigmoid(x @ w + inputs * b), "the bias is added for each input; it is added once"),
        (np.exp(z) / np.exp(z).sum(), "that is a softmax over all rows; use the sigmoid"),
        (np.ones_like(z), "a softmax over one column is always 1; use the sigmoid"),
        (np.maximum(z, 0), "that is ReLU; use the sigmoid"),
        (np.tanh(z), "that is tanh; use the sigmoid"),
    ]
    hint = "the sigmoid of x @ w + b, row by row"
    expect_close(name, value, sigmoid(z), misconceptions=wrong, hint=hint)
