"""Checks of 02_gradients: a neuron, its graph, its loss, its gradients and gradient descent.

Expected values are computed here, in NumPy and float64; gradients by central differences.
"""

import numpy as np
import pytest

from course_utils.expect import (
    expect,
    expect_array,
    expect_close,
    expect_finite,
    expect_number,
    numbers,
    show,
    type_of,
)
from course_utils.plain import Array, tensor
from course_utils.student import AnswerRaised, CheckFailed, Remote

exercise = pytest.mark.exercise

# ---------------------------------------------------------------- helpers


def floats(*items):
    """Return each item as a float32 tensor for the student."""
    return [tensor(np.asarray(item, np.float32)) for item in items]


def variable(item):
    """Return numbers that reach the student as a trainable float32 Variable."""
    return Array(np.asarray(item, np.float32), "Variable", "float32", trainable=True)


def outcome_of(student, function, *args, hints):
    """Call a function and return what it did; if it raises a text that has a hint, add the hint."""
    outcome = student.attempt(function, *args)
    if outcome.raised is not None:
        for part, hint in hints.items():
            expect(part not in outcome.raised.text, f"{outcome.raised}; {hint}")
        raise outcome.raised
    return outcome


def ask(student, function, *args, hints):
    """Call a function of the notebook, as `outcome_of` does, and return its value."""
    return outcome_of(student, function, *args, hints=hints).value


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


# ---------------------------------------------------------------- neuron


def expect_neuron(student, x, w, b):
    """Expect the prediction of a neuron with one input."""
    answer = ask(student, "neuron", *floats(x, w, b), hints={})
    name = f"neuron({x}, {w}, {b})"
    z = x * w + b
    wrong = [
        (0.5, "got what the example gives; use the arguments"),
        (sigmoid(x * w), "the bias isn't used"),
        (z, "that is z; the sigmoid is missing"),
        (x * w, "the bias and the sigmoid are missing"),
        (sigmoid(x * w) + b, "the bias is added after the sigmoid; it belongs inside"),
        (sigmoid(x) * w + b, "the sigmoid is around `x` alone; it comes last"),
        (sigmoid(-z), "the sign in the exponent is wrong: e is raised to −z"),
        (sigmoid(x * w - b), "the bias is subtracted; add it"),
        (sigmoid(x + w * b), "the weight belongs to the input, not to the bias"),
        (sigmoid(x * (w + b)), "the bias is multiplied by `x`; add it after the multiplication"),
        (np.tanh(z), "that is tanh, which goes from -1 to 1; use the sigmoid"),
        (max(z, 0.0), "that is ReLU; use the sigmoid"),
        (1 / 1 + np.exp(-z), "a pair of brackets is missing: 1 / (1 + …)"),
    ]
    number = expect_number(name, answer)
    hint = "first z = x · w + b, then the sigmoid of z"
    expect_close(name, number, sigmoid(z), misconceptions=wrong, hint=hint)
    data = numbers(name, answer)
    expect(data.shape == (), f"{name}: expected shape (), a single number; got {data.shape}")


@exercise("neuron")
def test_neuron_example(student):
    """The prediction for one input, weight and bias is right."""
    expect_neuron(student, 1.5, 2.0, -1.0)


# ---------------------------------------------------------------- multi_input

PRODUCT = {
    "Matrix size-incompatible": "look at the shapes: (n, d) @ (d, 1); `x` comes first, and "
    "nothing has to be transposed",
    "Incompatible shapes": "`*` multiplies number by number; for a matrix product there is `@`",
    "required broadcastable shapes": "`*` multiplies number by number; for a matrix product "
    "there is `@`",
    "out of bounds": "is a number of rows or inputs written in? Take it from the shape of `x`",
    "expected to be a": "the dtypes differ; everything here is float32",
}


def expect_rows(name, value, x, w, b):
    """Expect the predictions of a neuron for the rows of ``x``, in shape (n, 1)."""
    x, w, b = (part.astype(np.float64) for part in (x, w, b))
    rows, inputs = x.shape
    data = numbers(name, value)
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


