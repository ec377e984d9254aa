"""Checks of 02_gradients, which `check` runs; at grading, hidden ones are added."""

import math
import re

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    as_row,
    expect,
    expect_array,
    expect_close,
    expect_finite,
    expect_number,
    expect_object,
    format_value,
    type_of,
)
from course_utils.checking.plain_data import Array, tensor
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject

exercise = pytest.mark.exercise
GRADING_LIMITS = {"cell_s": 20, "submission_s": 120, "output_mib": 4, "notebook_mib": 20}


# ---------------------------------------------------------------- shared


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


# ---------------------------------------------------------------- neuron


def expect_neuron(student, x, w, b):
    """Expect the prediction of a neuron with one input."""
    answer = student.call("neuron", *floats(x, w, b))
    name = f"neuron({x}, {w}, {b})"
    z = x * w + b
    wrong = [
        (np.nan, OVERFLOW),
        (0.5, "got what the example gives; use the arguments"),
        (sigmoid(x * w), "the bias isn't used"),
        (z, "that is z; the sigmoid is missing"),
        (x * w, "the bias and the sigmoid are missing"),
        (sigmoid(x * w) + b, "the bias is added after the sigmoid; it belongs inside"),
        (sigmoid(x) * w + b, "the sigmoid is around `x` alone; it comes last"),
        (sigmoid(-z), "the sign in the exponent is wrong: e is raised to −z"),
        (
            sigmoid(x * w - b),
            "the bias has the wrong sign; add it, and in a formula with e, the minus of e is for all "
            "of z, which wants brackets",
        ),
        (sigmoid(x + w * b), "the weight belongs to the input, not to the bias"),
        (sigmoid(x * (w + b)), "the bias is multiplied by `x`; add it after the multiplication"),
        (np.tanh(z), "that is tanh, which goes from -1 to 1; use the sigmoid"),
        (max(z, 0.0), "that is ReLU; use the sigmoid"),
        (1 / 1 + np.exp(-z), "a pair of brackets is missing: 1 / (1 + …)"),
    ]
    number = expect_number(name, answer)
    hint = "first z = x · w + b, then the sigmoid of z"
    expect_close(name, number, sigmoid(z), misconceptions=wrong, hint=hint)
    data = as_numbers(name, answer)
    expect(data.shape == (), f"{name}: expected shape (), a single number; got {data.shape}")


@exercise("neuron")
def test_neuron_example(student):
    """The prediction for one input, weight and bias is right."""
    expect_neuron(student, 1.5, 2.0, -1.0)


# ---------------------------------------------------------------- error_hints


BROADCAST = (
    "(n,) minus (n, 1) gives no error, but a table of n × n differences, each with each; keep both "
    "in the same shape"
)
PRODUCT = {
    "Matrix size-incompatible": "look at the shapes: (n, d) @ (d, 1); `x` comes first, and "
    "nothing has to be transposed",
    "Incompatible shapes": "`*` multiplies number by number; for a matrix product there is `@`",
    "required broadcastable shapes": "`*` multiplies number by number; for a matrix product "
    "there is `@`",
    "out of bounds": "is a number of rows or inputs written in? Take it from the shape of `x`",
    "expected to be a": "the dtypes differ; everything here is float32",
}
BY_NUMPY = (
    "this loss is no tensor; the tape records TensorFlow's operations, not NumPy's or Python's"
)
NO_LOSS = {"attribute '_id'": BY_NUMPY, "argument `type_value`": BY_NUMPY}
STEP = {
    "is not supported. Use": "a Variable changes by its methods, not by `-=`",
    "has no attribute 'assign": "`w` is a tensor here; did a line `w = …` come before it?",
    "unpack": "the optimiser wants pairs, (gradient, Variable), in a list",
    "attribute '_unique_id'": "look at the pairs: first the gradient",
    "Unknown variable": "an optimiser belongs to the Variables it saw first; make it inside the "
    "function",
}


# ---------------------------------------------------------------- multi_input


def ask_rows(student, x, w, b):
    """Expect the right predictions from ``multi_input``."""
    name = f"multi_input: {x.shape[0]} rows, {x.shape[1]} inputs"
    answer = student.attempt("multi_input", *floats(x, w, b)).value_or_raise(PRODUCT)
    expect_rows(name, answer, x, w, b)


@exercise("multi_input")
def test_multi_input_rows(student):
    """3 rows with 2 inputs each give 3 predictions, and 5 rows with 4 inputs give 5."""
    for seed, rows, inputs in ((201, 3, 2), (206, 5, 4)):
        ask_rows(student, *drawn(seed, rows, inputs))


