"""Checks of 06_training: from a split to a trained, judged and saved model.

Expected values come from NumPy on this side. Models of known weights are made in the student's
process, so that an exercise is judged by itself and not by an earlier answer.
"""

import functools

import numpy as np
import pytest

from course_utils.datasets import mnist
from course_utils.expect import (
    expect,
    expect_array,
    expect_close,
    expect_finite,
    expect_number,
    numbers,
    type_of,
)
from course_utils.student import AnswerRaised, CheckFailed, Remote

exercise = pytest.mark.exercise

MAX_PARAMETERS = 100_000
SMOOTH = 1e-3  # relative: float32 sums in another order differ by about 1e-6


# ---------------------------------------------------------------- helpers


@functools.cache
def _mnist():
    return mnist.load_data()


def _digits(start, count):
    """Return `count` test images, float32 of shape (count, 28, 28, 1) in [0, 1], and labels."""
    _, (images, labels) = _mnist()
    some = slice(start, start + count)
    return (images[some, ..., np.newaxis] / 255).astype("float32"), labels[some].astype("int64")


def _shaken(images, seed):
    """Return uint8 images moved by up to 2 pixels and made noisy, float32 (n, 28, 28, 1)."""
    rng = np.random.default_rng(seed)
    moves = rng.integers(-2, 3, size=(len(images), 2))
    moved = [np.roll(image, move, axis=(0, 1)) for image, move in zip(images, moves, strict=True)]
    noisy = np.stack(moved) / 255 + rng.normal(0, 0.05, size=images.shape)
    return np.clip(noisy, 0, 1)[..., np.newaxis].astype("float32")


def _is_model(name, value):
    """Return `value` if it can predict, as a Keras model does."""
    expect(
        isinstance(value, Remote) and value.type_name not in ("function", "type"),
        f"{name}: expected a Keras model, got {type_of(value)}; return the model",
    )
    return value


def _predict(name, model, images, classes=None):
    """Return what a model predicts: a matrix with one row per image, one column per class."""
    try:
        raw = _is_model(name, model).call("predict", images, verbose=0)
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


def _log_softmax(rows):
    shifted = rows - rows.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _is_softmax(rows):
    return bool((rows >= 0).all() and np.allclose(rows.sum(axis=1), 1, atol=1e-3))


def _cross_entropy(rows, labels):
    """Return the mean cross-entropy of logits or probabilities, in float64."""
    logs = np.log(np.clip(rows, 1e-7, 1)) if _is_softmax(rows) else _log_softmax(rows)
    return float(-logs[np.arange(len(labels)), labels].mean())


def _accuracy(rows, labels):
    return float((rows.argmax(axis=1) == labels).mean())


def _layer(student, name, *args, **kwargs):
    return student.make(f"keras.layers.{name}", *args, **kwargs)


def _linear(student, weights, bias, shape, activation=None):
    """Make, in the student's process, Flatten and Dense with these weights."""
    layers = [
        student.make("keras.Input", shape),
        _layer(student, "Flatten"),
        _layer(student, "Dense", weights.shape[1], activation=activation),
    ]
    model = student.make("keras.Sequential", layers)
    model.call("set_weights", [weights.astype("float32"), bias.astype("float32")])
    return model


def _mlp(student, shape, classes, units, rate):
    """Make a small compiled classifier in the student's process."""
    layers = [
        student.make("keras.Input", shape),
        _layer(student, "Flatten"),
        _layer(student, "Dense", units, activation="relu"),
        _layer(student, "Dense", classes),
    ]
    model = student.make("keras.Sequential", layers)
    _compile(student, model, True, rate)
    return model


def _compile(student, model, from_logits, rate):
    loss = student.make("keras.losses.SparseCategoricalCrossentropy", from_logits=from_logits)
    optimizer = student.make("keras.optimizers.Adam", rate)
    model.call("compile", optimizer=optimizer, loss=loss, metrics=["accuracy"])


def _weights(model):
    """Return the weights of a model that was made here."""
    value = model.call("get_weights")
    expect(isinstance(value, list), "the model: get_weights gives no list")
    return [numbers("the weights of the model", item) for item in value]


