"""Deadlines that heed a process's own time: they wait while others keep it from running.

On a busy machine a right answer takes longer, and must not be taken for one that never ends. The
scheduler counts how long each thread has been ready to run and did not get a processor
(``/proc/PID/task/*/schedstat``, second figure; Linux's Documentation/scheduler/sched-stats.rst). For
so long a deadline is put off, up to a bound: a submission can make itself wait, too.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

FIRST_LOOK_S = 0.05  # most cells and questions are done by then, and a look takes longer than they
MOST_TIMES = 10  # how often its own time a deadline may be away


class OwnDeadline:
    """A deadline on the monotonic clock, put off by how long a process waits to run.

    Args:
        timeout_s: how much time of its own it has from now, in seconds.
        waited_s: returns how long it has waited in all, in seconds.
        latest: the clock's time beyond which it is not put off.

    Attributes:
        at: when to look, on the monotonic clock.
    """

    def __init__(
        self, timeout_s: float, waited_s: Callable[[], float], latest: float = float("inf")
    ) -> None:
        self._begun = time.monotonic()
        self._timeout_s, self._waited_s = timeout_s, waited_s
        self._latest = min(latest, self._begun + MOST_TIMES * timeout_s)
        self._waited_before: float | None = None
        self.at = self._begun + min(timeout_s, FIRST_LOOK_S)

    def is_over(self) -> bool:
        """Say whether time is up at ``at``; if it is not, put that off."""
        waited_s = self._waited_s()
        if self._waited_before is None:
            self._waited_before = waited_s
        until = self._begun + self._timeout_s + max(0.0, waited_s - self._waited_before)
        self.at = min(until, self._latest)
        return self.at <= time.monotonic()


def waited_s(process: int) -> float:
    """Return how long a process's threads, and this one, have been kept from running, in seconds.

    What it answers in time this one may be late to see.

    Args:
        process: a pidfd of it.

    Returns:
        As far as the kernel tells: nothing is known of a process that has ended.
    """
    threads = [Path("/proc/thread-self")]
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path(f"/proc/self/fdinfo/{process}").read_text(encoding="ascii").splitlines()
        pid = int(next(line for line in lines if line.startswith("Pid:")).split()[1])
        threads += Path(f"/proc/{pid}/task").iterdir()
    return sum(map(_thread_waited_ns, threads)) / 1e9


def _thread_waited_ns(thread: Path) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):  # it has ended since
        return int((thread / "schedstat").read_text(encoding="ascii").split()[1])
    return 0
