"""compile_model: a loss, a metric and an optimiser that fit the model and its labels."""

from typing import NamedTuple

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_close, expect_number
from course_utils.checking.plain_data import tensor
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject

from .known_models import given_by, layer, linear, mlp, once, scored
from .shared import SMOOTH, accuracy_of, cross_entropy, digits, is_model, log_softmax

exercise = pytest.mark.exercise


COMPILING = {
    "unexpected keyword argument": "`compile` takes `optimizer=`, `loss=` and `metrics=`, the loss class "
    "`from_logits=`",
    "Could not interpret": "is a name misspelled? Names of Keras's own are written like "
    '`"adam"` and `"accuracy"`',
    "Unable to convert": "`metrics` is a list, with square brackets",
    "Expected all entries in the `metrics` list": "`metrics` is a list, with square brackets",
    "object has no attribute": "`compile` belongs to the model, and returns nothing: compile first, then "
    "return the model",
}


class Judged(NamedTuple):
    """What a known model that the student compiled reports, and what it should."""

    loss: float
    metrics: list[float] | None  # None: they cannot be computed
    logits: np.ndarray
    labels: np.ndarray


def _judged(student, seed, from_logits, dtype="int64", *, classes=10, first=False):
    """Evaluate a known model that the student compiled.

    From a softmax as the very last layer, Keras itself finds the way back to the logits, so that
    a loss with ``from_logits=True`` is right by accident. Behind the softmax stands a layer that
    changes nothing and ends that.
    """
    images, labels, weights, bias, logits = scored(seed, 45, 6, 5, classes)
    head = [] if from_logits else [layer(student, "Softmax"), layer(student, "Reshape", (classes,))]
    model = linear(student, weights, bias, (6, 5, 1), head)
    outcome = student.attempt("compile_model", model, from_logits=from_logits)
    compiled = outcome.value_or_raise(COMPILING)
    compiled = is_model("compile_model", compiled, first=first).rebuilt()
    # A graph costs 0.3 s of CPU, two steps without one 0.05; that it can be traced, training shows.
    compiled.call("__setattr__", "run_eagerly", True)
    y = labels.astype(dtype)
    try:
        value = compiled.call("evaluate", images, y, verbose=0, return_dict=True)
    except AnswerRaised:
        return Judged(_loss_alone(compiled, images, y), None, logits, labels)
    expect(isinstance(value, dict) and "loss" in value, "compile_model: evaluate gives no loss")
    sizes = {str(key): as_numbers(str(key), item) for key, item in value.items()}
    found = {key: float(item.item().real) for key, item in sizes.items() if item.size == 1}
    expect("loss" in found, "compile_model: the loss is not one number")
    return Judged(found.pop("loss"), list(found.values()), logits, labels)


def _loss_alone(compiled, images, labels):
    """Return the loss of a model whose metrics may fail."""
    rows = as_numbers("compile_model", compiled.call("predict", images, verbose=0))
    try:
        value = compiled.call("compute_loss", images, labels, tensor(rows))
    except AnswerRaised as raised:
        raise LossFails(f"compile_model: {_why_not(raised, _name_of_loss(compiled))}") from None
    return expect_number("compile_model: the loss", value)


class LossFails(CheckFailed):
    """The loss cannot be computed."""


def _name_of_loss(compiled):
    """Return the name of the loss that a model was compiled with, in small letters, without `_`."""
    try:
        loss = compiled.value("loss")
        if isinstance(loss, RemoteObject) and loss.type_name in ("function", "LossFunctionWrapper"):
            loss = loss.value("__name__" if loss.type_name == "function" else "name")
    except AnswerRaised:
        return ""
    name = loss.type_name if isinstance(loss, RemoteObject) else str(loss)
    return name.lower().replace("_", "")


AS_NUMBERS = (
    "the loss takes labels for numbers to come near to; a 9 is no more than a 1, they are classes: "
    "take the cross-entropy for labels such as 3"
)
MISFITS = {
    "binary": "the binary cross-entropy is for yes or no, here is one class of ten; take the sparse "
    "categorical one",
    **dict.fromkeys(
        ("squared", "absolute", "mse", "mae", "huber", "logcosh", "msle", "mape"), AS_NUMBERS
    ),
}


def _why_not(raised, loss):
    text = raised.text
    for part, message in MISFITS.items():
        if part in loss:
            return message
    if "must have the same" in text:
        return (
            "the loss does not fit whole-number labels; the categorical loss wants one-hot "
            "labels, its sparse sister takes labels such as 3"
        )
    if "'string'" in text:
        return (
            "evaluate failed: the third positional argument of compile is loss_weights; "
            "write metrics=[...]"
        )
    hints = [hint for part, hint in COMPILING.items() if part in text]
    said = f"the loss cannot be computed: {raised.type_name}: {text[:120]}"
    return "; ".join([said, *hints[:1]])


def _of_logits(student, *, first=False):
    """Return what both checks of the example look at."""
    return once(student, "logits", lambda: _judged(student, 1, from_logits=True, first=first))


