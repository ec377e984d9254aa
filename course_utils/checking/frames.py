"""Frames: how a check's question, or the reply to it, lies on the socket between grader and kernel.

A frame is its head, the sizes of its buffers, a JSON object and the buffers, without anything in between. The
reply has the token of its question.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from typing import Any

TOKEN_BYTES = 16
HEAD = struct.Struct(f"!{TOKEN_BYTES}sII")  # the token, the bytes of JSON, the number of buffers
SMALL_BYTES = 1 << 16  # what is sent in one piece


def pack_frame(token: bytes, tree: dict[str, Any], buffers: Sequence[bytes]) -> Iterator[bytes]:
    """Yield a frame in pieces to be sent one after another; a small frame is one piece."""
    text = json.dumps(tree).encode()
    sizes = struct.pack(f"!{len(buffers)}Q", *map(len, buffers))
    piece = b"".join([HEAD.pack(token, len(text), len(buffers)), sizes, text])
    if len(piece) + sum(map(len, buffers)) <= SMALL_BYTES:
        yield b"".join([piece, *buffers])
    else:
        yield piece
        yield from buffers


def unpack_sizes(data: bytes) -> tuple[int, ...]:
    """Return the sizes of a frame's buffers, in bytes, from their part of the frame."""
    return struct.unpack(f"!{len(data) // 8}Q", data)
