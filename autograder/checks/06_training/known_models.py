"""Models of known weights, made in the student's process, and what they give.

What a check pays for is mostly not arithmetic: tracing a training step takes half a second of CPU,
as much again with its validation, and each epoch of `fit` 0.04 s, however small the data. So models
of one shape are one model, traced once; and where a function has only to look, it gets one that
runs eagerly.
"""

import itertools
import weakref
from contextlib import suppress

import numpy as np

from course_utils.checking.expect import (
    as_numbers,
    as_row,
    expect,
    expect_finite,
    expect_object,
)
from course_utils.checking.student import AnswerRaised, CheckFailed


def layer(student, name, *args, **kwargs):
    """Make a layer in the student's process."""
    return student.make(f"keras.layers.{name}", *args, **kwargs)


def linear(student, weights, bias, shape, head=()):
    """Make, in the student's process, Flatten and Dense with these weights, then the head."""
    layers = [
        student.make("keras.Input", shape),
        layer(student, "Flatten"),
        layer(student, "Dense", weights.shape[1]),
        *head,
    ]
    model = expect_object("Sequential", student.make("keras.Sequential", layers))
    model.call("set_weights", [weights.astype("float32"), bias.astype("float32")])
    return model


def mlp(student, shape, classes, units, rate, *, eager=False):
    """Make a small compiled classifier in the student's process, its weights drawn here.

    Args:
        student: the student's notebook.
        shape: of one image.
        classes: how many numbers it gives.
        units: of its hidden layer.
        rate: the learning rate of its Adam.
        eager: whether it runs without a graph, which a few steps are too few to pay for.
    """
    layers = [
        student.make("keras.Input", shape),
        layer(student, "Flatten"),
        layer(student, "Dense", units, activation="relu"),
        layer(student, "Dense", classes),
    ]
    model = expect_object("Sequential", student.make("keras.Sequential", layers))
    compile_classifier(model, True, rate, eager=eager)
    _draw_weights(model, (int(np.prod(shape)), units, classes))
    return model


def mlp_once_more(student, shape, classes, units, rate):
    """Return the model that this gave before, begun anew; so its training is traced once.

    Its weights are those of a new one, and so is its optimiser's state, which for Adam is 0.
    """
    kept = _KEPT.setdefault(student, {})
    model = kept.get((shape, classes, units))
    try:
        state = [np.zeros_like(each) for each in optimizer_state(model)]
        state[1] = np.float32(rate)
        set_optimizer_state(model, state)
        _draw_weights(model, (int(np.prod(shape)), units, classes))
    except (CheckFailed, IndexError):  # the student's function made another one of it
        model = None
    if model is None:
        model = kept[shape, classes, units] = mlp(student, shape, classes, units, rate)
    return model


def optimizer_state(model):
    """Return the numbers of a model's optimiser: its steps so far, its rate, then the rest."""
    state = model.value("optimizer.variables") if model else ()
    return [as_numbers("its optimiser", each) for each in as_row("its optimiser", state)]


def set_optimizer_state(model, state):
    """Give a model's optimiser these numbers."""
    numbered = {str(place): each for place, each in enumerate(state)}
    model.call("optimizer.load_own_variables", numbered)


def once(student, name, make):
    """Return what `make` gives, which is asked once for all the checks of an exercise."""
    kept = _KEPT.setdefault(student, {})
    if name not in kept:
        kept[name] = make()
    return kept[name]


_KEPT = weakref.WeakKeyDictionary()  # by student: what one check leaves to the next


def _draw_weights(model, widths):
    """Draw the weights of an `mlp` as Keras does (Glorot and Bengio, 2010), but always the same."""
    rng, weights = np.random.default_rng(widths), []
    for rows, columns in itertools.pairwise(widths):
        limit = np.sqrt(6 / (rows + columns))
        weights.append(rng.uniform(-limit, limit, (rows, columns)).astype("float32"))
        weights.append(np.zeros(columns, "float32"))
    with suppress(
        AnswerRaised
    ):  # from a class in the place of Keras's, which `answers_of` tells of
        model.call("set_weights", weights)


def compile_classifier(model, from_logits, rate, *, eager=False, metrics=("accuracy",)):
    """Compile a model with the cross-entropy, Adam and the accuracy, made where the model is."""
    loss = model.owner.make("keras.losses.SparseCategoricalCrossentropy", from_logits=from_logits)
    optimizer = model.owner.make("keras.optimizers.Adam", rate)
    options = {"run_eagerly": True} if eager else {}
    model.call("compile", optimizer=optimizer, loss=loss, metrics=[*metrics], **options)


def weights_of(model, name="the model"):
    """Return the weights of a model."""
    try:
        value = model.call("get_weights")
    except AnswerRaised:
        raise CheckFailed(f"{name}: expected a Keras model, got a {model.type_name}") from None
    expect(isinstance(value, list), f"{name}: get_weights gives no list")
    return [as_numbers(f"{name}: its weights", item) for item in value]


def given_by(name, model, images, classes):
    """Return what a model of `linear` or `mlp` gives, computed here from the weights it has now.

    Its `predict` runs in the student's process, and may be the student's.
    """
    return answers_of(name, weights_of(model, name), images, classes)


def answers_of(name, weights, images, classes):
    """Return what a model of `linear` or `mlp` with these weights gives."""
    rows = images.reshape(len(images), -1).astype("float64")
    shapes, width = [item.shape for item in weights], rows.shape[1]
    for kernel, bias in zip(shapes[::2], shapes[1::2], strict=False):
        expect(kernel == (width, *bias), f"{name}: its weights now have shapes {shapes}")
        width = bias[0]
    expect(
        len(shapes) in (2, 4) and width == classes, f"{name}: its weights now have shapes {shapes}"
    )
    for kernel, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        rows = np.maximum(rows @ kernel + bias, 0)
    rows = rows @ weights[-2] + weights[-1]
    expect_finite(f"{name}, its answers", rows)
    return rows


def largest_change(before, after):
    """Return the largest change of any weight."""
    if [old.shape for old in before] != [new.shape for new in after]:
        return np.inf
    pairs = zip(before, after, strict=True)
    return max(float(np.abs(new - old).max()) for old, new in pairs)


def scored(seed, count, height, width, classes):
    """Return images, labels, and the weights of a linear model with distinctive results."""
    rng = np.random.default_rng(seed)
    images = rng.random((count, height, width, 1), dtype="float32")
    weights = rng.normal(size=(height * width, classes))
    weights *= 3 / np.std(images.reshape(count, -1) @ weights)
    bias = rng.normal(size=classes)
    bias -= (images.reshape(count, -1) @ weights).mean(axis=0)
    logits = images.reshape(count, -1) @ weights + bias
    labels = logits.argmax(axis=1)
    wrong = rng.random(count) < 0.4
    labels[wrong] = rng.integers(0, classes, wrong.sum())
    return images, labels.astype("int64"), weights, bias, logits