def _judge_loss(found):
    logits, labels = found.logits, found.labels
    as_probabilities = np.log(np.clip(logits, 1e-7, 1 - 1e-7))  # what Keras makes of logits then
    as_logits = np.exp(log_softmax(logits))
    one_hot = np.eye(logits.shape[1])[labels]
    squares = [
        np.mean((outputs - wanted) ** 2)
        for outputs in (logits, as_logits)
        for wanted in (one_hot, labels[:, np.newaxis])
    ]
    expect_close(
        "compile_model: the loss",
        round(found.loss, 5),
        cross_entropy(logits, labels),
        rtol=SMOOTH,
        misconceptions=[
            (
                cross_entropy(as_probabilities, labels),
                "the model gives logits, and the loss took them for probabilities; "
                "what does `from_logits` say?",
            ),
            (
                -log_softmax(as_logits)[np.arange(len(labels)), labels].mean(),
                "the model gives probabilities, and the loss took them for logits; "
                "what does `from_logits` say?",
            ),
            *((square, f"this is a mean squared error: {AS_NUMBERS}") for square in squares),
        ],
        hint="expected the cross-entropy of the model's outputs and whole-number labels",
    )


def _judge_metrics(found):
    if found.metrics is None:
        raise CheckFailed(
            "compile_model: the loss works, a metric fails: it compares numbers one by one, and "
            "here a label such as 3 meets ten scores; which accuracy fits such labels?"
        )
    expect(
        bool(found.metrics),
        "compile_model: evaluate reports a loss and no metric; ask for it by metrics=[...] "
        "(the third positional argument of compile is loss_weights)",
    )
    wanted = accuracy_of(found.logits, found.labels)
    expect(
        any(abs(value - wanted) < 1e-3 for value in found.metrics),
        f"compile_model: no metric is the share of right answers, got {[round(value, 3) for value in found.metrics[:3]]}; "
        "which accuracy fits whole-number labels?",
    )


@exercise("compile_model")
def test_compile_model_loss(student):
    """For a model that gives logits, the loss is the right one."""
    _judge_loss(_of_logits(student, first=True))


# holds: "your function must be right for both"
@exercise("compile_model")
def test_compile_model_probabilities(student):
    """For a model that gives probabilities, and labels of another dtype, the loss is right too."""
    _judge_loss(_judged(student, 3, from_logits=False, dtype="int32"))


# holds: "return the model"
# holds: "The same model"
@exercise("compile_model")
def test_compile_model_same(student):
    """The model that went in comes back, and no other around it or like it."""
    model = linear(student, np.ones((4, 3)), np.zeros(3), (2, 2, 1))
    compiled = is_model("compile_model", student.call("compile_model", model, True), first=False)
    expect(
        student.make("operator.is_", compiled, model) is True,
        "compile_model: another model comes back than the one that went in; compile that one, and "
        "return it",
    )


# holds: "Report the accuracy too"
@exercise("compile_model")
def test_compile_model_accuracy(student):
    """The accuracy is among the metrics."""
    try:
        found = _of_logits(student)
    except LossFails:
        raise CheckFailed(
            "compile_model: while the loss fails, no metric can be read; look at the loss first"
        ) from None
    _judge_metrics(found)


### BEGIN HIDDEN TESTS
@exercise("compile_model")
def test_compile_model_own_optimiser(student):
    """Each model gets an optimiser of its own."""
    made = [linear(student, np.ones((4, 3)), np.zeros(3), (2, 2, 1)) for _ in range(2)]
    compiled = [is_model("compile_model", student.call("compile_model", one, True)) for one in made]
    optimisers = [one.value("optimizer") for one in compiled]
    expect(
        student.make("operator.is_", *optimisers) is not True,
        "compile_model: two models got one and the same optimiser, which knows the weights of the first "
        "alone; make one in each call",
    )


# holds: "The labels are whole numbers."
# holds: "your function must be right for both"
# holds: "gives one score per class."
# holds: "True if these scores are logits, False if they are probabilities"
# holds: "a cross-entropy loss and the accuracy as a metric"
@exercise("compile_model")
def test_compile_model_unseen(student):
    """Loss and accuracy are right for other models and classes, and for labels of another dtype."""
    for seed, from_logits, classes in ((4, False, 10), (5, True, 7)):
        found = _judged(student, seed, from_logits, "uint8", classes=classes)
        _judge_loss(found)
        _judge_metrics(found)


# holds: "with an optimiser"
@exercise("compile_model")
def test_compile_model_learns(student):
    """A few steps of its optimiser lower the loss."""
    # With a hidden layer: without one, even steps of length 1 lower the loss.
    images, labels = digits(100, 320)
    model = mlp(student, images.shape[1:], 10, 32, 0.001, eager=True)
    compiled = is_model("compile_model", student.call("compile_model", model, from_logits=True))
    compiled = compiled.rebuilt()
    before = cross_entropy(given_by("compile_model", compiled, images, 10), labels)
    try:
        compiled.call("fit", images, labels, epochs=1, batch_size=16, verbose=0)
    except AnswerRaised as raised:
        raise CheckFailed(f"compile_model: training raised {raised.type_name}") from None
    loss = cross_entropy(given_by("compile_model", compiled, images, 10), labels)
    far_too = "small" if abs(loss - before) < 0.05 else "large"
    expect(
        loss < before - 0.005,
        f"compile_model: 20 steps of training bring the loss from {before:.3f} to {loss:.3f}; "
        f"is the learning rate far too {far_too}?",
    )


### END HIDDEN TESTS
