"""Limits on a kernel's messages, applied before they are read: hostile ones would fill the memory."""

from __future__ import annotations

import gc
import json
import os
import time
from pathlib import Path
from typing import Any

import zmq
from jupyter_client.session import Session
from traitlets import Integer

from autograder.course.limits import MIB

MAX_PARTS = 100_000  # of one message
MAX_PART_BYTES = 300 * MIB  # a little above the largest array that plain data allows
MAX_JSON_BYTES = 16 * MIB  # of a plain value's tree; parsed, it takes twenty times as much
MAX_SHOWN_BYTES = 2 * MIB  # of a message that shows something; more if a cell may show more
MAX_INFLOW_BYTES = 512 * MIB  # the most that the messaging library may buffer
LOOK_S = 0.05  # between two looks at how much that is
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class MessageTooLarge(ValueError):
    """A message is too long to be read; the next one can be read."""


class MessageFlood(Exception):
    """The kernel sends too much to be read."""


class BoundedSession(Session):
    """Jupyter's messages; one with too much JSON is refused unparsed."""

    json_bytes = Integer(MAX_JSON_BYTES, help="how long that may be, in bytes")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unpack = _unpack

    def deserialize(self, msg_list: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Read a message without its identities: a signature, four parts of JSON, and arrays.

        Raises:
            MessageTooLarge: its JSON is too long.
        """
        if sum(len(part) for part in msg_list[1:5]) > self.json_bytes:
            raise MessageTooLarge
        return super().deserialize(msg_list, *args, **kwargs)


def _unpack(part: bytes) -> dict[str, Any]:
    """Return one part of a message without its date: to parse that takes longer than all the rest."""
    collecting = gc.isenabled()
    gc.disable()  # a million lists take one second, but five with garbage collection
    try:
        found = json.loads(part)
    finally:
        if collecting:
            gc.enable()
    return {name: value for name, value in found.items() if name != "date"}


def receive_pending_message(
    socket: zmq.Socket[bytes], session: BoundedSession, json_bytes: int | None = None
) -> dict[str, Any]:
    """Return the next message on a socket; one must have come.

    Args:
        socket: the socket.
        session: unpacks the message.
        json_bytes: the most bytes of JSON; None: the session's limit.

    Raises:
        MessageTooLarge: it is too long; all of it was dropped.
        MessageFlood: it has too many parts; nothing behind it can be read.
        ValueError: it is no message of Jupyter's.
    """
    parts = [socket.recv(zmq.NOBLOCK)]
    while socket.get(zmq.RCVMORE):
        if len(parts) == MAX_PARTS:  # it may be endless
            raise MessageFlood
        parts.append(socket.recv(zmq.NOBLOCK))  # a message has come whole or not at all
    _, message = session.feed_identities(parts)
    if json_bytes is not None and sum(map(len, message[1:5])) > json_bytes:
        raise MessageTooLarge
    return dict(session.deserialize(message))


class FloodGuard:
    """Detects a flood of messages in the messaging library by the growth of this process's memory.

    It looks now and then: a look takes longer than most answers.
    """

    def __init__(self) -> None:
        self._before: int | None = None
        self._look_at = time.monotonic() + LOOK_S

    def expect_none(self, now: float) -> None:
        """Look if it is time to.

        Args:
            now: the time on the monotonic clock.

        Raises:
            MessageFlood: the memory has grown by more than any answer takes.
        """
        if now < self._look_at:
            return
        self._look_at = now + LOOK_S
        if self._before is None:
            self._before = _resident_bytes()
        elif _resident_bytes() - self._before > MAX_INFLOW_BYTES:
            raise MessageFlood


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