def _moved(before, after):
    """Return the largest change of any weight."""
    if [old.shape for old in before] != [new.shape for new in after]:
        return np.inf
    pairs = zip(before, after, strict=True)
    return max(float(np.abs(new - old).max()) for old, new in pairs)


# ---------------------------------------------------------------- split


def _numbered(count, height, width):
    """Return images that carry their own number in their pixels, and labels made from it."""
    index = np.arange(count)
    images = np.zeros((count, height, width), "uint8")
    images[:, 0, 0], images[:, 1, 2] = index % 256, index // 256
    return images, (index * 7 % 10).astype("int64")


def _split(student, images, labels, size, seed):
    """Return the four arrays and, for each part, the numbers of the images in it."""
    value = student.call("split", images, labels, size, seed)
    shape_is_right = isinstance(value, (tuple, list)) and len(value) == 2
    shape_is_right = shape_is_right and all(
        isinstance(part, (tuple, list)) and len(part) == 2 for part in value
    )
    expect(shape_is_right, "split: expected (x_fit, y_fit), (x_val, y_val): two pairs")
    parts = []
    counts = (len(images) - size, size)
    for pair, name, count in zip(value, ("fit", "val"), counts, strict=True):
        x = expect_array(f"split: x_{name}", pair[0], (count, *images.shape[1:]))
        y = expect_array(f"split: y_{name}", pair[1], (count,))
        parts.append((x, y, x[:, 0, 0].astype(int) + 256 * x[:, 1, 2].astype(int)))
    return parts


@exercise("split")
def test_split_sizes(student):
    """Two pairs come back, and the second holds `val_size` images."""
    _split(student, *_numbered(50, 4, 6), 15, seed=1)


@exercise("split")
def test_split_keeps_pairs(student):
    """Every image keeps its own label."""
    images, labels = _numbered(60, 4, 6)
    for _, y, index in _split(student, images, labels, 20, seed=2):
        same = np.isin(index, np.arange(60)) & (labels[index % 60] == y)
        expect(
            bool(same.all()),
            f"split: {int((~same).sum())} of {len(same)} images lost their label; "
            "were images and labels shuffled apart? Use one order for both",
        )


# ---------------------------------------------------------------- build_model


def _built(student, shape, classes, images):
    model = student.call("build_model", shape, classes)
    rows = _predict("build_model", model, images)
    expect(
        rows.shape[1] == classes,
        f"build_model: asked for {classes} classes, the model gives {rows.shape[1]} numbers per "
        "image; use `classes` for the units of the last layer",
    )
    return model, rows


@exercise("build_model", required=True)
def test_build_model_shape(student):
    """The model gives one number per class for each image."""
    _built(student, (28, 28, 1), 10, _digits(0, 5)[0])


@exercise("build_model")
def test_build_model_budget(student):
    """The model keeps within its budget of parameters."""
    model, _ = _built(student, (28, 28, 1), 10, _digits(0, 2)[0])
    count = expect_number("build_model: count_params", model.call("count_params"))
    expect(
        count <= MAX_PARAMETERS,
        f"build_model: {int(count):,} parameters, the budget is {MAX_PARAMETERS:,}; "
        "look in model.summary() for the layer that holds most of them",
    )


# ---------------------------------------------------------------- compile_model


def _scored(seed, count, height, width, classes):
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


def _evaluated(student, seed, from_logits, dtype):
    """Return the metrics of a known model that the student compiled, and its logits, labels.

    A softmax's output with ``from_logits=True`` is put right by Keras itself, which finds the
    logits before the softmax: the loss is right, so it passes.
    """
    images, labels, weights, bias, logits = _scored(seed, 45, 6, 5, 10)
    head = None if from_logits else "softmax"
    model = _linear(student, weights, bias, (6, 5, 1), head)
    compiled = student.call("compile_model", model, from_logits=from_logits)
    _is_model("compile_model", compiled)
    try:
        value = compiled.call("evaluate", images, labels.astype(dtype), verbose=0, return_dict=True)
    except AnswerRaised as raised:
        raise CheckFailed(f"compile_model: {_why_not(raised)}") from None
    expect(isinstance(value, dict) and "loss" in value, "compile_model: evaluate gives no loss")
    sizes = {str(key): numbers(str(key), item) for key, item in value.items()}
    found = {key: float(item.item().real) for key, item in sizes.items() if item.size == 1}
    expect("loss" in found, "compile_model: the loss is not one number")
    return found, logits, labels


