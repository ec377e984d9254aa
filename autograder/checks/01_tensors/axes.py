"""What the exercises on axes share: numbers in their shape, told from those of known mistakes."""

from course_utils.checking.expect import expect, expect_array, expect_close


def expect_numbers(name, value, expected, dtype, mistakes, hint=""):
    """Expect a tensor or array with these numbers, in this shape, and then in this dtype.

    Args:
        name: the call, as the student reads it.
        value: what came back.
        expected: the right numbers.
        dtype: the right dtype, by its name.
        mistakes: pairs of wrong numbers, of whichever shape, and what is wrong with them.
        hint: what to look at when it is none of these mistakes.
    """
    expect_array(name, value)
    told = [(wrong, text) for wrong, text in mistakes if wrong is not None]
    expect_close(name, value, expected, misconceptions=told, hint=hint)
    expect(
        value.dtype == dtype,
        f"{name}: the numbers are right, but got {value.dtype}; they came as {dtype}: keep it",
    )
