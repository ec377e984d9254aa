"""Checks of 01_tensors, which `check` runs; at grading, hidden ones are added."""

import itertools
import math
import re

import numpy as np
import pytest

from course_utils.checking.expect import (
    as_numbers,
    expect,
    expect_array,
    expect_close,
    expect_number,
    expect_tensor,
    format_value,
    type_of,
)
from course_utils.checking.plain_data import Array, DType, Shape, tensor
from course_utils.checking.student import CheckFailed

exercise = pytest.mark.exercise
GRADING_LIMITS = {"cell_s": 20, "submission_s": 120, "output_mib": 4, "notebook_mib": 20}


# ---------------------------------------------------------------- shared


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


# ---------------------------------------------------------------- from_list


SMALL = {
    "int8": "ends at 127",
    "uint8": "ends at 255",
    "int16": "ends at 32767",
    "uint16": "ends at 65535, and begins at 0",
    "float16": "is too coarse for these numbers",
    "bfloat16": "is too coarse for these numbers",
}


def expect_from_list(student, values):
    """Expect ``from_list`` to give these numbers as a tensor."""
    outcome = student.attempt("from_list", values)
    answer = outcome.value_or_raise(NO_FRACTIONS)
    expect(
        not (isinstance(answer, Array) and format_value(answer) == "[5, 0, 4]"),
        f"from_list({values}): got the numbers of the example; use the argument `values`",
    )
    name = f"from_list({values})"
    distinct = len(set(values))
    expect(
        not (isinstance(answer, Array) and answer.shape == (distinct,) != (len(values),)),
        f"{name}: got {distinct} numbers; a number that occurs twice is kept twice",
    )
    small = SMALL.get(answer.dtype) if isinstance(answer, Array) else None
    if small and max(map(abs, values)) > 999 and answer.shape == (len(values),):
        same = np.array_equal(answer.data, values)
        expect(same, f"{name}: {answer.dtype} {small}; leave the dtype to TensorFlow")
    wrong = [(np.trunc(values), "the fractions are gone; leave the dtype to TensorFlow")]
    expect_same(name, answer, values, wrong)
    expect_unchanged(name, outcome, values)


@exercise("from_list")
def test_from_list_example(student):
    """A list of four numbers becomes a tensor."""
    expect_from_list(student, [3, 1, 8, 6])


# ---------------------------------------------------------------- from_tuple


WRITTEN_IN = (
    "is the shape of the example written in? A tensor takes its shape from `rows` by itself"
)
ERRORS = {
    "but the requested shape has": WRITTEN_IN,
    "unsupported shape": WRITTEN_IN,
    "cannot reshape array": WRITTEN_IN,
    "to a TensorFlow DType": "what comes second in `tf.constant` is a dtype; all rows go into it "
    "together, as one argument",
    **NO_FRACTIONS,
}


def expect_from_tuple(student, rows):
    """Expect ``from_tuple`` to give these rows as a tensor."""
    answer = student.attempt("from_tuple", rows).value_or_raise(ERRORS)
    wrong = [
        (np.trunc(rows), "the fractions are gone; leave the dtype to TensorFlow"),
        (np.asarray(rows, np.float16), "float16 is too coarse; leave the dtype to TensorFlow"),
    ]
    expect_same(f"from_tuple({rows})", answer, rows, wrong)


@exercise("from_tuple")
def test_from_tuple_example(student):
    """Four rows of two numbers become a tensor of shape (4, 2)."""
    expect_from_tuple(student, ((7, 0), (5, 2), (9, 4), (1, 8)))


# ---------------------------------------------------------------- from_array


def expect_like(value, array):
    """Expect a tensor with the numbers, the shape and the dtype of ``array``."""
    name = f"from_array(an array of {array.dtype.name})"
    data = expect_tensor(name, value)
    expect(
        not np.array_equal(data, [[0, 128, 255], [255, 128, 0]]),
        f"{name}: got the numbers of the example; use the argument `array`",
    )
    expect(
        value.dtype == array.dtype.name,
        f"{name}: got a tensor of {value.dtype}, so the array's dtype is lost; "
        "give the array itself to TensorFlow, and no dtype",
    )
    hint = "was there another type in between? float32 holds fewer digits than float64"
    expect_same(name, value, array, hint=hint)