def _why_not(raised):
    text = raised.text
    if "must have the same rank" in text or "Graph execution" in text:
        return (
            "the loss does not fit whole-number labels; the categorical loss wants one-hot "
            "labels, its sparse sister takes labels such as 3"
        )
    if "'string'" in text:
        return (
            "evaluate failed: the third positional argument of compile is loss_weights; "
            "write metrics=[...]"
        )
    return f"the model cannot be evaluated: {raised.type_name}: {text[:120]}"


def _judge_loss(found, logits, labels):
    shifted = np.log(np.clip(logits, 1e-7, 1 - 1e-7))  # what Keras makes of "probabilities"
    expect_close(
        "compile_model: the loss",
        found["loss"],
        _cross_entropy(logits, labels),
        rtol=SMOOTH,
        misconceptions=[
            (
                _cross_entropy(shifted, labels),
                "the model gives logits, and the loss took them for probabilities; "
                "tell the loss with `from_logits`",
            ),
        ],
        hint="expected the cross-entropy of the model's outputs and whole-number labels",
    )


def _judge_metrics(found, logits, labels):
    others = [value for key, value in found.items() if key != "loss"]
    expect(
        bool(others),
        "compile_model: evaluate reports a loss and no metric; ask for it by metrics=[...] "
        "(the third positional argument of compile is loss_weights)",
    )
    wanted = _accuracy(logits, labels)
    expect(
        any(abs(value - wanted) < 1e-3 for value in others),
        f"compile_model: no metric is the share of right answers, got {others[:3]}; "
        "which accuracy fits whole-number labels?",
    )


@exercise("compile_model")
def test_compile_model_loss(student):
    """For a model that gives logits, the loss is the right one."""
    found, logits, labels = _evaluated(student, 1, True, "int64")
    _judge_loss(found, logits, labels)


@exercise("compile_model")
def test_compile_model_accuracy(student):
    """The accuracy is among the metrics."""
    found, logits, labels = _evaluated(student, 2, True, "int64")
    _judge_metrics(found, logits, labels)


# ---------------------------------------------------------------- overfit_small


def _overfitted(student, images, labels, classes, rate):
    """Return the number that came back, and the accuracy that the model has now."""
    model = _mlp(student, images.shape[1:], classes, 64, rate)
    value = student.call("overfit_small", model, images, labels)
    returned = expect_number("overfit_small", value)
    return returned, _accuracy(_predict("the model", model, images, classes), labels)


def _same_accuracy(returned, accuracy, count):
    # Keras's running accuracy of the last epoch lags by one step: two images are forgiven.
    expect(
        abs(returned - accuracy) < 2.5 / count,
        f"overfit_small: it returned {returned:.3g}, but the model now gets {accuracy:.3g} of "
        "these images right; return the accuracy reached, as a fraction",
    )


@exercise("overfit_small")
def test_overfit_small_digits(student):
    """A small model learns 32 digits by heart."""
    student.seed(1)
    images, labels = _digits(200, 32)
    returned, accuracy = _overfitted(student, images, labels, 10, 0.005)
    expect(
        accuracy >= 0.95,
        f"overfit_small: after training the model gets {accuracy:.2f} of the 32 images right, "
        "expected 0.95; does it train on what it was given, and often enough (50 times)?",
    )
    _same_accuracy(returned, accuracy, 32)


# ---------------------------------------------------------------- train


