"""evaluate_model: the share of images that a model gets right."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close, expect_number
from course_utils.checking.student import AnswerRaised, CheckFailed

from .known_models import compile_classifier, largest_change, layer, linear, scored, weights_of
from .shared import MEASURING, accuracy_of, cross_entropy

exercise = pytest.mark.exercise


def _judge_accuracy(student, seed, count, softmax):
    """Judge what the student's function says of a known model that gets part of them right."""
    images, labels, weights, bias, logits = scored(seed, count, 7, 4, 6)
    head = [layer(student, "Dropout", 0.5)]  # which does something in training alone
    head += [layer(student, "Softmax")] if softmax else []
    model = linear(student, weights, bias, (7, 4, 1), head)
    compile_classifier(model, not softmax, 0.01, eager=True)  # a graph costs 0.3 s, this 0.05 s
    before, optimiser = weights_of(model), model.value("optimizer")
    value = _evaluate(student, model, images, labels)
    expect(
        largest_change(before, weights_of(model)) == 0,
        "evaluate_model: the model's weights changed: it trained on the images that judge it; "
        "only look at its answers",
    )
    expect(
        student.make("operator.is_", optimiser, model.value("optimizer")) is True,
        "evaluate_model: the model was compiled again; it comes compiled, only look at its answers",
    )
    expect(
        not (isinstance(value, (list, tuple)) and len(value) == 2),
        "evaluate_model: expected one number, got two: [loss, accuracy]; return the accuracy",
    )
    accuracy, loss = accuracy_of(logits, labels), cross_entropy(logits, labels)
    expect_close(
        "evaluate_model",
        round(expect_number("evaluate_model", value), 4),
        accuracy,
        rtol=0,
        atol=1e-3,
        misconceptions=[
            (round(loss, 4), "this is the loss; the accuracy is the second number of `evaluate`"),
            (100 * accuracy, "this is a percentage; return a fraction between 0 and 1"),
            (count * accuracy, "this is how many are right; return their share, from 0 to 1"),
            *_wrong_share(value, accuracy),
        ],
        hint="it differs from the share of these images that the model gets right; with `training=True` its "
        "Dropout takes away half of the scores",
    )


def _wrong_share(value, accuracy):
    """Return the share of wrong answers as a misconception, where `value` is that to five digits.

    The numbers of images are primes, and each model's weights are drawn: no other share comes so near.
    """
    share = 1 - accuracy
    near = abs(expect_number("evaluate_model", value) - share) < 1e-5
    return [(round(share, 4), "this is the share of wrong answers")] if near else []


def _evaluate(student, model, images, labels):
    try:
        outcome = student.attempt("evaluate_model", model, images, labels)
        value = outcome.value_or_raise(MEASURING)
    except AnswerRaised as raised:
        _, found, rest = raised.text.partition("incompatible with the layer: ")
        if not found:
            raise
        raise CheckFailed(
            f"evaluate_model: the model got images that do not fit it: {rest.split(')')[0]}); "
            "are they those that were handed in?"
        ) from None
    for what, given, after in zip(
        ("images", "labels"), (images, labels), outcome.arguments[1:], strict=True
    ):
        expect(
            np.array_equal(as_numbers(f"the {what}", after), given),
            f"evaluate_model: the {what} that were handed in are changed; leave them as they are",
        )
    return value


@exercise("evaluate_model")
def test_evaluate_model_value(student):
    """It returns the share of right answers, one number."""
    _judge_accuracy(student, 21, 67, softmax=False)
    _judge_accuracy(student, 24, 41, softmax=True)


### BEGIN HIDDEN TESTS
# holds: "any compiled model whose metric is the accuracy"
# holds: "it is not changed"
# holds: "Return the share of images that the model gets right."
# holds: "A number from 0 to 1."
@exercise("evaluate_model", weight=2)
def test_evaluate_model_unseen(student, hidden_rng):
    """It is right for other models and other images."""
    # Neither 79 nor 131 is a multiple of 32: a mean of batches' accuracies would be wrong.
    for count, softmax in ((79, True), (131, False)):
        _judge_accuracy(student, hidden_rng(f"{count} images"), count, softmax)


### END HIDDEN TESTS
