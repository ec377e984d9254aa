"""Checks of 04_one_hot: labels as vectors and back, labels that cannot be, and the loss."""

import numpy as np

from course_utils.checking.expect import expect
from course_utils.checking.plain_data import Array
from course_utils.checking.student import AnswerRaised

FLOATING = ("float16", "bfloat16", "float32", "float64")


def one_hot(labels, num_classes):
    """Return one-hot vectors, float64 of shape (n, num_classes)."""
    return np.eye(num_classes)[np.asarray(labels, np.int64)]


def dtype_of(value, data):
    """Return the name of a value's dtype; of a list, the one that its numbers have."""
    return value.dtype if isinstance(value, Array) else data.dtype.name


def expect_floating(name, value, data):
    """Expect a floating dtype."""
    dtype = dtype_of(value, data)
    expect(
        dtype in FLOATING,
        f"{name}: the values are right, but their dtype is {dtype}; make them floating, as a "
        "network's answers are",
    )


def counted(number, noun):
    """Return a number with its noun, in the plural where it needs one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def said(raised, function):
    """Return what a call raised, without the function's name in front."""
    return str(raised).removeprefix(f"{function} ")


def answer(student, function, *args, name, hints=None):
    """Call a function of the notebook; return its outcome, or raise what it raised, with the call.

    ``hints`` are what `CallOutcome.value_or_raise` takes.
    """
    outcome = student.attempt(function, *args)
    try:
        outcome.value_or_raise(hints)
    except AnswerRaised as raised:
        message = f"{name}: {said(raised, function)}"
        raise AnswerRaised(message, raised.type_name, raised.text, raised.whole) from None
    return outcome
