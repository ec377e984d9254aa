"""Measure a student's waits: for `import course_utils`, and for a second `check()`.

Run in the checkout: ``python benchmarks/import_and_check.py``. A fresh Python imports the package; the
median of several runs counts. The reference solution of 01_tensors runs in a real kernel and checks
every exercise twice; the slowest second check counts. Bytecode has to be compiled, as ``make`` does;
here, a warm-up run does it.
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
    assignment_of,
    console,
    keep,
    parse_arguments,
    print_machine,
    print_target,
    read_notebook,
)
from nbclient import NotebookClient

from autograder.course.public_checks import merge_public_checks, public_checks_name

COURSE = Path(__file__).parents[1]
ASSIGNMENT = "01_tensors"
IMPORT = (
    "import time; began = time.perf_counter(); import course_utils;"
    "print(time.perf_counter() - began)"
)
TARGETS_S = {"import course_utils": 0.1, "a second check()": 0.2}

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
        float(subprocess.run(command, cwd=COURSE, check=True, capture_output=True).stdout)
        for _ in range(runs + 1)
    ]
    return statistics.median(taken[1:])


def check_s() -> dict[str, list[float]]:
    """Return the times of each exercise's first and second check in a kernel, in seconds."""
    assignment = assignment_of(ASSIGNMENT)
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
    """Print the two figures beside their targets."""
    options = parse_arguments(__doc__, lambda _: None)
    print_machine()
    times = check_s()
    slowest = max(times, key=lambda exercise: times[exercise][1])
    figures = {"import course_utils": import_s(), "a second check()": times[slowest][1]}
    for name, taken_s in figures.items():
        wanted_s = TARGETS_S[name]
        text = f"{name}, seconds"
        print_target(text, taken_s, f"under {wanted_s:g}", met=taken_s < wanted_s)
    seconds = sorted(second for _, second in times.values())
    console.print(
        f"  the slowest of {len(seconds)} is {slowest}; median {statistics.median(seconds):.3f} s"
    )
    keep(options)


if __name__ == "__main__":
    main()
