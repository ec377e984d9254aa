"""The grader's end of the socket on which checks ask a kernel's agent, one question at a time.

It is a stream, which holds back a kernel that sends more than is read. Whatever the kernel sends is bounded
before it is read. Jupyter's messages would do as well, but cost both sides four times as much.
"""

from __future__ import annotations

import json
import re
import secrets
import select
import socket
import time
from typing import Any

from autograder.course.limits import MIB
from autograder.kernels.channels import KernelEnded, MalformedMessage
from autograder.kernels.message_limits import (
    LOOK_S,
    MAX_JSON_BYTES,
    MAX_PART_BYTES,
    FloodGuard,
    MessageFlood,
)
from autograder.kernels.own_deadline import OwnDeadline
from course_utils.checking.frames import HEAD, TOKEN_BYTES, pack_frame, unpack_sizes

HALF_PAIR = re.compile("\\\\u[dD]|[\ud800-\udfff]")  # perhaps: escaped in JSON, or as it is
MAX_BUFFERS = 100_000  # of a reply: one for each of its arrays
MAX_REPLY_BYTES = 512 * MIB  # of all its buffers
READ_BYTES = 1 << 16
END_S = 1.0  # between the end of a process's sockets and its own

Reply = tuple[dict[str, Any], list[bytes]]


class TimeIsUp(Exception):
    """The deadline has passed."""


class ConnectionLost(Exception):
    """The kernel has closed its end."""


class QuestionChannel:
    """Asks a kernel's agent.

    Args:
        connection: the connected socket.
        process: a file descriptor that is readable when the kernel's process has ended.
    """

    def __init__(self, connection: socket.socket, process: int) -> None:
        connection.setblocking(False)
        self._connection, self._process = connection, process
        self._received = bytearray()  # and not yet read
        self._halfway = False  # in a frame: once time was up there, nothing more can be told apart
        self._token, self._flood = b"", FloodGuard()

    def ask(self, request: dict[str, Any], buffers: list[bytes], deadline: OwnDeadline) -> Reply:
        """Send a question, and return the reply to it.

        Raises:
            TimeIsUp: there is none in time.
            KernelEnded: the kernel's process has ended.
            ConnectionLost: it has closed its end.
            MessageFlood: it sends more than is read, here or on its other sockets.
            MalformedMessage: the reply holds no JSON object; the next one can be read.
        """
        self._token, self._flood = self._new_token(), FloodGuard()
        self._halfway = True
        for piece in pack_frame(self._token, request, buffers):
            self._send(piece, deadline)
        self._halfway = False
        return self.reply(deadline)

    def reply(self, deadline: OwnDeadline) -> Reply:
        """Return the reply to the last question; others, which nobody asked for, are dropped.

        Raises:
            TimeIsUp, KernelEnded, ConnectionLost, MessageFlood, MalformedMessage: as in `ask`.
        """
        while True:
            token, text, buffers = self._frame(deadline)
            if is_reply_to(token, self._token):
                return parse_reply(text), buffers

    def _new_token(self) -> bytes:
        return secrets.token_bytes(TOKEN_BYTES)

    def _frame(self, deadline: OwnDeadline) -> tuple[bytes, bytes, list[bytes]]:
        """Return the next frame: its token, its JSON, and its buffers."""
        if self._halfway:
            raise TimeIsUp
        self._fill(1, deadline)
        self._halfway = True
        token, letters, count = HEAD.unpack(self._take(HEAD.size, deadline))
        if letters > MAX_JSON_BYTES or count > MAX_BUFFERS:
            raise MessageFlood
        sizes = unpack_sizes(self._take(8 * count, deadline))
        if max(sizes, default=0) > MAX_PART_BYTES or sum(sizes) > MAX_REPLY_BYTES:
            raise MessageFlood
        text = self._take(letters, deadline)
        buffers = [self._take(size, deadline) for size in sizes]
        self._halfway = False
        return token, text, buffers

    def _take(self, count: int, deadline: OwnDeadline) -> bytes:
        self._fill(count, deadline)
        taken = bytes(memoryview(self._received)[:count])
        del self._received[:count]
        return taken

    def _fill(self, count: int, deadline: OwnDeadline) -> None:
        """Receive until there are so many bytes."""
        while len(self._received) < count:
            self._wait(select.POLLIN, deadline)
            try:
                some = self._connection.recv(READ_BYTES)
            except BlockingIOError:
                continue
            except OSError:
                some = b""
            if not some:
                self._raise_end()
            self._received += some

    def _send(self, piece: bytes, deadline: OwnDeadline) -> None:
        left = memoryview(piece)
        while left:
            try:
                left = left[self._connection.send(left) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except OSError:
                self._raise_end()

    def _wait(self, event: int, deadline: OwnDeadline) -> None:
        """Wait until the socket is ready for an event."""
        poll = select.poll()
        poll.register(self._connection, event)
        poll.register(self._process, select.POLLIN)
        while True:
            now = time.monotonic()
            if deadline.at <= now and deadline.is_over():
                raise TimeIsUp
            self._flood.expect_none(now)
            ready = dict(poll.poll(min(max(deadline.at - now, 0), LOOK_S) * 1000))
            if self._connection.fileno() in ready:
                return
            if self._process in ready:
                raise KernelEnded

    def _raise_end(self) -> None:
        """Say how the other end came to its end."""
        ended, _, _ = select.select([self._process], [], [], END_S)
        raise KernelEnded if ended else ConnectionLost


def is_reply_to(replied: bytes, asked: bytes) -> bool:
    """Say whether a reply's token is that of the question."""
    return replied == asked


def parse_reply(text: bytes) -> dict[str, Any]:
    """Return the JSON object in a reply; half a surrogate pair, which no file can hold, becomes ``?``.

    Raises:
        MalformedMessage: there is none.
    """
    try:
        letters = text.decode()
        reply = json.loads(letters)
        if HALF_PAIR.search(
            letters
        ):  # almost no reply has one, and this takes longer than the rest
            reply = json.loads(json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace"))
        return dict(reply)
    except (TypeError, ValueError, RecursionError) as error:
        raise MalformedMessage(error) from None
