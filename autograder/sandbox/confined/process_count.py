"""How many processes and threads a submission has, where the kernel counts those of its user alone.

Each time that one is to start, the filter of system calls asks the guard, which has counted.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import struct
import time

RECEIVE, SEND = 0xC0502100, 0xC0182101  # SECCOMP_IOCTL_NOTIF_RECV, .._SEND
NOTIFICATION = struct.Struct("=QII64x")  # its number, whose it is, flags; the call
ANSWER = struct.Struct("=QqiI")  # the number, a result, an error, flags
GO_ON = 1  # SECCOMP_USER_NOTIF_FLAG_CONTINUE
REFUSED_FOR_S = 0.05  # before it counts again: counting costs more than asking


class ProcessCount:
    """Answers for each process and thread whether it may start.

    Args:
        listener: the filter's.
        most: how many there may be, the kernel's own and its threads included.
    """

    def __init__(self, listener: int, most: int) -> None:
        self.listener, self._most = listener, most
        self._at_most = 1  # so many there are, at most: none that ended has been taken off
        self._refused = -REFUSED_FOR_S

    def answer(self) -> None:
        """Answer one question; the process that asked may have ended meanwhile."""
        question = bytearray(NOTIFICATION.size)
        with contextlib.suppress(OSError):
            fcntl.ioctl(self.listener, RECEIVE, question)
            number, _, _ = NOTIFICATION.unpack(question)
            reply = (0, GO_ON) if self._may() else (-errno.EAGAIN, 0)
            fcntl.ioctl(self.listener, SEND, ANSWER.pack(number, 0, *reply))

    def close(self) -> None:
        """Refuse all from now on."""
        os.close(self.listener)

    def _may(self) -> bool:
        if self._at_most >= self._most:
            if time.monotonic() - self._refused < REFUSED_FOR_S:
                return False
            self._at_most = count_below(os.getpid())
        if self._at_most >= self._most:
            self._refused = time.monotonic()
            return False
        self._at_most += 1
        return True


def count_below(pid: int) -> int:
    """Return how many processes and threads have been started below a process."""
    waiting, found = [pid], 0
    while waiting:
        parent = waiting.pop()
        with contextlib.suppress(OSError):  # it has ended meanwhile
            for thread in os.listdir(f"/proc/{parent}/task"):
                found += parent != pid
                path = f"/proc/{parent}/task/{thread}/children"
                with open(path, encoding="ascii") as file:
                    waiting += map(int, file.read().split())
    return found
