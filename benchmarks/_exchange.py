"""A course with an exchange, hand-ins in the form of `nbgrader submit`, and a `watch` as a program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from _common import ROOT
from nbgrader.utils import notebook_hash

from autograder.grading.class_grading import class_results_file

COURSE_ID = "measured"
PATIENCE_S = 3600.0
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Exchange:
    """The exchange of a course; creating the object sets it up.

    Args:
        course: the course's folder, with its `nbgrader_config.py`.
    """

    def __init__(self, course: Path) -> None:
        self.course, self.place = course, course.parent / f"{course.name}-exchange"
        for name in ("inbound", "feedback"):
            (self.place / COURSE_ID / name).mkdir(parents=True)
        self.place.chmod(0o777)
        config = course / "nbgrader_config.py"
        config.write_text(
            config.read_text(encoding="utf-8")
            + f'\nc.CourseDirectory.course_id = "{COURSE_ID}"\nc.Exchange.root = "{self.place}"\n'
            "c.ExchangeCollect.check_owner = False\n",
            encoding="utf-8",
        )

    def submit(self, student: str, assignment: str, notebook: Any) -> str:
        """Hand in a notebook; return the name of its later feedback page."""
        when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        folder = self.place / COURSE_ID / "inbound" / f"{student}+{assignment}+{when}+x"
        folder.mkdir()
        nbformat.write(notebook, folder / f"{assignment}.ipynb")
        (folder / "timestamp.txt").write_text(when)
        secret = f"{student} {when}"
        (folder / "submission_secret.txt").write_text(secret)
        return f"{notebook_hash(secret=secret, notebook_id=assignment)}.html"

    def released_at(self, page: str) -> float | None:
        """Return when a page of feedback came, in seconds since 1970; None if there is none."""
        try:
            return (self.place / COURSE_ID / "feedback" / page).stat().st_ctime
        except FileNotFoundError:
            return None

    def wait_for(self, pages: list[str]) -> list[float]:
        """Wait for pages of feedback; return when each came."""
        deadline = time.monotonic() + PATIENCE_S
        left = set(pages)
        while left:
            left = {page for page in left if self.released_at(page) is None}
            if time.monotonic() > deadline:
                raise SystemExit(f"{len(left)} hand-ins had no feedback within {PATIENCE_S:g} s")
            time.sleep(0.01)
        return [float(self.released_at(page) or 0.0) for page in pages]


@contextmanager
def watching(course: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a watch in a course as long as the block runs."""
    with (course.parent / "watch.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "autograder", "watch", "--release-feedback", *arguments],
            cwd=course,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=log,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


def wait_for_report(course: Path, assignment: str, pid: int) -> None:
    """Wait until the class report shows all results and its writer has ended: then a watch is idle."""
    results, page = (
        class_results_file(course, assignment),
        course / "reports" / f"{assignment}.html",
    )
    while not page.exists() or page.stat().st_ctime_ns <= results.stat().st_ctime_ns:
        time.sleep(0.5)
    while any(b"\0report\0" in _command(child) for child in _children(pid)):
        time.sleep(0.5)


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def cpu_s(pid: int) -> float:
    """Return the CPU seconds of a process and of its descendants, running or ended."""
    total, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            stat = Path(f"/proc/{one}/stat").read_text(encoding="ascii")
            waiting += _children(one)
        except OSError:
            continue
        fields = stat.rpartition(")")[2].split()
        total += sum(map(int, fields[11:15])) / TICKS_PER_S
    return total


def memory_mib(pid: int) -> float:
    """Return a process's own memory, in MiB, without its children's."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss_Anon:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this system does not say how much memory a process holds")
