"""A limit on a submission's processes and threads, where the kernel only counts those of a whole user.

Before each start of one, the filter of system calls asks the guard, which counts.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import struct
import time

RECEIVE, SEND = 0xC0502100, 0xC0182101  # SECCOMP_IOCTL_NOTIF_RECV, .._SEND
NOTIFICATION = struct.Struct("=QII64x")  # its number, its process, flags; the call
ANSWER = struct.Struct("=QqiI")  # the number, a result, an error, flags
GO_ON = 1  # SECCOMP_USER_NOTIF_FLAG_CONTINUE
REFUSED_FOR_S = 0.05  # so long it refuses before it counts again: counting is expensive


class ProcessCount:
    """Says for each process and thread whether it may start.

    Args:
        listener: the filter's listener.
        most: the most that there may be, with the kernel's own process and threads.
    """

    def __init__(self, listener: int, most: int) -> None:
        self.listener, self._most = listener, most
        self._at_most = 1  # an upper bound: ended ones are still counted
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
        """Refuse all starts from now on."""
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