@exercise("from_array")
def test_from_array_example(student):
    """An array of pixels becomes a tensor with the same dtype."""
    pixels = np.array([[9, 60], [250, 7], [31, 0]], dtype=np.uint8)
    expect_like(student.call("from_array", pixels), pixels)


# ---------------------------------------------------------------- describe


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


# ---------------------------------------------------------------- default_dtypes


CASES = {
    "np_int": "NumPy's whole numbers",
    "np_float": "NumPy's fractions",
    "tf_int": "TensorFlow's whole numbers",
    "tf_float": "TensorFlow's fractions",
}


def default_names(student):
    """Return the dictionary ``default_dtypes`` with the name of a dtype in each entry."""
    answer = student.value("default_dtypes")
    is_dict = isinstance(answer, dict)
    expect(is_dict, f"default_dtypes: expected a dictionary, got {type_of(answer)}")
    missing = [case for case in CASES if case not in answer]
    expect(not missing, f"default_dtypes: has no entry {', '.join(map(repr, missing))}")
    names = {case: dtype_name(answer[case]) for case in CASES}
    for case, name in names.items():
        expect(
            name is not None and re.fullmatch(r"(u?int|b?float|complex)\d+", name) is not None,
            f"default_dtypes[{case!r}]: got {format_value(answer[case])}; expected the name of a dtype "
            "with its bits, such as 'int16' or 'float16'",
        )
    return names


# holds: "Your answer is a dictionary"
# holds: "put the name of a dtype"
@exercise("default_dtypes")
def test_default_dtypes_form(student):
    """The form is right: four names of dtypes. Whether they are the right ones: at grading."""
    default_names(student)


# ---------------------------------------------------------------- float_at_creation


@exercise("float_at_creation")
def test_float_at_creation_list(student):
    """A list of whole numbers becomes float32."""
    answer = student.call("float_at_creation", [1, 2, 3])
    expect_float32("float_at_creation([1, 2, 3])", answer, [1, 2, 3])


# ---------------------------------------------------------------- as_float


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


# ---------------------------------------------------------------- to_uint8


def expect_cut(student, fractions):
    """Expect ``to_uint8`` to cut the fractions off."""
    array = np.asarray(fractions, np.float32)
    answer = student.attempt("to_uint8", tensor(array)).value_or_raise(CAST)
    name = f"to_uint8({fractions})"
    wrong = [
        (np.rint(array), "got rounded numbers; a cast cuts the fraction off, so don't round first"),
        (np.floor(array + 0.5), "got rounded numbers; a cast cuts the fraction off by itself"),
        (np.ceil(array), "got numbers rounded up; a cast cuts the fraction off"),
        (np.trunc(array).astype(np.int64).astype(np.int8), "got numbers below 0: that is int8"),
    ]
    hint = "the cast cuts the fraction off, and nothing else has to be done"
    expect_same(name, answer, np.trunc(array), wrong, hint)
    expect(
        answer.dtype == "uint8",
        f"{name}: the numbers are right, but their dtype is {answer.dtype}; it must be uint8",
    )


@exercise("to_uint8")
def test_to_uint8_example(student):
    """Four fractions lose what is behind the point."""
    expect_cut(student, [0.2, 1.5, 1.7, 254.9])


# ---------------------------------------------------------------- wraparound


def predictions(student):
    """Return ``wrapped`` as four whole numbers from 0 to 255."""
    answer = student.value("wrapped")
    data = as_numbers("wrapped", answer)
    expect(
        data.shape == (4,), f"wrapped: expected four numbers in a row, got {format_value(answer)}"
    )
    whole = data.dtype.kind in "iuf" and bool(np.all(data == np.round(data)))
    expect(whole, f"wrapped: expected whole numbers, got {format_value(answer)}")
    expect(
        bool(np.all((data >= 0) & (data <= 255))),
        f"wrapped: got {format_value(answer)}; uint8 holds nothing below 0 and nothing above 255",
    )
    return [int(number) for number in data.tolist()]