def ask_rows(student, x, w, b):
    """Expect the right predictions from ``multi_input``."""
    name = f"multi_input: {x.shape[0]} rows, {x.shape[1]} inputs"
    answer = ask(student, "multi_input", *floats(x, w, b), hints=PRODUCT)
    expect_rows(name, answer, x, w, b)


@exercise("multi_input")
def test_multi_input_three_rows(student):
    """3 rows with 2 inputs each give 3 predictions."""
    ask_rows(student, *drawn(201, 3, 2))


# ---------------------------------------------------------------- make_parameters


def expect_parameter(name, value, shapes, reasons):
    """Expect a trainable float32 Variable in one of these shapes, with numbers in it."""
    expect(
        isinstance(value, Array) and value.kind == "Variable",
        f"{name}: expected a tf.Variable, got {type_of(value)}; only a Variable can change, and "
        "only a Variable is watched when gradients are computed",
    )
    expect(
        value.shape in shapes,
        f"{name}: expected shape {shapes[0]}, got {value.shape}"
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
    value = ask(student, "make_parameters", d, hints={})
    w, b = pair_of(name, value, "`w` and `b`")
    row = "; that is a row, and the weights stand in a column"
    reasons = {(d,): "; it has one axis, and `x @ w` wants two", (1, d): row}
    reasons |= {(2, 1): "; that is for 2 inputs, use `d`", (d, d): "; one weight for each input"}
    swapped = isinstance(w, Array) and isinstance(b, Array) and b.shape == (d, 1) != w.shape
    expect(not swapped, f"{name}: `w` and `b` are swapped; return `w` first")
    expect_parameter(f"{name}: w", w, [(d, 1)], reasons)
    one = f"; one bias for the neuron, not {d}"
    # A bias of any shape with one number in it is added to each row alike.
    expect_parameter(f"{name}: b", b, [(1,), (), (1, 1)], dict.fromkeys([(d,), (d, 1)], one))


@exercise("make_parameters")
def test_make_parameters_three(student):
    """For 3 inputs, the parameters are Variables of the right shapes."""
    expect_parameters(student, 3)


# ---------------------------------------------------------------- graph_neuron


TRACED = {
    "NotImplementedError": "its tensors have no numbers yet: use TensorFlow's operations, no NumPy, "
    "and no function that isn't answered",
    "AttributeError": "its tensors have no numbers yet, so there is no `.numpy()`",
}


def ask_graph(student, x, w, b):
    """Expect the right predictions from ``graph_neuron``."""
    name = f"graph_neuron: {x.shape[0]} rows, {x.shape[1]} inputs"
    try:
        answer = ask(student, "graph_neuron", *floats(x, w, b), hints=PRODUCT)
    except AnswerRaised as raised:
        kind = raised.type_name
        hint = TRACED.get(kind, "try it without `@tf.function` to see what is wrong")
        in_graph = raised.text.startswith("while it was traced")
        expect(not in_graph, f"{name}: {kind} while it was traced; {hint}")
        raise
    expect_rows(name, answer, x, w, b)


def graph_function(student):
    """Return ``graph_neuron`` if TensorFlow traces it."""
    function = student.value("graph_neuron")
    expect(
        isinstance(function, Remote),
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


@exercise("graph_neuron", required=True)
def test_graph_neuron_is_traced(student):
    """It is a function that TensorFlow traces."""
    function = graph_function(student)
    ask_graph(student, *drawn(212, 2, 3))
    expect(
        traces(function) > 0,
        "graph_neuron: it was called and never traced, so no graph was made",
    )


# ---------------------------------------------------------------- mse


def expect_mse(student, y_true, y_pred):
    """Expect the mean squared error, as a single number."""
    y_true, y_pred = (np.asarray(part, np.float32) for part in (y_true, y_pred))
    answer = ask(student, "mse", *floats(y_true, y_pred), hints={})
    name = f"mse({show(y_true)}, {show(y_pred)})"
    error = y_true.astype(np.float64) - y_pred
    square = error**2
    data = numbers(name, answer)
    by_row = [square.mean(axis=axis) for axis in range(square.ndim)]
    per_row = data.ndim > 0 and any(data.shape == means.shape for means in by_row)
    if data.size > 1 or (per_row and square.ndim > 1):
        each = "the squares" if data.shape == square.shape else "a number for each row or column"
        reason = f"that is {each}; take the mean over all places"
        raise CheckFailed(f"{name}: expected a single number, got shape {data.shape}; {reason}")
    wrong = [
        (square.sum(), "that is the sum of the squares; divide by how many there are"),
        (np.abs(error).mean(), "that is the mean of the absolute errors; square them"),
        (square.mean() / 2, "that is half of it; the mean alone, without ½"),
        (np.sqrt(square.mean()), "that is the root of it; no root is needed"),
        (error.mean(), "that is the mean error, in which ups and downs cancel out; square first"),
        (-error.mean(), "that is the mean error, in which ups and downs cancel out; square first"),
        (error.mean() ** 2, "the mean comes first here; square first, then take the mean"),
        (np.abs(error).sum(), "that is the sum of the absolute errors; square them, take the mean"),
        (square.sum() / len(square), "divided by the rows; divide by all places"),
        (square.max(), "that is the largest square; take the mean"),
        ((y_true != y_pred).mean(), "that is the share of wrong ones; how wrong they are counts"),
        (0.25, "got what the example gives; use the arguments"),
    ]
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


# ---------------------------------------------------------------- mse_labels

UINT8 = {
    "uint8 is not in the list": "TensorFlow has no such operation for uint8; change the type "
    "before you compute",
    "expected to be a": "only one of the two tensors has changed its type; change both",
}


def expect_mse_labels(student, labels, guesses):
    """Expect the mean squared error of two tensors of uint8."""
    labels, guesses = (np.asarray(part, np.uint8) for part in (labels, guesses))
    answer = ask(student, "mse_labels", tensor(labels), tensor(guesses), hints=UINT8)
    name = f"mse_labels({show(labels)}, {show(guesses)})"
    number = expect_number(name, answer)
    around = labels - guesses  # wraps around, as on the student's side
    squares = around * around
    error = labels.astype(np.float64) - guesses
    before = "change the type before you subtract"
    wrong = [
        ((around.astype(np.float64) ** 2).mean(), f"a difference below 0 wrapped around; {before}"),
        (around.astype(np.float64).mean(), f"a difference wrapped around; {before}"),
        (squares.astype(np.float64).mean(), f"the squares wrapped around; {before}"),
        ((error**2).sum(), "that is the sum of the squares; take the mean"),
        (np.abs(error).mean(), "that is the mean of the absolute errors; square them"),
        ((error**2).mean() / 2, "that is half of it; the mean alone, without ½"),
        ((labels != guesses).mean(), "that is the share of wrong ones; how wrong they are counts"),
    ]
    text = "is it a whole number's type? A mean has a fraction, so change the type first"
    whole = isinstance(answer, Array) and answer.data.dtype.kind in "iu"
    expect(not whole, f"{name}: got {number:g} as {type_of_numbers(answer)}; {text}")
    hint = "cast both, then the difference, its square, the mean"
    expect_close(name, number, (error**2).mean(), misconceptions=wrong, hint=hint)


def type_of_numbers(answer):
    """Name the dtype of an answer, or its type if it has none."""
    return answer.dtype if isinstance(answer, Array) else type_of(answer)


@exercise("mse_labels")
def test_mse_labels_digits(student):
    """Guesses that are too high and too low are counted right."""
    expect_mse_labels(student, [0, 5, 9, 2, 7], [1, 9, 3, 2, 6])


# ---------------------------------------------------------------- gradients


def mean_squared_error(x, y, w, b):
    """Return the loss of a neuron."""
    return float(np.mean((sigmoid(x @ w + b) - y) ** 2))


def central_differences(function, *parameters):
    """Return, for each parameter, how much ``function`` changes per unit of each number in it.

    A step of 1e-5 in float64 leaves an error of about 1e-10.
    """
    step, slopes = 1e-5, []
    for parameter in parameters:
        slope = np.zeros_like(parameter)
        for index in np.ndindex(parameter.shape):
            kept = parameter[index]
            parameter[index] = kept + step
            above = function()
            parameter[index] = kept - step
            slope[index] = (above - function()) / (2 * step)
            parameter[index] = kept
        slopes.append(slope)
    return slopes


LOST = (
    "got None: no way from the loss back to it. Is the loss computed inside the `with`, by "
    "TensorFlow's operations, from the argument itself?"
)
NO_TRAIL = {
    "not an array": LOST,
    "NoneType": LOST,
    "non-persistent GradientTape": "ask the tape once, for both: tape.gradient(loss, [w, b])",
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


def expect_gradients(student, seed, rows, inputs):
    """Expect the gradients of the loss, and the parameters as they were; return what it did."""
    x, w, b = drawn(seed, rows, inputs)
    y = np.random.default_rng(seed + 1000).uniform(0, 1, (rows, 1)).astype(np.float32)
    outcome = outcome_of(
        student, "gradients", *floats(x, y), variable(w), variable(b), hints={**PRODUCT, **NO_TRAIL}
    )
    name = f"gradients: {rows} rows, {inputs} inputs"
    pair = pair_of(name, outcome.value, "the gradient of `w` and that of `b`")
    expect(
        not (isinstance(pair[0], Array) and pair[0].shape == (1,) != w[:, 0].shape),
        f"{name}: the gradient of `b` comes first; return the one of `w` first",
    )
    x, y, w, b = (part.astype(np.float64) for part in (x, y, w, b))
    expected = central_differences(lambda: mean_squared_error(x, y, w, b), w, b)
    error, z = sigmoid(x @ w + b) - y, x @ w + b
    slope = sigmoid(z) * (1 - sigmoid(z))
    linear = (2 * x.T @ (z - y) / rows, 2 * np.mean(z - y, axis=0))
    absolute = (x.T @ (np.sign(error) * slope) / rows, np.mean(np.sign(error) * slope, axis=0))
    plain = (x.T @ slope / rows, np.mean(slope, axis=0))
    no_bias = sigmoid(x @ w)
    back = 2 * (no_bias - y) * no_bias * (1 - no_bias)
    parameters = (w, b)
    for which, value, right, *others in zip(
        "wb",
        pair,
        expected,
        linear,
        absolute,
        plain,
        (x.T @ back / rows, 0 * b),
        parameters,
        strict=True,
    ):
        label = f"{name}: the gradient of `{which}`"
        expect_gradient(label, value, right.shape)
        wrong = [
            (-right, "its sign is wrong; the gradient points uphill, the minus comes in the step"),
            (right * rows, "that is for the sum of the squares; the loss is their mean"),
            (right / 2, "that is for half the mean squared error"),
            (others[0], "that is for the neuron without its sigmoid"),
            (others[1], "that is for the absolute errors; the loss has squares"),
            (others[2], "that is the slope of the prediction; ask for the slope of the loss"),
            (others[3], "that is for the neuron without its bias"),
            (others[4], "that is the parameter itself; ask for its gradient"),
            (np.zeros_like(right), "got zeros everywhere; compute it from the arguments"),
        ]
        # float32 against float64: sums of some ten products differ by about 1e-6 of them.
        hint = "the mean squared error of sigmoid(x @ w + b), over all rows"
        expect_close(label, value, right, rtol=1e-3, atol=1e-5, misconceptions=wrong, hint=hint)
    for which, after, before in zip("wb", outcome.arguments[2:4], parameters, strict=True):
        expect(
            np.allclose(numbers(which, after), before),
            f"{name}: `{which}` has changed; computing gradients changes nothing, updating comes "
            "later",
        )


@exercise("gradients")
def test_gradients_small(student):
    """With 3 rows and 2 inputs, the gradients agree with slopes that were measured."""
    expect_gradients(student, 241, 3, 2)


# ---------------------------------------------------------------- gradient_step

STEP = {
    "is not supported. Use": "a Variable changes by its methods, not by `-=`",
    "has no attribute 'assign": "`w` is a tensor here; did a line `w = …` come before it?",
    "unpack": "the optimiser wants pairs, (gradient, Variable), in a list",
}


def stepped(student, seed, w_shape, b_shape, rate):
    """Return the parameters before and after ``gradient_step``, and their gradients."""
    rng = np.random.default_rng(seed)
    before = [rng.uniform(-2, 2, shape).astype(np.float32) for shape in (w_shape, b_shape)]
    # Away from 0, so that a step into the wrong direction shows.
    sizes = [
        rng.uniform(0.5, 2, shape) * rng.choice([-1, 1], shape) for shape in (w_shape, b_shape)
    ]
    slopes = [np.asarray(size, np.float32) for size in sizes]
    outcome = outcome_of(
        student, "gradient_step", *map(variable, before), *floats(*slopes), rate, hints=STEP
    )
    after = [numbers("gradient_step", value) for value in outcome.arguments[:2]]
    return before, slopes, after, outcome.value


def holds(value, wanted):
    """Say whether ``wanted`` is what was returned, or among it."""
    parts = value if isinstance(value, (tuple, list)) else [value]
    arrays = [part.data for part in parts if isinstance(part, Array)]
    return any(part.shape == wanted.shape and np.allclose(part, wanted) for part in arrays)


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
            (old - rate * np.sign(slope), "moved by the sign of the gradient; its size counts"),
            (old * (1 - rate), "moved by its own value; the gradient isn't used"),
        ]
        if other.shape == old.shape or other.size == 1:
            swap = "moved by the gradient of the other parameter"
            wrong.append((old - rate * other, swap))
        hint = "what has to be subtracted is the learning rate times its own gradient"
        expect_close(name, new, goal, misconceptions=wrong, hint=hint)


@exercise("gradient_step")
def test_gradient_step_moves_both(student):
    """Both Variables move against their gradients."""
    expect_step(student, 251, (3, 1), (1,), 0.1)


# ---------------------------------------------------------------- watch_w


def watched(student):
    """Return ``w_after`` as five numbers."""
    answer = student.value("w_after")
    data = numbers("w_after", answer)
    right_form = data.shape == (5,) and data.dtype.kind in "iuf"
    expect(right_form, f"w_after: expected five numbers in a row, got {show(answer)}")
    expect_finite("w_after", data)
    return [float(value) for value in data]


def same(one, other):
    """Say whether two predictions are equal, to what somebody writes by hand."""
    return abs(one - other) < 0.005


@exercise("watch_w")
def test_watch_w_form(student):
    """The form: five numbers (if they are right: at grading)."""
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
        f"order: expected the four letters, each once, got {show(answer)}",
    )
    return found


@exercise("order")
def test_order_form(student):
    """The form: four letters, each once (if they are in order: at grading)."""
    ordered(student)


# ---------------------------------------------------------------- train_line


def points(seed, count, w, b):
    """Return points near a line."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-2, 2, count).astype(np.float32)
    return x, (x * w + b + rng.normal(0, 0.05, count)).astype(np.float32)


LOOP = {
    **STEP,
    "NoneType": LOST,
    "None values not supported": LOST,
    "Attempt to convert a value (None)": LOST,
    "non-persistent GradientTape": "a tape can be asked once; ask it for both, and make a new one "
    "in each round",
}


def ask_line(student, x, y, rate, steps):
    """Return w, b and the losses, all finite, with as many losses as steps (or one more)."""
    answer = ask(student, "train_line", *floats(x, y), rate, steps, hints=LOOP)
    is_triple = isinstance(answer, (tuple, list)) and len(answer) == 3
    got = f"{len(answer)} things" if isinstance(answer, (tuple, list)) else type_of(answer)
    expect(is_triple, f"train_line: expected three things, w, b and losses; got {got}")
    w, b = (
        expect_number(f"train_line: {name}", part)
        for name, part in zip("wb", answer[:2], strict=True)
    )
    losses = numbers("train_line: losses", answer[2])
    if losses.ndim > 1 and losses.size == len(losses):  # each of them in brackets of its own
        losses = losses.reshape(-1)
    expect(
        losses.ndim == 1 and len(losses) in (steps, steps + 1),
        f"train_line: expected {steps} losses for {steps} steps, got shape {losses.shape}",
    )
    for name, value in (("w", w), ("b", b), ("losses", losses)):
        expect(
            bool(np.isfinite(value).all()),
            f"train_line: {name} became infinite; does each step go downhill, and is the loss a "
            "mean?",
        )
    return w, b, losses.astype(np.float64)


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
    # The first may be noted before its update or after it, and is then a tenth of its start or more.
    expect(
        losses[0] > 2 * losses[-1],
        f"train_line: the losses go from {losses[0]:.3g} to {losses[-1]:.3g}, but there was more "
        "to learn than that; note the loss of each round",
    )


@exercise("train_line")
def test_train_line_learns(student):
    """The line through 30 points is found."""
    expect_learnt(student, 261, 30, 2.0, -1.0, 0.2, 25)


# ---------------------------------------------------------------- plot_loss


def drawn_losses(student, losses):
    """Return the Axes that shows these losses as a curve."""
    name = "plot_loss"
    figure = student.figure(student.call("plot_loss", losses), name)
    lines = [line for axes in figure.axes for line in axes.lines]
    expect(bool(lines), f"{name}: the Axes holds no curve; draw the losses with `ax.plot`")
    wanted = np.asarray(losses)
    for axes in figure.axes:
        for line in axes.lines:
            if equal(line["y"], wanted):
                expect_positions(line["x"])
                return axes
    x, y = (numbers(name, lines[-1][axis]) for axis in "xy")
    expect(not equal(x, wanted), f"{name}: x and y are swapped; the losses go upwards")
    expect(
        not equal(y, wanted[::-1]), f"{name}: the curve runs backwards; the first loss comes first"
    )
    expect(
        not equal(y, np.log(wanted)) and not equal(y, np.log10(wanted)),
        f"{name}: that is the logarithm of the losses; draw the losses as they are",
    )
    raise CheckFailed(
        f"{name}: the curve has {y.size} points, {show(y)}; it is not the argument `losses`, "
        f"which has {len(losses)}"
    )


def equal(data, wanted):
    """Say whether what was drawn is this row of numbers."""
    data = numbers("plot_loss", data)
    return data.shape == wanted.shape and bool(np.allclose(data, wanted))


def expect_positions(x):
    """Expect one step to the right for each loss."""
    steps = np.diff(numbers("plot_loss", x))
    even = steps.size > 0 and bool((steps > 0).all()) and np.allclose(steps, steps[0])
    expect(even, "plot_loss: the losses don't stand one behind the other, from left to right")


@exercise("plot_loss")
def test_plot_loss_curve(student):
    """The Axes shows the losses, one behind the other."""
    drawn_losses(student, [4.0, 1.5, 0.75, 0.5, 0.25])


@exercise("plot_loss")
def test_plot_loss_names(student):
    """Both axes have their names."""
    axes = drawn_losses(student, [3.0, 2.0, 1.25, 0.5])
    across, up = axes.xlabel.lower(), axes.ylabel.lower()
    says = f"x says {axes.xlabel!r}, y says {axes.ylabel!r}"
    expect(
        not ("loss" in across and "loss" not in up),
        f"plot_loss: the names are swapped: {says}",
    )
    expect(
        "step" in across and "loss" in up,
        f"plot_loss: name the x-axis `step` and the y-axis `loss`; {says}",
    )
