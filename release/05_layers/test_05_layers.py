"""Checks of 05_layers, which `check` runs; at grading, hidden ones are added."""

import re

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    expect,
    expect_array,
    expect_close,
    expect_number,
    expect_object,
    format_value,
    type_of,
)
from course_utils.checking.plain_data import Array, FigureRecord, tensor
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject

exercise = pytest.mark.exercise
GRADING_LIMITS = {"cell_s": 20, "submission_s": 120, "output_mib": 4, "notebook_mib": 20}


# ---------------------------------------------------------------- loops


HALF = "float16 keeps about three digits; float32 and float64 keep enough"


def expect_kept(name, outcome, *before):
    """Expect the arguments, the first of the call, to be what they were before it."""
    for old, new in zip(before, outcome.arguments[: len(before)], strict=True):
        same = isinstance(new, Array) and np.array_equal(new.data, old)
        expect(same, f"{name}: it changed an array that it was given; make a new one and return it")


def unfinished(right):
    """Return results of loops that ended too early, each with what to tell; ``right`` is the whole one."""
    right = np.asarray(right, float)
    rest, narrow, first_row, first = (np.zeros_like(right) for _ in range(4))
    rest[:-1], narrow[:, :-1] = right[:-1], right[:, :-1]
    first_row[0], first[0, 0] = right[0], right[0, 0]
    return [
        (rest, "the last row of the result is never filled; `range` leaves its end out"),
        (narrow, "the last column of the result is never filled; `range` leaves its end out"),
        (first_row, "only the first row is filled; the `return` stands after both loops"),
        (first, "only the first place is filled; the `return` stands after both loops"),
    ]


# ---------------------------------------------------------------- convolve


HALF_TURN = "the kernel is turned round by half a turn; lay it on as it is"
OUTSIDE = {
    "index 1 is out of bounds for axis 0 with size 1": "this image has a single row; its width is "
    "`image.shape[1]`",
    "could not be broadcast": "the window and the kernel have different shapes: the window is not as "
    "high and as wide as the kernel, or it hangs over the edge of the image",
    "out of bounds": "a window hangs over the edge of the image, or the result has too few places; "
    "how many rows and columns of windows are there?",
}


def expect_convolved(student, image, kernel, right, mistakes):
    """Expect ``convolve`` to give these numbers for an image and a kernel."""
    image, kernel = np.asarray(image, np.float32), np.asarray(kernel, np.float32)
    name = f"convolve(image of shape {image.shape}, kernel of shape {kernel.shape})"
    outcome = student.attempt("convolve", image, kernel)
    got, right = as_numbers(name, outcome.value_or_raise(OUTSIDE)), np.asarray(right, float)
    hint = "each place: the window's pixels times the kernel, number by number, and added up"
    if got.shape == image.shape != right.shape:
        hint = "that is the size of the image; the window stays inside, so there are fewer places"
    elif got.shape == tuple(size - 1 for size in right.shape):
        hint = "the last row and column of windows is missing: n - k + 1 of them"
    elif got.shape == right.shape[::-1] != right.shape:
        hint = "rows and columns are swapped"
    elif got.dtype == np.float16:
        hint = HALF
    expect_kept(name, outcome, image, kernel)
    mistakes = [*mistakes, *unfinished(right)]
    expect_close(name, got, right, rtol=1e-4, atol=1e-4, misconceptions=mistakes, hint=hint)


@exercise("convolve")
def test_convolve_by_hand(student):
    """Two small images that are not square, with kernels of other sizes."""
    image = [[1, 0, 2, 3], [4, 5, 0, 1], [2, 2, 1, 0]]
    mistakes = [
        ([[12, 10, -1], [2, 0, 2]], HALF_TURN),
        ([[4, 10, 1], [6, 8, 2]], "the kernel's rows and columns are swapped"),
    ]
    right = [[-4, 4, 7], [12, 4, 2]]
    expect_convolved(student, image, [[1, 2], [0, -1]], right, mistakes)
    image = [[2, -1, 0], [1, 3, 1], [0, 2, -2], [4, 0, 1]]
    expect_convolved(student, image, [[1, -1, 2], [3, 0, 1]], [[7], [-2], [7]], [])


# ---------------------------------------------------------------- shared


CUT = "negative numbers have become 0; leave the activation out"

# Sums of some tens of float32 products, added in another order, differ by about 1e-6 of their size.
RTOL, ATOL = 1e-4, 1e-4


def random_images(seed, *shape):
    """Return float32 images of both signs, different everywhere; the seed may be a generator."""
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def expect_layer(name, value, *, rebuilt=True):
    """Return a layer or a model of the student's, built again where no code of theirs ran."""
    expect(
        isinstance(value, RemoteObject) and value.type_name not in ("function", "type"),
        f"{name}: expected a Keras layer or model, got {type_of(value)}; return the layer itself",
    )
    return value.rebuilt() if rebuilt else value


def use(name, layer, batch):
    """Return what a layer of the student's gives for a batch."""
    try:
        value = layer.call("__call__", tensor(batch))
    except AnswerRaised as raised:
        raise CheckFailed(
            f"{name}: what came back fails on a batch of shape {batch.shape}: "
            f"{raised.type_name}: {raised.text[:150]}"
        ) from None
    result = expect_array(f"{name}: its result", value)
    expect(result.dtype.kind in "fiu", f"{name}: its result: got dtype {result.dtype}")
    return result


def weights_of(name, layer):
    """Return the weights of a layer of the student's, as a list of arrays."""
    try:
        value = layer.call("get_weights")
    except AnswerRaised:
        got = layer.type_name
        raise CheckFailed(f"{name}: expected a Keras layer or model, got a {got}") from None
    expect(isinstance(value, list), f"{name}: its get_weights gives no list")
    return [as_numbers(f"{name}: its weights", item) for item in value]


def used_conv(student, seed, channels, filters, kernel_size, **kwargs):
    """Make a Conv2D of known weights in the student's process; return it and its weights."""
    made = student.make("keras.layers.Conv2D", filters, kernel_size, **kwargs)
    layer = expect_object("Conv2D", made)
    layer.call("build", (None, None, None, channels))
    shapes = [item.shape for item in weights_of("the layer handed in", layer)]
    size = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    own = shapes == [(*size, channels, filters), (filters,)]
    expect(own, "the layer handed in: Conv2D is no longer Keras's own")
    rng = np.random.default_rng(seed)
    kernel, bias = (random_images(rng, *shape) for shape in shapes)
    layer.call("set_weights", [kernel, bias])
    return layer, kernel, bias


BRACKETS = "is a layer made and not used? Count its pairs of brackets; 1.2 says what each does"
STRIDES = "the second argument without a name is `strides`"
# What Keras and TensorFlow say, among others when numbers are handed to `Layer(...)`, or a layer to
# a function.
USING_LAYERS = {
    "truth value of an array": (
        "`max` and `if` of Python take one number, not a whole tensor, and `ReLU(…)` alone only "
        "makes a layer (1.2 says how to use one)"
    ),
    "`data_format` argument": BRACKETS,
    "`pool_size` argument": BRACKETS,
    "Only input tensors may be passed": BRACKETS,
    "unsupported type (<class 'keras": BRACKETS,
    "strides=same": STRIDES,
    "strides=valid": STRIDES,
    "requires a multiple of": "are the numbers of the example written in? `Flatten` counts by itself",
}


# What Keras says while a layer or a model is made, and what it means here.
MAKING_LAYERS = {
    "`padding` argument": "the order is filters, kernel_size, strides, padding",
    "`kernel_size` argument": "the order is filters, kernel_size, strides, padding",
    "`strides` argument": "the order is filters, kernel_size, strides, padding",
    "multiple values for": "an argument is given twice, by its place and by its name",
    "unexpected keyword argument": "is that argument's name spelt as the text spells it?",
    "Only instances of `keras.Layer`": "Sequential takes a list of layers, each made by its brackets",
    "Unrecognized keyword arguments": "is that argument's name spelt as the text spells it?",
    "Could not interpret activation": 'the activations here are "relu" and "softmax"',
    "Unknown activation": 'the activations here are "relu" and "softmax"',
    "`trainable` to be a boolean": "of two layers `Sequential` makes one model where they stand in a list",
    "required positional argument": "is an argument's name spelt as the text spells it?",
}