# holds: "the four whole numbers"
@exercise("wraparound")
def test_wraparound_form(student):
    """The form is right: four numbers for uint8. Whether they are the right ones: at grading."""
    predictions(student)


# ---------------------------------------------------------------- astype_and_cast


def expect_both(student, array):
    """Expect ``astype_and_cast`` to give NumPy's and TensorFlow's uint8 of ``array``."""
    outcome = student.attempt("astype_and_cast", array)
    answer = outcome.value_or_raise()
    is_pair = isinstance(answer, (tuple, list)) and len(answer) == 2
    expect(is_pair, f"astype_and_cast: expected two results, got {type_of(answer)}")
    first, second = answer
    swapped = type_of(first) == "tf.Tensor" and type_of(second) == "NumPy array"
    expect(not swapped, "astype_and_cast: got the tensor first; return the one of `astype` first")
    expect(
        type_of(first) == "NumPy array",
        f"the first result: expected a NumPy array, got {type_of(first)}; use `array.astype`",
    )
    expect_tensor("the second result", second)
    limit = np.clip(array, 0, 255)
    wrong = [(limit, "the numbers stopped at 0 or 255; `astype` and `tf.cast` let them go round")]
    for which, result in (("the first result", first), ("the second result", second)):
        expect(
            result.dtype == "uint8",
            f"{which}: expected uint8, got {result.dtype}; "
            "both return something new and leave what they were given as it is",
        )
        hint = "leave what becomes of numbers that don't fit to `astype` and `tf.cast`"
        expect_close(which, result, array % 256, rtol=0, atol=0, misconceptions=wrong, hint=hint)
    expect_unchanged("astype_and_cast", outcome, array)


@exercise("astype_and_cast")
def test_astype_and_cast_form(student):
    """An array and a tensor of uint8 come back, also with a number that doesn't fit."""
    expect_both(student, np.array([0, 100, 255, 270]))


# ---------------------------------------------------------------- brighten


def expect_brighter(student, image, amount):
    """Expect ``brighten`` to add without wraparound."""
    image = np.asarray(image, np.uint8)
    truth = "`min` and `if` look at one number; `tf.minimum` works on all pixels"
    answer = student.attempt("brighten", tensor(image), amount).value_or_raise(
        {"truth value": truth}
    )
    name = f"brighten({format_value(image)}, {amount})"
    got_array = isinstance(answer, Array) and type_of(answer) == "NumPy array"
    expect(not got_array, f"{name}: got a NumPy array; wrap it in tf.constant")
    total = image.astype(np.int64) + amount
    hint = "add the same amount to each pixel, then cut at 255"
    data = expect_tensor(name, answer)
    expect(data.shape == image.shape, f"{name}: expected shape {image.shape}, got {data.shape}")
    around = "a sum above 255 wrapped around; change the type before you add, and cut at 255"
    wrong = [
        (total % 256, f"{around} before you go back to uint8"),
        (np.where(total > 255, 0, total), "a sum above 255 became 0; it should become 255"),
        (np.where(total > 255, image, total), "a pixel whose sum is above 255 stayed as it was"),
        (total, "a sum went above 255; cut it at 255"),
        (
            np.where(total > 253, 255, total),
            "a sum of 254 became 255; only what is above 255 is cut",
        ),
        (np.minimum(total, 254), "a sum was cut at 254; 255 is the brightest that uint8 holds"),
    ]
    expect_close(name, answer, np.minimum(total, 255), misconceptions=wrong, hint=hint)
    expect(
        answer.dtype == "uint8",
        f"{name}: the numbers are right, but got {answer.dtype}; go back to uint8 at the end",
    )


@exercise("brighten")
def test_brighten_small(student):
    """An image with one bright pixel gets brighter, and stays an image of uint8."""
    expect_brighter(student, [[0, 10, 20], [30, 40, 250]], 60)


# ---------------------------------------------------------------- memory


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


# ---------------------------------------------------------------- axes


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


# ---------------------------------------------------------------- crop


