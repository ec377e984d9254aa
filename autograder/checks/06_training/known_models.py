"""Models of known weights, made in the student's process, and what they give."""

import numpy as np

from course_utils.checking.expect import as_numbers, expect, expect_finite, expect_object
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


def mlp(student, shape, classes, units, rate):
    """Make a small compiled classifier in the student's process."""
    layers = [
        student.make("keras.Input", shape),
        layer(student, "Flatten"),
        layer(student, "Dense", units, activation="relu"),
        layer(student, "Dense", classes),
    ]
    model = expect_object("Sequential", student.make("keras.Sequential", layers))
    compile_classifier(model, True, rate)
    return model


def compile_classifier(model, from_logits, rate):
    """Compile a model with the cross-entropy, Adam and the accuracy, made where the model is."""
    loss = model.owner.make("keras.losses.SparseCategoricalCrossentropy", from_logits=from_logits)
    optimizer = model.owner.make("keras.optimizers.Adam", rate)
    model.call("compile", optimizer=optimizer, loss=loss, metrics=["accuracy"])


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
    weights = weights_of(model, name)
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
