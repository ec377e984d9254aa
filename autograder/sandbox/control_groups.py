"""A control group for each submission: it bounds memory, tasks and CPU time of all processes together.

Each process sets its own limits on itself (`confined/isolation.py`). Only control groups (cgroup v2) can
bound several processes together, shared memory and memory files. They are available if the grader may
write its own group: as root of a machine without systemd, as root of a container with writable groups, or
as a service with a group from systemd (``Delegate=yes``). Else the grader asks systemd for a group
(``systemd-run --scope``). Elsewhere there are none, and `doctor` says so.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

MOUNT = Path("/sys/fs/cgroup")
CONTROLLERS = (
    "memory",
    "pids",
    "cpu",
)  # "cpu" shares the processor by submission, not by process
# A group with subgroups must have no processes of its own; they move to a leaf:
WARM = "warm"  # the process that kernels are forked from
GRADER = "grader"  # this program
ASK_SYSTEMD_S = 10.0
ENDING_S = 2.0  # for the processes of a killed group to end


def group_of(pid: int) -> Path | None:
    """Return the folder of a process's control group; None if there is no cgroup v2."""
    try:
        lines = Path(f"/proc/{pid}/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("0::"):
            group = MOUNT / line[3:].lstrip("/")
            return group if (group / "cgroup.controllers").is_file() else None
    return None


@functools.cache
def own_group() -> Path | None:
    """Return the group that this program may divide into groups with bounds on memory; None if none.

    It is the program's own group; or the one around it, if this program or systemd
    (``DelegateSubgroup=``) has moved the program to a leaf.
    """
    own = group_of(os.getpid())
    if own is None:
        return None
    try:
        if _is_delegated(own):
            _move_to_leaf(own, GRADER)
        elif _is_delegated(own.parent):
            own = own.parent
        _enable(own)
        probe = Path(tempfile.mkdtemp(prefix="autograder-", dir=own))
    except OSError:
        return None
    bounds = (probe / "memory.max").is_file()
    probe.rmdir()
    return own if bounds else None


@functools.cache
def scope_command() -> tuple[str, ...]:
    """Return the words to put before a command so that systemd gives it a group that may be divided.

    Empty if they are not needed, or no systemd manages this user's processes.
    """
    program = shutil.which("systemd-run")
    user = () if os.geteuid() == 0 else ("--user",)
    place = Path(os.environ.get("XDG_RUNTIME_DIR", "/run/user/none") if user else "/run")
    if program is None or own_group() is not None or not (place / "systemd" / "private").exists():
        return ()
    command = (program, *user, "--scope", "--quiet", "--collect", "--property=Delegate=yes", "--")
    try:
        done = subprocess.run(
            [*command, "true"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ASK_SYSTEMD_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return command if done.returncode == 0 else ()


class SubmissionGroups:
    """The group that holds the groups of one warm process's kernels.

    Args:
        pid: the warm process's, or that of the program around it.
    """

    def __init__(self, pid: int) -> None:
        self.path: Path | None = None  # None: no group can be made
        with contextlib.suppress(OSError):
            self.path = self._divided(pid)

    def _divided(self, pid: int) -> Path | None:
        own, theirs = own_group(), group_of(pid)
        if own is not None:
            path = Path(tempfile.mkdtemp(prefix="autograder-", dir=own))
        elif theirs is not None and theirs != group_of(os.getpid()):  # its own group, from systemd
            path = theirs
            _move_to_leaf(path, WARM)
        else:
            return None
        _enable(path)
        bounds = "memory" in (path / "cgroup.subtree_control").read_text(encoding="ascii").split()
        return path if bounds else None

    def close(self) -> None:
        """Remove the groups, also those of kernels, after their processes were killed."""
        if self.path is not None:
            for group in [*self.path.glob("*/"), self.path]:
                _remove(group)


class SubmissionGroup:
    """One kernel's group: it bounds the kernel and all that it starts together.

    Args:
        groups: the folder of `SubmissionGroups`.
        pidfd: the kernel's process; processes that it has started before stay in their group.
        limits: the limits from `Limits.for_kernel`.

    Raises:
        OSError: the group cannot be made.
    """

    def __init__(self, groups: Path, pidfd: int, limits: dict[str, Any]) -> None:
        self._path = Path(tempfile.mkdtemp(prefix="kernel-", dir=groups))
        try:
            for name, value in self._bounds(limits).items():
                if (self._path / name).exists():  # not every machine has swap
                    _write(self._path / name, value)
            with contextlib.suppress(ProcessLookupError):
                _write(self._path / "cgroup.procs", str(_pid(pidfd)))
        except OSError:
            self._path.rmdir()
            raise

    @staticmethod
    def _bounds(limits: dict[str, Any]) -> dict[str, str]:
        """Return the bounds by file.

        Memory: twice the limit of one process (the second for other processes, and for copies of the warm
        process's memory), and the files' limit: the files are in memory.
        """
        memory = 2 * int(limits["memory_bytes"]) + int(limits["disk_bytes"])
        return {
            "memory.max": str(memory),
            "memory.swap.max": "0",
            "memory.oom.group": "1",
            "pids.max": str(limits["processes"]),
        }

    @property
    def ran_out_of_memory(self) -> bool:
        """Whether processes were killed because all together used too much memory."""
        try:
            events = (self._path / "memory.events").read_text(encoding="ascii")
        except OSError:
            return False
        return int(dict(line.split() for line in events.splitlines()).get("oom_kill", 0)) > 0

    def close(self) -> None:
        """Kill all that is left in the group, and remove it."""
        with contextlib.suppress(OSError):
            _write(self._path / "cgroup.kill", "1")
        _remove(self._path)


def _is_delegated(group: Path) -> bool:
    """Whether systemd gave the group away to be divided, by its mark (systemd.io/CGROUP_DELEGATION)."""
    for mark in ("user.delegate", "trusted.delegate"):  # the first one since systemd 251
        with contextlib.suppress(OSError):
            if os.getxattr(group, mark) == b"1":
                return True
    return False


def _move_to_leaf(group: Path, name: str) -> None:
    """Move the processes of a group to a subgroup, so that the group can be divided.

    Raises:
        OSError: they may not be moved.
    """
    leaf = group / name
    leaf.mkdir(exist_ok=True)
    for pid in (group / "cgroup.procs").read_text(encoding="ascii").split():
        with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
            _write(leaf / "cgroup.procs", pid)


def _enable(group: Path) -> None:
    """Let a group's subgroups have bounds of every available kind.

    Raises:
        OSError: the group may not be written, or has processes.
    """
    there = (group / "cgroup.controllers").read_text(encoding="ascii").split()
    for name in CONTROLLERS:
        if name in there:
            _write(group / "cgroup.subtree_control", f"+{name}")


def _pid(pidfd: int) -> int:
    """Return the number of a pidfd's process, as this process sees it."""
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines():
        if line.startswith("Pid:"):
            pid = int(line.split()[1])
            if pid > 0:
                return pid
    raise ProcessLookupError("it has ended")


def _remove(group: Path) -> None:
    """Remove a group when its last process is gone; one that cannot be removed does no harm."""
    until = time.monotonic() + ENDING_S
    while group.exists() and time.monotonic() < until:
        with contextlib.suppress(OSError):
            group.rmdir()
            return
        time.sleep(0.005)


def _write(path: Path, text: str) -> None:
    """Write to one of the kernel's files in one piece."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode("ascii"))
    finally:
        os.close(descriptor)