def expect_window(student, images, window):
    """Expect ``crop`` to cut (top, left, height, width) out of each image."""
    top, left, height, width = window
    bottom, right = top + height, left + width
    name = f"crop(images of shape {images.shape}, {top}, {left}, {height}, {width})"
    mistakes = [
        (
            images[:, top:height, left:width],
            "a slice is `start:stop`; the stop is where it starts plus how many it takes",
        ),
        (images[:, left:right, top:bottom], "rows and columns are swapped; the row comes first"),
        (images[:, left : left + height, top : top + width], "`top` and `left` are swapped"),
        (images[:, top : top + width, left : left + height], "height and width are swapped"),
        (
            images[:, top : bottom + 1, left : right + 1],
            "one row and one column too many; the stop itself isn't taken",
        ),
        (images[:, top : bottom - 1, left : right - 1], "one row and one column too few"),
        (
            images[:, top + 1 : bottom + 1, left + 1 : right + 1],
            "the window lies one row and one column too far; counting begins at 0",
        ),
        (
            images[:, top - 1 : bottom - 1, left - 1 : right - 1] if top and left else None,
            "the window begins one row and one column too early; `top` and `left` count from 0",
        ),
        (
            images[:, top:bottom, left:right].squeeze(),
            "an axis of size 1 is gone; slices alone keep all three axes",
        ),
        (images[0, top:bottom, left:right], "that is one image; cut from every image of the batch"),
        (
            images[top:bottom, left:right],
            "the first entry between the brackets is for the images, not for the rows; a `:` "
            "alone takes them all",
        ),
        (images[:, top:bottom], "the columns are all there; they need a slice of their own"),
        (images[..., left:right], "the rows are all there; they need a slice of their own"),
        (images[:, top:, left:], "the window has no end; say where its slices stop"),
        (images[:, :height, :width], "the window begins at the corner; use `top` and `left`"),
    ]
    got = student.call("crop", tensor(images), top, left, height, width)
    expected = images[:, top:bottom, left:right]
    shape_hint = "one entry for each of the three axes: all images, some rows, some columns"
    hint = "the shape is right, so look where the window begins, and whether every image is there"
    expect_numbers(name, got, expected, images.dtype.name, mistakes, shape_hint, hint)


@exercise("crop")
def test_crop_small(student):
    """A window of 2 rows and 3 columns, from two images and from one."""
    numbers = np.arange(70, dtype=np.int32).reshape(2, 5, 7)
    expect_window(student, numbers, (1, 3, 2, 3))
    expect_window(student, (numbers[:1] + 3).astype(np.float32), (3, 0, 1, 5))


# ---------------------------------------------------------------- means


def expect_means(student, images):
    """Expect ``means`` to give one number for each image, then one number for each pixel."""
    name = f"means(images of shape {images.shape})"
    row = student.call("means", tensor(images))
    expect(
        isinstance(row, (tuple, list)),
        f"{name}: expected two results, got {type_of(row)}; `return` both, with a comma between",
    )
    expect(len(row) == 2, f"{name}: expected two results, got {len(row)}")
    each, image = images.mean(axis=(1, 2)), images.mean(axis=0)
    gone = "an axis of size 1 is gone that has to stay; name the axes that shall disappear"
    whole = [
        (each.squeeze() if len(each) == 1 else None, gone),
        (image.squeeze() if 1 in image.shape else None, gone),
        (images.mean(), "that is one mean of all the numbers; name the axes that shall disappear"),
        (images.mean(axis=1), "only the rows are averaged: name both axes of an image"),
        (images.mean(axis=2), "only the columns are averaged: name both axes of an image"),
        (each[:, None, None], "the axes are still there, with size 1; leave `keepdims` out"),
        (image[None], "the first axis is still there, with size 1; leave `keepdims` out"),
        (images.sum(axis=(1, 2)), "that is the sum; the mean is asked for"),
        (images.sum(axis=0), "that is the sum; the mean is asked for"),
        (np.trunc(each), FRACTIONS),
        (np.trunc(image), FRACTIONS),
        (images.max(axis=(1, 2)), "that is the largest number; the mean is asked for"),
        (images.max(axis=0), "that is the largest number; the mean is asked for"),
    ]
    first = [(image, "that is the mean image; it comes second"), *whole]
    shape_hint = "which axis counts the images? The others have to disappear"
    hint = "the mean of all the numbers in an image"
    of_each = f"{name}, the mean of each image"
    expect_numbers(of_each, row[0], each, "float32", first, shape_hint, hint)
    second = [
        (each, "that is the mean of each image; here the axis of the images disappears"),
        *whole,
    ]
    shape_hint = "which axis counts the images? That one has to disappear"
    hint = "at each pixel the mean over all the images, however many they are"
    expect_numbers(f"{name}, the mean image", row[1], image, "float32", second, shape_hint, hint)


