"""Running the grader as a program of its own, and knowing what it started and left."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import made_up

PATIENCE_S = 600.0  # no measure of anything: what waits so long waits in vain
Process = tuple[int, str]  # its id, and when it started: ids are used again
GRADE = """
import sys
from pathlib import Path
from autograder import cli
cli.run_and_exit()
"""


def until(condition: Callable[[], Any], what: str) -> Any:
    """Wait until a condition holds, and return what it gave."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {PATIENCE_S:g} s in vain: {what}")


def _processes() -> dict[Process, int]:
    """Return the processes that run, and of each its parent's id."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if fields[0] != "Z":  # a zombie has ended; its parent is the one to say so
                found[int(entry.name), fields[19]] = int(fields[1])
    return found


def family(pid: int) -> set[Process]:
    """Return a process and all that descend from it."""
    parents = _processes()
    found = {process for process in parents if process[0] == pid}
    size = 0
    while size < len(found):
        size, ids = len(found), {process[0] for process in found}
        found |= {process for process, parent in parents.items() if parent in ids}
    return found


def expect_ended(processes: set[Process], least: int) -> None:
    """Expect that processes, at least so many, end, each one of them."""
    assert len(processes) >= least
    until(lambda: not processes & _processes().keys(), f"the end of {processes}")


def command(*arguments: str) -> list[str]:
    """Return the command that grades a made-up class, to be run in the course's folder."""
    return [sys.executable, "-c", GRADE, "grade", made_up.NAME, *arguments]


def start_grading(
    course: Path, *arguments: str, inside: Sequence[str] = ()
) -> subprocess.Popen[str]:
    """Start grading a class, as at a terminal: in a process group of its own."""
    return subprocess.Popen(
        [*inside, *command(*arguments)],
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kept(course: Path) -> list[Path]:
    """Return the results in a course's store."""
    return list((course / ".autograder" / "results").rglob("*.json"))
