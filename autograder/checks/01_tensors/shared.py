"""Checks of 01_tensors: making, describing and casting tensors, and random numbers."""

import re

import numpy as np

from course_utils.checking.expect import as_numbers, expect, expect_close, expect_tensor
from course_utils.checking.plain_data import DType
from course_utils.checking.student import CheckFailed


def expect_same(name, value, expected, misconceptions=(), hint=""):
    """Expect a tensor with exactly these numbers, in this shape."""
    expected = np.asarray(expected)
    data = expect_tensor(name, value)
    if data.shape != expected.shape:
        reason = "keep all rows and columns"
        if data.shape == expected.shape[::-1]:
            reason = "rows and columns are swapped"
        elif data.shape == (expected.size,):
            reason = "all numbers are in one row; keep the axes"
        elif data.shape == (1, *expected.shape):
            reason = "one pair of square brackets too many"
        raise CheckFailed(f"{name}: expected shape {expected.shape}, got {data.shape}; {reason}")
    expect_close(name, value, expected, rtol=0, atol=0, misconceptions=misconceptions, hint=hint)


def expect_unchanged(name, outcome, before):
    """Expect the first argument to be what it was before the call."""
    after = as_numbers(name, outcome.arguments[0]) if outcome.arguments else None
    expect(
        np.array_equal(after, before),
        f"{name}: it changed what it was given; leave that as it is, and return something new",
    )


def dtype_name(dtype):
    """Return the name of a dtype, given as itself, by name or as it prints; None if it is none."""
    if isinstance(dtype, DType):
        return dtype.name
    if isinstance(dtype, str):
        printed = re.fullmatch(r"<dtype: '(\w+)'>|(?:tf\.|np\.)?(\w+)", dtype.strip()[:40])
        return (printed[1] or printed[2]) if printed else None
    return None


def expect_float32(name, value, expected):
    """Expect a float32 tensor with these numbers; say where another dtype came from."""
    kept = {
        "float64": "that is what NumPy chooses; ask for float32",
        "int32": "TensorFlow chose it because the numbers are whole; ask for float32",
    }
    expect_tensor(name, value)
    expect(
        value.dtype == "float32",
        f"{name}: expected float32, got {value.dtype}; {kept.get(value.dtype, 'ask for float32')}",
    )
    expected = np.asarray(expected)
    wrong = [
        (np.trunc(expected), "the fractions are gone; was there a whole type in between?"),
        (expected / 255, "the numbers are divided by 255; change their type and nothing else"),
    ]
    hint = "the numbers stay what they are; was there a type in between that can't hold them?"
    expect_close(name, value, expected, misconceptions=wrong, hint=hint)


ALL_AT_ONCE = {
    "0-dimensional arrays": "there may be several axes; give TensorFlow all the numbers at once",
}
NO_FRACTIONS = {
    "to EagerTensor of dtype int": "a type of whole numbers has no place for fractions; leave the "
    "dtype to TensorFlow",
}
CAST = {
    **ALL_AT_ONCE,
    "Expected tensor": "a tensor keeps the dtype that it was made with; `tf.cast` gives a new one",
    "'astype'": "`astype` belongs to NumPy's arrays; for tensors there is `tf.cast`",
}
