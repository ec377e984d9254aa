"""train: a training that validates after each epoch, and its history."""

from typing import NamedTuple

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close, expect_finite, type_of
from course_utils.checking.student import RemoteObject

from .known_models import answers_of, largest_change, mlp_once_more, once, weights_of
from .shared import SMOOTH, accuracy_of, cross_entropy, digits

exercise = pytest.mark.exercise


TRAINING = {
    "positional argument follows": "`validation_data` takes a pair: `(x_val, y_val)`",
    "unexpected keyword argument": "`fit` takes `validation_data=(x_val, y_val)` and `epochs=epochs`",
    "too many values to unpack": "`validation_data` takes a pair: `(x_val, y_val)`",
    "not enough values to unpack": "`validation_data` takes a pair: `(x_val, y_val)`",
    "Data cardinality is ambiguous": "images go with their own labels: x_fit with y_fit, x_val with y_val",
    "You must call `compile()`": "train the model that was handed in; it comes compiled",
    "object has no attribute 'history'": "return what `fit` returns; its `history` is read later",
}

# Of the first row of pixels, which are dark in all of MNIST: where they are bright in x_val alone, and
# their weights change, the model has trained on it. A pixel that is always 0 has no gradient.
MARK = 3


class Trained(NamedTuple):
    """A training by the student's function, and what it left."""

    value: object  # what came back
    weights: list[np.ndarray]  # of the model, after it
    moved: float  # their largest change
    saw_mark: bool  # whether the weights of the pixels of `MARK` changed
    as_compiled: bool  # whether its optimiser is the one that it came with
    changed: list[str]  # which of the images and labels that were handed in are others now
    epochs: int
    fit: tuple[np.ndarray, np.ndarray]
    val: tuple[np.ndarray, np.ndarray]

    def answers(self, images):
        """Return what the model gives."""
        return answers_of("the model", self.weights, images, 10)


def _trained(student, fit, val, epochs, rate):
    """Let the student's function train a model, which is one that another check had before."""
    model = mlp_once_more(student, fit[0].shape[1:], 10, 32, rate)
    before, optimiser = weights_of(model), model.value("optimizer")
    outcome = student.attempt("train", model, *fit, *val, epochs)
    value = outcome.value_or_raise(TRAINING)
    after = weights_of(model)
    as_compiled = student.make("operator.is_", optimiser, model.value("optimizer")) is True
    moved = largest_change(before, after)
    saw_mark = np.isfinite(moved) and not np.array_equal(
        *(all_[0][:MARK] for all_ in (before, after))
    )
    changed = [
        name
        for name, given, left in zip(
            ("x_fit", "y_fit", "x_val", "y_val"), (*fit, *val), outcome.arguments[1:5], strict=True
        )
        if not np.array_equal(as_numbers(f"train: {name}", left), given)
    ]
    return Trained(value, after, moved, bool(saw_mark), as_compiled, changed, epochs, fit, val)


def _on_low_digits(student):
    """Return a training on the digits 0 to 4, validated on 5 to 9: four checks look at this one.

    It costs 1 s of CPU, most of it for tracing. Over 12 choices of 160 and 96 images, and batches of
    8 to 256, a model that trained on x_fit knows none of x_val; one that trained on both knows 0.48 of
    them or more, one that trained on x_val 0.84; and the loss falls to a quarter or below.
    """

    def train():
        student.seed(4)
        images, labels = digits(0, 400)
        low, high = np.flatnonzero(labels < 5)[:150], np.flatnonzero(labels >= 5)[:90]
        images[high, 0, :MARK] = 1
        fit, val = (images[low], labels[low]), (images[high], labels[high])
        return _trained(student, fit, val, epochs=4, rate=0.01)

    return once(student, "on low digits", train)


def _history(value, otherwise):
    """Return the dict of a History, or a dict itself; `test_train_history` insists on a History."""
    if isinstance(value, RemoteObject) and value.type_name == "History":
        value = value.value("history")
    expect(isinstance(value, dict), f"train: {otherwise}")
    return value


def _curve(history, key, advice):
    expect(
        key in history,
        f"train: the history has no {key!r}, only {sorted(map(str, history))[:4]}; {advice}",
    )
    curve = as_numbers(f"train: history[{key!r}]", history[key])
    expect(
        curve.ndim == 1 and curve.size > 0,
        f"train: history[{key!r}] has shape {curve.shape}; expected one number per epoch",
    )
    expect_finite(f"train: history[{key!r}]", curve)
    return curve


# holds: "return the `History` itself"
@exercise("train")
def test_train_history(student):
    """A History comes back whose loss falls."""
    value = _on_low_digits(student).value
    expect(
        not isinstance(value, dict),
        "train: got a dict; return the whole History that `fit` returns, its dict is one part of it",
    )
    history = _history(value, f"expected the History that `fit` returns, got {type_of(value)}")
    loss = _curve(history, "loss", "return the History that `fit` returns")
    expect(
        len(loss) == 1 or bool(loss[-1] < loss[0]),
        f"train: the loss went from {loss[0]:.3f} to {loss[-1]:.3f}; it should fall",
    )


