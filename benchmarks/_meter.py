"""Wall and CPU time of a benchmark's work, in all of its processes."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from autograder.sandbox.cpu_counter import CpuCounter

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """The time that something took, in seconds."""

    wall_s: float
    cpu_s: float

    def each(self, number: int) -> Cost:
        """Return the cost of one of ``number`` equal parts."""
        return Cost(self.wall_s / number, self.cpu_s / number)


def cost_of(run: Callable[[], object]) -> Cost:
    """Run something and return its cost, in this process and in all that it started since `meter`."""
    cpu_s = meter()
    began_s, spent_s = time.perf_counter(), cpu_s()
    run()
    return Cost(time.perf_counter() - began_s, cpu_s() - spent_s)


@functools.cache
def meter() -> Callable[[], float]:
    """Return a function that reads the CPU seconds of this process and of all that it starts from now on.

    If the system forbids the counter, it reads those of the whole machine, with all other work.
    """
    try:
        return CpuCounter().seconds
    except OSError:
        return _machine_cpu_s


def is_exact() -> bool:
    """Say whether the CPU times are of the benchmark alone."""
    return meter() is not _machine_cpu_s


def _machine_cpu_s() -> float:
    line = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0]
    user, nice, system, _idle, _wait, *interrupts = map(int, line.split()[1:8])
    return (user + nice + system + sum(interrupts)) / TICKS_PER_S
