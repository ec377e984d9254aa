"""On a busy machine a cell's time is its own: what others take of the processors does not count."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import made_up
import pytest
from one_kernel import run

from autograder.kernels import kernel_session, own_deadline
from autograder.kernels.kernel_session import KernelSession
from autograder.kernels.own_deadline import OwnDeadline, ScheduledTime
from autograder.sandbox.warm_process import KernelSource

OTHERS = 6  # busy processes on the kernel's processor
WORK = """
import os, time
os.sched_setaffinity(0, {%d})
began = time.thread_time()
while time.thread_time() < began + 0.4:
    pass
"""


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def monotonic(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that deadlines look at."""
    clock = Clock()
    monkeypatch.setattr(own_deadline, "time", clock)
    return clock


def test_a_deadline_is_put_off_by_what_its_process_has_waited(clock: Clock) -> None:
    """It is over when the process has had its time; waiting from before does not count."""
    waited = [40.0, 43.0, 45.0, 45.0]
    deadline = OwnDeadline(10.0, lambda: ScheduledTime(0.0, waited.pop(0)))
    over = []
    for _ in range(4):
        clock.now = deadline.at
        over.append(deadline.is_over())
    assert over == [False, False, False, True]
    assert deadline.at == 100 + 10 + 5


@pytest.mark.parametrize(("latest", "end"), [(float("inf"), 200.0), (150.0, 150.0)])
def test_a_deadline_is_not_put_off_for_ever(clock: Clock, latest: float, end: float) -> None:
    """Who makes itself wait gets ten times its time, and no more than the submission has."""
    deadline = OwnDeadline(10.0, lambda: ScheduledTime(0.0, 5 * clock.now), latest)
    clock.now = deadline.at
    while not deadline.is_over():
        clock.now = deadline.at
    assert clock.now == end


def test_who_has_had_all_processors_for_its_time_has_had_it(clock: Clock) -> None:
    """Threads that wait at the same time count each: they could put a deadline off for ever."""
    cores = len(os.sched_getaffinity(0))
    began = clock.now

    def scheduled() -> ScheduledTime:
        return ScheduledTime(0.5 * cores * (clock.now - began), 3 * clock.now)

    deadline = OwnDeadline(10.0, scheduled)
    clock.now = deadline.at
    while not deadline.is_over():
        clock.now = deadline.at
    assert 120 <= clock.now < 120 + 3 * own_deadline.FIRST_LOOK_S


def test_of_a_process_that_has_ended_nothing_is_known() -> None:
    """Neither that it ran, nor that it waited."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    pidfd = os.pidfd_open(process.pid)
    process.wait()
    assert own_deadline.scheduled_time(pidfd).ran_s == 0
    os.close(pidfd)


@pytest.fixture
def busy_core() -> Iterator[int]:
    """A processor on which others are busy."""
    core = min(os.sched_getaffinity(0))
    program = f"import os\nos.sched_setaffinity(0, {{{core}}})\nwhile True: pass"
    others = [
        subprocess.Popen([sys.executable, "-c", program], start_new_session=True)
        for _ in range(OTHERS)
    ]
    yield core
    for process in others:
        process.kill()
        process.wait()


@pytest.mark.parametrize("counts", [True, False], ids=["own time", "wall time"])
def test_a_cell_keeps_its_time_where_others_are_busy(
    warm: KernelSource, busy_core: int, monkeypatch: pytest.MonkeyPatch, counts: bool
) -> None:
    """Of one second it needs less than half; the twin, by the clock on the wall, loses it."""
    if not counts:
        monkeypatch.setattr(kernel_session, "scheduled_time", lambda _: ScheduledTime(0.0, 0.0))
    session = KernelSession(warm, made_up.quick_limits(), {})
    session.start()
    began = time.monotonic()
    result, _ = run(session, WORK % busy_core, timeout_s=1)
    session.close()
    assert result.status == ("ok" if counts else "timeout")
    assert time.monotonic() - began > 1
