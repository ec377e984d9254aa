"""train: a training that validates after each epoch, and its history."""

import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close, expect_finite, type_of
from course_utils.checking.student import RemoteObject

from .known_models import given_by, largest_change, mlp, weights_of
from .shared import SMOOTH, accuracy_of, cross_entropy, digits

exercise = pytest.mark.exercise


def _trained(student, fit, val, epochs, classes=10):
    """Return what the student's function gives, the model, and its weights' largest change."""
    model = mlp(student, fit[0].shape[1:], classes, 32, 0.003)
    before = weights_of(model)
    value = student.call("train", model, *fit, *val, epochs)
    return value, model, largest_change(before, weights_of(model))


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


@exercise("train")
def test_train_history(student):
    """A History comes back whose loss falls."""
    student.seed(4)
    value, _, _ = _trained(student, digits(0, 200), digits(200, 50), epochs=4)
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


@exercise("train")
def test_train_epochs(student):
    """The training lasts as many epochs as were asked for, and changes the weights."""
    student.seed(5)
    value, _, moved = _trained(student, digits(0, 64), digits(200, 40), epochs=2)
    expect(
        moved > 0,
        "train: the weights of the model are what they were; call `fit` on the model handed in",
    )
    history = _history(value, "the epochs can be counted when a History comes back")
    ran = len(_curve(history, "loss", "return the History that `fit` returns"))
    expect(
        ran == 2,
        f"train: epochs=2, but the history tells of {ran}; is `epochs` handed on to `fit`?",
    )


def _judge_validation(student, fit, val, epochs):
    """Judge val_loss; return the history, the weights' change and the model's loss on `fit`."""
    value, model, moved = _trained(student, fit, val, epochs)
    history = _history(value, "val_loss can be judged when a History comes back")
    val_loss = _curve(history, "val_loss", "does `fit` get validation_data=(x_val, y_val)?")
    (x, y), (x_val, y_val) = fit, val
    rows = given_by("the model", model, x, 10)
    cut_off = [int(len(x) * share) for share in (0.9, 0.85, 0.8, 0.75, 0.7, 2 / 3, 0.5)]
    part = "it was measured on a part of x_fit; look at the images that are set aside for it"
    expect_close(
        "train: the last val_loss",
        round(float(val_loss[-1]), 5),
        cross_entropy(given_by("the model", model, x_val, 10), y_val),
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
        len(val_loss) == epochs,
        f"train: epochs={epochs}, but val_loss has {len(val_loss)} numbers; validate after each",
    )
    return history, moved, cross_entropy(rows, y)


@exercise("train")
def test_train_validates(student):
    """`val_loss` is the model's loss on x_val and y_val."""
    student.seed(9)
    _judge_validation(student, digits(500, 160), digits(2000, 70), epochs=2)


@exercise("train", weight=2)
def test_train_no_leak(student):
    """The model trains on x_fit alone."""
    student.seed(7)
    images, labels = digits(0, 400)
    low, high = labels < 5, labels >= 5
    fit, val = (images[low], labels[low]), (images[high][:100], labels[high][:100])
    _, model, moved = _trained(student, fit, val, epochs=4)
    expect(moved > 0, "train: the model has not learned anything yet")
    # Trained on the digits 0 to 4 alone, a model does not answer 5 to 9.
    accuracy = accuracy_of(given_by("the model", model, val[0], 10), val[1])
    expect(
        accuracy < 0.3,
        f"train: no digit of x_val is in x_fit, yet the model knows {accuracy:.2f} of them; "
        "did it train on the validation images too?",
    )


### BEGIN HIDDEN TESTS
@exercise("train", weight=2)
def test_train_own_history(student):
    """The history is this model's own, on the images handed in."""
    student.seed(6)
    history, moved, loss = _judge_validation(student, digits(1000, 260), digits(3000, 90), epochs=3)
    # Guessing among ten has a loss of 2.303; these 25 steps bring it to about 1.
    expect(
        loss < 2.2,
        f"train: after three epochs the model's loss on x_fit is {loss:.3f}, no better "
        "than guessing; does each image keep its own label?",
    )
    last = float(_curve(history, "loss", "return the History that `fit` returns")[-1])
    # Over its last epoch a model of this size improves by far less than half.
    expect(
        bool(moved > 0) and bool(0.6 < last / loss < 3),
        f"train: the last loss in the history is {last:.3f}, the model's own on "
        f"x_fit is {loss:.3f}; is the history of another run, or of other data?",
    )


@exercise("train")
def test_train_every_epoch(student):
    """All the epochs asked for are run, not only told of."""
    student.seed(12)
    (x, y), val = digits(5000, 96), digits(6000, 20)
    _, model, _ = _trained(student, (x, y), val, epochs=25)
    loss = cross_entropy(given_by("the model", model, x, 10), y)
    # It is about 0.02 then, 0.1 in batches of 96 and 1.7 after one epoch.
    expect(
        loss < 0.8,
        f"train: after 25 epochs on 96 images the model's loss on them is {loss:.3f}; does it "
        "train for all the epochs, on all the images?",
    )


### END HIDDEN TESTS
