"""Wall and CPU time of what a benchmark does, in whatever process it is done.

The kernel's performance counters follow a process into all that it starts. `getrusage` knows only
the children that were waited for; forks that the system reaps by itself are lost to it.
"""

from __future__ import annotations

import ctypes
import functools
import os
import platform
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}  # the system call's number
SOFTWARE, TASK_CLOCK = 1, 1
ATTRIBUTES_BYTES = 64
INHERIT, NOT_KERNEL, NOT_HYPERVISOR = 1 << 1, 1 << 5, 1 << 6  # a clock counts those all the same
THIS_PROCESS, ANY_CORE, NO_GROUP, CLOSE_ON_EXEC = 0, -1, -1, 8
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """What something took, in seconds."""

    wall_s: float
    cpu_s: float

    def each(self, number: int) -> Cost:
        """Return the cost of one of so many."""
        return Cost(self.wall_s / number, self.cpu_s / number)


def cost_of(run: Callable[[], object]) -> Cost:
    """Run something and return its cost: this process's, and that of all started since `meter`."""
    cpu_s = meter()
    began_s, spent_s = time.perf_counter(), cpu_s()
    run()
    return Cost(time.perf_counter() - began_s, cpu_s() - spent_s)


@functools.cache
def meter() -> Callable[[], float]:
    """Return what reads the CPU seconds of this process and of what it starts from now on.

    Where the system forbids the counter, those of the whole machine: whatever else runs counts too.
    """
    try:
        counter = _open_counter()
    except (OSError, KeyError):
        return _machine_cpu_s
    return lambda: int.from_bytes(os.read(counter, 8), "little") / 1e9


def is_exact() -> bool:
    """Say whether CPU times are those of the benchmark alone."""
    return meter() is not _machine_cpu_s


def _open_counter() -> int:
    flags = INHERIT | NOT_KERNEL | NOT_HYPERVISOR
    attributes = struct.pack("IIQQQQQ", SOFTWARE, ATTRIBUTES_BYTES, TASK_CLOCK, 0, 0, 0, flags)
    system = ctypes.CDLL(None, use_errno=True)
    counter = system.syscall(
        PERF_EVENT_OPEN[platform.machine()],
        attributes.ljust(ATTRIBUTES_BYTES, b"\0"),
        *(THIS_PROCESS, ANY_CORE, NO_GROUP, CLOSE_ON_EXEC),
    )
    if counter < 0:
        raise OSError(ctypes.get_errno(), "perf_event_open")
    return int(counter)


def _machine_cpu_s() -> float:
    line = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0]
    user, nice, system, _idle, _wait, *interrupts = map(int, line.split()[1:8])
    return (user + nice + system + sum(interrupts)) / TICKS_PER_S