# holds: "train the compiled model for `epochs` epochs"
# holds: "compiled; its weights change."
@exercise("train")
def test_train_epochs(student):
    """The training lasts as many epochs as were asked for, and changes the weights."""
    trained = _on_low_digits(student)
    expect(
        trained.moved > 0,
        "train: the weights of the model are what they were; call `fit` on the model handed in",
    )
    expect(
        trained.as_compiled,
        "train: the model was compiled again; it comes compiled, train it as it came",
    )
    expect(
        not trained.changed,
        f"train: {' and '.join(trained.changed)} changed in training; what is handed in stays as it is, only "
        "the model learns",
    )
    history = _history(trained.value, "the epochs can be counted when a History comes back")
    ran = len(_curve(history, "loss", "return the History that `fit` returns"))
    expect(
        ran == trained.epochs,
        f"train: epochs={trained.epochs}, but the history tells of {ran}; is `epochs` handed on "
        "to `fit`?",
    )


def _judge_validation(trained):
    """Judge val_loss; return the history."""
    history = _history(trained.value, "val_loss can be judged when a History comes back")
    val_loss = _curve(history, "val_loss", "does `fit` get validation_data=(x_val, y_val)?")
    (x, y), (x_val, y_val) = trained.fit, trained.val
    rows = trained.answers(x)
    cut_off = [int(len(y) * share) for share in (0.9, 0.85, 0.8, 0.75, 0.7, 2 / 3, 0.5)]
    part = "it was measured on a part of x_fit; look at the images that are set aside for it"
    expect_close(
        "train: the last val_loss",
        round(float(val_loss[-1]), 5),
        cross_entropy(trained.answers(x_val), y_val),
        rtol=SMOOTH,
        atol=1e-4,
        misconceptions=[
            (
                cross_entropy(rows, y),
                "it was measured on the training images, not on x_val and y_val",
            ),
            *((cross_entropy(rows[start:], y[start:]), part) for start in cut_off),
        ],
        hint="the model in your hands has another loss on x_val; is the history of another run, "
        "or of other data?",
    )
    expect(
        len(val_loss) == trained.epochs,
        f"train: epochs={trained.epochs}, but val_loss has {len(val_loss)} numbers; validate "
        "after each",
    )
    return history


# holds: "watch the validation images"
# holds: "loss and val_loss, one number per epoch."
@exercise("train")
def test_train_validates(student):
    """`val_loss` is the model's loss on x_val and y_val."""
    _judge_validation(_on_low_digits(student))


# holds: "images that the model must not train on"
@exercise("train", weight=2)
def test_train_no_leak(student):
    """The model trains on x_fit alone."""
    trained = _on_low_digits(student)
    expect(trained.moved > 0, "train: the model has not learned anything yet")
    # Trained on the digits 0 to 4 alone, a model does not answer 5 to 9.
    x_val, y_val = trained.val
    accuracy = accuracy_of(trained.answers(x_val), y_val)
    expect(
        accuracy < 0.3,
        f"train: no digit of x_val is in x_fit, yet the model knows {accuracy:.2f} of them; "
        "did it train on the validation images too?",
    )
    expect(
        not trained.saw_mark,
        "train: what the model has learned shows that it saw x_val in training, though it has "
        "forgotten it since; does it train on the validation images first, or for a while? It may "
        "only be measured by them",
    )


### BEGIN HIDDEN TESTS
def _on_few_images(student):
    """Return a training of eight epochs on 66 images, and the model's loss on them after it.

    It costs 0.6 s of CPU where a step is traced already. Over 12 choices of 64 images, and batches
    of 1 to 64, the loss is 0.01 to 0.50 after it, and 0.95 to 2.0 after one epoch; the history's last
    loss is 1.2 to 1.7 times the model's own.
    """

    def train():
        student.seed(6)
        return _trained(student, digits(1000, 66), digits(3000, 45), epochs=8, rate=0.006)

    trained = once(student, "on few images", train)
    return trained, cross_entropy(trained.answers(trained.fit[0]), trained.fit[1])


# holds: "on the images to fit"
# holds: "The History that `fit` returns"
@exercise("train", weight=2)
def test_train_own_history(student):
    """The history is this model's own, on the images handed in."""
    trained, loss = _on_few_images(student)
    history = _judge_validation(trained)
    # Guessing among ten has a loss of 2.303.
    expect(
        loss < 2.2,
        f"train: after {trained.epochs} epochs the model's loss on x_fit is {loss:.3f}, no better "
        "than guessing; does each image keep its own label?",
    )
    last = float(_curve(history, "loss", "return the History that `fit` returns")[-1])
    expect(
        bool(trained.moved > 0) and bool(0.6 * loss - 0.05 < last < 3 * loss + 0.05),
        f"train: the last loss in the history is {last:.3f}, the model's own on "
        f"x_fit is {loss:.3f}; is the history of another run, or of other data?",
    )


# holds: "how many passes over x_fit"
@exercise("train")
def test_train_every_epoch(student):
    """All the epochs asked for are run, not only told of."""
    trained, loss = _on_few_images(student)
    expect(
        loss < 0.7,
        f"train: after {trained.epochs} epochs on {len(trained.fit[1])} images the model's loss on "
        f"them is {loss:.3f}; does it train for all the epochs, on all the images?",
    )


### END HIDDEN TESTS
