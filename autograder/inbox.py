"""What a kernel sends, bounded before anybody reads it: a hostile one sends what fills a memory."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.session import Session
from traitlets import Integer

from autograder.limits import MIB

MAX_PARTS = 100_000  # of one message; an answer has one for each of its arrays
MAX_PART_BYTES = 300 * MIB  # a little above the largest array that plain data allows
MAX_JSON_BYTES = 16 * MIB  # what a plain value's tree may take; parsed, it is twenty times as large
MAX_INFLOW_BYTES = 512 * MIB  # what the messaging library may hold back for us
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Oversized(ValueError):
    """A message is longer than what is read."""


class BoundedSession(Session):
    """Jupyter's messages, refused unparsed where what would be parsed is too long."""

    json_bytes = Integer(MAX_JSON_BYTES, help="how long that may be, in bytes")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unpack = _unpack

    def deserialize(self, msg_list: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Read a message without its identities: a signature, four parts of JSON, and arrays.

        Raises:
            Oversized: its JSON is longer than is read.
        """
        if sum(len(part) for part in msg_list[1:5]) > self.json_bytes:
            raise Oversized
        return super().deserialize(msg_list, *args, **kwargs)


def _unpack(part: bytes) -> dict[str, Any]:
    """Return one part of a message without its date, which takes longer to read than all the rest."""
    return {name: value for name, value in json.loads(part).items() if name != "date"}


def receive(socket: zmq.Socket[bytes], session: Session) -> dict[str, Any]:
    """Return the next message on a socket; one must be there.

    Raises:
        Oversized: it is longer than is read.
        ValueError: it is no message of Jupyter's.
    """
    parts = [socket.recv(zmq.NOBLOCK)]
    while socket.get(zmq.RCVMORE):
        parts.append(socket.recv())
        _expect_few(parts)
    return _read(session, parts)


def _expect_few(parts: list[bytes]) -> None:
    if len(parts) > MAX_PARTS:
        raise Oversized


def _read(session: Session, parts: list[bytes]) -> dict[str, Any]:
    _, message = session.feed_identities(parts)
    return dict(session.deserialize(message))


class Inflow:
    """Tells a flood that the messaging library takes in by what this process's memory grows."""

    def __init__(self) -> None:
        self._before = _resident_bytes()

    def is_flood(self) -> bool:
        """Say whether it has grown by more than any answer takes."""
        return _resident_bytes() - self._before > MAX_INFLOW_BYTES


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
