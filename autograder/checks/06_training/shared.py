"""Checks of 06_training: from a split to a trained, judged and saved model.

Expected values come from NumPy on this side. Models of known weights are made in the student's
process, so that an exercise is judged by itself and not by an earlier answer.
"""

import functools

import numpy as np

from course_utils.checking.expect import expect, expect_array, expect_finite, type_of
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject
from course_utils.datasets import mnist

# What a library says where a model is measured or trained a little, and what it means here.
MEASURING = {
    "list indices must be integers": "`evaluate` gives a list, [loss, accuracy], and a dict only with "
    "`return_dict=True`",
    "values to unpack": "`evaluate` gives two numbers: the loss, then the accuracy",
    "'float' object is not subscriptable": "without a metric `evaluate` gives the loss alone; is the model "
    "the one that was handed in?",
    "'History' object is not subscriptable": "the numbers are in its `history`, a dict of lists",
    "'History' object has no attribute": "`fit` returns a History; how good the model is, `evaluate` says",
    "object has no attribute 'argmax'": "a tensor's largest place is found by `tf.argmax` or `np.argmax`",
    "Dimensions must be equal": "one prediction for each image: `argmax` along axis 1",
    "could not be broadcast together": "one prediction for each image: `argmax` along axis 1",
    "Data cardinality is ambiguous": "there is one label for each image; are both those handed in?",
}
SMOOTH = 1e-3  # relative: float32 sums in another order differ by about 1e-6


@functools.cache
def load_mnist():
    """Return the data set, read once."""
    return mnist.load_data()


def digits(start, count):
    """Return `count` test images, float32 of shape (count, 28, 28, 1) in [0, 1], and labels."""
    _, (images, labels) = load_mnist()
    some = slice(start, start + count)
    return (images[some, ..., np.newaxis] / 255).astype("float32"), labels[some].astype("int64")


def is_model(name, value, *, first=True):
    """Return `value` if it can predict, as a Keras model does; only the first check says all."""
    expect(
        isinstance(value, RemoteObject) and value.type_name not in ("function", "type"),
        f"{name}: expected a Keras model, got {type_of(value)}; return the model"
        if first
        else f"{name}: this can be judged when a model comes back",
    )
    return value


def predict(name, model, images, classes=None, *, traced=True):
    """Return what a model predicts: a matrix with one row per image, one column per class.

    Where many models are made and each predicts once, calling them (`traced` False) is faster, and
    spares the student TensorFlow's warning about retracing.
    """
    ask, options = ("predict", {"verbose": 0}) if traced else ("__call__", {})
    try:
        raw = is_model(name, model).call(ask, images, **options)
    except AnswerRaised as raised:
        if raised.type_name == "AttributeError":
            got = model.type_name
            raise CheckFailed(f"{name}: expected a Keras model, got a {got}") from None
        raise
    rows = expect_array(f"{name}, its predictions", raw)
    expect(
        rows.ndim == 2 and len(rows) == len(images) and rows.size > 0,
        f"{name}: {len(images)} images give predictions of shape {rows.shape}; "
        f"expected one row per image, one column per class (is Flatten missing?)",
    )
    expect(
        classes in (None, rows.shape[1]),
        f"{name}: its predictions have {rows.shape[1]} columns, there are {classes} classes",
    )
    expect(rows.dtype.kind in "fiu", f"{name}, its predictions: got dtype {rows.dtype}")
    expect_finite(f"{name}, its predictions", rows)
    return rows.astype("float64")


def log_softmax(rows):
    """Return the logarithms of the softmax of each row."""
    shifted = rows - rows.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def is_softmax(rows):
    """Return whether the rows are probabilities, as a softmax gives them."""
    return bool((rows >= 0).all() and np.allclose(rows.sum(axis=1), 1, atol=1e-3))


def cross_entropy(rows, labels):
    """Return the mean cross-entropy of logits or probabilities, in float64."""
    logs = np.log(np.clip(rows, 1e-7, 1)) if is_softmax(rows) else log_softmax(rows)
    return float(-logs[np.arange(len(labels)), labels].mean())


def accuracy_of(rows, labels):
    """Return the share of rows whose largest number stands at the label."""
    return float((rows.argmax(axis=1) == labels).mean())
