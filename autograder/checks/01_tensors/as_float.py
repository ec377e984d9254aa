"""as_float: a tensor of another dtype, cast to float32."""

import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_tensor
from course_utils.checking.plain_data import tensor

from .shared import CAST, expect_float32

exercise = pytest.mark.exercise


def expect_cast(student, array):
    """Expect ``as_float`` to give the numbers of ``array`` as float32."""
    answer = student.attempt("as_float", tensor(array)).value_or_raise(CAST)
    name = f"as_float(a tensor of {array.dtype.name})"
    expect_tensor(name, answer)
    expect(
        answer.dtype in ("float32", "float64") or answer.dtype != array.dtype.name,
        f"{name}: got {answer.dtype} back; a cast returns a new tensor, so return that one",
    )
    expect_float32(name, answer, array)


@exercise("as_float")
def test_as_float_pixels(student):
    """A tensor of uint8 becomes float32."""
    expect_cast(student, np.array([0, 128, 255], np.uint8))


### BEGIN HIDDEN TESTS
# holds: "a tensor of any shape and dtype"
# holds: "returns a tensor of `float32` with the same numbers"
# holds: "A float32 tensor of the same shape."
@exercise("as_float")
def test_as_float_unseen(student, hidden_rng):
    """Tensors of other dtypes and shapes become float32, and the numbers stay."""
    for dtype in (np.float64, np.int32, np.int64, np.float32):
        array = hidden_rng(np.dtype(dtype).name).uniform(-1000, 1000, (2, 3)).astype(dtype)
        expect_cast(student, array)
    expect_cast(student, np.array(40.5))


### END HIDDEN TESTS