@exercise("means")
def test_means_small(student):
    """The two images of the example, and a batch of another shape."""
    example = [[[0, 2, 4], [6, 8, 10]], [[100, 100, 100], [100, 100, 160]]]
    expect_means(student, np.array(example, np.float32))
    expect_means(student, np.array([[[1], [2]], [[3], [5]], [[9], [8]], [[2], [4]]], np.float32))


# ---------------------------------------------------------------- to_rows


PIXELS = "that is not how many pixels these images have; take it from `images.shape`"
SIZES = {
    "which requires": f"{PIXELS}, or let `-1` find it",
    "cannot reshape array": f"{PIXELS}, or let `-1` find it",
    "multiple of": PIXELS,
    "but the requested shape has": f"{PIXELS}, or let `-1` find it",
}


def expect_rows(student, images):
    """Expect ``to_rows`` to lay each image out row after row, and to keep the images apart."""
    n, height, width = images.shape
    name = f"to_rows(images of shape {images.shape})"
    got = student.attempt("to_rows", tensor(images)).value_or_raise(SIZES)
    turned = images.transpose(0, 2, 1).reshape(n, -1)
    mistakes = [
        (turned, "the pixels come column after column; read them row after row"),
        (images.reshape(n, -1).T, "the images lie in columns; one row for each"),
        (images.reshape(-1, n), "the images lie in columns and are mixed up; one row for each"),
        (
            images.reshape(-1),
            "all images are in one row; one row for each"
            if n > 1
            else "the axis of the images is gone; a batch of one image gives a table of one row",
        ),
        (images.reshape(n * height, width), "one row for each row of pixels; one for each image"),
        (images.reshape(n, 1, -1), "an axis of size 1 too many"),
        (images.reshape(n, -1, 1), "an axis of size 1 too many"),
        (images.reshape(n, -1)[0], "that is one image; all of them are wanted"),
        (images.reshape(height, -1), "as many rows as an image is high; one for each image"),
        (images, "the shape is as it was"),
    ]
    shape_hint = "the first axis stays, and the other two become one"
    hint = "the shape is right; the numbers stay as they are, row of pixels after row of pixels"
    expected = images.reshape(n, height * width)
    expect_numbers(name, got, expected, images.dtype.name, mistakes, shape_hint, hint)


@exercise("to_rows")
def test_to_rows_small(student):
    """Two images of 2 rows and 3 columns, and three of 4 rows and 1 column."""
    expect_rows(student, np.arange(12, dtype=np.int32).reshape(2, 2, 3))
    expect_rows(student, np.arange(12, dtype=np.float64).reshape(3, 4, 1))


# ---------------------------------------------------------------- differences


ROWS_WRITTEN_IN = {
    "but the requested shape has": "there are as many predictions as labels, and not always three; "
    "is a size of the example written in?",
}


