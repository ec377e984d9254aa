"""stop_at: a callback that ends training once a validation accuracy is reached."""

import pytest

from course_utils.checking.expect import as_numbers, expect, expect_number, expect_object, type_of
from course_utils.checking.student import AnswerRaised, CheckFailed, RemoteObject

from .known_models import mlp, once
from .shared import digits

exercise = pytest.mark.exercise


def _run(student, threshold, *epochs):
    """Return the callback, and after the logs of how many epochs training stops (None: it goes on).

    It is called as `fit` does it: at the start, and at the beginning and the end of each epoch.
    """
    callback = student.call("StopAt", threshold)
    expect(
        isinstance(callback, RemoteObject),
        f"StopAt: expected a callback object, got {type_of(callback)}",
    )
    model = _model(student)
    model.call("__setattr__", "stop_training", False)  # as `fit` does at its start
    callback.call("set_model", model)
    callback.call("on_train_begin")
    for epoch, logs in enumerate(epochs):
        callback.call("on_epoch_begin", epoch)
        _end_epoch(callback, epoch, logs)
        stopped = model.value("stop_training")
        if stopped is not None and bool(expect_number("stop_training", stopped)):
            return callback, epoch + 1
    return callback, None


def _model(student):
    """Return a model to be stopped, one for all: to make it takes longer than an epoch of these."""
    made = once(student, "to be stopped", lambda: student.make("keras.Sequential"))
    return expect_object("Sequential", made)


ENDING_AN_EPOCH = {
    "'dict' object has no attribute": '`logs` is a dict: `logs.get("val_accuracy")`',
    "object has no attribute": "what `__init__` keeps has the name that it is given there, such as "
    "`self.threshold`; the model is `self.model`",
    "is not defined": "what `__init__` keeps is reached by `self.`, such as `self.threshold`",
}


def _end_epoch(callback, epoch, logs):
    try:
        callback.call("on_epoch_end", epoch, logs)
    except AnswerRaised as raised:
        hints = [hint for part, hint in ENDING_AN_EPOCH.items() if part in raised.text]
        said = "; ".join([str(raised), *hints[:1]])
        raise AnswerRaised(said, raised.type_name, raised.text) from None


def _undoes(student, threshold, logs):
    """Return whether a stop that was asked for before the end of an epoch is taken back."""
    callback = student.call("StopAt", threshold)
    model = _model(student)
    callback.call("set_model", model)
    callback.call("on_train_begin")
    callback.call("on_epoch_begin", 0)
    model.call("__setattr__", "stop_training", True)
    _end_epoch(callback, 0, logs)
    return model.value("stop_training") is not True


def _stops(student, threshold, *epochs):
    """Return whether training stops by the last of these epochs."""
    return _run(student, threshold, *epochs)[1] is not None


def _has_stop_training(callback):
    try:
        return callback.value("stop_training") is True
    except AnswerRaised:
        return False


def _logs(accuracy, val_accuracy):
    return {"accuracy": accuracy, "loss": 1.0, "val_accuracy": val_accuracy, "val_loss": 1.0}


# holds: "`fit` stop after this epoch"
@exercise("stop_at", required=True)
def test_stop_at_reached(student):
    """It stops once the validation accuracy has reached the threshold."""
    reached = _logs(0.95, 0.95)
    callback, stops = _run(student, 0.9, reached, reached)
    expect(
        stops != 2,
        "StopAt(0.9): val_accuracy is 0.95 in the first epoch, and training stops after the second "
        "only, one epoch late; look at the `logs` of the epoch that has just ended",
    )
    expect(
        stops == 1 or not _has_stop_training(callback),
        "StopAt(0.9): val_accuracy is 0.95 and training goes on; `stop_training` was set on the "
        "callback itself, but whose `stop_training` does `fit` look at?",
    )
    expect(
        stops == 1,
        "StopAt(0.9): val_accuracy is 0.95 and training goes on; "
        "set `self.model.stop_training = True`",
    )


# holds: "stop once the **validation** accuracy is *at least* the threshold"
@exercise("stop_at")
def test_stop_at_equal(student):
    """At the very threshold it stops too."""
    expect(
        _stops(student, 0.75, _logs(0.5, 0.75)),
        "StopAt(0.75): val_accuracy is 0.75, just at the threshold, and training goes on; "
        "what does `at least` mean for equal numbers?",
    )


# holds: "Where it goes on, leave `stop_training` alone"
@exercise("stop_at")
def test_stop_at_below(student):
    """It goes on while the validation accuracy is below the threshold."""
    expect(
        not _stops(student, 0.9, _logs(0.8, 0.7)),
        "StopAt(0.9): val_accuracy is 0.7, below the threshold, and training stopped",
    )
    expect(
        not _stops(student, 0.9, _logs(0.97, 0.7)),
        "StopAt(0.9): accuracy is 0.97, val_accuracy is 0.7, and training stopped; "
        "which of the two tells about images that the model has not seen?",
    )
    expect(
        not _undoes(student, 0.9, _logs(0.8, 0.7)),
        "StopAt(0.9): another callback asked for the end of the training, and StopAt took it back; below "
        "the threshold leave `stop_training` alone",
    )


def _judge_near(student, threshold, below, reached):
    """Expect the numbers to be compared as they are: one lies just below, one just above."""
    rounded = "compare the numbers as they are, without rounding"
    expect(
        not _stops(student, threshold, _logs(0.1, below)),
        f"StopAt({threshold}): val_accuracy is {below}, a little below the threshold, and training "
        f"stopped; {rounded}",
    )
    expect(
        _stops(student, threshold, _logs(0.1, reached)),
        f"StopAt({threshold}): val_accuracy is {reached}, a little above the threshold, and training "
        f"goes on; {rounded}",
    )


