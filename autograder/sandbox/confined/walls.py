"""What a fork puts around itself, by kind: one small interface, so that nobody else asks for the kind.

The guard calls `enter_guard`, forks the kernel, waits for what `awaited` returns, calls `look` whenever
something came or ``look_s`` have passed, and `clean` at the end. The kernel's process calls `enter_kernel`.
"""

from __future__ import annotations

import os
import tempfile
from typing import Any

import isolation


class NoWalls:
    """Nothing but the limits, and an end with the guard."""

    look_s: float | None = None
    own_processes = False  # whether the kernel's limit on processes counts this submission's alone

    def __init__(self, disk_bytes: int) -> None:
        self._disk_bytes = disk_bytes

    def enter_guard(self) -> None:
        """Do what comes before the kernel is forked."""
        isolation.die_with_parent()

    def enter_kernel(self) -> None:
        """Put the walls around this process, which is the kernel's, and set its ``HOME``."""
        isolation.die_with_parent()
        os.environ["HOME"] = tempfile.mkdtemp(dir=os.environ["HOME"])  # as private as can be

    def awaited(self) -> list[int]:
        """Return the descriptors that the guard has to wait for, besides its own."""
        return []

    def look(self, ready: list[Any]) -> int:
        """Do what there is to do; return the signal by which the kernel has to end, or 0."""
        return 0

    def clean(self) -> None:
        """End and remove everything that the kernel has left."""


class NamespaceWalls(NoWalls):
    """Namespaces of its own: see `isolation`. All that is in them ends with the kernel."""

    own_processes = True

    def enter_guard(self) -> None:
        """Leave for namespaces of the guard's own, which the kernel will be the first in."""
        super().enter_guard()
        isolation.enter_namespaces()

    def enter_kernel(self) -> None:
        """Have files, terminals and keys of its own, and no rights."""
        isolation.die_with_parent()
        os.setsid()  # kill(0, ...) heeds no namespace: its group is to hold nobody else
        isolation.mount_private_filesystems(os.environ["HOME"], self._disk_bytes)
        isolation.leave_keyring()
        isolation.lock_down(os.environ["HOME"])
