"""overfit_small: a few images learned by heart, and the accuracy reached."""

from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_number
from course_utils.checking.student import CheckFailed, NotAttempted

from .known_models import given_by, largest_change, mlp, mlp_once_more, weights_of
from .shared import MEASURING, accuracy_of, digits

exercise = pytest.mark.exercise


class Overfitted(NamedTuple):
    """What came of a training by the student's function."""

    returned: float
    accuracy: float  # that the model has now
    moved: float  # the largest change of its weights
    count: int  # of images
    changed: list[str]  # which of the images and labels that were handed in are others now


def _judge(student, make, judge, images, labels):
    """Judge what the student's function does with the model that `make` gives.

    The first `fit` of that ends by itself, when it is plain how it ends: 50 epochs cost 2 s of CPU,
    and 32 images are known by heart after 5. Whoever does not pass so gets another model, and a
    `fit` that is Keras's own.
    """
    model = make()
    try:
        with _ending_by_itself(student, model):
            judge(_overfitted(student, model, images, labels))
    except NotAttempted:
        raise
    except CheckFailed:
        judge(_overfitted(student, make(), images, labels))


@contextmanager
def _ending_by_itself(student, model):
    """Let a model's `fit` end once its accuracy has been the same for three epochs."""
    ends = student.make("keras.callbacks.EarlyStopping", monitor="accuracy", patience=3)
    short = student.make("functools.partial", model.value("fit"), callbacks=[ends])
    model.call("__setattr__", "fit", short)
    try:
        yield
    finally:
        model.call("__delattr__", "fit")


def _overfitted(student, model, images, labels):
    """Let the student's function train a model, and return what came of it."""
    before = weights_of(model)
    classes = before[-1].size
    outcome = student.attempt("overfit_small", model, images, labels)
    returned = expect_number("overfit_small", outcome.value_or_raise(MEASURING))
    accuracy = accuracy_of(given_by("the model", model, images, classes), labels)
    changed = [
        name
        for name, given, left in zip(
            ("images", "labels"), (images, labels), outcome.arguments[1:3], strict=True
        )
        if not np.array_equal(as_numbers(f"overfit_small: the {name}", left), given)
    ]
    moved = largest_change(before, weights_of(model))
    return Overfitted(returned, accuracy, moved, len(images), changed)


def _expect_learned(found):
    expect(
        found.accuracy >= 0.95,
        f"overfit_small: after training the model gets {found.accuracy:.2f} of the {found.count} images right, "
        "expected 0.95; does it train on what it was given, and often enough (50 times)?",
    )
    _same_accuracy(found)


def _same_accuracy(found):
    # Keras's running accuracy of the last epoch lags by one step: two images are forgiven.
    expect(
        abs(found.returned - found.accuracy) < 2.5 / found.count,
        f"overfit_small: it returned {found.returned:.3g}, but the model now gets {found.accuracy:.3g} of "
        "these images right; return the accuracy reached, as a fraction",
    )


def _expect_the_end(found):
    expect(
        abs(found.returned - found.accuracy) < 2.5 / found.count,
        "overfit_small: a model that gets worse while it trains (its learning rate is below 0) gets "
        f"{found.accuracy:.3g} of these images right in the end, and {found.returned:.3g} was returned; return "
        "what it reaches after the last epoch, not its best",
    )


def _expect_stuck(found):
    expect(
        found.moved == 0,
        "overfit_small: the model was compiled with a learning rate of 0, and yet its weights "
        "changed; is it compiled again inside? Then a bug in how it came is never seen",
    )
    _same_accuracy(found)
    expect(
        not found.changed,
        f"overfit_small: the {' and the '.join(found.changed)} that were handed in are changed; leave them as "
        "they are",
    )


# holds: "it passes over them again and again"
@exercise("overfit_small", required=True)
def test_overfit_small_digits(student):
    """A small model learns 32 digits by heart."""
    # tells 32 images learned (1.0) from one epoch (0.3) and from other images or labels (0.1)
    student.seed(1)
    images, labels = digits(200, 32)
    _judge(
        student,
        lambda: mlp_once_more(student, images.shape[1:], 10, 64, 0.01),
        _expect_learned,
        images,
        labels,
    )


# holds: "returns the accuracy that the model then has on them"
# holds: "The accuracy on these images after the training, from 0 to 1."
@exercise("overfit_small")
def test_overfit_small_tells_the_end(student):
    """What it returns is how good the model is in the end, even where it was better before."""
    student.seed(5)
    images, _ = digits(400, 32)

    def make():  # steps uphill: from knowing all of its own answers to knowing none
        return mlp_once_more(student, images.shape[1:], 10, 64, -0.01)

    labels = given_by("the model", make(), images, 10).argmax(axis=1)
    _judge(student, make, _expect_the_end, images, labels)


# holds: "If the model cannot learn, the number must say so: train it as it came."
@exercise("overfit_small")
def test_overfit_small_tells_of_bugs(student):
    """A model that cannot learn is reported as it is."""
    student.seed(2)
    images, labels = digits(300, 32)
    _judge(
        student,
        lambda: mlp_once_more(student, images.shape[1:], 10, 64, 0.0),
        _expect_stuck,
        images,
        labels,
    )


### BEGIN HIDDEN TESTS
# holds: "float32 array of shape (n, height, width, channels), n about 32"
@exercise("overfit_small")
def test_overfit_small_unseen(student):
    """On images of another shape, too, a model that cannot learn is found out."""
    student.seed(3)
    rng = np.random.default_rng(3)
    noise, labels = rng.random((20, 9, 14, 1), dtype="float32"), rng.integers(0, 3, 20)
    _judge(
        student,
        lambda: mlp(student, noise.shape[1:], 3, 64, 0.0, eager=True),
        _expect_stuck,
        noise,
        labels,
    )


### END HIDDEN TESTS