# ---------------------------------------------------------------- make_parameters


def expect_parameter(name, value, shape, reasons):
    """Expect a trainable float32 Variable of this shape, with numbers in it."""
    expect(
        isinstance(value, Array) and value.kind == "Variable",
        f"{name}: expected a tf.Variable, got {type_of(value)}; only a Variable can change, and "
        "only a Variable is watched when gradients are computed",
    )
    expect(
        value.shape == shape,
        f"{name}: expected shape {shape}, got {value.shape}"
        f"{reasons.get(value.shape, '; look at the shapes in exercise 1.2')}",
    )
    expect(
        value.dtype == "float32",
        f"{name}: expected float32, got {value.dtype}; a Variable takes the dtype of what it is "
        "made from",
    )
    expect(value.trainable, f"{name}: it isn't trainable, so no gradients reach it")
    expect_finite(name, value.data)


def expect_parameters(student, d):
    """Expect ``make_parameters(d)`` to give a weight for each input, and a bias."""
    name = f"make_parameters({d})"
    value = student.call("make_parameters", d)
    w, b = pair_of(name, value, "`w` and `b`")
    row = "; that is a row, and the weights stand in a column"
    reasons = {(k, 1): f"; that is for {k} inputs, use `d`" for k in (2, 3)}
    reasons |= {(d,): "; it has one axis, and `x @ w` wants two", (1, d): row}
    reasons |= {(d, d): "; one weight for each input"}
    swapped = isinstance(w, Array) and isinstance(b, Array) and b.shape == (d, 1) != w.shape
    expect(not swapped, f"{name}: `w` and `b` are swapped; return `w` first")
    expect_parameter(f"{name}: w", w, (d, 1), reasons)
    reasons = dict.fromkeys([(d,), (d, 1)], f"; one bias for the neuron, not {d}")
    reasons |= {
        (): "; that is a bare number, without an axis",
        (1, 1): "; that is an axis too many",
    }
    expect_parameter(f"{name}: b", b, (1,), reasons)


@exercise("make_parameters")
def test_make_parameters_shapes(student):
    """For 4 inputs and for 6, the parameters are Variables of the right shapes."""
    for d in (4, 6):
        expect_parameters(student, d)


# ---------------------------------------------------------------- mse


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


# ---------------------------------------------------------------- mse_labels


UINT8 = {
    "uint8 is not in the list": "TensorFlow has no such operation for uint8; change the type "
    "before you compute",
    "expected to be a": "only one of the two tensors has changed its type; change both",
}
# How far a right answer may be off by its dtype alone, before it is called too coarse.
COARSE = {"float16": 5e-3, "bfloat16": 3e-2}


