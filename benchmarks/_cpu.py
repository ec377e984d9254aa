"""CPU time of what runs outside this process: read from /proc just before it is killed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from autograder.warm_process import Fork

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@contextmanager
def kernels_cpu() -> Iterator[list[float]]:
    """Yield a list that gets the CPU seconds of each kernel as the engine closes it.

    Its threads and ended children count, and so does its guard, which forked it and waits for it.
    """
    spent_s: list[float] = []
    close = Fork.close

    def count_and_close(fork: Fork) -> None:
        kernel = _pid_of(fork.pidfd)
        if kernel > 0:  # else it has ended: its guard is told by the system what it took
            spent_s.append(_cpu_s(kernel) + _cpu_s(_parent_of(kernel)))
        close(fork)

    with patch.object(Fork, "close", count_and_close):
        yield spent_s


def _pid_of(pidfd: int) -> int:
    text = Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii")
    return int(text.partition("\nPid:")[2].split()[0])


def _parent_of(pid: int) -> int:
    return int(_stat(pid)[1])


def _cpu_s(pid: int) -> float:
    """Return user and system time of a process and of its children that have ended, in seconds."""
    return sum(map(int, _stat(pid)[11:15])) / TICKS_PER_S


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the third on, which is the state."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
