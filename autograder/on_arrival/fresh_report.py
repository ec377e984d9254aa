"""The page of the class report, renewed as hand-ins come, in a process of its own: nobody waits for it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from autograder.grading.class_grading import class_results_file
from autograder.grading.trusted_process import trusted_environment
from autograder.on_arrival.complaints import Complaints
from autograder.on_arrival.kept_settings import changed_ns
from autograder.suggested_commands import suggested_command

LEAST_S = 60.0  # between two pages: each takes seconds of a core
# with less priority than grading
PROGRAM = "import os; os.nice(10); from autograder import cli; cli.run_and_exit()"


class FreshReport:
    """An assignment's class report, as `report` writes it, renewed when results have changed.

    Args:
        course: the course's folder.
        assignment: its name.
        complaints: the current problems.
    """

    def __init__(self, course: Path, assignment: str, complaints: Complaints) -> None:
        self._course, self._name, self._complaints = course, assignment, complaints
        self._results = class_results_file(course, assignment)
        page = course / "reports" / f"{assignment}.html"
        changed = changed_ns(self._results)
        self._shown = changed if changed_ns(page) > changed else 0
        self._process: subprocess.Popen[bytes] | None = None
        self._next = 0.0

    def look(self, *, hurry: bool = False) -> bool:
        """Start to make the page if due, or in a ``hurry``; return whether it shows the newest results."""
        if self._process is not None:
            status = self._process.poll()
            if status is None:
                return False
            self._process = None
            self._ended(status)
        changed = changed_ns(self._results)
        if changed in (0, self._shown):
            return True
        now = time.monotonic()
        if now >= self._next or hurry:
            self._shown, self._next = changed, now + LEAST_S
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", PROGRAM, "report", self._name],
                cwd=self._course,
                env=trusted_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                process_group=0,  # the watch handles Ctrl-C at the terminal
            )
        return False

    def _ended(self, status: int) -> None:
        about = f"{self._name}: class report"
        if status == 0:
            self._complaints.settle(about)
        else:
            again = suggested_command("report", self._name)
            text = f"not written: `{again}` says why; tried again when results are new"
            self._complaints.say(about, text)

    def close(self) -> None:
        """End the process that makes the page."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
