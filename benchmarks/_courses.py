"""Throw-away copies of this course for grading, and the commands that run in them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from _common import ROOT, on_cores
from _in_kernel import CHECKS
from _meter import Cost, cost_of

from autograder.authoring.demo_course import COPIED_PATHS
from autograder.course.settings import load_settings
from autograder.sandbox import bubblewrap

# The engine sets these variables for all students' code; the other graders get them, too.
VARIABLES = {
    k: v for k, v in bubblewrap.ENVIRONMENT.items() if k.startswith(("TF_", "CUDA_", "OPENB"))
}
IMPORTS = 3


def copy_course(place: Path) -> None:
    """Copy the course to ``place``: sources and settings, without submissions and results."""
    settings = load_settings(ROOT)
    folders = [path.relative_to(ROOT) for path in (settings.checks, settings.bank)]
    for part in (*COPIED_PATHS, *folders):
        (place / part).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, place / part)


def copy_engine(place: Path) -> None:
    """Copy the engine with its bytecode to ``place``; commands that run there use this copy."""
    for package in ("autograder", "course_utils"):  # the course's checks may be there already
        shutil.copytree(ROOT / package, place / package, dirs_exist_ok=True)


def hand_in(course: Path, name: str, class_: dict[str, Any]) -> None:
    """Replace the course's submissions by a class's notebooks of an assignment, by student."""
    shutil.rmtree(course / "submitted", ignore_errors=True)
    for student, notebook in class_.items():
        folder = course / "submitted" / student / name
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{name}.ipynb")


def start(
    command: Sequence[str], course: Path, checks: Path, program: str = sys.executable
) -> subprocess.Popen[str]:
    """Start a Python command in a course; its grade cells may run ``checks`` (`_in_kernel.py`)."""
    scripts = sysconfig.get_path("scripts")  # nbgrader looks for alembic there
    variables = {
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'benchmarks'}",
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        CHECKS: str(checks),
    }
    return subprocess.Popen(
        [program, *command],
        cwd=course,
        env={**os.environ, **VARIABLES, **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def expect_success(process: subprocess.Popen[str]) -> None:
    """Wait for a command; if it failed, stop with its error output."""
    _, said = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"{process.args}: exit status {process.returncode}\n{said[-3000:]}")


def scores_in(reports: Path) -> dict[str, float]:
    """Return the students' scores in a file that `grade --json` wrote."""
    content = json.loads(reports.read_text(encoding="utf-8"))
    return {report["student"]: report["score"] for report in content}


def import_cpu() -> Cost:
    """Return the cost of a cold import of TensorFlow: the median of several."""
    command = [sys.executable, "-c", "import tensorflow"]
    with on_cores(1):
        costs = [
            cost_of(lambda: subprocess.run(command, check=True, capture_output=True))
            for _ in range(IMPORTS)
        ]
    return sorted(costs, key=lambda cost: cost.cpu_s)[len(costs) // 2]
