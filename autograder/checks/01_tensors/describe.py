"""describe: the shape, the dtype and the rank of a tensor."""

import numpy as np
import pytest

from course_utils.checking.expect import as_numbers, expect, expect_number, format_value, type_of
from course_utils.checking.plain_data import Array, Shape, tensor

from .shared import dtype_name

exercise = pytest.mark.exercise


def dims_of(shape):
    """Return a shape in any of its forms as a tuple of whole numbers, or None if it is none."""
    if isinstance(shape, Shape):
        return shape.dims
    if isinstance(shape, (list, tuple, Array)):
        sizes = as_numbers("shape", shape)
        is_row = sizes.ndim == 1 and sizes.size <= 32
        if is_row and (sizes.size == 0 or sizes.dtype.kind in "iu"):
            return tuple(sizes.tolist())
    return None


def ask_describe(student, array):
    """Return (shape, dtype name, rank) as ``describe`` gives them for a tensor."""
    parentheses = "a tensor's shape and dtype are facts, not functions: write them without `()`"
    hints = {"not callable": parentheses, "no attribute 'rank'": "count the axes: see hint 2"}
    answer = student.attempt("describe", tensor(array)).value_or_raise(hints)
    is_row = isinstance(answer, (tuple, list))
    expect(is_row, f"describe: expected three things, got {type_of(answer)}")
    expect(len(answer) == 3, f"describe: expected three things, got {len(answer)}")
    shape, dtype, rank = dims_of(answer[0]), dtype_name(answer[1]), answer[2]
    expect(
        not (shape is None and any(dims_of(other) is not None for other in answer[1:])),
        "describe: the shape isn't first; keep the order shape, dtype, rank",
    )
    text = f"the text {answer[0]!r}" if isinstance(answer[0], str) else format_value(answer[0])
    expect(shape is not None, f"describe: expected a shape first, got {text}")
    expect(
        not (dtype is None and dtype_name(rank) is not None),
        "describe: the dtype isn't second; keep the order shape, dtype, rank",
    )
    expect(
        dtype is not None,
        f"describe: expected a dtype of TensorFlow or its name second, got {type_of(answer[1])}",
    )
    return shape, dtype, expect_number("describe: the rank", rank)


def expect_rank(rank, array):
    """Expect the rank of ``array``; say what else was counted."""
    reasons = {array.size: "that is how many numbers it holds; "}
    reasons[(*array.shape, None)[0]] = "that is the size of its first axis; "
    problem = f"describe: got rank {rank:g} for shape {array.shape}"
    reason = reasons.get(rank, "")
    expect(rank == array.ndim, f"{problem}; {reason}the rank is how many axes it has")


# holds: "it returns the shape, the dtype and the rank of a tensor, in this order"
# holds: "(shape, dtype, rank)."
@exercise("describe")
def test_describe_example(student):
    """A tensor of 5 rows and 3 columns is described."""
    shape, dtype, rank = ask_describe(student, np.ones((5, 3), np.float32))
    expect(shape == (5, 3), f"describe: got shape {shape} for 5 rows and 3 columns")
    expect(dtype == "float32", f"describe: got dtype {dtype} for a tensor of float32")
    expect_rank(rank, np.ones((5, 3)))


### BEGIN HIDDEN TESTS
UNSEEN = [
    np.array(7.5, np.float64),
    np.arange(5, dtype=np.int32),
    np.arange(12, dtype=np.uint8).reshape(3, 4),
    np.ones((4, 2, 5), np.float32),
    np.ones((2, 3, 1, 4), np.int16),
]


# holds: "a tensor of any shape and dtype"
# holds: "The shape may be what `t.shape` gives, or a tuple or a list."
@exercise("describe")
def test_describe_shapes(student):
    """The shape is right for tensors of rank 0 to 4."""
    shapes = [ask_describe(student, array)[0] for array in UNSEEN]
    expect(
        len(set(shapes)) > 1,
        f"describe: got shape {shapes[0]} for five different tensors; read it from `t`",
    )
    for array, shape in zip(UNSEEN, shapes, strict=True):
        problem = f"describe: got shape {shape} for a tensor with {array.ndim} axes"
        expect(shape == array.shape, f"{problem} and {array.size} numbers; is every axis there?")


# holds: "a tensor of any shape and dtype"
# holds: "The dtype may be what `t.dtype` gives, or its name as text"
@exercise("describe")
def test_describe_dtypes(student):
    """The dtype is right for five dtypes."""
    dtypes = [ask_describe(student, array)[1] for array in UNSEEN]
    expect(
        len(set(dtypes)) > 1,
        f"describe: got dtype {dtypes[0]} for five different tensors; read it from `t`",
    )
    for array, dtype in zip(UNSEEN, dtypes, strict=True):
        expect(
            dtype == array.dtype.name,
            f"describe: got dtype {dtype} for a tensor of {array.dtype.name}; read it from `t`",
        )


# holds: "The rank is a whole number."
@exercise("describe")
def test_describe_ranks(student):
    """The rank is right for tensors of rank 0 to 4."""
    ranks = [ask_describe(student, array)[2] for array in UNSEEN]
    expect(
        len(set(ranks)) > 1,
        f"describe: got rank {ranks[0]:g} for five different tensors; read it from `t`",
    )
    for array, rank in zip(UNSEEN, ranks, strict=True):
        expect_rank(rank, array)


### END HIDDEN TESTS
