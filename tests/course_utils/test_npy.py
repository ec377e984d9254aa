"""Bytes of `.npy` are numbers or refused, whoever wrote them."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.checking.npy import from_npy, to_npy
from course_utils.checking.plain_data import PlainDataError


def npy(descr: str, shape: str, payload: bytes = b"", *, fortran: str = "False") -> bytes:
    """Return ``.npy`` bytes with a header of one's own making."""
    header = f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + payload


@pytest.mark.parametrize(
    "data", [np.array([None]), np.array(["a"]), np.zeros(2, [("a", "f4")])], ids=["O", "U", "V"]
)
def test_only_numbers_become_npy(data: np.ndarray[Any, Any]) -> None:
    """Objects, text and structures have no .npy form here."""
    with pytest.raises(PlainDataError, match="cannot be sent: expected numbers"):
        to_npy(data)


def test_numpys_own_files_are_read() -> None:
    """What NumPy writes as format 1.0 is read back."""
    stream = io.BytesIO()
    np.save(stream, np.arange(6, dtype="i2").reshape(2, 3))
    assert from_npy(stream.getvalue()).tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("buffer", "reason"),
    [
        (b"", "malformed .npy header"),
        (b"\x93NUMPY\x02\x00", "expected numbers in C order, format 1.0"),
        (npy("'|O'", "(1,)", b"\x80\x04N."), "expected numbers"),
        (npy("'<U4'", "(1,)", b"\0" * 16), "expected numbers"),
        (npy("[('a', '<f4')]", "(1,)", b"\0" * 4), "expected numbers"),
        (npy("'<M8[s]'", "(1,)", b"\0" * 8), "expected numbers"),
        (npy("__import__('os').abort()", "(1,)"), "expected numbers"),
        (npy("'<f4'", "(1,)", b"\0" * 4, fortran="True"), "C order"),
        (npy("'<f3'", "(1,)", b"\0" * 3), "malformed .npy header"),
        (npy("'<f4'", "(-1,)", b"\0" * 4), "malformed .npy header"),
        (npy("'<f4'", "(1 2,)", b"\0" * 4), "malformed .npy header"),
        (npy("'<f4'", "(" + "9" * 399 + ",)", b"\0" * 4), "1 axes does not fit its 4 bytes"),
        (npy("'<f4'", "(" + "9" * 500 + ",)", b"\0" * 4), "malformed .npy header"),
        (npy("'<f4'", "(3,)", b"\0" * 8), "an array of 1 axes does not fit its 8 bytes"),
        (npy("'<f4'", "(1,)", b"\0" * 8), "an array of 1 axes does not fit its 8 bytes"),
        (npy("'<f4'", "(" + "1, " * 40 + ")", b"\0" * 4), "an array of 40 axes does not fit"),
        (npy("'<f4'", "(0, 1000000000000000000000000)"), "an array of no possible shape"),
        (npy("'<f4'", "(0, 1099511627776, 1099511627776)"), "an array of no possible shape"),
        (npy("'<f4'", "(" * 5000 + ")" * 5000), "malformed .npy header"),
    ],
    ids=lambda value: str(value)[10:60],
)
def test_hostile_npy_is_refused(buffer: bytes, reason: str) -> None:
    """Objects, text, impossible shapes, wrong lengths: each is refused before it is allocated."""
    with pytest.raises(PlainDataError) as caught:
        from_npy(buffer)
    assert reason in str(caught.value)


@settings(max_examples=1000, deadline=None)
@given(
    st.binary(max_size=200)
    | st.builds(
        npy,
        st.sampled_from(["'<f4'", "'|b1'", "'>c16'", "'<i0'", "'|O'", "'<f99'"]),
        st.lists(st.integers(-1, 2**70), max_size=4).map(lambda sizes: str(tuple(sizes))),
        st.binary(max_size=64),
    )
)
def test_any_bytes_are_read_or_refused(buffer: bytes) -> None:
    """Whatever bytes come, they are an array of numbers or refused: nothing else is ever raised."""
    with suppress(PlainDataError):
        assert from_npy(buffer).dtype.kind in "biufc"
