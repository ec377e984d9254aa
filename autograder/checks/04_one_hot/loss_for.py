"""loss_for: a loss of Keras that fits the form of the labels."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close, type_of
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject

from .cross_entropy import PROBABILITIES, answers, as_logits, cross_entropies
from .shared import answer, one_hot

exercise = pytest.mark.exercise


def has(remote, attribute):
    """Return whether something in the notebook has this attribute."""
    try:
        remote.value(attribute)
    except AnswerRaised:
        return False
    return True


def the_loss(student, value, form):
    """Return the loss that ``loss_for`` gave, as something that can be called."""
    if isinstance(value, str):
        try:
            value = student.make("keras.losses.get", value[:100])
        except AnswerRaised:
            raise CheckFailed(
                f"loss_for({form}): got {value[:60]!r}, which is not the name of a loss of Keras"
            ) from None
    expect(
        isinstance(value, RemoteObject),
        f"loss_for({form}): expected a loss of Keras, got {type_of(value)}; return the loss itself",
    )
    expect(
        value.type_name not in ("type", "ABCMeta"),
        f"loss_for({form}): the parentheses `()` behind the loss's name are missing",
    )
    expect(
        not has(value, "update_state"),
        f"loss_for({form}): got a metric, which only reports; look in `tf.keras.losses`",
    )
    return value


def expect_loss(student, labels, given, form, seed, num_classes):
    """Expect ``loss_for(given)`` to be a cross-entropy that fits ``given``, the labels' form."""
    probabilities = answers(seed, len(labels), num_classes)
    form = f"{form}, {given.dtype}"
    outcome = answer(student, "loss_for", given, name=f"loss_for({form})")
    after = as_numbers("the labels", outcome.arguments[0])
    expect(
        np.array_equal(after, given),
        f"loss_for({form}): the labels that were handed in are changed; leave them as they are",
    )
    loss = the_loss(student, outcome.value, form)
    try:
        value = loss.call("__call__", given, probabilities.astype(np.float32))
    except AnswerRaised as raised:
        rank = "rank" in raised.text or "shape" in raised.text
        other = "it wants labels of another form: how many axes have these?"
        reason = other if rank else raised.text[:100]
        which = "the loss" if loss.type_name == "function" else loss.type_name
        raise CheckFailed(
            f"loss_for({form}): {which} cannot take labels of shape {given.shape}; {reason}"
        ) from None
    right = cross_entropies(labels, probabilities).mean()
    name = f"loss_for({form}), called"
    data = as_numbers(name, value)
    expect(
        data.ndim == 0 or not has(loss, "reduction"),
        f"{name}: it gives a number for each image; look at its `reduction`",
    )
    data = np.asarray(data.mean())  # Keras's functions, unlike its losses, give a number per image
    truth = one_hot(labels, num_classes)
    binary = -np.where(truth == 1, np.log(probabilities), np.log(1 - probabilities)).mean()
    wrong = [
        (as_logits(labels, probabilities), PROBABILITIES),
        (right * len(labels), "that is the sum over the images; look at its `reduction`"),
        (binary, "that is the binary cross-entropy, which is for yes or no"),
        (np.mean((truth - probabilities) ** 2), "that is the squared error"),
    ]
    hint = "it is not the cross-entropy of the right classes"
    expect_close(name, data, right, rtol=1e-4, misconceptions=wrong, hint=hint)


WHOLE, VECTORS = "whole-number labels", "one-hot labels"


@exercise("loss_for")
def test_loss_for_example(student):
    """The loss for four labels fits them, as whole numbers and as one-hot vectors."""
    labels = np.array([2, 0, 5, 3])
    expect_loss(student, labels, labels, WHOLE, 51, 6)
    expect_loss(student, labels, one_hot(labels, 6).astype(np.float32), VECTORS, 51, 6)


# holds: "a batch of zeros and ones may be whole-number labels"
@exercise("loss_for")
def test_loss_for_zeros_and_ones(student):
    """Neither dtype nor numbers mislead it: labels 0 and 1 as floats, vectors as integers."""
    labels = np.array([1, 0, 1, 1, 0])
    expect_loss(student, labels, labels.astype(np.float32), WHOLE, 55, 4)
    expect_loss(student, labels, one_hot(labels, 4).astype(np.int32), VECTORS, 55, 4)


### BEGIN HIDDEN TESTS
# holds: "it looks at the labels and returns the loss that fits"
# holds: "array of any dtype"
# holds: "for answers that are probabilities"
@exercise("loss_for", weight=2)
def test_loss_for_unseen(student, hidden_rng):
    """Both forms of the labels are known in any dtype, number and length."""
    for labels, whole, vectors, num_classes in (
        ([1, 0, 1, 1, 0], np.uint8, np.uint8, 4),
        ([3, 1, 2, 0, 3, 9, 8, 1, 1, 4], np.float32, np.float64, 10),
        ([2], np.int32, np.int64, 3),
    ):
        seed = int(hidden_rng(f"{len(labels)} labels").integers(2**32))
        given = np.array(labels, whole)
        expect_loss(student, np.array(labels), given, WHOLE, seed, num_classes)
        given = one_hot(labels, num_classes).astype(vectors)
        expect_loss(student, np.array(labels), given, VECTORS, seed, num_classes)


# holds: "How many axes they have tells the two apart"
# holds: "neither do the numbers"
@exercise("loss_for")
def test_loss_for_sums(student, hidden_rng):
    """Labels that add up to as many as there are, or to 1, are not taken for one-hot vectors."""
    for labels, num_classes in (([1, 1, 1], 4), ([0, 2, 1], 3), ([1, 0, 0, 0], 5)):
        seed = int(hidden_rng(f"{num_classes} classes").integers(2**32))
        given = np.array(labels)
        expect_loss(student, given, given, WHOLE, seed, num_classes)
        expect_loss(student, given, one_hot(labels, num_classes), VECTORS, seed, num_classes)


### END HIDDEN TESTS
