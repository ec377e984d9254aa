"""The kernel's end of the socket on which the checks' questions come, one at a time."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from typing import Any

from course_utils.checking.frames import HEAD, pack_frame, unpack_sizes


class QuestionSocket:
    """Receives questions and sends replies.

    Args:
        connection: the socket; it blocks.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._file = connection.makefile("rb")

    def receive(self) -> tuple[bytes, dict[str, Any], list[bytes]] | None:
        """Return the next question's token, the question and its buffers; None: nobody asks any more."""
        head = self._file.read(HEAD.size)
        if len(head) < HEAD.size:
            return None
        token, letters, count = HEAD.unpack(head)
        sizes = unpack_sizes(self._file.read(8 * count))
        question = json.loads(self._file.read(letters))
        return token, question, [self._file.read(size) for size in sizes]

    def reply(self, token: bytes, reply: dict[str, Any], buffers: Sequence[bytes]) -> None:
        """Send the reply to the question with this token."""
        for piece in pack_frame(token, reply, buffers):
            self.connection.sendall(piece)
