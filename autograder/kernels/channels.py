"""The wire to a kernel: requests and replies on its sockets, one message at a time."""

from __future__ import annotations

import time
from typing import Any

import zmq

from autograder.kernels.message_limits import (
    LOOK_S,
    MAX_SHOWN_BYTES,
    BoundedSession,
    FloodGuard,
    MessageFlood,
    MessageTooLarge,
    receive_pending_message,
)


class KernelEnded(Exception):
    """The kernel's process has ended."""


class MalformedMessage(Exception):
    """The kernel sent something that is no message of Jupyter's; the text says so."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(f"its process sent what cannot be read: {type(reason).__name__}")


class KernelChannels:
    """A kernel's shell, for requests and replies, and its iopub, for outputs.

    It blocks: a round of an event loop takes longer than most answers.

    Args:
        messages: signs, packs and unpacks messages.
        shell: the connected shell socket.
        iopub: the connected iopub socket.
        process: a file descriptor that is readable when the kernel's process has ended.
        shown_bytes: the longest message on iopub.
    """

    def __init__(
        self,
        messages: BoundedSession,
        shell: zmq.Socket[bytes],
        iopub: zmq.Socket[bytes],
        process: int,
        shown_bytes: int = MAX_SHOWN_BYTES,
    ) -> None:
        self._messages, self.shell, self.iopub, self._process = messages, shell, iopub, process
        self._shown_bytes = shown_bytes
        self._flood = FloodGuard()

    def send(self, kind: str, content: dict[str, Any]) -> str:
        """Send a request and return its id, which the replies name."""
        self._flood = FloodGuard()
        request = self._messages.msg(kind, content)
        self._messages.send(self.shell, request)
        return str(request["header"]["msg_id"])

    def next(
        self, deadline: float, *sockets: zmq.Socket[bytes]
    ) -> tuple[zmq.Socket[bytes], dict[str, Any]] | None:
        """Return the socket of the next message, and the message; None when time is up.

        Args:
            deadline: the end of the time, on the monotonic clock.
            sockets: the sockets to look at; messages on others wait.

        Raises:
            KernelEnded: nothing is left to be read, and nothing will come.
            MessageTooLarge: the next message is too long, and was dropped.
            MessageFlood: the kernel sends too much, or too fast.
            MalformedMessage: the kernel sent no message of Jupyter's.
        """
        poller = zmq.Poller()
        for each in (*sockets, self._process):
            poller.register(each, zmq.POLLIN)
        while (left_s := deadline - (now := time.monotonic())) > 0:
            self._flood.expect_none(now)
            ready = dict(poller.poll(min(int(left_s * 1000) + 1, int(LOOK_S * 1000))))
            for socket in sockets:
                if socket in ready:
                    return socket, self._read(socket)
            if self._process in ready:
                raise KernelEnded
        return None

    def _read(self, socket: zmq.Socket[bytes]) -> dict[str, Any]:
        try:
            most = self._shown_bytes if socket is self.iopub else None
            return receive_pending_message(socket, self._messages, most)
        except (MessageTooLarge, MessageFlood):
            raise
        except Exception as error:  # noqa: BLE001  # forged or malformed in any way
            raise MalformedMessage(error) from None


def is_reply_to(message: dict[str, Any], identity: str) -> bool:
    """Say whether a message answers the request ``identity``."""
    parent = message.get("parent_header")
    return isinstance(parent, dict) and parent.get("msg_id") == identity
