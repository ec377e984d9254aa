"""The engine against nbgrader on a course without TensorFlow: nbgrader's own example.

    python benchmarks/light_course.py [--submissions N] [--rounds N]

`nbgrader quickstart` writes the course. Its first problem is the assignment, with the tests in its
cells. The engine gets the course of a new user: after `adopt --write`. Each submission is the solution
with a line of the student's own. nbgrader runs as it comes, and tuned with
Execute.shutdown_kernel='immediate'. All write their gradebook. Each command is timed from start to
exit, on one core, with one submission and with all: this tells the start from the cost of each further
submission.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from _common import ROOT, count, keep, parse_arguments, print_machine, print_target, read_notebook
from _contest import Contender, print_costs, print_times, take_rounds, times
from _courses import expect_success, start
from nbgrader.api import Gradebook

from autograder.course.assignment import is_solution_cell, load_assignment

NAME = "ps1"
ENGINE, TUNED, STOCK = "the engine", "nbgrader, tuned", "nbgrader, stock"
AUTOGRADE = ["-m", "nbgrader", "autograde", NAME, "--force"]
COMMANDS = {
    ENGINE: ["-m", "autograder", "grade", NAME, "--jobs", "1"],
    TUNED: [*AUTOGRADE, "--Execute.shutdown_kernel=immediate"],
    STOCK: AUTOGRADE,
}
TIMES_WANTED = 5.0  # less CPU for each further submission than tuned nbgrader
FIRST = "student-001"
FIRST_WANTED_S = 2.0  # from the command to the start of the first submission


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submissions", type=count, default=24, metavar="N")
    parser.add_argument("--rounds", type=count, default=3, metavar="N")


def make_course(place: Path, *, adopted: bool) -> None:
    """Write nbgrader's own course to ``place``, its first problem as the assignment, released."""
    scripts = Path(sysconfig.get_path("scripts"))
    _run([str(scripts / "nbgrader"), "quickstart", place.name], place.parent)
    problem = place / "source" / NAME / "problem1.ipynb"
    notebook = read_notebook(problem)
    shutil.rmtree(place / "source" / NAME)
    problem.parent.mkdir()
    nbformat.write(notebook, problem.with_name(f"{NAME}.ipynb"))
    if adopted:
        _run(["-m", "autograder", "adopt", "--write"], place)
    _run(["-m", "nbgrader", "generate_assignment", NAME], place)


def _run(command: list[str], folder: Path) -> None:
    program = sys.executable
    if not command[0].startswith("-"):
        program, *command = command
    expect_success(start(command, folder, folder, program))


def make_class(course: Path, size: int) -> dict[str, Any]:
    """Return the notebooks of a class by student: the solution, no two the same."""
    source, class_ = course / "source" / NAME / f"{NAME}.ipynb", {}
    for number in range(size):
        notebook = read_notebook(source)
        for cell in filter(is_solution_cell, notebook.cells):
            if cell.cell_type == "code":
                cell.source += f"\n# by student {number}"
        class_[f"student-{number + 1:03}"] = notebook
    return class_


def scores(course: Path) -> dict[str, float]:
    """Return the students' scores in a course's gradebook."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        submissions = gradebook.assignment_submissions(NAME)
        return {each.student.id: each.score for each in submissions}


def make_contender(place: Path, name: str, size: int) -> Contender:
    """Return a grader in a course of its own."""
    make_course(place, adopted=name == ENGINE)
    assignment = load_assignment(place, NAME)
    return Contender([place], COMMANDS[name], assignment, make_class(place, size), scores)


def first_start_s(course: Path) -> float:
    """Return the seconds from the engine's command to the start of the first submission."""
    command = [sys.executable, *COMMANDS[ENGINE], "--verbose", "--no-cache"]
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=course,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = ((line, time.perf_counter()) for line in process.stdout)
        first_s = next(at for line, at in lines if line.startswith(FIRST)) - began
        process.communicate()
    reports = json.loads((course / ".autograder" / f"{NAME}.json").read_text(encoding="utf-8"))
    return first_s - next(each["timings"]["total"] for each in reports if each["student"] == FIRST)


def report(contenders: dict[str, Contender], size: int) -> None:
    """Print the seconds, and how many times less CPU the engine needs for a further submission."""
    print_costs("light_course", contenders, size)
    pairs = {
        f"{ENGINE} against {rival}": (contenders[ENGINE], contenders[rival])
        for rival in (TUNED, STOCK)
    }
    print_times(pairs)
    _, less = times(*(each.further for each in pairs[f"{ENGINE} against {TUNED}"]))
    print_target(
        f"{ENGINE} against {TUNED}, one core: times less CPU, each further light submission",
        less,
        f"at least {TIMES_WANTED:g}",
        met=less >= TIMES_WANTED,
    )


def main() -> None:
    """Make the courses, let the graders take turns, compare costs and scores."""
    options = parse_arguments(__doc__, _add_options)
    size = max(2, options.submissions)
    print_machine()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        contenders = {
            name: make_contender(Path(folder) / f"course{number}", name, size)
            for number, name in enumerate(COMMANDS)
        }
        take_rounds(contenders, options.rounds)
        first_s = min(first_start_s(Path(folder) / "course0") for _ in range(options.rounds))
    report(contenders, size)
    print_target(
        f"{ENGINE}: seconds from the command to the start of the first submission",
        first_s,
        f"at most {FIRST_WANTED_S:g}",
        met=first_s <= FIRST_WANTED_S,
    )
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
