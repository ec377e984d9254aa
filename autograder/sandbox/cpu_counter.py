"""The CPU time of this process and of all that it starts, by the kernel's performance counters.

They follow a process into everything that it starts. The system's own account (getrusage) only includes
children that were waited for. It misses forks that the system reaps by itself, such as most forks of a
warm process.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}  # the system call's number
SOFTWARE, TASK_CLOCK = 1, 1
ATTRIBUTES_BYTES = 64
INHERIT, NOT_KERNEL, NOT_HYPERVISOR = 1 << 1, 1 << 5, 1 << 6  # a clock counts these modes anyway
THIS_PROCESS, ANY_CORE, NO_GROUP, CLOSE_ON_EXEC = 0, -1, -1, 8


class CpuCounter:
    """Counts the CPU seconds of this thread, and of everything that it starts from now on.

    Raises:
        OSError: the system forbids it; containers often do.
    """

    def __init__(self) -> None:
        call = PERF_EVENT_OPEN.get(platform.machine())
        if call is None:
            raise OSError(f"perf_event_open has no known number on {platform.machine()}")
        flags = INHERIT | NOT_KERNEL | NOT_HYPERVISOR
        attributes = struct.pack("IIQQQQQ", SOFTWARE, ATTRIBUTES_BYTES, TASK_CLOCK, 0, 0, 0, flags)
        self._file = ctypes.CDLL(None, use_errno=True).syscall(
            call,
            attributes.ljust(ATTRIBUTES_BYTES, b"\0"),
            *(THIS_PROCESS, ANY_CORE, NO_GROUP, CLOSE_ON_EXEC),
        )
        if self._file < 0:
            raise OSError(ctypes.get_errno(), "perf_event_open")

    def seconds(self) -> float:
        """Return the seconds used so far."""
        return int.from_bytes(os.read(self._file, 8), "little") / 1e9

    def close(self) -> None:
        """Stop counting."""
        os.close(self._file)
