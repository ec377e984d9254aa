"""A control group for each submission: bounds on the memory, tasks and CPU time of all its processes together.

What one process may use, it sets on itself (`confined/isolation.py`). Of several together, of shared
memory and of memory files only control groups know (cgroup v2). They can be had where the grader may
write its own group: as root of a machine that has no systemd, or of a container whose groups it may
write, and as a service to which systemd gives its group (``Delegate=yes``). Else systemd is asked for
one (``systemd-run --scope``). Elsewhere there are none, and `doctor` says so.
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
)  # the last shares the processor by submission, not by process
# A group with groups has no processes of its own; they move to a leaf:
WARM = "warm"  # the process that kernels are forked from
GRADER = "grader"  # this program
ASK_SYSTEMD_S = 10.0
ENDING_S = 2.0  # until the processes of a group that was killed are gone


def group_of(pid: int) -> Path | None:
    """Return the folder of a process's control group; None where there is no cgroup v2."""
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
    """Return the group that this program may divide into groups that bound memory; None if there is none.

    It is the program's own, or the one around it, if this program or systemd (``DelegateSubgroup=``)
    has moved it to a leaf.
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
    """Return what to put before a command so that systemd gives it a group that is ours to divide.

    Empty where that is not needed, or where no systemd manages this user's processes.
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
    """The group under which the kernels of one warm process get theirs.

    Args:
        pid: the warm process's, or that of what was started around it.
    """

    def __init__(self, pid: int) -> None:
        self.path: Path | None = None  # None: there can be none
        with contextlib.suppress(OSError):
            self.path = self._divided(pid)

    def _divided(self, pid: int) -> Path | None:
        own, theirs = own_group(), group_of(pid)
        if own is not None:
            path = Path(tempfile.mkdtemp(prefix="autograder-", dir=own))
        elif theirs is not None and theirs != group_of(os.getpid()):  # systemd's, and nobody else's
            path = theirs
            _move_to_leaf(path, WARM)
        else:
            return None
        _enable(path)
        bounds = "memory" in (path / "cgroup.subtree_control").read_text(encoding="ascii").split()
        return path if bounds else None

    def close(self) -> None:
        """Remove the groups, those of kernels among them, whose processes have been killed."""
        if self.path is not None:
            for group in [*self.path.glob("*/"), self.path]:
                _remove(group)


class SubmissionGroup:
    """One kernel's group, with what the kernel and all that it starts may use together.

    Args:
        groups: the folder of `SubmissionGroups`.
        pidfd: the kernel's process; what it has started until now stays where it is.
        limits: as `Limits.for_kernel` gives them.

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

        Memory: once what one process may use, once more for what others use and for copies of what
        the warm process held, and the files, which lie in memory.
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
        """Whether processes were killed since all together used more memory than they may."""
        try:
            events = (self._path / "memory.events").read_text(encoding="ascii")
        except OSError:
            return False
        return int(dict(line.split() for line in events.splitlines()).get("oom_kill", 0)) > 0

    def close(self) -> None:
        """Kill what is left in the group, and remove it."""
        with contextlib.suppress(OSError):
            _write(self._path / "cgroup.kill", "1")
        _remove(self._path)


def _is_delegated(group: Path) -> bool:
    """Whether systemd gave the group away, to be divided: it leaves a mark (systemd.io/CGROUP_DELEGATION)."""
    for mark in ("user.delegate", "trusted.delegate"):  # the first from systemd 251 on
        with contextlib.suppress(OSError):
            if os.getxattr(group, mark) == b"1":
                return True
    return False


def _move_to_leaf(group: Path, name: str) -> None:
    """Move the processes of a group to a group in it, so that it can be divided.

    Raises:
        OSError: they may not be moved.
    """
    leaf = group / name
    leaf.mkdir(exist_ok=True)
    for pid in (group / "cgroup.procs").read_text(encoding="ascii").split():
        with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
            _write(leaf / "cgroup.procs", pid)


def _enable(group: Path) -> None:
    """Let a group's groups have bounds: of each kind that there is.

    Raises:
        OSError: it may not be written, or processes are in it.
    """
    there = (group / "cgroup.controllers").read_text(encoding="ascii").split()
    for name in CONTROLLERS:
        if name in there:
            _write(group / "cgroup.subtree_control", f"+{name}")


def _pid(pidfd: int) -> int:
    """Return the number of the process that a descriptor stands for, as this process sees it."""
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines():
        if line.startswith("Pid:"):
            pid = int(line.split()[1])
            if pid > 0:
                return pid
    raise ProcessLookupError("it has ended")


def _remove(group: Path) -> None:
    """Remove a group when its last process is gone; one that cannot be removed bounds nobody else."""
    until = time.monotonic() + ENDING_S
    while group.exists() and time.monotonic() < until:
        with contextlib.suppress(OSError):
            group.rmdir()
            return
        time.sleep(0.005)


def _write(path: Path, text: str) -> None:
    """Write to one of the kernel's files, which takes it in one piece or raises."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode("ascii"))
    finally:
        os.close(descriptor)
