"""Limits on a kernel's messages, enforced before they are read: hostile ones would fill the memory."""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.session import Session
from traitlets import Integer

from autograder.course.limits import MIB

MAX_PARTS = 100_000  # of one message; an answer has one for each of its arrays
MAX_PART_BYTES = 300 * MIB  # a little above the largest array that plain data allows
MAX_JSON_BYTES = 16 * MIB  # what a plain value's tree may take; parsed, it is twenty times as large
MAX_SHOWN_BYTES = 2 * MIB  # of one that shows something; more where a cell may show more
MAX_INFLOW_BYTES = 512 * MIB  # what the messaging library may hold back for us
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class MessageTooLarge(ValueError):
    """A message is longer than what is read; the one behind it can be read."""


class MessageFlood(Exception):
    """More comes than is ever read."""


class BoundedSession(Session):
    """Jupyter's messages, refused unparsed where what would be parsed is too long."""

    json_bytes = Integer(MAX_JSON_BYTES, help="how long that may be, in bytes")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unpack = _unpack

    def deserialize(self, msg_list: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Read a message without its identities: a signature, four parts of JSON, and arrays.

        Raises:
            MessageTooLarge: its JSON is longer than is read.
        """
        if sum(len(part) for part in msg_list[1:5]) > self.json_bytes:
            raise MessageTooLarge
        return super().deserialize(msg_list, *args, **kwargs)


def _unpack(part: bytes) -> dict[str, Any]:
    """Return one part of a message without its date, which takes longer to read than all the rest."""
    collecting = gc.isenabled()
    gc.disable()  # a million lists take a second, and five with a collection now and then
    try:
        found = json.loads(part)
    finally:
        if collecting:
            gc.enable()
    return {name: value for name, value in found.items() if name != "date"}


def receive_pending_message(
    socket: zmq.Socket[bytes], session: BoundedSession, json_bytes: int | None = None
) -> dict[str, Any]:
    """Return the next message on a socket; one must be there.

    Args:
        socket: where it is.
        session: reads it.
        json_bytes: how long its JSON may be; None: as the session has it.

    Raises:
        MessageTooLarge: it is longer than is read; all of it is gone.
        MessageFlood: it has more parts than are read; nothing behind it can be read.
        ValueError: it is no message of Jupyter's.
    """
    parts = [socket.recv(zmq.NOBLOCK)]
    while socket.get(zmq.RCVMORE):
        if len(parts) == MAX_PARTS:  # reading on would never end where it never ends
            raise MessageFlood
        parts.append(socket.recv(zmq.NOBLOCK))  # a message is there whole or not at all
    _, message = session.feed_identities(parts)
    if json_bytes is not None and sum(map(len, message[1:5])) > json_bytes:
        raise MessageTooLarge
    return dict(session.deserialize(message))


class MemoryGrowthMonitor:
    """Tells a flood that the messaging library takes in by what this process's memory grows."""

    def __init__(self) -> None:
        self._before = _resident_bytes()

    def is_flood(self) -> bool:
        """Say whether it has grown by more than any answer takes."""
        return _resident_bytes() - self._before > MAX_INFLOW_BYTES


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
