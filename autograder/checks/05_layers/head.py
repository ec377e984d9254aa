"""head: a model of two dense layers, from a row of numbers to a score for each class."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, format_value
from course_utils.checking.student import CheckFailed

from .shared import MAKING_LAYERS, expect_layer, judge_numbers, random_images, use, weights_of

exercise = pytest.mark.exercise


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


### BEGIN HIDDEN TESTS
from .shared import judge_new  # noqa: E402  # hidden too


# holds: "32 units with ReLU, then one unit for each class"
# holds: "leave the last layer **linear**, with no activation; or let it end in `activation="softmax"`"
# holds: "float32 rows of shape (n, inputs) in, (n, classes) out"
# holds: "logits, or probabilities from a softmax"
@exercise("head")
def test_head_other_sizes(student):
    """It is right for other numbers of inputs and classes."""
    _judge_head(student, 23, 7)
    _judge_head(student, 5, 3)


# holds: "A new model"
@exercise("head")
def test_head_is_new(student):
    """Each call makes a new model, whose kernels can learn."""
    judge_new("head(9, 6)", lambda: _built_head(student, 9, 6, rebuilt=False)[1])


### END HIDDEN TESTS