def given(student, function, *args):
    """Return what a call of a function that uses layers did; say so where one wasn't used."""
    outcome = student.attempt(function, *args)
    not_a_layer(function, outcome.value_or_raise(USING_LAYERS))
    return outcome


def not_a_layer(function, value):
    """Expect numbers, and not the layer that should have given them."""
    is_layer = isinstance(value, RemoteObject) and value.type_name != "type"
    expect(
        not is_layer,
        f"{function}: a layer came back, not its result; use it on the numbers that are handed in",
    )


def judge_numbers(name, value, expected, misconceptions=(), hint="", rtol=RTOL):
    """Do as `expect_close`, with the tolerances above."""
    expect_close(
        name, value, expected, rtol=rtol, atol=ATOL, misconceptions=misconceptions, hint=hint
    )


def type_and_count(answer):
    """Return the type of an answer, and how many things are in it if it is a row of them."""
    if isinstance(answer, (tuple, list)):
        return f"a {type_of(answer)} of {len(answer)}"
    if isinstance(answer, Array):
        return f"{type_of(answer)} of shape {answer.shape}"
    return type_of(answer)


# ---------------------------------------------------------------- conv


def _conv(student, batch, filters, kernel_size, strides, padding, *, rebuilt=True):
    """Return the layer that `conv` makes, its result and its kernel, once filters are right."""
    name = f"conv({filters}, {kernel_size}, {strides}, {padding!r})"
    outcome = student.attempt("conv", filters, kernel_size, strides, padding)
    made = outcome.value_or_raise(MAKING_LAYERS)
    layer = expect_layer(name, made, rebuilt=rebuilt)
    try:
        result = use(name, layer, batch)
    except CheckFailed as failed:
        used = "expected axis -1" in str(failed)
        why = "; was it built or used before it was returned? A new layer takes any number of channels"
        raise CheckFailed(f"{failed}{why}" if used else str(failed)) from None
    expect(
        result.ndim == 4,
        f"{name}: a batch of shape {batch.shape} gives {result.shape}; expected four axes",
    )
    weights = weights_of(name, layer)
    expect(
        len(weights) == 2 and weights[0].ndim == 4,
        f"{name}: a Conv2D has a kernel of four axes and a bias; this one has weights of shapes "
        f"{format_value([item.shape for item in weights])}",
    )
    height, width, _, count = shape = weights[0].shape
    expect(
        not (count == kernel_size != filters and height == filters),
        f"{name}: filters and kernel_size have changed places: it has {count} kernels of "
        f"{height} × {width}",
    )
    expect(count == filters, f"{name}: the layer has {count} kernels; is `filters` used?")
    expect(
        (height, width) == (kernel_size, kernel_size),
        f"{name}: each kernel is {height} × {width} (kernel shape {shape}); is `kernel_size` used?",
    )
    return name, layer, result


def _judge_sizes(name, result, batch, strides, expected):
    """Expect the height and width of the result; name the setting that makes them wrong."""
    got = result.shape[1:3]
    message = f"{name}: a batch of shape {batch.shape} gives {result.shape}"
    down, right = (size > 1.5 * fit for size, fit in zip(got, expected, strict=True))
    expect(
        not (strides > 1 and down != right),
        f"{message}: the window moves on by one pixel in one direction; `strides` is for both",
    )
    expect(
        not (strides > 1 and down),
        f"{message}: too many positions of the window; is `strides` used?",
    )
    expect(got == expected, f"{message}: are `padding` and `strides` used as they are handed in?")


@exercise("conv")
def test_conv_filters_and_kernel(student):
    """The layer has as many kernels as asked for, of the size asked for."""
    _conv(student, random_images(1, 2, 12, 9, 1), 5, 3, 1, "same")


@exercise("conv")
def test_conv_padding(student):
    """With "same" and stride 1 the result has the image's size, with "valid" a smaller one."""
    batch = random_images(2, 2, 12, 9, 1)
    for padding, size in (("same", (12, 9)), ("valid", (10, 7))):
        name, _, result = _conv(student, batch, 5, 3, 1, padding)
        _judge_sizes(name, result, batch, 1, size)


# holds: "by how many pixels the window moves on, in both directions."
@exercise("conv")
def test_conv_strides(student):
    """With a larger stride the result is smaller, in both directions."""
    batch = random_images(3, 2, 20, 17, 1)
    for padding, size in (("same", (10, 9)), ("valid", (8, 7))):
        name, _, result = _conv(student, batch, 4, 5, 2, padding)
        _judge_sizes(name, result, batch, 2, size)


# holds: "and nothing else"
# holds: "not used yet"
@exercise("conv")
def test_conv_nothing_else(student):
    """The sums come out as they are: nothing that wasn't asked for is done to them."""
    batch = random_images(4, 2, 12, 9, 3)
    name, layer, _ = _conv(student, batch, 5, 3, 1, "same")
    layer.call("set_weights", [random_images(5, 3, 3, 3, 5), np.zeros(5, dtype="float32")])
    result = use(name, layer, batch)
    expect(
        bool(result.min() < 0),
        f"{name}: with weights of both signs, no sum is below 0; the layer was asked for no "
        "activation",
    )


# ---------------------------------------------------------------- short_form


SETTINGS = ("filters", "kernel_size", "strides", "padding")


def _settings(answer):
    """Return the settings of a layer, with a pair of equal numbers as one number."""
    expect(
        isinstance(answer, dict),
        f"short_form: expected a dictionary with the settings of the layer, got {type_of(answer)}",
    )
    missing = [name for name in SETTINGS if name not in answer]
    expect(not missing, f"short_form: there is no entry for {', '.join(missing)}")
    padding = answer["padding"]
    expect(
        isinstance(padding, str) and padding.lower() in ("same", "valid"),
        f"short_form: padding is a name in quotes, one of the two in 1.2; got {format_value(padding)}",
    )
    found = {name: _one_size(name, answer[name]) for name in SETTINGS[:3]}
    return {**found, "padding": padding.lower()}


def _one_size(name, value):
    expect(
        value is not None, f"short_form: {name}: got None; left out, it has a number all the same"
    )
    sizes = as_numbers(f"short_form: {name}", value)
    whole = sizes.size in (1, 2) and sizes.dtype.kind in "iu"
    expect(
        whole, f"short_form: {name}: expected a whole number or a pair, got {format_value(sizes)}"
    )
    expect(
        len(set(sizes.ravel())) == 1,
        f"short_form: {name}: {format_value(value)} is not square; the line gives one number for both "
        "directions: which of the two is it?",
    )
    return int(sizes.ravel()[0])


def _short(student):
    """Return the settings of the layer that the line in the notebook makes."""
    layer = expect_object("Conv2D", student.make("keras.layers.Conv2D", 3, 5))
    return _settings({name: layer.value(name) for name in SETTINGS})


@exercise("short_form")
def test_short_form_numbers(student):
    """The two numbers of the short form are read in the right order."""
    found, layer = _settings(student.value("short_form")), _short(student)
    expect(
        (found["filters"], found["kernel_size"]) != (layer["kernel_size"], layer["filters"]),
        "short_form: filters and kernel_size have changed places; look at the order in the table",
    )
    for name in ("filters", "kernel_size"):
        expect(
            found[name] == layer[name],
            f"short_form: {name}: got {found[name]}, which is not what the line asks for",
        )


@exercise("short_form")
def test_short_form_left_out(student):
    """The settings that were left out have the values that Keras gives them."""
    found, layer = _settings(student.value("short_form")), _short(student)
    for name in ("strides", "padding"):
        expect(
            found[name] == layer[name],
            f"short_form: {name}: got {format_value(found[name])}; the line doesn't mention it, so what "
            "is it when it is left out?",
        )


# ---------------------------------------------------------------- output_size


