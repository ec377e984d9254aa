"""kernel_and_bias: the weights of a Conv2D, as they are."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect

from .shared import judge_numbers, type_and_count, used_conv, weights_of

exercise = pytest.mark.exercise


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


### BEGIN HIDDEN TESTS
# holds: "a Conv2D layer that has been used; it isn't changed."
# holds: "(kernel, bias), of shapes (kernel height, kernel width, channels, filters) and (filters,)"
@exercise("kernel_and_bias", weight=2)
def test_kernel_and_bias_unseen(student, hidden_rng):
    """They are right for other layers, with more channels and kernels that are not square; two alike."""
    for name in ("first", "third"):  # a layer of the same shapes has weights of its own
        _judge_kernel_and_bias(student, hidden_rng(name), channels=4, filters=5, size=(2, 3))
    _judge_kernel_and_bias(student, hidden_rng("second"), channels=2, filters=1, size=(4, 1))


### END HIDDEN TESTS
