"""memory: the bytes that a tensor of some shape and dtype takes."""

import math

import pytest

from course_utils.checking.expect import expect, expect_number

exercise = pytest.mark.exercise


def expect_bytes(student, shape, dtype, per_number):
    """Expect ``memory_bytes`` to give the product of the shape times the bytes of a number."""
    name = f"memory_bytes({shape}, {dtype!r})"
    answer = expect_number(name, student.call("memory_bytes", shape, dtype))
    count = math.prod(shape)
    right = count * per_number
    other = "the name of the dtype says how many"
    reasons = {
        count * 4: f"that is 4 bytes for each number; {other}",
        count * 8: f"that is 8 for each number: bits, or the bytes of another dtype; {other}",
        right * 8: "those are bits; 8 bits are one byte",
        count: "that is how many numbers there are; each takes more than one byte",
        sum(shape) * per_number: "the sizes of the axes are added; multiply them",
        shape[0] * per_number: "only the first axis is counted",
        len(shape) * per_number: "`len(shape)` counts the axes; multiply their sizes",
        60000 * 28 * 28 * per_number: "that is for MNIST; use the argument `shape`",
    }
    reason = reasons.get(answer, "multiply the sizes of all axes, then the bytes of one number")
    expect(answer == right, f"{name}: got {answer:.12g}; {reason}")


@exercise("memory")
def test_memory_small(student):
    """A small tensor of uint8 is counted right."""
    expect_bytes(student, (4, 3), "uint8", 1)


### BEGIN HIDDEN TESTS
@exercise("memory")
def test_memory_mnist(student):
    """The images of MNIST are counted right, in uint8 and in float32."""
    expect_bytes(student, (60000, 28, 28), "uint8", 1)
    expect_bytes(student, (60000, 28, 28), "float32", 4)


@exercise("memory")
def test_memory_unseen(student):
    """Other shapes and dtypes are counted right."""
    expect_bytes(student, (5, 7, 2), "float16", 2)
    expect_bytes(student, (3, 4, 5, 6), "int32", 4)
    expect_bytes(student, (11,), "float64", 8)
    expect_bytes(student, (9, 2), "int64", 8)


### END HIDDEN TESTS
