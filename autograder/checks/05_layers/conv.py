"""conv: a Conv2D layer with the settings that were asked for."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, format_value
from course_utils.checking.student import CheckFailed

from .shared import CUT, MAKING_LAYERS, expect_layer, judge_numbers, random_images, use, weights_of

exercise = pytest.mark.exercise


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


### BEGIN HIDDEN TESTS
from .formulas import convolve  # noqa: E402  # hidden too
from .shared import judge_new  # noqa: E402  # hidden too


# holds: "how many kernels."
# holds: "the height of each kernel, and its width."
# holds: "padding: "valid" or "same"."
# holds: "(n, height, width, channels) in, (n, new height, new width, filters) out"
@exercise("conv", weight=2)
def test_conv_computes_the_convolution(student, hidden_rng):
    """With other settings, and weights that you have not seen, the result is the convolution."""
    for filters, size, strides, padding in (
        (2, 5, 3, "same"),
        (6, 2, 2, "valid"),
        (3, 4, 2, "same"),
    ):
        rng = hidden_rng(f"{filters} filters")
        batch = random_images(rng, 2, 13, 10, 3)
        name, layer, result = _conv(student, batch, filters, size, strides, padding)
        kernel, bias = random_images(rng, size, size, 3, filters), random_images(rng, filters)
        expected = convolve(batch, kernel, bias, strides, padding)
        _judge_sizes(name, result, batch, strides, expected.shape[1:3])
        layer.call("set_weights", [kernel, bias])
        judge_numbers(
            f"{name}: its result",
            use(name, layer, batch),
            expected,
            misconceptions=[(np.maximum(expected, 0), CUT)],
            hint="was the layer asked for something else than the four settings?",
        )


# holds: "A new layer"
# holds: "with these four settings, and nothing else"
@exercise("conv")
def test_conv_is_new(student):
    """Each call makes a new layer, which can be trained, and for which nothing else was asked."""
    batch = random_images(6, 1, 8, 7, 2)
    name, layer, _ = _conv(student, batch, 4, 3, 1, "same")
    for attribute, usual in (("trainable", True), ("losses", [])):
        expect(
            layer.value(attribute) == usual,
            f"{name}: its `{attribute}` is not what it is by itself; ask for the four settings and "
            "nothing else",
        )
    judge_new(name, lambda: _conv(student, batch, 4, 3, 1, "same", rebuilt=False)[1])


### END HIDDEN TESTS
