"""The wire to a kernel: what is sent on its sockets, and what comes, one message at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import zmq

from autograder.inbox import BoundedSession, Inflow, Oversized, receive

POLL_MS = 50  # between two looks at how much the messaging library holds back for us


class KernelEnded(Exception):
    """The kernel's process has ended."""


class Unreadable(Exception):
    """The kernel sent what is no message of Jupyter's; the text says so."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(f"its process sent what cannot be read: {type(reason).__name__}")


class Wire:
    """A kernel's shell, where it is asked and answers, and its iopub, where it shows.

    It blocks: a round of an event loop takes longer than most answers.

    Args:
        messages: signs, packs and unpacks them.
        shell: the socket of this name, connected.
        iopub: likewise.
        process: a file descriptor that is readable when the kernel's process has ended.
    """

    def __init__(
        self,
        messages: BoundedSession,
        shell: zmq.Socket[bytes],
        iopub: zmq.Socket[bytes],
        process: int,
    ) -> None:
        self._messages, self.shell, self.iopub, self._process = messages, shell, iopub, process

    def send(self, kind: str, content: dict[str, Any], buffers: Sequence[bytes] = ()) -> str:
        """Send a request and return its number, which the answers name."""
        request = self._messages.msg(kind, content)
        self._messages.send(self.shell, request, buffers=list(buffers))
        return str(request["header"]["msg_id"])

    def next(
        self, deadline: float, *sockets: zmq.Socket[bytes]
    ) -> tuple[zmq.Socket[bytes], dict[str, Any]] | None:
        """Return the next message on one of the sockets, and which; None when time is up.

        Args:
            deadline: when it is, on the monotonic clock.
            sockets: where to look; what comes on others waits.

        Raises:
            KernelEnded: nothing is left to be read, and nothing will come.
            Oversized: it sends more than is read.
            Unreadable: it sent no message.
        """
        poller = zmq.Poller()
        for each in (*sockets, self._process):
            poller.register(each, zmq.POLLIN)
        inflow: Inflow | None = None
        while (left_s := deadline - time.monotonic()) > 0:
            ready = dict(poller.poll(min(int(left_s * 1000) + 1, POLL_MS)))
            for socket in sockets:
                if socket in ready:
                    return socket, self._read(socket)
            if self._process in ready:
                raise KernelEnded
            if inflow is None:  # a look takes longer than most answers: not before it is late
                inflow = Inflow()
            elif inflow.is_flood():
                raise Oversized
        return None

    def _read(self, socket: zmq.Socket[bytes]) -> dict[str, Any]:
        try:
            return receive(socket, self._messages)
        except Oversized:
            raise
        except Exception as error:  # noqa: BLE001  # forged or malformed, in as many ways as there are
            raise Unreadable(error) from None


def answers(message: dict[str, Any], identity: str) -> bool:
    """Say whether a message answers our request ``identity``, and no other."""
    parent = message.get("parent_header")
    return isinstance(parent, dict) and parent.get("msg_id") == identity