def expect_differences(student, predictions, labels):
    """Expect ``differences`` to subtract the n labels from the n predictions, one by one."""
    n = len(labels)
    predictions = np.asarray(predictions, np.float32).reshape(n, 1)
    labels = np.asarray(labels, np.float32)
    name = f"differences(predictions of shape {predictions.shape}, labels of shape {labels.shape})"
    got = student.attempt("differences", tensor(predictions), tensor(labels))
    got = got.value_or_raise(ROWS_WRITTEN_IN)
    right = predictions[:, 0] - labels
    silent = "every prediction minus every label: (n, 1) and (n,) are broadcast to (n, n)"
    mistakes = [
        (predictions - labels if n > 1 else None, f"{silent}; make the shapes alike first"),
        ((predictions - labels).mean(axis=1), f"{silent}, and then averaged"),
        ((predictions - labels).mean(axis=0), f"{silent}, and then averaged"),
        ((predictions - labels)[:, 0], "that is each prediction minus the first label"),
        ((predictions - labels)[0], "that is the first prediction minus each label"),
        (np.abs(right), "the signs are gone; a prediction that is too small has a negative one"),
        (-right, "the signs are turned round: it is the prediction minus the label"),
        (right[:, None], "the numbers are right, in a shape with an axis too many; one axis"),
        (right[None], "the numbers are right, in a shape with an axis too many; one axis"),
        (right.reshape(()) if n == 1 else None, "a bare squeeze drops every axis of size 1"),
        (right**2, "those are the squares"),
        (np.trunc(right), FRACTIONS),
        (np.trunc(predictions[:, 0]) - np.trunc(labels), FRACTIONS),
        (right.mean(), "that is one number; a difference for each row is wanted"),
    ]
    shape_hint = "take the axis of size 1 from the predictions, then subtract"
    hint = "the shape is right; each prediction minus the label at the same place, and nothing more"
    expect_numbers(name, got, right, "float32", mistakes, shape_hint, hint)


@exercise("differences")
def test_differences_small(student):
    """Three predictions as in the picture, and two others."""
    expect_differences(student, [1, 2, 4], [1, 2, 3])
    expect_differences(student, [0.5, -2], [3, -2.25])


# ---------------------------------------------------------------- draws


DRAWING = {
    "keyword argument 'std'": "TensorFlow calls it `stddev=`",
    "Value for attr 'T' of float": "the shape comes first, before the other arguments",
    "Missing required positional": "the shape comes first, before the other arguments",
    "seed must have shape [2]": "it wants two whole numbers: `seed=[seed, 0]`",
}


def draw(student, function, shape, *args):
    """Return what a function draws, as a float32 array of this shape."""
    answer = student.attempt(function, shape, *args).value_or_raise(DRAWING)
    name = f"{function}{(shape, *args)}"
    data = expect_tensor(name, answer)
    expect(
        data.shape == shape and answer.dtype == "float32",
        f"{name}: expected float32 of shape {shape}, got {answer.dtype} of shape {data.shape}",
    )
    expect(bool(np.isfinite(data).all()), f"{name}: got NaN or infinity")
    expect(
        bool(data.min() < data.max()),
        f"{name}: got {data.flat[0]:g} everywhere; draw a new number for each place",
    )
    return data.astype(np.float64)


def expect_new_draws(student, function, *args):
    """Expect two calls to give different numbers, in a shape with three different axes."""
    first, second = (draw(student, function, (3, 5, 2), *args) for _ in range(2))
    expect(
        bool(np.any(first != second)),
        f"{function}: two calls gave the same numbers; a fixed array or a seed inside?",
    )
    same_again = np.array_equal(np.sort(first, axis=None), np.sort(second, axis=None))
    expect(
        not same_again,
        f"{function}: two calls gave the same numbers in another order; each number is drawn anew",
    )


# ---------------------------------------------------------------- random_normal


# holds: "Each call draws new numbers."
# holds: "A float32 tensor of this shape, with new numbers at each call."
@exercise("random_normal")
def test_random_normal_form(student):
    """The result has the right shape and dtype, and each call draws new numbers."""
    expect_new_draws(student, "random_normal", 10.0, 3.0)


@exercise("random_normal")
def test_random_normal_arguments(student):
    """`mean` and `std` are used (if they are used rightly: at grading)."""
    data = draw(student, "random_normal", (1000,), 500.0, 20.0)
    mean, std = data.mean(), data.std()
    problem = f"random_normal(…, 500.0, 20.0): the standard deviation of 1,000 draws is {std:.0f}"
    variance = "that is the variance, std × std; TensorFlow wants the standard deviation"
    expect(not (std > 250 and mean > 250), f"{problem}; {variance}")
    problem = f"random_normal(…, 500.0, 20.0): the mean of 1,000 draws is {mean:.0f}"
    expect(std < 250, f"{problem}; are `mean` and `std` swapped?")
    expect(mean > 250, f"{problem}; the argument `mean` isn't used")
    problem = f"random_normal(…, 500.0, 20.0): the standard deviation is {std:.1f}"
    expect(not 0.5 < std < 2, f"{problem}; the argument `std` isn't used")


