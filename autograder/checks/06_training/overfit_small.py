"""overfit_small: a few images learned by heart, and the accuracy reached."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_number

from .known_models import given_by, largest_change, mlp, weights_of
from .shared import accuracy_of, digits

exercise = pytest.mark.exercise


def _overfitted(student, images, labels, classes, rate):
    """Return the number that came back, the accuracy that the model has now, and what moved."""
    model = mlp(student, images.shape[1:], classes, 64, rate)
    before = weights_of(model)
    value = student.call("overfit_small", model, images, labels)
    returned = expect_number("overfit_small", value)
    accuracy = accuracy_of(given_by("the model", model, images, classes), labels)
    return returned, accuracy, largest_change(before, weights_of(model))


def _judge_learned(student, images, labels, classes):
    returned, accuracy, _ = _overfitted(student, images, labels, classes, 0.005)
    count = len(images)
    expect(
        accuracy >= 0.95,
        f"overfit_small: after training the model gets {accuracy:.2f} of the {count} images right, "
        "expected 0.95; does it train on what it was given, and often enough (50 times)?",
    )
    _same_accuracy(returned, accuracy, count)


def _same_accuracy(returned, accuracy, count):
    # Keras's running accuracy of the last epoch lags by one step: two images are forgiven.
    expect(
        abs(returned - accuracy) < 2.5 / count,
        f"overfit_small: it returned {returned:.3g}, but the model now gets {accuracy:.3g} of "
        "these images right; return the accuracy reached, as a fraction",
    )


def _judge_stuck(student, images, labels, classes):
    returned, accuracy, moved = _overfitted(student, images, labels, classes, rate=0.0)
    expect(
        moved == 0,
        "overfit_small: the model was compiled with a learning rate of 0, and yet its weights "
        "changed; is it compiled again inside? Then a bug in how it came is never seen",
    )
    _same_accuracy(returned, accuracy, len(images))


@exercise("overfit_small")
def test_overfit_small_digits(student):
    """A small model learns 32 digits by heart."""
    student.seed(1)
    _judge_learned(student, *digits(200, 32), 10)


@exercise("overfit_small")
def test_overfit_small_tells_of_bugs(student):
    """A model that cannot learn is reported as it is."""
    student.seed(2)
    _judge_stuck(student, *digits(300, 24), 10)


### BEGIN HIDDEN TESTS
@exercise("overfit_small")
def test_overfit_small_unseen(student):
    """On images of another shape, too, a model that cannot learn is found out."""
    student.seed(3)
    rng = np.random.default_rng(3)
    noise = rng.random((20, 9, 14, 1), dtype="float32")
    _judge_stuck(student, noise, rng.integers(0, 3, 20), 3)


### END HIDDEN TESTS