def _trained(student, fit, val, epochs, classes=10):
    """Return the History's curves, the model, and its weights before and after."""
    model = _mlp(student, fit[0].shape[1:], classes, 32, 0.003)
    before = _weights(model)
    value = student.call("train", model, *fit, *val, epochs)
    if isinstance(value, Remote) and value.type_name == "History":
        value = value.value("history")
    expect(
        isinstance(value, dict),
        f"train: expected the History that `fit` returns, got {type_of(value)}",
    )
    curves = {}
    for key in ("loss", "val_loss"):
        expect(
            key in value,
            f"train: the history has no {key!r}, only {sorted(map(str, value))[:4]}; "
            "does `fit` get validation_data=(x_val, y_val)?",
        )
        curves[key] = numbers(f"train: history[{key!r}]", value[key])
        expect(
            curves[key].shape == (epochs,),
            f"train: asked for {epochs} epochs, history[{key!r}] has shape {curves[key].shape}",
        )
        expect_finite(f"train: history[{key!r}]", curves[key])
    return curves, model, _moved(before, _weights(model))


@exercise("train")
def test_train_history(student):
    """A History comes back whose loss falls over the epochs asked for."""
    student.seed(4)
    curves, _, _ = _trained(student, _digits(0, 200), _digits(200, 50), epochs=4)
    loss = curves["loss"]
    expect(
        bool(loss[-1] < loss[0]),
        f"train: the loss went from {loss[0]:.3f} to {loss[-1]:.3f}; it should fall",
    )


@exercise("train")
def test_train_changes_weights(student):
    """The model that was handed in has learned: its weights changed."""
    student.seed(5)
    _, _, moved = _trained(student, _digits(0, 120), _digits(200, 40), epochs=2)
    expect(
        moved > 0,
        "train: the weights of the model are what they were; call `fit` on the model handed in",
    )


# ---------------------------------------------------------------- evaluate_model


def _evaluate(student, seed, count, softmax):
    """Return what the student's function gives, the truth, and the largest change in weights."""
    images, labels, weights, bias, logits = _scored(seed, count, 7, 4, 6)
    model = _linear(student, weights, bias, (7, 4, 1), "softmax" if softmax else None)
    _compile(student, model, not softmax, 0.01)
    before = _weights(model)
    value = student.call("evaluate_model", model, images, labels)
    moved = _moved(before, _weights(model))
    return value, _accuracy(logits, labels), _cross_entropy(logits, labels), moved


def _judge_accuracy(value, accuracy, loss):
    expect(
        not (isinstance(value, (list, tuple)) and len(value) == 2),
        "evaluate_model: expected one number, got two: [loss, accuracy]; return the accuracy",
    )
    expect_close(
        "evaluate_model",
        expect_number("evaluate_model", value),
        accuracy,
        rtol=0,
        atol=1e-3,
        misconceptions=[
            (loss, "this is the loss; the accuracy is the second number of `evaluate`"),
            (100 * accuracy, "this is a percentage; return a fraction between 0 and 1"),
            (1 - accuracy, "this is the share of wrong answers"),
        ],
        hint="it differs from the share of these images that the model gets right",
    )


@exercise("evaluate_model")
def test_evaluate_model_value(student):
    """It returns the share of right answers, one number."""
    value, accuracy, loss, _ = _evaluate(student, 21, 64, softmax=False)
    _judge_accuracy(value, accuracy, loss)


# ---------------------------------------------------------------- stop_at


def _stops(student, threshold, *epochs):
    """Return whether training stops, after the logs of these epochs."""
    callback = student.call("StopAt", threshold)
    expect(
        isinstance(callback, Remote),
        f"StopAt: expected a callback object, got {type_of(callback)}",
    )
    model = student.make("keras.Sequential")
    model.call("__setattr__", "stop_training", False)  # as `fit` does at its start
    callback.call("set_model", model)
    for epoch, logs in enumerate(epochs):
        callback.call("on_epoch_end", epoch, logs)
    stopped = model.value("stop_training")
    return stopped is not None and bool(expect_number("stop_training", stopped))


@exercise("stop_at", required=True)
def test_stop_at_above(student):
    """It stops when the validation accuracy is above the threshold."""
    logs = {"accuracy": 0.95, "loss": 1.0, "val_accuracy": 0.95, "val_loss": 1.0}
    expect(
        _stops(student, 0.9, logs),
        "StopAt(0.9): val_accuracy is 0.95 and training goes on; "
        "set `self.model.stop_training = True`",
    )


