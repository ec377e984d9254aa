"""What the exercises on axes share: numbers in their shape, told from those of known mistakes."""

import numpy as np

from course_utils.checking.expect import expect, expect_array, expect_close

FRACTIONS = "the fractions are cut off; was there a type of whole numbers in between?"
FEW_DIGITS = (
    "it comes near: was something rounded, or kept in a type with too few digits, such as float16 "
    "(or float32, for large whole numbers)?"
)


def expect_numbers(name, value, expected, dtype, mistakes, shape_hint="", hint=""):
    """Expect a tensor or array with these numbers, in this shape, and then in this dtype.

    Args:
        name: the call, as the student reads it.
        value: what came back.
        expected: the right numbers.
        dtype: the right dtype, by its name.
        mistakes: pairs of wrong numbers, of whichever shape, and what is wrong with them.
        shape_hint: what to look at when it is none of these mistakes, and the shape is wrong.
        hint: the same, where the shape is right.
    """
    data, right = expect_array(name, value), np.asarray(expected)
    told = [(wrong, text) for wrong, text in mistakes if wrong is not None]
    if data.shape != right.shape:
        hint = shape_hint
    elif np.allclose(data, right, rtol=0.01, atol=0.01):
        hint = FEW_DIGITS
    exact = {"rtol": 0, "atol": 0} if right.dtype.kind in "iu" else {}
    expect_close(name, value, right, **exact, misconceptions=told, hint=hint)
    expect(
        value.dtype == dtype,
        f"{name}: the numbers are right, but got {value.dtype}; they came as {dtype}: keep it",
    )
