"""What the exercises with loops share: that they leave their arguments alone."""

import numpy as np

from course_utils.checking.expect import expect
from course_utils.checking.plain_data import Array


def expect_kept(name, outcome, *before):
    """Expect the arguments, the first of the call, to be what they were before it."""
    for old, new in zip(before, outcome.arguments[: len(before)], strict=True):
        same = isinstance(new, Array) and np.array_equal(new.data, old)
        expect(same, f"{name}: it changed an array that it was given; make a new one and return it")