@exercise("stop_at")
def test_stop_at_below(student):
    """It goes on while the validation accuracy is below the threshold."""
    logs = {"accuracy": 0.8, "loss": 0.5, "val_accuracy": 0.7, "val_loss": 0.6}
    expect(
        not _stops(student, 0.9, logs),
        "StopAt(0.9): val_accuracy is 0.7, below the threshold, and training stopped",
    )


# ---------------------------------------------------------------- threshold

# The reference reaches 0.879 to 0.953 (mean 0.916, standard deviation 0.024) over 20 seeds, as
# measured by `python benchmarks/threshold_spread.py --seeds 20`; its first convolution alone, or a
# hidden Dense layer instead, about 0.79; a linear model 0.69.
TRAIN_IMAGES, EPOCHS, BATCH_SIZE, THRESHOLD = 3000, 4, 32, 0.82


def _reached(student, seed, data_seed, start, count):
    """Return the accuracy of a fresh model of the student's, trained here, on unlabelled images.

    Its process gets the test images without labels, shaken here, so that they are found in no
    table; the labels stay on this side.
    """
    (train_images, train_labels), (test_images, test_labels) = _mnist()
    student.seed(seed)
    model = _is_model("classifier", student.call("classifier"))
    first = data_seed * 997 % 50_000
    some = slice(first, first + TRAIN_IMAGES)
    x, y = _shaken(train_images[some], data_seed), train_labels[some].astype("int64")
    model.call("fit", x, y, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    unseen = _shaken(test_images[start : start + count], data_seed + 1)
    rows = _predict("classifier", model, unseen)
    return _accuracy(rows, test_labels[start : start + count])


def _advice(found):
    """Return what to look at, from the accuracies reached."""
    if max(found) >= THRESHOLD:
        return "a good model does not depend on a lucky seed"
    if max(found) < 0.5:
        return (
            "that is near guessing: does the loss fit the head, is the learning rate sound, does "
            "`overfit_small` reach 0.95?"
        )
    return "it learns, but not enough: do its layers look at neighbouring pixels together?"


@exercise("threshold")
def test_threshold_once(student):
    """Trained once, the model gets at least 0.82 of the shaken images right."""
    accuracy = _reached(student, 1, 10, 0, 1000)
    expect(
        accuracy >= THRESHOLD,
        f"classifier: trained here, it gets {accuracy:.3f} of the images right, the threshold is "
        f"{THRESHOLD:.2f}; {_advice([accuracy])}",
    )


# ---------------------------------------------------------------- confusion


def _counts(labels, predictions, classes):
    table = np.zeros((classes, classes), int)
    np.add.at(table, (labels, predictions), 1)
    return table


def _judge_confusion(student, labels, predictions, classes):
    value = student.call("confusion", labels, predictions, classes)
    table = numbers("confusion", value)
    expect(
        table.shape == (classes, classes),
        f"confusion: expected shape {(classes, classes)}, got {table.shape}; "
        "a class that does not occur has a row and a column too",
    )
    truth = _counts(labels, predictions, classes)
    with np.errstate(invalid="ignore"):
        shares = truth / truth.sum(axis=1, keepdims=True)
    expect_close(
        "confusion",
        value,
        truth,
        misconceptions=[
            (truth.T, "transposed: rows stand for the true labels, columns for the predictions"),
            (shares, "these are shares; return counts"),
            (np.diag(np.diag(truth)), "only right answers are counted; count every pair"),
            (np.minimum(truth, 1), "a pair that occurs again must be counted again"),
        ],
        hint="entry [i, j] counts the images of class i that were taken for class j",
    )


@exercise("confusion")
def test_confusion_example(student):
    """The example of the text comes out."""
    _judge_confusion(student, np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 0, 0]), 3)


def _drawn(student, seed, classes):
    """Return the table that was sent, the one that is drawn, and the Axes that holds it."""
    table = np.random.default_rng(seed).integers(0, 30, (classes, classes))
    figure = student.figure(student.call("plot_confusion", table), "plot_confusion")
    axes = [one for one in figure.axes if one.images and not one.is_colorbar]
    expect(bool(axes), "plot_confusion: the Axes holds no image; draw the matrix with `imshow`")
    image = axes[0].images[0]
    drawn = numbers("plot_confusion: the image", image.get("data"))
    return table, drawn, axes[0]