def too_small(labels, guesses):
    """Return what comes out in the small types of whole numbers, each with its message."""
    small = {
        np.uint8: "uint8 has no numbers below 0, and ends at 255",
        np.int8: "int8 ends at 127",
        np.int16: "int16 ends at 32767",
        np.uint16: "uint16 has no numbers below 0, and ends at 65535",
    }
    wrong = []
    for kind, ends in small.items():
        error = labels.astype(kind) - guesses.astype(kind)  # wraps around, as on the student's side
        squares, before = error * error, f"{ends}; change the type before you subtract"
        wrong += [
            ((error.astype(np.float64) ** 2).mean(), f"a difference wrapped around: {before}"),
            (squares.mean(dtype=np.float64), f"the squares wrapped around: {before}"),
            (squares.sum(dtype=kind) // squares.size, f"the sum wrapped around: {before}"),
        ]
    return wrong


def expect_mse_labels(student, labels, guesses):
    """Expect the mean squared error of two tensors of uint8."""
    labels, guesses = (np.asarray(part, np.uint8) for part in (labels, guesses))
    answer = student.attempt("mse_labels", tensor(labels), tensor(guesses)).value_or_raise(UINT8)
    name = f"mse_labels({format_value(labels)}, {format_value(guesses)})"
    several = as_numbers(name, answer).shape
    expect(
        math.prod(several) == 1,
        f"{name}: expected a single number, got shape {several}; take the mean over all places",
    )
    number = expect_number(name, answer)
    around = labels - guesses  # wraps around, as on the student's side
    error = labels.astype(np.float64) - guesses
    before = "change the type before you subtract"
    wrong = [
        (around.astype(np.float64).mean(), f"a difference wrapped around; {before}"),
        ((error**2).sum(), "that is the sum of the squares; take the mean"),
        (np.abs(error).mean(), "that is the mean of the absolute errors; square them"),
        ((error**2).mean() / 2, "that is half of it; the mean alone, without ½"),
        ((labels != guesses).mean(), "that is the share of wrong ones; how wrong they are counts"),
        (np.floor((error**2).mean()), "its fraction is cut off; change the type before the mean"),
        *too_small(labels, guesses),
    ]
    dtype = answer.dtype if isinstance(answer, Array) else ""
    expect(
        not dtype.startswith(("int", "uint")),
        f"{name}: got {number:g} as {dtype}; a type of whole numbers has no place for the fractions "
        "of a mean; change it first",
    )
    right = (error**2).mean()
    far = COARSE.get(dtype, 1e-5)
    coarse = f"{name}: got {number:.4g} as {dtype}, which is too coarse for this; use float32"
    expect(dtype not in COARSE or np.isfinite(number), coarse)
    hint = "cast both to float32, then the difference, its square, the mean"
    if np.isclose(number, right, rtol=COARSE["float16"]) or not np.isfinite(number):
        hint = (
            "was it float16 in between? It is too coarse for this, and ends at 65504; use float32"
        )
    expect_close(name, number, right, rtol=far, misconceptions=wrong, hint=hint)
    expect(dtype not in COARSE or np.isclose(number, right, rtol=1e-5), coarse)
    shape = as_numbers(name, answer).shape
    expect(
        shape == (),
        f"{name}: expected shape (), got {shape}; it is a single number, with no axis left",
    )


@exercise("mse_labels")
def test_mse_labels_digits(student):
    """Guesses that are too high and too low are counted right."""
    expect_mse_labels(student, [0, 5, 9, 2, 7], [1, 9, 3, 2, 6])


@exercise("mse_labels")
def test_mse_labels_large(student):
    """Larger numbers, such as 0 and 200, are counted right too."""
    expect_mse_labels(student, [0, 200, 90, 13], [200, 17, 100, 14])


# ---------------------------------------------------------------- numeric_gradient


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


# ---------------------------------------------------------------- gradients


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


# ---------------------------------------------------------------- gradient_step


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


# ---------------------------------------------------------------- watch_w


def watched(student):
    """Return ``w_after`` as five numbers."""
    answer = student.value("w_after")
    data = as_numbers("w_after", answer)
    right_form = data.shape == (5,) and data.dtype.kind in "iuf"
    expect(right_form, f"w_after: expected five numbers in a row, got {format_value(answer)}")
    expect_finite("w_after", data)
    return [float(value) for value in data]


def same(one, other):
    """Say whether two predictions are equal, to what somebody writes by hand."""
    return abs(one - other) < 0.005


@exercise("watch_w", weight=0)
def test_watch_w_form(student):
    """The form: five numbers (whether they are right is decided at grading)."""
    watched(student)


# ---------------------------------------------------------------- order


LETTERS = "ABCD"


def ordered(student):
    """Return the answer as four letters, each of them once."""
    answer = student.value("order")
    letters = list(answer) if isinstance(answer, (str, list, tuple)) else []
    if isinstance(answer, str):
        letters = [letter for letter in answer if letter.isalnum()]
    found = [letter.strip().upper() for letter in letters if isinstance(letter, str)]
    expect(
        sorted(found) == list(LETTERS) and len(found) == len(letters),
        f"order: expected the four letters, each once, got {format_value(answer)}",
    )
    return found


# holds: "the four letters"
@exercise("order", weight=0)
def test_order_form(student):
    """The form: four letters, each once (whether the order is right is decided at grading)."""
    ordered(student)


# ---------------------------------------------------------------- train_line


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


# ---------------------------------------------------------------- plot_loss


MOST_LETTERS = 200  # of a name that is looked at: a search takes time by their square
DRAWING = {
    "'tuple' object has no attribute": "`plt.subplots()` gives two things, a figure and its Axes",
}


def drawn_losses(student, losses):
    """Return the Axes that shows these losses as a curve."""
    name = "plot_loss"
    outcome = student.attempt(name, list(losses))
    figure = student.figure(outcome.value_or_raise(DRAWING), name)
    expect(
        equal(outcome.arguments[0], np.asarray(losses)),
        f"{name}: the argument `losses` has changed; drawing leaves it as it is",
    )
    lines = [line for axes in figure.axes for line in axes.lines]
    expect(
        bool(lines),
        f"{name}: the Axes holds no curve; draw the losses with `ax.plot` (and the picture is gone "
        "after `plt.show()`)",
    )
    wanted = np.asarray(losses)
    for axes in figure.axes:
        for line in axes.lines:
            if equal(line["y"], wanted):
                expect_positions(line["x"])
                for axis, (begin, end) in (("x", axes.xlim), ("y", axes.ylim)):
                    problem = f"plot_loss: the numbers of the {axis}-axis run the wrong way round"
                    expect(
                        begin < end, f"{problem}, so the curve is mirrored; leave the axis as it is"
                    )
                return axes
    x, y = (as_numbers(name, lines[-1][axis]) for axis in "xy")
    expect(not equal(x, wanted), f"{name}: x and y are swapped; the losses go upwards")
    expect(
        not equal(y, wanted[::-1]), f"{name}: the curve runs backwards; the first loss comes first"
    )
    expect(
        not equal(y, np.log(wanted)) and not equal(y, np.log10(wanted)),
        f"{name}: that is the logarithm of the losses; draw the losses as they are",
    )
    expect(
        not equal(np.sort(y), np.sort(wanted)),
        f"{name}: these are the losses in another order; draw them as they came",
    )
    raise CheckFailed(
        f"{name}: the curve has {y.size} points, {format_value(y)}; it is not the argument `losses`, "
        f"which has {len(losses)}"
    )


def equal(data, wanted):
    """Say whether what was drawn is this row of numbers."""
    data = as_numbers("plot_loss", data)
    return data.shape == wanted.shape and bool(np.allclose(data, wanted))


def expect_positions(x):
    """Expect one step to the right for each loss."""
    steps = np.diff(as_numbers("plot_loss", x))
    even = steps.size > 0 and bool((steps > 0).all()) and np.allclose(steps, steps[0])
    expect(even, "plot_loss: the losses don't stand one behind the other, from left to right")


# holds: "The Axes with the curve"
@exercise("plot_loss")
def test_plot_loss_curve(student):
    """The Axes shows the losses, one behind the other."""
    drawn_losses(student, [4.0, 1.5, 2.75, 0.5, 0.75, 0.25])


# holds: "names the axes `step` and `loss`"
# holds: "its x-axis is named "step", its y-axis "loss"."
@exercise("plot_loss")
def test_plot_loss_names(student):
    """Both axes have their names."""
    axes = drawn_losses(student, [3.0, 2.0, 2.25, 0.5])
    shown = [label[:MOST_LETTERS] for label in (axes.xlabel, axes.ylabel)]
    across, up = (label.lower() for label in shown)
    says = f"x says {shown[0]!r}, y says {shown[1]!r}"
    # At the start of a word, and neither at the other axis; but "loss per step" is one of y.
    up = re.sub(r"(?<![a-z])(loss(es)?\W.*\b(per|each|every|of|at|in|for|after)) .*", r"\1", up)
    names = {
        (name, axis): named(name, text)
        for axis, text in (("x", across), ("y", up))
        for name in ("step", "loss")
    }
    expect(
        not (names["loss", "x"] and not names["loss", "y"]),
        f"plot_loss: the names are swapped: {says}",
    )
    expect(
        bool(across or up),
        "plot_loss: the axes have no names; `ax.set_xlabel(…)` is a call, as is `ax.set_ylabel(…)`",
    )
    expect(
        names["step", "x"] and names["loss", "y"],
        f"plot_loss: name the x-axis `step` and the y-axis `loss`; {says}",
    )
    expect(
        not names["loss", "x"] and not names["step", "y"],
        f"plot_loss: each axis has one name, its own; {says}",
    )


def named(name, text):
    """Say whether a word of a text begins with a name: "steps" does, "footstep" does not."""
    return re.search(rf"(?<![a-z]){name}", text) is not None


# ---------------------------------------------------------------- graph_neuron


NO_NUMBERS = "while a graph is made, its tensors have no numbers yet"
THREE = "it has three arguments: x, w and b"
# What stands in the text of an error, and what is said in its place: the first that fits counts.
TRACED = {
    "to a numpy array": f"{NO_NUMBERS}: use TensorFlow's operations, no NumPy",
    "attribute 'numpy'": f"{NO_NUMBERS}, so there is no `.numpy()`",
    "attribute 'astype'": f"{NO_NUMBERS}: use TensorFlow's operations, no NumPy",
    "not answered": f"{NO_NUMBERS}: use TensorFlow's operations, and no function that isn't answered",
    "MatMul": "the sizes in the middle of the product differ; compare its order with exercise 1.2",
    "Dimensions must be equal": "the shapes of `x` and `w` don't fit `*`, which multiplies number by "
    "number; for a matrix product there is `@`",
    "too many positional arguments": THREE,
    "missing a required argument": THREE,
    "positional argument": THREE,
}


def ask_graph(student, x, w, b):
    """Expect the right predictions from ``graph_neuron``."""
    try:
        answer = student.attempt("graph_neuron", *floats(x, w, b)).value_or_raise(PRODUCT)
    except AnswerRaised as raised:
        kind, text = raised.type_name, raised.text
        for part, hint in TRACED.items():
            expect(part not in text, f"graph_neuron raised {kind}: {hint}")
        if kind == "NotImplementedError" and text.startswith("while it was traced"):
            raise CheckFailed(f"graph_neuron raised {kind}: {TRACED['to a numpy array']}") from None
        raise
    try:
        expect_rows(f"graph_neuron: {x.shape[0]} rows, {x.shape[1]} inputs", answer, x, w, b)
    except CheckFailed as failed:
        if "which is not right" in str(failed):  # no mistake that has a name
            expect_used(student, answer, x, w, b)
        raise


def expect_used(student, answer, x, w, b):
    """Expect other weights, and another bias, to give other predictions than this wrong answer."""
    row = as_numbers("graph_neuron", answer)
    for which, arguments in (("w", (x, 1 - w, b)), ("b", (x, w, 1 - b))):
        other = as_numbers("graph_neuron", student.call("graph_neuron", *floats(*arguments)))
        expect(
            other.shape != row.shape or not np.allclose(other, row),
            f"graph_neuron: another `{which}` gives the same predictions, so the argument `{which}` "
            "isn't used; do numbers from outside of the function stand in the graph?",
        )


def graph_function(student):
    """Return ``graph_neuron`` if TensorFlow traces it."""
    function = student.value("graph_neuron")
    expect(
        isinstance(function, RemoteObject),
        f"graph_neuron: expected a function, got {type_of(function)}; define it with `def`",
    )
    plain = "that is a plain Python function, and no graph is made; what stands above its `def`?"
    expect(
        function.type_name not in ("function", "builtin_function_or_method"),
        f"graph_neuron: {plain}",
    )
    traces(function)
    return function


def traces(function):
    """Return how often a function was traced."""
    try:
        count = function.call("experimental_get_tracing_count")
    except AnswerRaised:
        raise CheckFailed(
            f"graph_neuron: expected a tf.function, got {function.type_name}"
        ) from None
    return expect_number("graph_neuron: how often it was traced", count)


@exercise("graph_neuron")
def test_graph_neuron_values(student):
    """It gives the predictions of the neuron, for 3 rows and 2 inputs."""
    ask_graph(student, *drawn(211, 3, 2))


# holds: "a whole function this time: the neuron of exercise 1.2, with `@tf.function` above it"
@exercise("graph_neuron", required=True)
def test_graph_neuron_is_traced(student):
    """It is a function that TensorFlow traces."""
    function = graph_function(student)
    ask_graph(student, *drawn(212, 2, 3))
    expect(
        traces(function) > 0,
        "graph_neuron: it was called and never traced, so no graph was made",
    )


def inner_kinds(student, concrete):
    """Return the kinds of nodes in the graphs that a graph calls, however deep."""
    graph = expect_object("graph_neuron, its graph", concrete.call("graph.as_graph_def"))
    library = graph.value("library.function")
    kind = student.make("operator.attrgetter", "op")
    kinds = set()
    for function in as_row("graph_neuron, its graph", student.make("builtins.list", library)):
        inner = expect_object("graph_neuron, its graph", function)
        nodes = student.make("builtins.map", kind, inner.value("node_def"))
        names = as_row("graph_neuron, its graph", student.make("builtins.list", nodes))
        kinds |= {str(name) for name in names}
    return kinds


# holds: "only TensorFlow's operations become nodes"
@exercise("graph_neuron")
def test_graph_neuron_nodes(student):
    """The graph holds the neuron's operations as nodes."""
    function = graph_function(student)
    ask_graph(student, *drawn(216, 4, 3))
    concrete = function.call("get_concrete_function", *floats(*drawn(216, 4, 3)))
    concrete = expect_object("graph_neuron, its graph", concrete)
    nodes = as_row("graph_neuron, its graph", concrete.call("graph.get_operations"))
    kinds = {str(node.value("type")) for node in nodes if isinstance(node, RemoteObject)}
    kinds |= inner_kinds(student, concrete)
    expect(
        not kinds & {"PyFunc", "PyFuncStateless", "EagerPyFunc"},
        "graph_neuron: its graph has a node that calls Python; use TensorFlow's operations",
    )
    calls = {"PartitionedCall", "StatefulPartitionedCall"}  # of other graphs, whose nodes count
    computing = kinds - calls - {"Placeholder", "Identity", "IdentityN", "NoOp", "Const"}
    expect(
        bool(computing),
        f"graph_neuron: its graph computes nothing; its nodes are {', '.join(sorted(kinds))}",
    )
