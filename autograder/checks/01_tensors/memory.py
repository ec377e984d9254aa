"""memory: the bytes that a tensor of some shape and dtype takes."""

import math

import pytest

from course_utils.checking.expect import expect, expect_number

exercise = pytest.mark.exercise

EMPTY = "the shape () is that of a single number: it has one number"


def expect_bytes(student, shape, dtype, per_number):
    """Expect ``memory_bytes`` to give the product of the shape times the bytes of a number."""
    name = f"memory_bytes({shape}, {dtype!r})"
    outcome = student.attempt("memory_bytes", shape, dtype)
    if not shape and outcome.raised:
        outcome.value_or_raise({"": f"{EMPTY}, and no axis"})
    answer = expect_number(name, outcome.value_or_raise())
    right = math.prod(shape) * per_number
    reason = wrong_bytes(shape, per_number).get(answer)
    if not shape:
        reason = f"{EMPTY}, and the product of no sizes is 1"
    if right == 0:
        reason = "an axis of size 0 holds nothing, so there is no number, and no byte"
    reason = reason or "multiply the sizes of all axes, then the bytes of one number"
    expect(answer == right, f"{name}: got {answer:.12g}; {reason}")


def wrong_bytes(shape, per_number):
    """Return what other sums than the bytes give, each with what is wrong with it."""
    count = math.prod(shape)
    right = count * per_number
    other = "the name of the dtype says how many"
    return {
        count * 4: f"that is 4 bytes for each number; {other}",
        count * 8: f"that is 8 for each number: bits, or the bytes of another dtype; {other}",
        right * 8: "those are bits; 8 bits are one byte",
        count: "that is how many numbers there are; each takes more than one byte",
        sum(shape) * per_number: "the sizes of the axes are added; multiply them",
        math.prod(shape[:1]) * per_number: "only the first axis is counted",
        len(shape) * per_number: "`len(shape)` counts the axes; multiply their sizes",
        60000 * 28 * 28 * per_number: "that is for MNIST; use the argument `shape`",
    }


@exercise("memory")
def test_memory_small(student):
    """A small tensor of uint8 is counted right."""
    expect_bytes(student, (4, 3), "uint8", 1)


### BEGIN HIDDEN TESTS
# holds: ""uint8", "float16", "float32", "float64", "int32" or "int64"."
@exercise("memory")
def test_memory_mnist(student):
    """The images of MNIST are counted right, in uint8 and in float32."""
    expect_bytes(student, (60000, 28, 28), "uint8", 1)
    expect_bytes(student, (60000, 28, 28), "float32", 4)


# holds: "it returns the number of bytes for the numbers of a tensor"
@exercise("memory", required=True)
def test_memory_any_shape(student, hidden_rng):
    """Any shape is counted right, in uint8."""
    for axes in (3, 2):
        shape = hidden_rng(f"{axes} axes").integers(3, 100, axes)
        expect_bytes(student, tuple(shape.tolist()), "uint8", 1)


# holds: "the size of each axis, 0 or more"
# holds: ""uint8", "float16", "float32", "float64", "int32" or "int64"."
@exercise("memory")
def test_memory_unseen(student, hidden_rng):
    """Other shapes and dtypes are counted right."""
    rng = hidden_rng("shapes")
    expect_bytes(student, (5, 0, 3), "float32", 4)
    for axes, dtype, per_number in (
        (3, "float16", 2),
        (4, "int32", 4),
        (1, "float64", 8),
        (2, "int64", 8),
    ):
        expect_bytes(student, tuple(rng.integers(3, 100, axes).tolist()), dtype, per_number)


# holds: "() for a single number"
@exercise("memory")
def test_memory_one_number(student):
    """A single number, which has no axis, takes the bytes of its dtype."""
    expect_bytes(student, (), "float32", 4)
    expect_bytes(student, (), "uint8", 1)


# Just above 2**31 bytes, where int32 ends.
LARGE = (46341, 46341)
TOO_LARGE = ("MemoryError", "ResourceExhaustedError", "_ArrayMemoryError")


# holds: "The number of bytes."
@exercise("memory")
def test_memory_large(student):
    """More than two thousand million bytes are counted right."""
    outcome = student.attempt("memory_bytes", LARGE, "uint8")
    if outcome.raised and outcome.raised.type_name in TOO_LARGE:
        return  # it made such a tensor, to look how large that is: right, where there is room
    name = f"memory_bytes({LARGE}, 'uint8')"
    answer = expect_number(name, outcome.value_or_raise())
    expect(
        answer != math.prod(LARGE) - 2**32,
        f"{name}: got {answer:.12g}; the product wrapped around: int32 ends at 2,147,483,647",
    )
    expect_bytes(student, LARGE, "uint8", 1)


### END HIDDEN TESTS