@exercise("plot_confusion")
def test_plot_confusion_image(student):
    """The Axes shows the matrix."""
    table, drawn, _ = _drawn(student, 31, 5)
    if drawn.ndim == 1 and drawn.size == table.size:  # a mesh of some versions of matplotlib
        drawn = drawn.reshape(table.shape)
    expect(
        not (drawn.shape == table.shape and np.array_equal(drawn, table.T)),
        "plot_confusion: the matrix is drawn transposed; its rows are the rows of the picture",
    )
    expect(
        drawn.shape == table.shape and np.allclose(drawn, table),
        f"plot_confusion: the image of shape {drawn.shape} is not the matrix handed in",
    )


@exercise("plot_confusion")
def test_plot_confusion_labels(student):
    """The axes say which side is true and which is predicted."""
    _, _, axes = _drawn(student, 32, 4)
    down, across = axes.ylabel.lower(), axes.xlabel.lower()
    expect(
        not ("predict" in down and "true" in across),
        f"plot_confusion: the labels are exchanged: x says {across!r}, y says {down!r}",
    )
    expect(
        "true" in down and "predict" in across,
        f"plot_confusion: label the axes `predicted` (x) and `true` (y); "
        f"x says {across!r}, y says {down!r}",
    )


# ---------------------------------------------------------------- diagnose

RUNS = ("A", "B", "C", "D")
FAULTS = ("learning rate too high", "overfitting", "wrong loss", "no shuffling")


def _diagnosis(student):
    value = student.value("diagnosis")
    expect(
        isinstance(value, dict),
        f"diagnosis: expected a dict such as {{'A': 'overfitting', …}}, got {type_of(value)}",
    )
    found = {str(run).strip().upper(): value[run] for run in value}
    for run in RUNS:
        expect(run in found, f"diagnosis: run {run!r} has no answer")
        expect(
            isinstance(found[run], str) and _plain(found[run]) in FAULTS,
            f"diagnosis[{run!r}]: got {str(found[run])[:40]!r}; copy one of the four faults "
            "from the text",
        )
    return {run: _plain(found[run]) for run in RUNS}


def _plain(text):
    return " ".join(text.lower().replace("_", " ").replace("-", " ").split())


@exercise("diagnose")
def test_diagnose_form(student):
    """Each of the four runs has one of the four faults."""
    found = _diagnosis(student)
    twice = sorted({fault for fault in found.values() if list(found.values()).count(fault) > 1})
    expect(not twice, f"diagnosis: each fault occurs once; {twice} is given more than once")


# ---------------------------------------------------------------- save_and_load


def _saved(student, seed, judge):
    """Let `judge` look at a model, what came back for it, and the file, in a folder of its own."""
    rng = np.random.default_rng(seed)
    weights, bias = rng.normal(size=(30, 7)), rng.normal(size=7)
    model = _linear(student, weights, bias, (6, 5, 1))
    images = rng.random((9, 6, 5, 1), dtype="float32")
    folder = student.make("tempfile.mkdtemp")
    path = student.make("os.path.join", folder, "model.keras")
    try:
        loaded = student.call("save_and_load", model, path)
        judge(model, _is_model("save_and_load", loaded), path, images, weights, bias)
    finally:
        student.make("shutil.rmtree", folder, ignore_errors=True)


def _same_predictions(name, model, images, weights, bias):
    expected = images.reshape(len(images), -1) @ weights + bias
    expect_close(
        f"{name}, its predictions",
        _predict(name, model, images),
        expected,
        rtol=SMOOTH,
        atol=1e-4,
        hint="the weights were not kept",
    )


@exercise("save_and_load")
def test_save_and_load_predicts(student):
    """The loaded model predicts what the saved one did."""

    def judge(_model, loaded, _path, images, weights, bias):
        _same_predictions("the loaded model", loaded, images, weights, bias)

    _saved(student, 41, judge)


@exercise("save_and_load")
def test_save_and_load_file(student):
    """There is a file at the path handed in."""

    def judge(_model, _loaded, path, *_):
        expect(
            student.make("os.path.isfile", path) is True,
            "save_and_load: no file at `path`; save the model there",
        )

    _saved(student, 42, judge)
