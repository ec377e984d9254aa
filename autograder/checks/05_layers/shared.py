"""Checks of 05_layers: convolution, ReLU, pooling, dense layers, and pictures of them.

Layers and models stay in the student's process, as a `RemoteObject`; what they should give is computed
here in NumPy. Layers that an exercise takes are made in the student's process, so that an exercise
is judged by itself and not by an earlier answer.
"""

import numpy as np

from course_utils.checking.expect import (
    as_numbers,
    expect,
    expect_array,
    expect_close,
    expect_object,
    type_of,
)
from course_utils.checking.plain_data import Array, tensor
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject

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


### BEGIN HIDDEN TESTS
def judge_new(name, make):
    """Expect each call to make a layer or model of its own, whose kernels can learn.

    What `make` gives is the student's own, not built again: else each would be new.
    """
    first = make()
    weights = weights_of(name, first)
    for kernel in (item for item in weights if item.ndim > 1):
        expect(
            bool(np.ptp(kernel) > 0),
            f"{name}: all numbers of a new kernel are {kernel.flat[0]:.3g}; from equal numbers all "
            "units learn the same; leave the start to Keras",
        )
    marked = [np.full_like(item, 3) for item in weights]
    first.call("set_weights", marked)
    again = weights_of(name, make())
    expect(
        not all(map(np.array_equal, marked, again)),
        f"{name}: two calls gave the same one; make a new one in each call",
    )


### END HIDDEN TESTS