# ---------------------------------------------------------------- random_uniform


def expect_bounds(student, low, high):
    """Expect 100,000 draws to lie between the bounds, and to come close to both."""
    data = draw(student, "random_uniform", (250, 400), low, high)
    least, most = float(data.min()), float(data.max())
    problem = f"random_uniform(…, {low}, {high}): the draws go from {least:.2f} to {most:.2f}"
    # That none of 100,000 draws falls into the outermost thousandth: e**-100.
    near = (high - low) / 1000
    reason = "check what happens at each bound; the draws should come near both"
    if least >= 0 and most <= 1:
        reason = "neither bound is used"
    elif low > 0 and 0 <= least < near:
        reason = "the lower bound isn't used"
    elif low > 1 and most <= low + 1:
        reason = "the upper bound isn't used"
    elif most > high:
        added = most > high + near and abs(most - (low + high)) < near
        reason = "`high` is where the range ends, not how wide it is" if added else reason
    # In float32 a draw just below `high` may round to it, so `high` itself is let pass.
    inside = least >= low and most <= high
    near_both = least < low + near and most > high - near
    expect(inside and near_both, f"{problem}; {reason}")


# holds: "Each call draws new numbers."
# holds: "A float32 tensor of this shape, with new numbers at each call."
@exercise("random_uniform")
def test_random_uniform_form(student):
    """The result has the right shape and dtype, and each call draws new numbers."""
    expect_new_draws(student, "random_uniform", 2.0, 5.0)


@exercise("random_uniform")
def test_random_uniform_arguments(student):
    """`low` and `high` are used: the draws lie between 20 and 60."""
    expect_bounds(student, 20.0, 60.0)


# ---------------------------------------------------------------- seeded


def draw_seeded(student, seed, shape):
    """Return what ``seeded`` draws, as an array of this shape."""
    answer = student.attempt("seeded", seed, shape).value_or_raise(DRAWING)
    data = expect_tensor(f"seeded({seed}, {shape})", answer)
    expect(
        data.shape == shape,
        f"seeded({seed}, {shape}): expected shape {shape}, got {data.shape}",
    )
    is_number = data.dtype.kind in "iuf"
    expect(is_number, f"seeded({seed}, {shape}): expected real numbers, got {answer.dtype}")
    expect(bool(np.isfinite(data).all()), f"seeded({seed}, {shape}): got NaN or infinity")
    return data.astype(np.float64)


# holds: "the same for the same seed"
@exercise("seeded")
def test_seeded_same(student):
    """The same seed gives the same numbers."""
    first, second = (draw_seeded(student, 1, (4, 3)) for _ in range(2))
    expect(
        np.array_equal(first, second),
        "seeded: two calls with seed 1 gave different numbers; set the seed anew inside each call "
        "(`seed=` alone goes one step further at each call)",
    )


# holds: "a tensor of random numbers (from any distribution)"
@exercise("seeded", required=True)
def test_seeded_random(student):
    """The numbers are random, not all the same."""
    data = draw_seeded(student, 3, (12, 10))
    expect(
        len(np.unique(data)) > 1,
        f"seeded(3, (12, 10)): got {format_value(data)}, one number everywhere; draw random numbers",
    )


def draw_different(student, seeds):
    """Return what ``seeded`` draws for these seeds; expect it to differ."""
    draws = [draw_seeded(student, seed, (5, 2, 3)) for seed in seeds]
    some_differ = any(not np.array_equal(draws[0], other) for other in draws[1:])
    but = ", but others don't; use the argument `seed` as it comes"
    reason = but if some_differ else "; use the argument `seed`"
    for one, other in itertools.combinations(range(len(seeds)), 2):
        expect(
            not np.array_equal(draws[one], draws[other]),
            f"seeded: seeds {seeds[one]} and {seeds[other]} gave the same numbers{reason}",
        )
    return draws


@exercise("seeded")
def test_seeded_used(student):
    """Seeds 1 and 2 give different numbers."""
    draw_different(student, (1, 2))
