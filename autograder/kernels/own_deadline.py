"""Deadlines in a process's own time: they are put off while other processes keep it from running.

On a busy machine a right answer takes longer, and must not be taken for an endless one. The scheduler
counts how long each thread was ready to run but had no processor (``/proc/PID/task/*/schedstat``, second
figure; Linux's Documentation/scheduler/sched-stats.rst). A deadline is put off for so long, up to a bound:
a submission can also make itself wait, and threads that wait at the same time count separately. So the
time is up, however long the process waited, once it has run (first figure) for as long as all processors
together could let it run in its time.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

FIRST_LOOK_S = 0.05  # most cells and questions end before it, and take less time than a look
MOST_TIMES = 10  # a deadline is put off to so many times its own time at most


class ScheduledTime(NamedTuple):
    """How long the threads of a process have run and have waited for a processor, in seconds."""

    ran_s: float
    waited_s: float


class OwnDeadline:
    """A deadline on the monotonic clock, put off by how long a process waits to run.

    Args:
        timeout_s: the time of its own that the process has from now on, in seconds.
        scheduled: returns how long it has run and waited in all.
        latest: the latest deadline, on the monotonic clock.

    Attributes:
        at: when to look again, on the monotonic clock.
    """

    def __init__(
        self, timeout_s: float, scheduled: Callable[[], ScheduledTime], latest: float = float("inf")
    ) -> None:
        self._begun = time.monotonic()
        self._timeout_s, self._scheduled = timeout_s, scheduled
        self._cores = len(os.sched_getaffinity(0))
        self._latest = min(latest, self._begun + MOST_TIMES * timeout_s)
        self._before: ScheduledTime | None = None
        self.at = self._begun + min(timeout_s, FIRST_LOOK_S)

    def is_over(self) -> bool:
        """Say whether time is up; if it is not, put ``at`` off."""
        now_s, scheduled = time.monotonic(), self._scheduled()
        if self._before is None:
            self._before = scheduled
        until = self._begun + self._timeout_s + max(0.0, scheduled.waited_s - self._before.waited_s)
        left_s = self._timeout_s - (scheduled.ran_s - self._before.ran_s) / self._cores
        self.at = min(until, self._latest, now_s + max(left_s, FIRST_LOOK_S))
        return left_s <= 0 or min(until, self._latest) <= now_s


def scheduled_time(process: int) -> ScheduledTime:
    """Return how long a process's threads have run, and how long they and this thread waited to run.

    This thread counts because it may be late to see an answer that came in time.

    Args:
        process: a pidfd of it.

    Returns:
        The times that the kernel tells; of a process that has ended it tells none.
    """
    threads: list[Path] = []
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path(f"/proc/self/fdinfo/{process}").read_text(encoding="ascii").splitlines()
        pid = int(next(line for line in lines if line.startswith("Pid:")).split()[1])
        threads += Path(f"/proc/{pid}/task").iterdir()
    theirs = [_thread_times_s(thread) for thread in threads]
    _, waited_s = _thread_times_s(Path("/proc/thread-self"))
    return ScheduledTime(
        sum(each.ran_s for each in theirs), waited_s + sum(each.waited_s for each in theirs)
    )


def _thread_times_s(thread: Path) -> ScheduledTime:
    with contextlib.suppress(OSError, ValueError):  # it has ended since
        ran_ns, waited_ns, _ = (thread / "schedstat").read_text(encoding="ascii").split()
        return ScheduledTime(int(ran_ns) / 1e9, int(waited_ns) / 1e9)
    return ScheduledTime(0.0, 0.0)
