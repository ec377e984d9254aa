"""Stock nbgrader's own commands, in a course of ours."""

from __future__ import annotations

import csv
import functools
import subprocess
import sys
from pathlib import Path

import made_up

CHECKOUT = Path(__file__).parents[2]
NAME = "01_tensors"
PATIENT = "--Execute.timeout=600"  # a cell, on a machine that is busy with something else


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command line in a course."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=course, capture_output=True, text=True, check=False)


@functools.cache
def scores(course: Path) -> dict[str, float]:
    """Return the score of each student in nbgrader's own export."""
    assert nbgrader(course, "export").returncode == 0
    with (course / "grades.csv").open(newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def make_course(folder: Path) -> Path:
    """Make a course with nothing released or handed in."""
    return made_up.copy_course(folder)
