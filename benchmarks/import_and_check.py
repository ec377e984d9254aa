"""Measure a student's waits: for `import course_utils`, and for `check()`, the first time and again.

Run in the checkout: ``python benchmarks/import_and_check.py``. A fresh Python imports the package; the
median of several runs counts. The reference solution of each assignment runs in a real kernel and checks
every exercise twice; the slowest check counts. Bytecode has to be compiled, as ``make`` does; here, a
warm-up run does it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from _common import (
    ROOT,
    assignment_of,
    keep,
    parse_arguments,
    print_columns,
    print_machine,
    print_target,
    read_notebook,
)
from nbclient import NotebookClient

from autograder.course.assignment import assignment_names
from autograder.course.public_checks import merge_public_checks, public_checks_name

IMPORT = (
    "import time; began = time.perf_counter(); import course_utils;"
    "print(time.perf_counter() - began)"
)
LIGHTEST = "01_tensors"
IMPORT_WANTED_S, AGAIN_WANTED_S, FIRST_WANTED_S = 0.1, 0.2, 5.0

# Put into the notebook after its setup: each check runs twice, and both times are noted.
TIMED = """
def timed(check):
    import time
    def twice(exercise):
        for _ in range(2):
            began = time.perf_counter()
            check(exercise)
            times.setdefault(exercise, []).append(time.perf_counter() - began)
    return twice
times = {}
check = timed(check)
"""


def import_s(runs: int = 9) -> float:
    """Return the median time of a fresh Python to import course_utils, in seconds."""
    command = [sys.executable, "-c", IMPORT]
    taken = [
        float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
        for _ in range(runs + 1)
    ]
    return statistics.median(taken[1:])


def check_s(name: str) -> dict[str, list[float]]:
    """Return the times of each exercise's first and second check in a kernel, in seconds."""
    assignment = assignment_of(name)
    public = merge_public_checks(assignment.checks, [each.id for each in assignment.exercises])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / public_checks_name(assignment.checks)
        path.write_text(public, encoding="utf-8")
        return _times(_run(read_notebook(assignment.source), folder))


def _run(notebook: Any, folder: str) -> Any:
    setup = next(i for i, cell in enumerate(notebook.cells) if "exercises(" in cell.source)
    notebook.cells.insert(setup + 1, nbformat.v4.new_code_cell(TIMED))
    notebook.cells.append(nbformat.v4.new_code_cell("times"))
    os.environ.pop("COURSE_UTILS_GRADING", None)
    resources = {"metadata": {"path": folder}}
    return NotebookClient(notebook, kernel_name="python3", resources=resources).execute()


def _times(notebook: Any) -> dict[str, list[float]]:
    text = notebook.cells[-1].outputs[-1].data["text/plain"]
    return dict(eval(text, {"__builtins__": {}}))  # noqa: S307  # our own dict, printed


def main() -> None:
    """Print the figures beside their targets."""
    options = parse_arguments(__doc__, lambda _: None)
    print_machine()
    rows: dict[str, list[str | float]] = {}
    slowest: dict[str, tuple[float, float]] = {}
    for name in assignment_names(ROOT):
        times = check_s(name)
        firsts, seconds = ({key: each[turn] for key, each in times.items()} for turn in range(2))
        slowest[name] = max(firsts.values()), max(seconds.values())
        rows[name] = []
        for found in (firsts, seconds):
            longest = max(found, key=lambda key, found=found: found[key])
            rows[name] += [statistics.median(found.values()), found[longest], longest]
    columns = ["median", "slowest", "which", "again: median", "slowest", "which"]
    print_columns("check() of the solution, at home, s", columns, rows)
    figures = [
        ("import course_utils, seconds", import_s(), IMPORT_WANTED_S),
        (f"{LIGHTEST}: a second check(), seconds", slowest[LIGHTEST][1], AGAIN_WANTED_S),
        ("the slowest check() of the course, seconds", max(slowest.values())[0], FIRST_WANTED_S),
    ]
    for text, taken_s, wanted_s in figures:
        print_target(text, taken_s, f"under {wanted_s:g}", met=taken_s < wanted_s)
    keep(options)


if __name__ == "__main__":
    main()
