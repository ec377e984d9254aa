"""Deadlines that heed a process's own time: they wait while others keep it from running.

On a busy machine a right answer takes longer, and must not be taken for one that never ends. The
scheduler counts how long each thread has been ready to run and did not get a processor
(``/proc/PID/task/*/schedstat``, second figure; Linux's Documentation/scheduler/sched-stats.rst). For
so long a deadline is put off, up to a bound: a submission can make itself wait, too, and threads that
wait at the same time count each. So who has had as much of the processors (first figure) as all of them
could give in its time has had that, however long it waited.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

FIRST_LOOK_S = 0.05  # most cells and questions are done by then, and a look takes longer than they
MOST_TIMES = 10  # how often its own time a deadline may be away


class ScheduledTime(NamedTuple):
    """How long the threads of a process have run, and waited for a processor, in seconds."""

    ran_s: float
    waited_s: float


class OwnDeadline:
    """A deadline on the monotonic clock, put off by how long a process waits to run.

    Args:
        timeout_s: how much time of its own it has from now, in seconds.
        scheduled: returns how long it has run and waited in all.
        latest: the clock's time beyond which it is not put off.

    Attributes:
        at: when to look, on the monotonic clock.
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
        """Say whether time is up at ``at``; if it is not, put that off."""
        now_s, scheduled = time.monotonic(), self._scheduled()
        if self._before is None:
            self._before = scheduled
        until = self._begun + self._timeout_s + max(0.0, scheduled.waited_s - self._before.waited_s)
        left_s = self._timeout_s - (scheduled.ran_s - self._before.ran_s) / self._cores
        self.at = min(until, self._latest, now_s + max(left_s, FIRST_LOOK_S))
        return left_s <= 0 or min(until, self._latest) <= now_s


def scheduled_time(process: int) -> ScheduledTime:
    """Return how long a process's threads have run, and how long they, and this one, waited to run.

    What it answers in time this one may be late to see.

    Args:
        process: a pidfd of it.

    Returns:
        As far as the kernel tells: nothing is known of a process that has ended.
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
