"""NumPy arrays as ``.npy`` bytes, written and read without pickle, and checked before they are built."""

from __future__ import annotations

import io
import math
import re
from typing import Any

import numpy as np
from numpy.lib import format as npy

from course_utils.checking.plain_data import MAX_AXES, MAX_BYTES, NUMERIC_KINDS, PlainDataError

# The only form of a header that is read: NumPy's own reader would evaluate a header as a Python literal.
NPY_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00.."
    rb"\{'descr': '([<>|][biufc]\d{1,2})', 'fortran_order': False, 'shape': \(([\d, ]{0,400})\), \} *\n",
    re.DOTALL,
)


def to_npy(data: np.ndarray[Any, Any]) -> bytes:
    """Return a numeric array as ``.npy`` bytes.

    Raises:
        PlainDataError: it holds objects or strings, or more than ``MAX_BYTES``.
    """
    if data.dtype.kind not in NUMERIC_KINDS or data.dtype.hasobject:
        raise PlainDataError(f"an array of {data.dtype} cannot be sent: expected numbers")
    if data.nbytes > MAX_BYTES:
        raise PlainDataError(f"an array of {data.nbytes} bytes is too large: at most {MAX_BYTES}")
    stream = io.BytesIO()
    in_order = np.ascontiguousarray(data).reshape(data.shape)
    npy.write_array(stream, in_order, version=(1, 0), allow_pickle=False)
    return stream.getvalue()


def from_npy(buffer: bytes) -> np.ndarray[Any, Any]:
    """Return the array in ``.npy`` bytes; check its dtype and size before it is allocated.

    Raises:
        PlainDataError: the header is malformed, promises objects, or does not fit the bytes.
    """
    header = NPY_HEADER.match(buffer)
    if header is None:
        raise PlainDataError("malformed .npy header: expected numbers in C order, format 1.0")
    try:
        dtype = np.dtype(header[1].decode())
        shape = tuple(int(size) for size in header[2].split(b",") if size.strip())
    except (TypeError, ValueError) as error:
        raise PlainDataError(f"malformed .npy header: {error}") from None
    size = len(buffer) - header.end()
    if len(shape) > MAX_AXES or math.prod(shape) * dtype.itemsize != size:
        raise PlainDataError(f"an array of {len(shape)} axes does not fit its {size} bytes")
    try:
        data = np.frombuffer(buffer, dtype, offset=header.end()) if size else np.empty(0, dtype)
        return data.reshape(shape).astype(dtype.newbyteorder("="))
    except ValueError as error:  # no bytes, and axes beyond what NumPy can count
        raise PlainDataError(f"an array of no possible shape: {error}") from None