@exercise("stop_at")
def test_stop_at_near(student):
    """What is a little below the threshold doesn't stop it, what is a little above does."""
    _judge_near(student, 0.9, 0.896, 0.904)
    _judge_near(student, 0.931, 0.9304, 0.9313)


def _judge_own_threshold(student, low, high):
    for threshold, wanted in ((low, True), (high, False)):
        value = round(threshold + (0.05 if wanted else -0.05), 3)
        stops = _stops(student, threshold, _logs(0.1 if wanted else 1.0, value))
        expect(
            stops == wanted,
            f"StopAt({threshold}): val_accuracy is {value} and training "
            f"{'stopped' if stops else 'goes on'}; does it look at val_accuracy, "
            "and at its own threshold?",
        )


@exercise("stop_at")
def test_stop_at_own_threshold(student):
    """The threshold is the one that it was made with."""
    _judge_own_threshold(student, 0.3, 0.98)


def _judge_missing(student, threshold, *epochs):
    for logs in epochs:
        try:
            stopped = _stops(student, threshold, logs)
        except AnswerRaised as raised:
            raise CheckFailed(
                f"StopAt: with the metric missing (logs={logs}) it raised {raised.type_name}; "
                "training without validation data should just go on"
            ) from None
        expect(
            not stopped,
            f"StopAt({threshold}): the metric is missing (logs={logs}) and training stopped",
        )
        expect(
            not _undoes(student, threshold, logs),
            f"StopAt: another callback asked for the end of the training, and StopAt took it back where "
            f"the metric is missing (logs={logs}); there, too, leave `stop_training` alone",
        )


# holds: "`logs` has no `"val_accuracy"` (and `logs` may be None): then just go on"
# holds: "Where it goes on, leave `stop_training` alone"
@exercise("stop_at")
def test_stop_at_missing(student):
    """Without a validation accuracy in the logs it neither fails nor stops."""
    _judge_missing(student, 0.5, {"loss": 0.4, "accuracy": 0.9}, None)


### BEGIN HIDDEN TESTS
# holds: "Stops training once val_accuracy is at least `threshold`."
@exercise("stop_at", weight=3)
def test_stop_at_any_threshold(student, hidden_rng):
    """It does so for any threshold."""
    for name in ("first", "second"):
        low, high = hidden_rng(name).uniform((0.1, 0.7), (0.6, 0.9)).round(3).tolist()
        _judge_own_threshold(student, low, high)


@exercise("stop_at")
def test_stop_at_unseen(student):
    """It does so for other thresholds, over several epochs, and with other metrics missing."""
    _judge_own_threshold(student, 0.15, 0.66)
    _judge_own_threshold(student, 0.62, 0.81)
    # Not nearer than 1e-6: a float32 of 0.9 is below 0.9, and whoever allows for that is right.
    _judge_near(student, 0.6254, 0.62536, 0.62543)
    _judge_near(student, 0.7, 0.69997, 0.70002)
    below, reached = {"val_accuracy": 0.5, "val_loss": 9.0}, {"val_accuracy": 0.55, "val_loss": 9.0}
    expect(
        _stops(student, 0.55, below, below, reached),
        "StopAt(0.55): val_accuracy is 0.55 in the third epoch and training goes on",
    )
    expect(
        _run(student, 0.55, below, reached, below)[1] == 2,
        "StopAt(0.55): val_accuracy is 0.55 in the second of three epochs, and training does not "
        "stop there",
    )
    expect(
        not _stops(student, 0.55, below, {"val_accuracy": 0.54, "val_loss": 0.0, "loss": 0.9}),
        "StopAt(0.55): val_accuracy is 0.5, then 0.54, and training stopped",
    )
    expect(
        _stops(student, 0.55, *[below] * 8, reached),
        "StopAt(0.55): val_accuracy is 0.55 in the ninth epoch and training goes on",
    )
    expect(
        not _stops(student, 0.55, {"val_accuracy": 9e-6, "val_loss": 9.0}),
        "StopAt(0.55): val_accuracy is 9e-06 and training stopped; compare numbers, not texts",
    )
    _judge_missing(student, 0.2, {"loss": 0.01, "accuracy": 1.0, "val_loss": 0.9}, {})
    _judge_missing(student, 0.0, {"loss": 0.4, "accuracy": 0.9}, None)
    expect(
        _stops(student, 0.0, {"val_accuracy": 0.0, "val_loss": 9.0}),
        "StopAt(0.0): val_accuracy is 0.0, at least the threshold, and training goes on; 0 counts as "
        "False in an `if`, ask `is not None`",
    )


# holds: "`fit` stop after this epoch"
@exercise("stop_at")
def test_stop_at_in_fit(student):
    """In a real training it ends the run early."""
    student.seed(8)
    callback = student.call("StopAt", 0.02)  # far below guessing: reached after one epoch
    (x, y), val = digits(0, 32), digits(40, 100)  # one step, and one to look
    model = mlp(student, x.shape[1:], 10, 8, 0.003, eager=True)
    history = model.call(
        "fit",
        x,
        y,
        validation_data=val,
        validation_batch_size=100,
        epochs=4,
        callbacks=[callback],
        verbose=0,
    )
    epochs = expect_object("the history that `fit` returns", history).value("epoch")
    ran = as_numbers("the epochs", epochs).size
    expect(ran == 1, f"StopAt(0.02): reached in the first epoch, but `fit` ran {ran} of 4 epochs")


### END HIDDEN TESTS
