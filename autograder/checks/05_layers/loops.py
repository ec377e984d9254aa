"""What the exercises with loops share: arguments left alone, and results that were not finished."""

import numpy as np

from course_utils.checking.expect import as_numbers, expect
from course_utils.checking.plain_data import Array

HALF = "float16 keeps about three digits; float32 and float64 keep enough"


def expect_kept(name, outcome, *before):
    """Expect the arguments, the first of the call, to be what they were before it."""
    for old, new in zip(before, outcome.arguments[: len(before)], strict=True):
        same = isinstance(new, Array) and np.array_equal(new.data, old)
        expect(same, f"{name}: it changed an array that it was given; make a new one and return it")


def unfinished(right):
    """Return results of loops that ended too early, each with what to tell; ``right`` is the whole one."""
    right = np.asarray(right, float)
    rest, narrow, first_row, first = (np.zeros_like(right) for _ in range(4))
    rest[:-1], narrow[:, :-1] = right[:-1], right[:, :-1]
    first_row[0], first[0, 0] = right[0], right[0, 0]
    return [
        (rest, "the last row of the result is never filled; `range` leaves its end out"),
        (narrow, "the last column of the result is never filled; `range` leaves its end out"),
        (first_row, "only the first row is filled; the `return` stands after both loops"),
        (first, "only the first place is filled; the `return` stands after both loops"),
    ]


### BEGIN HIDDEN TESTS
def expect_alike(student, function, *args):
    """Expect two calls with the same arguments to give the same numbers."""
    first, second = (as_numbers(function, student.call(function, *args)) for _ in range(2))
    expect(
        np.array_equal(first, second),
        f"{function}: two calls with the same arguments give different numbers; begin each call with "
        "a new result",
    )


### END HIDDEN TESTS
