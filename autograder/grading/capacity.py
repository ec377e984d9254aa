"""The capacity of this machine: how many submissions it can grade at the same time.

``grade --jobs`` overrides it.
"""

from __future__ import annotations

import os
from pathlib import Path

from autograder.course.limits import MIB, Limits

# Measured by benchmarks/fork_memory.py and rounded up: the warm process and the grader themselves,
# and a kernel with its worker, before a notebook's own data.
BASE_MIB = 900
KERNEL_MIB = 400


def default_jobs(limits: Limits) -> int:
    """Return how many submissions to grade at once: one per core, as far as the memory allows.

    Few submissions use all the memory that they may: half of it is reckoned for each.
    """
    each_mib = KERNEL_MIB + limits.memory_mib / 2
    return max(1, min(_cores(), int((_free_mib() - BASE_MIB) / each_mib)))


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _free_mib() -> float:
    """Return the available memory, in MiB: the machine's, or the control group's if that is less."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        name, value, *_ = line.split()
        if name == "MemAvailable:":
            return min(int(value) / 1024, _group_mib())
    return _group_mib()


def _group_mib() -> float:
    """Return the memory that the control group of this process may still take, in MiB."""
    group = Path("/sys/fs/cgroup")
    try:
        most = (group / "memory.max").read_text(encoding="ascii").strip()
        used = int((group / "memory.current").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return float("inf")
    return float("inf") if most == "max" else (int(most) - used) / MIB
