"""The walls of a fork by kind, with one small interface, so that other code need not know the kind.

The guard calls `enter_guard`, forks the kernel and waits for the descriptors of `awaited`. It calls `look`
when one is ready or ``look_s`` seconds have passed, and `clean` at the end. The kernel's process calls
`enter_kernel`.
"""

from __future__ import annotations

import os
import tempfile
from typing import Any

import isolation


class NoWalls:
    """No walls: only the limits, and an end with the guard."""

    look_s: float | None = None
    own_processes = False  # whether the system's limit on processes counts only this submission's

    def __init__(self, disk_bytes: int) -> None:
        self._disk_bytes = disk_bytes

    def enter_guard(self) -> None:
        """Prepare the guard before the kernel is forked."""
        isolation.die_with_parent()

    def enter_kernel(self) -> None:
        """Put the walls around the kernel's process, which is this one, and set its ``HOME``."""
        isolation.die_with_parent()
        os.environ["HOME"] = tempfile.mkdtemp(dir=os.environ["HOME"])  # as private as possible

    def awaited(self) -> list[int]:
        """Return the descriptors that the guard has to wait for, besides its own."""
        return []

    def look(self, ready: list[Any]) -> int:
        """Handle ready descriptors; return the signal by which the kernel has to end, or 0."""
        return 0

    def clean(self) -> None:
        """End and remove everything that the kernel has left."""


class NamespaceWalls(NoWalls):
    """Namespaces of its own: see `isolation`. All that is in them ends with the kernel."""

    own_processes = True

    def enter_guard(self) -> None:
        """Enter new namespaces; the kernel will be the first process in them."""
        super().enter_guard()
        isolation.enter_namespaces()

    def enter_kernel(self) -> None:
        """Give the kernel files, terminals and keys of its own, and no rights."""
        isolation.die_with_parent()
        os.setsid()  # kill(0, ...) ignores namespaces: no other process may be in its group
        isolation.mount_private_filesystems(os.environ["HOME"], self._disk_bytes)
        isolation.leave_keyring()
        isolation.lock_down(os.environ["HOME"])
