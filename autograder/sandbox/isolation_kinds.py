"""The kinds of walls, best first, and which of them this machine can build."""

from __future__ import annotations

import functools
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from autograder.errors import IsolationUnavailable
from autograder.sandbox import bubblewrap, without_namespaces
from autograder.sandbox.confined import landlock
from autograder.sandbox.kernel_environment import KernelEnvironment, own_environment
from autograder.sandbox.launch import Launch

NAMESPACES, LANDLOCK, NONE = "namespaces", "landlock", "none"
WALLS = (NAMESPACES, LANDLOCK)  # best first
CHOICES = (*WALLS, NONE)
FORMER_NAMES = {"bwrap": NAMESPACES}
TRY_S = 300.0

_LAUNCHES: dict[str, Callable[[str, list[str], KernelEnvironment, Path], Launch]] = {
    NAMESPACES: bubblewrap.launch_in_bubblewrap,
    LANDLOCK: without_namespaces.launch_plainly,
    NONE: without_namespaces.launch_bare,
}
# The needs of each, and what to do if they are not met.
NEEDS = {
    NAMESPACES: "bubblewrap, unprivileged user namespaces and a /proc of which nothing is covered. "
    "Install bubblewrap; where user namespaces are off, "
    "`sysctl kernel.unprivileged_userns_clone=1` (Debian) or "
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu) turns them on; "
    "a container's own filter has to allow them",
    LANDLOCK: "Linux 5.19 or newer with Landlock on (`lsm=landlock,...` on the kernel's command line; "
    "distributions have it), and a container's filter that allows its calls, as newer Docker's does; "
    "grading as root, a Python that other users may get to, or the capability DAC_READ_SEARCH",
}


def launch(
    kind: str, script: str, arguments: list[str], environment: KernelEnvironment, folder: Path
) -> Launch:
    """Return how to start a script of `confined/` within walls of a kind.

    Args:
        kind: one of `CHOICES`.
        script: its file's name.
        arguments: its arguments.
        environment: its interpreter, and the folders that it may read.
        folder: a folder of the grader's that the walls may use.
    """
    return _LAUNCHES[kind](script, arguments, environment, folder)


def find_isolation(asked: str | None) -> str:
    """Return the kind of walls to grade in: the requested one, else the best that works.

    Raises:
        IsolationUnavailable: it does not work here, or none does; the text says what was tried.
    """
    if asked is not None:
        kind = FORMER_NAMES.get(asked, asked)
        check_isolation(kind)
        return kind
    reasons = []
    for kind in WALLS:
        reason = reason_against(kind)
        if not reason:
            return kind
        reasons.append(f"- {kind}: {reason}\n  It needs {NEEDS[kind]}.")
    tried = "\n".join(reasons)
    raise IsolationUnavailable(
        f"a submission cannot be confined here. Tried, best first:\n{tried}\n"
        "Do what one of them needs, grade on another machine, or accept the risk with --isolation none."
    )


def check_isolation(kind: str) -> None:
    """Try a kind of walls once, with a program that does nothing in them.

    Raises:
        IsolationUnavailable: it does not work here; the text says why and what to do.
    """
    if reason := reason_against(kind):
        raise IsolationUnavailable(
            f"{kind}: a submission cannot be confined so here: {reason}\nIt needs {NEEDS[kind]}.\n"
            "Leave --isolation out for the best kind that works here, or accept the risk with "
            "--isolation none."
        )


@functools.cache
def reason_against(kind: str) -> str:
    """Return why a kind of walls cannot be built here; empty if it can."""
    if kind == NONE:
        return ""
    if kind == LANDLOCK and not landlock.version():
        return "this kernel has no Landlock, or too old a one, or a filter refuses its calls"
    with tempfile.TemporaryDirectory(prefix="autograder-") as name:
        try:
            how = launch(kind, "try_isolation.py", [kind], own_environment(), Path(name))
        except IsolationUnavailable as error:
            return str(error)
        try:
            result = subprocess.run(
                how.command,
                env=how.variables,
                cwd=how.folder,
                capture_output=True,
                text=True,
                timeout=TRY_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"a program that does nothing did not end in it within {TRY_S:g} s"
    lines = result.stderr.strip().splitlines() or ["no reason given"]
    return "" if result.returncode == 0 else lines[-1]
