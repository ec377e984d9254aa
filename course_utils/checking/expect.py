"""Expectations for checks: each raises `CheckFailed` with a message for the student.

A message says which shape and dtype were expected, what came, and what to look at. It shows the student's
value, never the reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from course_utils.checking.plain_data import Array, AxesRecord, DType, FigureRecord, Shape
from course_utils.checking.student import CheckFailed, RemoteObject

Misconceptions = Iterable[tuple[Any, str]]
Numbers = np.ndarray[Any, Any]


def expect(condition: bool, message: str) -> None:
    """Raise `CheckFailed` with ``message`` unless ``condition`` holds."""
    if not condition:
        raise CheckFailed(message)


def expect_object(name: str, value: Any) -> RemoteObject:
    """Return an object that stayed in the student's process, as every object of a library's class does.

    If it is anything else, the notebook has replaced something in the library.
    """
    if not isinstance(value, RemoteObject):
        raise CheckFailed(
            f"{name}: expected an object of the library's own, got {_a(type_of(value))}; does the "
            "notebook replace something in that library?"
        )
    return value


def as_row(name: str, value: Any) -> list[Any]:
    """Return the items of a list or tuple."""
    if not isinstance(value, (list, tuple)):
        raise CheckFailed(f"{name}: expected a list, got {_a(type_of(value))}")
    return list(value)


def type_of(value: Any) -> str:
    """Name a value's type as a student knows it: ``tf.Tensor``, ``NumPy array``, ``list``."""
    if isinstance(value, Array):
        names = {"Tensor": "tf.Tensor", "Variable": "tf.Variable", "scalar": "NumPy scalar"}
        return names.get(value.kind, "NumPy array")
    if isinstance(value, DType):
        return f"dtype {value.name}"
    if isinstance(value, Shape):
        return "TensorShape"
    if isinstance(value, (FigureRecord, AxesRecord)):
        return "matplotlib figure"
    if isinstance(value, RemoteObject):
        return value.type_name
    return "None (is a `return` missing?)" if value is None else type(value).__name__


def format_value(value: Any, limit: int = 60) -> str:
    """Return a value as short text for a message."""
    data = value.data if isinstance(value, Array) else value
    if isinstance(data, np.ndarray):
        data = _show_numbers(data)
    elif isinstance(data, DType):
        data = data.name
    elif isinstance(data, Shape):
        data = data.dims
    text = " ".join(str(data).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _show_numbers(data: Numbers) -> str:
    """Return up to 8 numbers as text; of more numbers, only the first three."""
    if data.size > 8:
        return f"[{', '.join(_show_number(number) for number in data.ravel()[:3])}, …]"
    return np.array2string(data, separator=", ", formatter={"all": _show_number})


def _show_number(number: Any) -> str:
    """Return a number as text, in its dtype; a fraction has six digits at most."""
    return str(float(f"{number:.6g}")) if isinstance(number, np.floating) else str(number)


def expect_tensor(
    name: str,
    value: Any,
    shape: tuple[int, ...] | None = None,
    dtype: str | Iterable[str] | None = None,
) -> Numbers:
    """Return the numbers of a ``tf.Tensor`` (or Variable) of this shape and one of these dtypes."""
    is_tensor = isinstance(value, Array) and value.kind in ("Tensor", "Variable")
    expect(is_tensor, f"{name}: expected a tf.Tensor, got {_a(type_of(value))}")
    return expect_array(name, value, shape, dtype)


def expect_array(
    name: str,
    value: Any,
    shape: tuple[int, ...] | None = None,
    dtype: str | Iterable[str] | None = None,
) -> Numbers:
    """Return the numbers of a tensor or NumPy array (a Python number counts as shape ``()``)."""
    if type(value) in (bool, int, float):
        value = Array(np.asarray(value), "scalar", np.asarray(value).dtype.name)
    if not isinstance(value, Array):
        raise CheckFailed(f"{name}: expected a tensor or array, got {_a(type_of(value))}")
    wanted = [dtype] if isinstance(dtype, str) else list(dtype or [])
    right_shape = shape is None or value.shape == shape
    if not right_shape or (wanted and value.dtype not in wanted):
        expected = _expected(shape, wanted)
        raise CheckFailed(f"{name}: expected {expected}, got {value.dtype} of shape {value.shape}")
    return value.data


def _expected(shape: tuple[int, ...] | None, dtypes: list[str]) -> str:
    if shape is None:
        return " or ".join(dtypes)
    return f"{' or '.join(dtypes)} of shape {shape}" if dtypes else f"shape {shape}"


def expect_close(
    name: str,
    value: Any,
    expected: Any,
    *,
    rtol: float = 1e-5,
    atol: float = 1e-6,
    misconceptions: Misconceptions = (),
    hint: str = "",
) -> None:
    """Expect the numbers of ``value`` to be those of ``expected``, with the same shape.

    Args:
        name: the student's name for it.
        value: a tensor, array, number, or list of numbers.
        expected: the reference; never shown.
        rtol: relative tolerance; the default allows for float32 rounding.
        atol: absolute tolerance.
        misconceptions: pairs of a wrong result and the message that names the mistake behind it.
        hint: what to look at when no misconception fits.
    """
    data, reference = as_numbers(name, value), np.asarray(expected)
    if _close(data, reference, rtol, atol):
        return
    for wrong, message in misconceptions:
        if _close(data, np.asarray(wrong), rtol, atol):
            raise CheckFailed(f"{name}: {message}")
    if data.shape != reference.shape:
        problem = f"expected shape {reference.shape}, got {data.shape}"
    else:
        problem = f"got {format_value(data)}, which is not right"
    raise CheckFailed(f"{name}: {problem}" + (f"; {hint}" if hint else ""))


def as_numbers(name: str, value: Any) -> Numbers:
    """Return a tensor, array, number, or nested list of numbers as a NumPy array.

    NumPy values are numbers that a check has read before; they are returned as they are.
    """
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(value)
    if isinstance(value, (list, tuple)):
        value = [as_numbers(name, item) for item in value]
        try:
            return np.asarray(value) if value else np.zeros(0)
        except ValueError:
            raise CheckFailed(f"{name}: its rows differ in length") from None
    if isinstance(value, (Array, bool, int, float)):
        return expect_array(name, value)
    raise CheckFailed(f"{name}: expected numbers, got {_a(type_of(value))}")


def expect_number(name: str, value: Any) -> float:
    """Return a real number: a Python number, or a tensor or array of one element."""
    data = as_numbers(name, value)
    expect(data.size == 1, f"{name}: expected one number, got shape {data.shape}")
    expect(data.dtype.kind != "c", f"{name}: expected a real number, got {data.dtype}")
    return float(data.reshape(()))


def expect_finite(name: str, data: Numbers) -> None:
    """Expect no NaN and no infinity."""
    if not np.isfinite(data).all():
        raise CheckFailed(
            f"{name}: holds NaN or infinity; look for a division by zero or a log of 0"
        )


def _close(data: Numbers, reference: Numbers, rtol: float, atol: float) -> bool:
    if data.shape != reference.shape:
        return False
    return bool(np.allclose(data, reference, rtol=rtol, atol=atol, equal_nan=True))


def _a(noun: str) -> str:
    if noun.startswith(("None", "dtype")):
        return noun
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"