def _size_by_keras(student, n, k, s, padding):
    layer = expect_object("Conv2D", student.make("keras.layers.Conv2D", 1, k, s, padding))
    shape = as_numbers("Conv2D", layer.call("compute_output_shape", (1, n, n, 1)))
    expect(shape.shape == (4,), "Conv2D is no longer Keras's own")
    return shape[1]


WRONG_SIZES = {
    "same": (
        (lambda n, _k, s: n // s, "the division is rounded down; the last pixels get a window too"),
        (lambda n, _k, _s: n, '"same" keeps the size at stride 1 only; what does the stride do?'),
        (lambda n, k, s: (n - k) // s + 1, 'that is the size for "valid"; is `padding` used?'),
        (lambda n, _k, s: n / s, "a size is a whole number: round the division up"),
        (
            lambda n, k, s: (n + 2 * (k // 2) - k) // s + 1,
            "that is for half a kernel of zeros on either side; compare with the text's formula",
        ),
    ),
    "valid": (
        (lambda n, k, s: (n - k) // s, "the window's first position counts too: what is added?"),
        (lambda n, k, s: (n - k + 1) // s, "the 1 is added after the division, not before it"),
        (lambda n, k, s: n - k // s + 1, "what is divided by the stride? Python divides first"),
        (lambda n, k, s: -(-(n - k) // s) + 1, "round down: the window must not leave the image"),
        (lambda n, k, s: (n - k) / s + 1, "a size is a whole number: round the division down"),
        (lambda n, k, _s: n - k + 1, "that is the size at stride 1; is `s` used?"),
        (lambda n, _k, s: -(-n // s), 'that is the size for "same"; is `padding` used?'),
    ),
}


def _judge_output_sizes(student, cases, sizes):
    """Compare the student's sizes with the right ones, of cases (n, k, s) with one padding."""
    for padding, grid in cases.items():
        found = [
            expect_number(
                f"output_size({n}, {k}, {s}, {padding!r})",
                student.call("output_size", n, k, s, padding),
            )
            for n, k, s in grid
        ]
        off = [i for i, got in enumerate(found) if got != sizes(*grid[i], padding)]
        if not off:
            continue
        n, k, s = grid[off[0]]
        hint = "count the positions of the window"
        for formula, message in reversed(WRONG_SIZES[padding]):
            if all(got == formula(*case) for got, case in zip(found, grid, strict=True)):
                hint = message
        got = f"{found[off[0]]:g}"
        raise CheckFailed(
            f"output_size({n}, {k}, {s}, {padding!r}): got {got}, which is not right; {hint}"
        )


@exercise("output_size")
def test_output_size_valid(student):
    """For "valid" it agrees with Keras."""
    cases = {"valid": [(28, 5, 1), (28, 3, 2), (7, 3, 2), (10, 4, 3), (28, 4, 2)]}
    _judge_output_sizes(student, cases, lambda *case: _size_by_keras(student, *case))


@exercise("output_size")
def test_output_size_same(student):
    """For "same" it agrees with Keras."""
    cases = {"same": [(28, 5, 1), (28, 3, 2), (7, 3, 2), (10, 4, 3), (28, 4, 2)]}
    _judge_output_sizes(student, cases, lambda *case: _size_by_keras(student, *case))


# ---------------------------------------------------------------- float_batch


RAISED = {
    "cannot reshape": "are MNIST's sizes written in? Take them from `image.shape`",
    "could not broadcast": "are MNIST's sizes written in? Take them from `image.shape`",
    "the requested shape": "are MNIST's sizes written in? Take them from `image.shape`",
    "has no attribute 'astype'": "a tensor's type is changed by `tf.cast`, an array's by `astype`",
    "has no attribute 'newaxis'": "`newaxis` belongs to `np` and `tf`; it stands between brackets",
    "has no attribute 'expand_dims'": "`expand_dims` belongs to `np` and `tf`, not to an array",
    "argument: 'axis'": "say where the new axis goes, with `axis=`",
    "too many indices": "the image has two axes, height and width; the other two have to be made",
    "values to unpack": "the image has two axes, height and width; the other two have to be made",
}


def _grey(seed, height, width):
    return np.random.default_rng(seed).integers(0, 256, (height, width)).astype("uint8")


def _judge_float_batch(student, image):
    outcome = student.attempt("float_batch", image)
    height, width = image.shape
    data = expect_array("float_batch", outcome.value_or_raise(RAISED))
    got = f"float_batch: an image of shape {image.shape} gives {data.dtype} of shape {data.shape}"
    expect(
        data.shape != (1, width, height, 1) or width == height,
        f"{got}: height and width have changed places",
    )
    expect(
        data.shape == (1, height, width, 1),
        f"{got}; expected (images, height, width, channels), with one image and one channel",
    )
    expect(
        outcome.value.dtype.startswith(("float", "bfloat")),
        f"{got}: the weights of a layer are float32, and {outcome.value.dtype} doesn't go with them",
    )
    wrong = [(image[np.newaxis, :, :, np.newaxis] / 255, "the numbers were scaled; keep them")]
    expect_close(
        "float_batch",
        data,
        image[np.newaxis, :, :, np.newaxis],
        misconceptions=wrong,
        hint="are these the numbers of `image`, in their order?",
    )
    return outcome


@exercise("float_batch")
def test_float_batch_example(student):
    """An image becomes a batch with one channel, of a floating-point type."""
    _judge_float_batch(student, _grey(1, 28, 28))


@exercise("float_batch")
def test_float_batch_other_size(student):
    """An image of another size keeps its height and width."""
    _judge_float_batch(student, _grey(5, 12, 7))


# ---------------------------------------------------------------- kernel_and_bias


READING_WEIGHTS = {
    "too many values to unpack": "`get_weights()` is a list of two arrays; an index takes one out of it",
    "not enough values to unpack": "`get_weights()` is a list of two arrays; an index takes one out of it",
    "list index out of range": "the list has two places, 0 and 1",
    "object has no attribute 'weight": "`layer.get_weights()` is the list, `layer.kernel` and "
    "`layer.bias` are its parts",
    "cannot reshape": "are the sizes of the example written in? The weights have their shapes already",
    "is not subscriptable": "are the parentheses of `get_weights()` missing?",
}


def _judge_kernel_and_bias(student, seed, channels, filters, size):
    layer, kernel, bias = used_conv(student, seed, channels, filters, size)
    answer = student.attempt("kernel_and_bias", layer).value_or_raise(READING_WEIGHTS)
    is_pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    expect(is_pair, f"kernel_and_bias: expected two things, got {type_and_count(answer)}")
    first, second = (as_numbers("kernel_and_bias", item) for item in answer)
    got = f"kernel_and_bias: got shapes {first.shape} and {second.shape}"
    expect(
        not (first.shape == bias.shape and second.shape == kernel.shape),
        f"{got}: the kernel comes first, then the bias",
    )
    expect(
        not (first.shape == second.shape == kernel.shape[1:]),
        f"{got}: these are two rows of the kernel; is there an index too many?",
    )
    for name, found, right in (("kernel", first, kernel), ("bias", second, bias)):
        expect(
            found.shape == right.shape,
            f"{got}; the {name} of this layer has the shape {right.shape}; return it as it is",
        )
        judge_numbers(f"kernel_and_bias: the {name}", found, right, hint="return it as it is")
    after = weights_of("kernel_and_bias: the layer handed in", layer)
    expect(
        len(after) == 2 and all(map(np.array_equal, after, (kernel, bias))),
        "kernel_and_bias: the weights of the layer that was handed in have changed; read them, and "
        "leave the layer as it is",
    )


@exercise("kernel_and_bias")
def test_kernel_and_bias_example(student):
    """The kernel has four axes, the bias one number for each filter."""
    _judge_kernel_and_bias(student, 1, channels=1, filters=3, size=3)


@exercise("kernel_and_bias")
def test_kernel_and_bias_channels(student):
    """They are right for a layer of two channels, whose kernels are not square."""
    _judge_kernel_and_bias(student, 2, channels=2, filters=4, size=(3, 2))


# ---------------------------------------------------------------- known_filter


# What Keras says of weights that don't fit, and what it means here.
SETTING_WEIGHTS = {
    "expecting 0 weights": "the layer has no weights yet: `build` it, or use it once, before you set them",
    "weight list of length 1": "`set_weights` takes all in one list: the kernels, then the biases",
    "weight list of length": "`set_weights` takes one list of two arrays: the kernels, then the biases",
    "not compatible with provided weight shape": "the layer's kernels are as high and as wide as its "
    "`kernel_size` says; the kernels have four axes, (height, width, 1, 1), and the biases one, (1,)",
    "object has no attribute 'shape'": "the kernels have four axes, (height, width, 1, 1), and the biases "
    "one: `np.zeros(1)`",
    "cannot reshape array": "the kernel keeps all its numbers: `kernel[:, :, np.newaxis, np.newaxis]`",
    "takes 2 positional arguments": "`set_weights` takes one list: the kernels, then the biases",
    "`kernel_size` argument": "`kernel_size` is the kernel's height and width: `kernel.shape`",
    "has no attribute 'kernel'": "the layer has no weights yet: `build` it, or use it once, before you "
    "set them",
    "never been built": "the layer has no weights yet: `build` it, or use it once, before you set them",
    "expected min_ndim=4": "a layer wants four axes, (images, height, width, channels)",
    "inhomogeneous": "the list holds two arrays of different shapes; don't make one array of it",
}


def _judge_known_filter(student, kernel, batch, expected, misconceptions):
    name = "known_filter"
    outcome = student.attempt(name, kernel)
    layer = expect_layer(name, outcome.value_or_raise(SETTING_WEIGHTS))
    after = as_numbers("the kernel", outcome.arguments[0])
    expect(
        after.shape == kernel.shape and np.array_equal(after, kernel),
        f"{name}: the kernel that was handed in has changed; leave it as it is",
    )
    result = use(name, layer, batch)
    expect(
        result.shape == expected.shape,
        f"{name}: with a kernel of {kernel.shape}, images of shape {batch.shape} give "
        f"{result.shape}; look at filters, kernel_size and padding",
    )
    hint = "it isn't the response of this kernel with bias 0; were the weights set?"
    judge_numbers(f"{name}: the response", result, expected, misconceptions, hint)


TURNED = "the kernel is turned by half a turn; put it in as it is"
SIDEWAYS = "rows and columns of the kernel have changed places"


@exercise("known_filter")
def test_known_filter_example(student):
    """A small image gives the response that one can work out by hand."""
    kernel = np.array([[1, 0], [3, -2]], dtype="float32")
    image = np.array([[3, 1, 0], [0, 2, 5], [4, 1, 1]], dtype="float32")
    by_hand = np.array([[3 + 3 * 0 - 2 * 2, 1 + 3 * 2 - 2 * 5], [0 + 3 * 4 - 2 * 1, 2 + 3 - 2]])
    turned = np.array([[2 + 3 * 1 - 2 * 3, 5 + 3 * 0 - 2 * 1], [1 + 3 * 2 - 2 * 0, 1 + 15 - 4]])
    exchanged = np.array([[3 + 3 * 1 - 2 * 2, 1 + 3 * 0 - 2 * 5], [0 + 6 - 2, 2 + 3 * 5 - 2]])
    batch = image[np.newaxis, :, :, np.newaxis]
    expected, half_turn, sideways = (
        table[np.newaxis, :, :, np.newaxis] for table in (by_hand, turned, exchanged)
    )
    misconceptions = [
        (half_turn, TURNED),
        (sideways, SIDEWAYS),
        (np.maximum(expected, 0), CUT),
        (expected + 1, "is bias 0?"),
    ]
    _judge_known_filter(student, kernel, batch, expected, misconceptions)


@exercise("known_filter")
def test_known_filter_in_a_row(student):
    """A kernel that is not square, on two images, can be worked out by hand too."""
    kernel = np.array([[2, -1, 3]], dtype="float32")
    images = np.array(
        [[[1, 0, 2, 4], [3, 3, -2, 0]], [[0, 5, 1, 1], [2, 0, 0, 6]]], dtype="float32"
    )
    expected = [[[8, 14 - 4], [6 - 3 - 6, 6 + 2]], [[-5 + 3, 10 - 1 + 3], [4, 18]]]
    turned = [[[3 + 4, -2 + 8], [9 - 3 - 4, 9 + 2]], [[-5 + 2, 15 - 1 + 2], [6, 12]]]
    as_given, half_turn = (
        np.array(table, dtype="float64")[..., np.newaxis] for table in (expected, turned)
    )
    misconceptions = [
        (half_turn, TURNED),
        (np.maximum(as_given, 0), CUT),
        (as_given + 1, "is bias 0?"),
    ]
    _judge_known_filter(student, kernel, images[..., np.newaxis], as_given, misconceptions)


# ---------------------------------------------------------------- convolve_channels


LAST = "only the last channel counts; begin the sum in front of the loop over the channels"
USES_CONVOLVE = {
    "could not be broadcast": "the shapes don't fit: take one channel of the image and one of the "
    "kernel at a time, or a window with all of its channels",
    "not enough values": "a kernel has four axes here; `convolve` takes two: one channel and one "
    "filter at a time",
    "too many values": "a kernel has four axes here; `convolve` takes two: one channel and one "
    "filter at a time",
    "out of bounds": "how many channels and filters are there? They are the last two numbers of the "
    "kernels' shape",
}


def expect_maps(student, image, kernels, biases, right, mistakes):
    """Expect ``convolve_channels`` to give these feature maps."""
    given = [np.asarray(each, np.float32) for each in (image, kernels, biases)]
    name = (
        f"convolve_channels(image of shape {given[0].shape}, kernels of shape {given[1].shape}, "
        "biases)"
    )
    outcome = student.attempt("convolve_channels", *given)
    got, right = as_numbers(name, outcome.value_or_raise(USES_CONVOLVE)), np.asarray(right, float)
    expect_kept(name, outcome, *given)
    rows, columns, filters = right.shape
    hint = "for each filter: all channels, each with its own weights, into one sum, and one bias"
    if got.shape == (filters, rows, columns) != right.shape:
        hint = "the filters come first; they are the last axis (`np.stack(maps, axis=-1)`)"
    elif got.ndim == 4:
        hint = "one image comes in, so no axis of images goes out"
    elif got.shape[:2] == given[0].shape[:2] != (rows, columns):
        hint = "that is the size of the image; the window stays inside, so there are fewer places"
    elif got.shape[:2] == (rows, columns) and got.shape != right.shape:
        hint = "one map for each filter; the last axis of the kernels says how many there are"
    elif got.dtype == np.float16:
        hint = HALF
    dealt = np.moveaxis(right, -1, 0).reshape(right.shape)
    mistakes = [
        *mistakes,
        (dealt, "`reshape` mixes the maps up; `np.stack` with `axis=-1` makes the filters the last axis"),
        *unfinished(right),
    ]  # fmt: skip
    expect_close(name, got, right, rtol=1e-4, atol=1e-4, misconceptions=mistakes, hint=hint)


@exercise("convolve_channels")
def test_convolve_channels_by_hand(student):
    """An image of two channels, with two kernels of one weight for each channel."""
    image = [[[1, 10], [2, 20]], [[3, 30], [4, 40]], [[5, 50], [6, 60]]]
    kernels = [[[[1, 0], [1, -1]]]]
    right = [[[11.5, -12], [22.5, -22]], [[33.5, -32], [44.5, -42]], [[55.5, -52], [66.5, -62]]]
    right = np.array(right)
    biases = np.array([0.5, -2])
    one_each = np.array([[[1.5, -2], [2.5, -2]], [[3.5, -2], [4.5, -2]], [[5.5, -2], [6.5, -2]]])
    last = [[[10.5, -12], [20.5, -22]], [[30.5, -32], [40.5, -42]], [[50.5, -52], [60.5, -62]]]
    mistakes = [
        (right - biases, "the bias is missing"),
        (right + biases, "the bias is added once for each channel; once is enough"),
        ((right - biases) / 2 + biases, "the channels are averaged; add them up"),
        (one_each, "only the first channel counts; all channels go into the sum"),
        (last, LAST),
    ]
    expect_maps(student, image, kernels, biases, right, mistakes)


# ---------------------------------------------------------------- pictures


# What matplotlib says, and what it means here.
DRAWING = {
    "Invalid shape": "`imshow` takes two axes, (height, width); which index takes one slice out?",
    "'tuple' object has no attribute": "`subplots` returns two things, a figure and the Axes",
    "'numpy.ndarray' object has no attribute": "`subplots` gives several Axes; an index takes one out",
    "'Figure' object has no attribute": "drawing belongs to an Axes, not to the figure",
    "'AxesImage' object has no attribute": "`imshow` returns an image, not the Axes",
    "has no attribute 'ylim'": "the method of an Axes is `set_ylim`",
    "has no attribute 'suptitle'": "`suptitle` belongs to the figure",
    "has no attribute 'colorbar'": "`colorbar` belongs to the figure",
    "not subscriptable": "with one picture `subplots` gives one Axes, and no row of them",
    "out of bounds": "which axis counts the filters? An index ends below its size",
    "is not a valid value for cmap": "matplotlib knows no colours of that name; `RdBu` is one",
    "unsupported format string": "make text of the shape: `str(maps.shape)`",
}


def figure_of(student, function, *args, what="figure"):
    """Return the figure that a function of the student's draws and returns."""
    outcome = student.attempt(function, *args)
    value = outcome.value_or_raise(DRAWING)
    expect(
        isinstance(value, FigureRecord),
        f"{function}: expected the {what}, got {type_of(value)}; return the {what}",
    )
    after = as_numbers(function, outcome.arguments[0] if outcome.arguments else None)
    expect(
        after.shape == args[0].shape and np.array_equal(after, args[0]),
        f"{function}: the numbers that were handed in have changed; draw them as they are",
    )
    return value


def drawn_images(student, function, array):
    """Return the images in a figure (data and scale), its colour bars, and all titles in it."""
    figure = figure_of(student, function, array)
    plots = [axes for axes in figure.axes if axes.images and not _is_colour_bar(axes)]
    bars = [axes for axes in figure.axes if _is_colour_bar(axes)]
    expect(bool(plots), f"{function}: the figure holds no image; draw each slice with `imshow`")
    most = max(len(axes.images) for axes in plots)
    expect(
        most == 1,
        f"{function}: {most} pictures lie on one Axes, one over the other, and only the last is "
        "seen; draw each on an Axes of its own",
    )
    images = [
        (as_numbers(f"{function}: an image", image["data"]), image["clim"])
        for axes in plots
        for image in axes.images
    ]
    return images, bars, [figure.suptitle, *(axes.title for axes in figure.axes)]


def _is_colour_bar(axes):
    """Say whether an Axes is a colour bar: by its name, or as a single column (or row) of colours."""
    shapes = [as_numbers("the image", image.get("data")).shape for image in axes.images]
    return axes.is_colorbar or (len(shapes) == 1 and (1 in shapes[0] or shapes[0] == (256,)))


def judge_images(function, images, slices, mistakes):
    """Expect the images to be these slices, in this order; name what they are instead."""
    count, shape = len(slices), slices[0].shape
    hint = "which axis counts the filters, and did the whole figure come back?"
    if len(images) > count:
        hint = "which axis counts the filters, and is the figure a new one in each call?"
    expect(
        len(images) == count,
        f"{function}: expected {count} pictures, one for each filter, got {len(images)}; {hint}",
    )
    drawn = [data for data, _ in images]
    for f, data in enumerate(drawn):
        expect(
            data.shape == shape or data.shape == shape[::-1],
            f"{function}: picture {f} has shape {data.shape}, expected (height, width) = {shape}; "
            "which axes go into a picture?",
        )
    turned = [
        ([one.T for one in slices], "the pictures are transposed"),
        ([one[::-1] for one in slices], "the pictures are upside down; row 0 belongs on top"),
        ([one[:, ::-1] for one in slices], "the pictures are mirrored; column 0 belongs left"),
    ]
    for wrong, message in [*turned, *mistakes]:
        expect(not _same(drawn, wrong) or _same(drawn, slices), f"{function}: {message}")
    expect(
        not _same(drawn, [drawn[0]] * count),
        f"{function}: all {count} pictures show the same slice; does the index move on?",
    )
    expect(
        not _same(drawn, slices[::-1]),
        f"{function}: the pictures stand in the wrong order",
    )
    for f, (data, right) in enumerate(zip(drawn, slices, strict=True)):
        expect(
            _same([data], [right]),
            f"{function}: picture {f} shows {format_value(data)}, which is not the slice of "
            f"filter {f}; draw the numbers of the argument as they are",
        )


def _same(drawn, slices):
    return len(drawn) == len(slices) and all(
        a.shape == b.shape and np.allclose(a, b, rtol=1e-5, atol=1e-6)
        for a, b in zip(drawn, slices, strict=True)
    )


def judge_scale(function, images, bars, low, high, mistakes=()):
    """Expect a colour bar, and the same colours from `low` to `high` in all images.

    `mistakes` are pairs of an upper end and what it comes from.
    """
    expect(bool(bars), f"{function}: there is no colour bar; `figure.colorbar` draws one")
    scales = [ends for _, ends in images if ends is not None]
    expect(len(scales) == len(images), f"{function}: give each picture vmin and vmax")
    room = 0.01 * (high - low)  # rounded ends are fine
    bottom, top = scales[0]
    for f, ends in enumerate(scales):
        expect(
            np.allclose(ends, (bottom, top), rtol=0, atol=room / 10),
            f"{function}: the colours of picture 0 run from {bottom:.4g} to {top:.4g}, those of "
            f"picture {f} from {ends[0]:.4g} to {ends[1]:.4g}; give all the same vmin and vmax",
        )
    for bar in (bar for bar in bars if bar.is_colorbar):
        expect(
            any(
                np.allclose(ends, (bottom, top), rtol=0, atol=room) for ends in (bar.ylim, bar.xlim)
            ),
            f"{function}: the colours of the pictures run from {bottom:.4g} to {top:.4g}, those of the "
            "colour bar do not; hand one of the pictures to `colorbar`",
        )
    if abs(bottom - low) <= room and abs(top - high) <= room:
        return
    hint = "which numbers does the text take vmin and vmax from?"
    for end, message in mistakes:
        if abs(top - end) <= room:
            hint = message
    raise CheckFailed(f"{function}: the colours run from {bottom:.4g} to {top:.4g}; {hint}")


def lopsided(seed, *shape):
    """Return numbers that reach further above 0 than below, and differ in scale by filter."""
    return (random_images(seed, *shape) + 0.5) * np.linspace(1, 3, shape[-1], dtype="float32")


# ---------------------------------------------------------------- plot_kernels


def _judge_kernels(student, kernel, scale):
    slices = [kernel[:, :, 0, f] for f in range(kernel.shape[3])]
    images, bars, _ = drawn_images(student, "plot_kernels", kernel)
    last = [kernel[:, :, -1, f] for f in range(kernel.shape[3])]
    mean = [kernel[:, :, :, f].mean(axis=2) for f in range(kernel.shape[3])]
    mixed = list(kernel[:, :, 0, :].reshape(-1, *slices[0].shape))
    rows = list(kernel[:, :, 0, :])
    whose = "picture 0 isn't the slice of filter 0: which axis counts the filters?"
    mistakes = [
        (rows, whose + (" (`reshape` moves no axis.)" if rows[0].shape == slices[0].shape else "")),
        (mixed, "`reshape` mixes the kernels; take the slice of each filter by its index"),
        (last, "the pictures show the last channel; draw channel 0"),
        (mean, "the pictures show a mean over the channels; draw channel 0"),
    ]
    judge_images("plot_kernels", images, slices, mistakes)
    if scale:
        largest = max(np.abs(one).max() for one in slices)
        ends = images[0][1] or (0, 0)
        expect(
            abs(ends[0] + ends[1]) <= 0.02 * largest,
            f"plot_kernels: the colours run from {ends[0]:.4g} to {ends[1]:.4g}, so 0 is not in "
            "their middle; use -m and m",
        )
        wrong = [
            (np.abs(kernel).max(), "are other channels than the one in the pictures among them?"),
            (max(one.max() for one in slices), "what is m taken of: the weights with their signs?"),
        ]
        judge_scale("plot_kernels", images, bars, -largest, largest, wrong)


# holds: "one picture for each filter, each on an Axes of its own, in their order"
# holds: "Return the figure."
@exercise("plot_kernels", required=True)
def test_plot_kernels_pictures(student):
    """There is one picture for each filter, which shows its weights."""
    _judge_kernels(student, lopsided(1, 3, 3, 1, 3), scale=False)


# holds: "all with `vmin` $= -m$ and `vmax` $= m$, with $m$ taken over those pictures"
# holds: "one image for each filter, all on the same scale from -m to m, and a colour bar"
@exercise("plot_kernels")
def test_plot_kernels_scale(student):
    """All pictures have the same colours, with 0 in the middle, and there is a colour bar."""
    kernel = -lopsided(2, 2, 3, 2, 4)  # the largest number is not the largest |w|
    kernel[:, :, 1] *= 2  # and channel 0 has neither
    _judge_kernels(student, kernel, scale=True)


# ---------------------------------------------------------------- plot_maps


def _judge_maps(student, maps, frame):
    slices = [maps[0, :, :, f] for f in range(maps.shape[3])]
    images, bars, titles = drawn_images(student, "plot_maps", maps)
    mixed = list(maps[0].reshape(-1, *slices[0].shape))
    last = [maps[-1, :, :, f] for f in range(maps.shape[3])]
    mistakes = [
        (mixed, "`reshape` mixes the maps; take the slice of each filter by its index"),
        (last, "the pictures show the last image of the batch; draw the first"),
    ]
    judge_images("plot_maps", images, slices, mistakes)
    if frame:
        judge_scale("plot_maps", images, bars, float(maps[0].min()), float(maps[0].max()))
        wanted = ", ".join(map(str, maps.shape))
        written = [", ".join(re.findall(r"\d+", title)) for title in titles]
        expect(
            any(f", {wanted}," in f", {text}," for text in written),
            f"plot_maps: the titles say {format_value([title for title in titles if title])}; write the "
            "shape of `maps`, all its numbers, over the figure",
        )


# holds: "one picture for each filter, each on an Axes of its own, in their order"
# holds: "Return the figure."
@exercise("plot_maps", required=True)
def test_plot_maps_pictures(student):
    """There is one picture for each filter, which shows its map."""
    _judge_maps(student, lopsided(1, 1, 6, 6, 3), frame=False)


# holds: "the smallest to the largest number of those maps, the same for all"
# holds: "with at least two filters"
# holds: "one image for each filter, all on the same scale, a colour bar, and the shape of `maps`"
@exercise("plot_maps")
def test_plot_maps_scale_and_title(student):
    """All pictures have the same colours, and there are a colour bar and the shape as the title."""
    maps = lopsided(2, 2, 7, 5, 2)
    maps[1] *= 2  # the numbers of the second image count for nothing
    _judge_maps(student, maps, frame=True)


# ---------------------------------------------------------------- relu


def _judge_relu(student, maps):
    outcome = given(student, "relu", tensor(maps))
    answer = outcome.value
    is_triple = isinstance(answer, (tuple, list)) and len(answer) == 3
    expect(is_triple, f"relu: expected (numbers, smallest, largest), got {type_and_count(answer)}")
    not_a_layer("relu", answer[0])
    expected = np.maximum(maps, 0)
    judge_numbers(
        f"relu({format_value(maps)}): the numbers",
        answer[0],
        expected,
        hint="look at the negative numbers, and at those above 0",
        misconceptions=[
            (np.abs(maps), "the signs are gone: a negative number becomes 0, not positive"),
            (1 / (1 + np.exp(-maps)), "all are between 0 and 1: that is the sigmoid"),
            (maps - maps.min(), "all were shifted up; numbers above 0 stay as they are"),
            (np.minimum(maps, 0), "the negative numbers are left, and the others have become 0"),
            (np.log1p(np.exp(maps)), "none is exactly 0: that is softplus, a smooth relative"),
            (maps, "nothing has changed"),
        ],
    )
    low, high = (
        expect_number(f"relu: the {word} number", item)
        for word, item in zip(("smallest", "largest"), answer[1:], strict=True)
    )
    _judge_ends(low, high, maps, expected)
    after = as_numbers("relu", outcome.arguments[0] if outcome.arguments else None)
    expect(
        after.shape == maps.shape and np.array_equal(after, maps),
        "relu: the maps that were handed in have changed; make new numbers",
    )


def _judge_ends(low, high, before, after):
    expect(
        not (np.isclose(low, after.max()) and np.isclose(high, after.min())) or low == high,
        "relu: the smallest and the largest number have changed places",
    )
    pairs = (
        (low, "smallest", before.min(), after.min()),
        (high, "largest", before.max(), after.max()),
    )
    for got, word, was, right in pairs:
        expect(
            np.isclose(got, right) or not np.isclose(got, was),
            f"relu: the {word} number is {got:.4g}: that is the one before ReLU; read it from "
            "the result",
        )
        expect(np.isclose(got, right), f"relu: the {word} number of the result is not {got:.4g}")


@exercise("relu")
def test_relu_example(student):
    """Negative numbers become 0, the others stay, and the ends are those of the result."""
    _judge_relu(student, np.array([[-4.0, 1.5, -0.5], [0.0, 7.0, 3.0]], dtype="float32"))


@exercise("relu")
def test_relu_of_maps(student):
    """It is right for feature maps of four axes too."""
    _judge_relu(student, 5 * random_images(7, 2, 3, 2, 4))


# ---------------------------------------------------------------- plot_histogram


def _histogram(student, maps, y_max):
    """Return the Axes with the histogram, and its bars as rows of (left, right, height)."""
    figure = figure_of(student, "plot_histogram", maps, y_max, what="Axes")
    plots = [axes for axes in figure.axes if axes.bars]
    expect(
        bool(plots),
        "plot_histogram: no bars are drawn; use `hist`, with its usual kind of bars",
    )
    bars = [
        (bar.get("x", 0), bar.get("x", 0) + bar.get("width", 0), bar.get("height", 0))
        for bar in plots[0].bars
    ]
    table = np.array(sorted(bars), dtype=float)
    upright = np.isfinite(table).all() and (table[:, 1] > table[:, 0]).all()
    expect(bool(upright), "plot_histogram: the bars have no width or height that can be read")
    return plots[0], table


def _judge_histogram(student, maps, y_max):
    _, bars = _histogram(student, maps, y_max)
    values = np.sort(maps.ravel().astype(float))
    expect(
        len(bars) != values.size,
        "plot_histogram: there is one bar for each number; `hist` sorts numbers into bins",
    )
    heights, edges = bars[:, 2], _edges(bars)
    total, low, high = heights.sum(), values[0], values[-1]
    slack = 1e-3 * (high - low)
    expect(
        not (abs(total * np.diff(edges).mean() - 1) < 0.05 and total < values.size / 2),
        "plot_histogram: the bars show densities; leave `density` out, so that they count",
    )
    expect(
        total > 0.98 * values.size or edges[0] <= low + slack or edges[-1] >= high - slack,
        f"plot_histogram: the bars count {total:.0f} of {values.size} numbers: those outside of "
        f"{edges[0]:.4g} to {edges[-1]:.4g} were thrown away; what does `range` do?",
    )
    expect(
        abs(total - values.size) <= 0.005 * values.size,
        f"plot_histogram: the bars count {total:.0f} numbers, `maps` holds {values.size}; "
        "draw all of them, each once",
    )
    # A number that lies on the edge of a bin may fall to either side by rounding: 2% may differ.
    counts = np.diff(np.searchsorted(values, [*edges[:-1], edges[-1] + slack]))
    expect(
        np.abs(counts - heights).sum() <= 0.02 * values.size + 1,
        "plot_histogram: the bars don't show how often which number occurs in `maps`; draw one "
        "histogram, of the argument, with its numbers as they are",
    )
    across = int(((edges[1:] > low) & (edges[:-1] < high)).sum())
    expect(
        across >= 10 or len(bars) < 10,
        f"plot_histogram: there are {len(bars)} bins, but from {edges[0]:.4g} to {edges[-1]:.4g}, and "
        f"all numbers lie in {across} of them, from {low:.4g} to {high:.4g}; leave `range` out",
    )
    expect(across >= 10, f"plot_histogram: {across} bars for all numbers; take at least 10 bins")


def _edges(bars):
    """Return the edges of the bins, halfway between bars, which may be narrower than the bins."""
    left, right, _ = bars.T
    between = (right[:-1] + left[1:]) / 2
    first = left[0] - (between[0] - right[0]) if len(bars) > 1 else left[0]
    last = right[-1] + (left[-1] - between[-1]) if len(bars) > 1 else right[-1]
    return np.maximum.accumulate([first, *between, last])


def _judge_frame(student, maps, y_max):
    axes, _ = _histogram(student, maps, y_max)
    bottom, top = axes.ylim
    expect(
        abs(top - y_max) <= 1e-6 * y_max and abs(bottom) <= 1e-6 * y_max,
        f"plot_histogram: with y_max = {y_max} the y-axis runs from {bottom:.4g} to {top:.4g}; "
        "expected 0 to y_max; `ax.set_ylim` moves the frame",
    )
    expect(
        axes.xlim[0] <= maps.min() and axes.xlim[1] >= maps.max(),
        f"plot_histogram: the x-axis shows {axes.xlim[0]:.4g} to {axes.xlim[1]:.4g}, and numbers "
        "of `maps` lie outside",
    )


def _spread(seed, low, high, *shape):
    """Return numbers as a convolution gives them: many zeros, the rest far to both sides."""
    rng = np.random.default_rng(seed)
    values = rng.triangular(low, 0, high, size=shape)
    values[rng.random(shape) < 0.4] = 0
    values.flat[0], values.flat[-1] = low, high
    return values.astype("float32")


# holds: "draw one histogram, with bars, of **all** numbers in `maps`"
# holds: "in at least 10 bins from the smallest to the largest of them"
# holds: "Return the Axes (or the figure)."
@exercise("plot_histogram", required=True)
def test_plot_histogram_counts_all(student):
    """The bars count every number."""
    _judge_histogram(student, _spread(1, -173, 516, 1, 14, 14, 3), 40)


# holds: "let the y-axis run from 0 to `y_max`"
@exercise("plot_histogram")
def test_plot_histogram_frame(student):
    """The y-axis runs from 0 to the number handed in, the x-axis over all numbers."""
    _judge_frame(student, _spread(2, -173, 516, 1, 14, 14, 3), 40)


@exercise("plot_histogram")
def test_plot_histogram_of_a_table(student):
    """Small numbers in a table of two axes are drawn as well."""
    maps = _spread(5, -0.4, 0.9, 21, 19)
    _judge_histogram(student, maps, 33)
    _judge_frame(student, maps, 33)


# ---------------------------------------------------------------- pool


def _pooled(student, maps, size, padding):
    return given(student, "pool", tensor(maps), size, padding).value


@exercise("pool")
def test_pool_by_hand(student):
    """Of each window of a small map the largest number is kept."""
    table = np.array([[2, 9, 4, 1], [5, 3, 8, 8], [-7, -2, 0, 6], [-5, -3, 1, 2]])
    maps = table[np.newaxis, :, :, np.newaxis].astype("float32")
    expect_close(
        "pool: windows of 2 on a 4 × 4 map",
        _pooled(student, maps, 2, "valid"),
        np.reshape([9, 8, -2, 6], (1, 2, 2, 1)),
        misconceptions=[
            (np.reshape([4.75, 5.25, -4.25, 2.25], (1, 2, 2, 1)), "these are averages"),
            (np.reshape([2, 1, -7, 0], (1, 2, 2, 1)), "these are the smallest numbers"),
            (np.reshape([2, 4, -7, 0], (1, 2, 2, 1)), "these are the first numbers of each window"),
        ],
        hint="which numbers does each window see?",
    )


@exercise("pool")
def test_pool_halves_the_maps(student):
    """Feature maps of a digit become half as high and half as wide."""
    for padding in ("valid", "same"):
        answer = _pooled(student, random_images(1, 1, 28, 28, 3), 2, padding)
        shape = expect_array("pool", answer).shape
        expect(
            shape[1:3] not in ((27, 27), (28, 28)),
            f"pool: maps of shape (1, 28, 28, 3) give {shape}: the window moves by one pixel; it "
            "should move by its own size",
        )
        expect(
            shape == (1, 14, 14, 3),
            f"pool: maps of shape (1, 28, 28, 3) and windows of 2 give {shape}; expected half the "
            "height, half the width, and all the maps",
        )


ZEROS_WON = "zeros from the padding won; only the numbers of the map count"
OTHER_PADDING = "the other padding was used; hand `padding` on"


@exercise("pool")
def test_pool_uneven(student):
    """Windows of 3 on a map of 5 × 5, all of it below 0, leave a rest; `padding` decides."""
    maps = np.arange(-25, 0, dtype="float32").reshape(1, 5, 5, 1)
    table = maps[0, :, :, 0]
    alone, four = np.reshape(-13.0, (1, 1, 1, 1)), np.reshape([-13.0, -11, -3, -1], (1, 2, 2, 1))
    zeros = np.reshape([-13.0, 0, 0, 0], (1, 2, 2, 1))
    twos = np.reshape(table[1::2, 1::2], (1, 2, 2, 1))
    for padding, expected, other in (("same", four, alone), ("valid", alone, four)):
        name = f"pool: windows of 3 on a 5 × 5 map, {padding!r}"
        answer = expect_array(name, _pooled(student, maps, 3, padding))
        expect(
            answer.size <= 4 and not np.array_equal(answer, twos),
            f"{name}: got {answer.shape}; is `size` used, for the windows and for how far they move?",
        )
        wrong = [(other, OTHER_PADDING), (zeros, ZEROS_WON)]
        judge_numbers(name, answer, expected, wrong, "which numbers does each window see?")


# ---------------------------------------------------------------- max_pool


EMPTY = {"zero-size array": "a window begins behind the end of the map; count the whole windows"}


def expect_pooled(student, table, size, right, mistakes):
    """Expect ``max_pool`` to give these numbers for one feature map."""
    table, right = np.asarray(table, np.float32), np.asarray(right, float)
    name = f"max_pool(map of shape {table.shape}, {size})"
    outcome = student.attempt("max_pool", table, size)
    got = as_numbers(name, outcome.value_or_raise(EMPTY))
    hint = f"each window is {size} × {size}, and the next one begins where the last one ended"
    height, width = table.shape
    if got.shape == (-(-height // size), -(-width // size)) != right.shape:
        hint = "a window that isn't whole is left out: round down"
    elif got.shape == (height - size + 1, width - size + 1) != right.shape:
        hint = "the windows overlap; each moves on by its own size"
    elif got.dtype == np.float16:
        hint = HALF
    elif got.shape == right.shape and (strange := np.setdiff1d(got.astype(np.float32), table)).size:
        hint = f"{strange[0]:.6g} is no number of the map; each window has its own largest one"
    expect_kept(name, outcome, table)
    mistakes = [*mistakes, *unfinished(right)]
    expect_close(name, got, right, rtol=1e-5, atol=1e-5, misconceptions=mistakes, hint=hint)


@exercise("max_pool")
def test_max_pool_by_hand(student):
    """Windows of 2 on a 4 × 6 map with numbers below zero, and on one that has a rest."""
    table = [
        [1, 7, 2, 0, 5, 1],
        [3, 5, 4, 6, 9, 2],
        [-8, -2, 3, -1, -4, -3],
        [-5, -1, 0, 2, -7, -6],
    ]
    mistakes = [
        ([[7, 6, 9], [0, 3, 0]], "0 is no number of that window; begin with one that is"),
        ([[1, 0, 1], [-8, -1, -7]], "those are the smallest numbers"),
        ([[4, 3, 4.25], [-4, 1, -5]], "those are the means"),
    ]
    expect_pooled(student, table, 2, [[7, 6, 9], [-1, 3, -3]], mistakes)
    expect_pooled(student, [[1, 2, 9], [3, 4, 9], [9, 9, 9]], 2, [[4]], [])


# ---------------------------------------------------------------- features


def _features(student, layer, batch):
    before = use("the layer handed in", layer, batch)
    value = given(student, "features", layer, tensor(batch)).value
    expect(
        np.array_equal(use("the layer handed in", layer, batch), before),
        "features: the layer that was handed in gives something else than before; use it, and leave it "
        "as it is",
    )
    return value


ONE_ROW = "all images in one row; each image gets a row of its own"
NO_RELU = "the pooling was fed with the convolution, not with ReLU"
SIGNS_GONE = "the signs are gone; what does ReLU make of a negative number?"
PADDED = "the pooling has padding 'same'; which one does the text ask for?"
AVERAGES = "these are averages of each window, not the largest numbers"
WHICH = "is `conv_layer` used, and each result handed to the next step?"


@exercise("features")
def test_features_of_digits(student):
    """Each image of 28 × 28 gives a row of 588 numbers, none of them negative."""
    layer, _, _ = used_conv(student, 1, 1, 3, 3, padding="same")
    row = expect_array("features", _features(student, layer, random_images(3, 2, 28, 28, 1)))
    got = f"features: two images of 28 × 28 and 3 filters give shape {row.shape}"
    expect(
        row.size != 2 * 2352,
        f"{got}: as many numbers as before the pooling; what was handed to the last step?",
    )
    expect(row.shape not in ((1176,), (1, 1176)), f"{got}: {ONE_ROW}")
    expect(row.shape != (1, 588), f"{got}: which images are these? Is `batch` used?")
    expect(row.shape == (2, 588), f"{got}; expected one row of 588 numbers for each image")
    expect(
        float(row.min()) >= 0,
        f"features: the row holds negative numbers, such as {float(row.min()):.3g}; was the "
        "pooling fed with the result of ReLU?",
    )


@exercise("features")
def test_features_by_hand(student):
    """With a kernel of 1 × 1, each step can be followed by hand."""
    layer, _, _ = used_conv(student, 1, 1, 2, 1)
    weights = [np.array([[[[1.0, -2.0]]]]), np.array([0.0, 1.0])]  # pixels; 1 minus twice the pixel
    layer.call("set_weights", [item.astype("float32") for item in weights])
    images = np.array(
        [
            [[1, -4, 2, 0], [3, -2, -5, 1], [-1, -6, 4, 4], [-3, -2, 0, -8], [9, -9, 9, -9]],
            [[2, 6, 0, -1], [5, 1, -2, -2], [-7, 1, 3, 8], [0, -9, 5, 2], [9, -9, 9, -9]],
        ]
    )
    expected = [[3, 9, 2, 11, 0, 13, 4, 17], [6, 0, 0, 5, 1, 19, 8, 0]]
    without = [[3, 9, 2, 11, -1, 13, 4, 17], [6, -1, 0, 5, 1, 19, 8, -3]]
    with_rest = [[*row, 9, 19, 9, 19] for row in expected]
    means = [[1, 3.5, 0.75, 3, 0, 7, 2, 4.5], [3.5, 0, 0, 3.5, 0.25, 8.75, 4.5, 0]]
    unsigned = [[4, 9, 5, 11, 6, 13, 8, 17], [6, 11, 2, 5, 9, 19, 8, 15]]
    judge_numbers(
        "features: two images of 5 × 4",
        _features(student, layer, images[..., np.newaxis].astype("float32")),
        np.array(expected),
        [
            (np.array(without), NO_RELU),
            (np.array(unsigned), SIGNS_GONE),
            (np.array(with_rest), PADDED),
            (np.array(means), AVERAGES),
            (np.array(expected).reshape(1, -1), ONE_ROW),
        ],
        WHICH,
    )


# ---------------------------------------------------------------- head


def _built_head(student, inputs, classes, *, rebuilt=True):
    """Return the model that `head` makes, used once, with the layers asked for."""
    name = f"head({inputs}, {classes})"
    made = student.attempt("head", inputs, classes).value_or_raise(MAKING_LAYERS)
    model = expect_layer(name, made, rebuilt=rebuilt)
    rows = random_images(inputs, 5, inputs)
    try:
        result = use(name, model, rows)
    except CheckFailed as failed:
        fixed = inputs != 588 and "588" in str(failed)
        raise CheckFailed(f"{failed}\nis `inputs` used?" if fixed else str(failed)) from None
    expect(
        result.shape == (5, classes),
        f"{name}: rows of shape {rows.shape} give {result.shape}; expected one number for each "
        "class and row",
    )
    shapes = [item.shape for item in weights_of(name, model)]
    expect(
        shapes == [(inputs, 32), (32,), (32, classes), (classes,)],
        f"{name}: expected a Dense of 32 units and one with a unit for each class; its weights "
        f"have shapes {format_value(shapes, 100)}",
    )
    return name, model


@exercise("head", required=True)
def test_head_layers(student):
    """There are two dense layers, of 32 units and of one for each class."""
    _built_head(student, 588, 10)


def _judge_head(student, inputs, classes):
    """Set the weights of the model and compare what it gives with the formula."""
    name, model = _built_head(student, inputs, classes)
    first, second = random_images(1, inputs, 32), random_images(2, 32, classes)
    first_bias, second_bias = random_images(3, 32), random_images(4, classes)
    model.call("set_weights", [first, first_bias, second, second_bias])
    rows = random_images(5, 40, inputs) / np.float32(inputs)
    hidden = rows @ first + first_bias
    linear = hidden @ second + second_bias
    logits = np.maximum(hidden, 0) @ second + second_bias
    result = use(name, model, rows)
    last = "on the last layer; it must be able to say no: leave it linear, or take a softmax"
    wrong = [
        (np.maximum(logits, 0), f"no score is ever negative: there is a ReLU {last}"),
        (np.maximum(linear, 0), f"no score is ever negative: there is a ReLU {last}"),
        (1 / (1 + np.exp(-logits)), f"each score is between 0 and 1: there is a sigmoid {last}"),
        (1 / (1 + np.exp(-linear)), f"each score is between 0 and 1: there is a sigmoid {last}"),
        (np.tanh(logits), f"each score is between -1 and 1: there is a tanh {last}"),
        (linear, "there is nothing between the two layers; the first needs a ReLU"),
        (_softmax(linear), "there is nothing between the two layers; the first needs a ReLU"),
        (_softmax(_softmax(logits)), f"a softmax of a softmax: there is one too many {last}"),
        (_softmax(np.maximum(logits, 0)), f"a ReLU stands before the softmax {last}"),
        (_softmax(1 / (1 + np.exp(-logits))), f"a sigmoid stands before the softmax {last}"),
    ]
    right = _softmax(logits) if _is_softmax(result) else logits
    judge_numbers(
        name,
        result,
        right,
        misconceptions=wrong,
        hint="expected 32 units with ReLU, then a layer that is linear or ends in a softmax",
        rtol=1e-3,  # a softmax of scores of some tens is ten times as sensitive as a sum
    )


def _softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _is_softmax(rows):
    return bool(
        rows.ndim == 2 and (rows >= 0).all() and np.allclose(rows.sum(axis=1), 1, atol=1e-3)
    )


@exercise("head")
def test_head_scores(student):
    """The first layer has a ReLU, and the last one can say no."""
    _judge_head(student, 12, 4)
