"""Arrays that get or lose an axis, and what goes wrong with them."""

from course_utils.checking.expect import expect, expect_array, expect_close, format_value
from course_utils.checking.plain_data import Shape

RESHAPED = {
    "cannot reshape": "are MNIST's sizes written in? Take them from `images.shape`",
    "the requested shape": "are MNIST's sizes written in? Take them from `images.shape`",
    "argument: 'axis'": "say where the new axis goes, with `axis=`",
    "Missing required positional": "say where the new axis goes, with `axis=`",
    "no attribute 'newaxis'": "`newaxis` belongs to `np` and `tf`; it stands between brackets",
    "no attribute 'expand_dims'": "`expand_dims` belongs to `np` and `tf`, not to an array",
}


def expect_axes(name, value, expected, reasons, default):
    """Expect an array or tensor with these numbers, in this shape and this dtype.

    ``reasons`` says what went wrong if a certain shape comes out, ``default`` for any other.
    """
    is_shape = isinstance(value, Shape) or (
        isinstance(value, (tuple, list)) and [type(size) for size in value[:1]] == [int]
    )
    expect(
        not is_shape, f"{name}: got the shape {format_value(value)}; return the array that has it"
    )
    data = expect_array(name, value)
    reason = reasons.get(data.shape, default)
    if data.shape[:1] == (60000,):
        reason = "those are MNIST's images; use the argument"
    expect(data.shape == expected.shape, f"{name}: got shape {data.shape}; {reason}")
    hint = "the numbers changed, or are in other places"
    expect_close(name, value, expected, rtol=0, atol=0, hint=hint)
    expect(
        value.dtype == expected.dtype.name,
        f"{name}: the numbers are right, but the dtype changed from {expected.dtype.name} to "
        f"{value.dtype}; change the shape and nothing else",
    )
