"""The engine against stock nbgrader, one process each, on the same submissions.

    python benchmarks/against_nbgrader.py [--submissions N] [--rounds N]

The class is drawn from the bank of 01_tensors with a fixed seed. nbgrader gets a plain course of its
own, without our preprocessors, whose grade cells run the same checks in the student's kernel
(`_in_kernel.py`) and give the points as their value; once as it comes, once tuned with
Execute.shutdown_kernel='immediate'. Each command is timed whole, from its start to its exit, with
the gradebook written; ours also without, since nbgrader's own part of the time is the same then.

Each command grades one submission, then the class, so that its start-up can be told from what each
further submission takes. All contenders take turns.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from _common import (
    ROOT,
    assignment_of,
    console,
    count,
    made_up_class,
    parse_arguments,
    print_machine,
    print_table,
    print_target,
    read_notebook,
)
from _courses import copy_course
from _in_kernel import CHECKS
from nbgrader.api import Gradebook

from autograder import sandbox
from autograder.assignment import Assignment, grade_id, is_autograded, nbgrader_of

NAME, SEED = "01_tensors", 20
TIMES_WANTED = 4.0
ENGINE, ENGINE_ALONE = "the engine", "the engine, no gradebook"
TUNED, STOCK = "nbgrader, tuned", "nbgrader, stock"
GRADE = ["-m", "autograder", "grade", NAME, "--jobs", "1", "--json", "class.json"]
AUTOGRADE = ["-m", "nbgrader", "autograde", NAME, "--force"]
COMMANDS = {
    ENGINE: GRADE,
    ENGINE_ALONE: [*GRADE, "--no-gradebook"],
    TUNED: [*AUTOGRADE, "--Execute.shutdown_kernel=immediate"],
    STOCK: AUTOGRADE,
}
NBGRADER_CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'plain'\n"


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submissions", type=count, default=20, metavar="N")
    parser.add_argument("--rounds", type=count, default=1, metavar="N")


class Course:
    """A course directory with the class in it, for one contender."""

    def __init__(self, folder: Path, command: list[str], class_: dict[str, Any]) -> None:
        self._folder, self._command, self._class = folder, command, class_
        folder.mkdir()

    def time(self, size: int) -> float:
        """Grade the first ``size`` students' submissions afresh; return the seconds."""
        for made in (".autograder", "autograded", "submitted"):
            shutil.rmtree(self._folder / made, ignore_errors=True)
        for student, notebook in list(self._class.items())[:size]:
            path = self._folder / "submitted" / student / NAME / f"{NAME}.ipynb"
            path.parent.mkdir(parents=True)
            nbformat.write(notebook, path)
        began = time.perf_counter()
        self.run(self._command)
        return time.perf_counter() - began

    def run(self, command: list[str]) -> None:
        """Run a command of Python's in the course, with the variables that the engine sets."""
        ours = {
            k: v for k, v in sandbox.ENVIRONMENT.items() if k.startswith(("TF_", "CUDA_", "OPENB"))
        }
        path = f"{ROOT}{os.pathsep}{ROOT / 'benchmarks'}"
        environment = {**os.environ, **ours, "PYTHONPATH": path}
        environment[CHECKS] = str(assignment_of(NAME).checks)
        programs = sysconfig.get_path("scripts")  # nbgrader looks for alembic there
        environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
        program = [sys.executable, *command]
        result = subprocess.run(
            program, cwd=self._folder, env=environment, capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            raise SystemExit(f"{command}: exit status {result.returncode}\n{result.stderr[-3000:]}")

    def scores(self) -> dict[str, float]:
        """Return the students' scores as they were recorded."""
        if (self._folder / "class.json").is_file():
            reports = json.loads((self._folder / "class.json").read_text(encoding="utf-8"))
            return {report["student"]: report["score"] for report in reports}
        with Gradebook(f"sqlite:///{self._folder / 'gradebook.db'}") as gradebook:
            submissions = gradebook.assignment_submissions(NAME)
            return {submission.student.id: submission.score for submission in submissions}


def our_course(folder: Path, command: list[str], class_: dict[str, Any]) -> Course:
    """Return this course, with nothing graded yet."""
    course = Course(folder, command, class_)
    copy_course(folder)
    return course


def plain_course(
    folder: Path, command: list[str], class_: dict[str, Any], assignment: Assignment
) -> Course:
    """Return a course for nbgrader alone, its assignment in the gradebook."""
    course = Course(folder, command, {who: with_plain_tests(nb) for who, nb in class_.items()})
    (folder / "nbgrader_config.py").write_text(NBGRADER_CONFIG, encoding="utf-8")
    source = folder / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(with_plain_tests(read_notebook(assignment.source)), source)
    course.run(["-m", "nbgrader", "generate_assignment", NAME])
    return course


def with_plain_tests(notebook: Any) -> Any:
    """Return a copy of a notebook whose grade cells run their checks themselves."""
    notebook = nbformat.from_dict(json.loads(json.dumps(notebook)))
    for cell in notebook.cells:
        if is_autograded(cell):
            worth = nbgrader_of(cell)["points"]
            cell.source = "from _in_kernel import points\n\n"
            cell.source += f"points({grade_id(cell)!r}, {worth})"
    return notebook


def measure(
    courses: dict[str, Course], size: int, rounds: int
) -> dict[str, dict[int, list[float]]]:
    """Let the contenders grade one submission and then all, in turn; return the seconds of each."""
    seconds: dict[str, dict[int, list[float]]] = {name: {1: [], size: []} for name in courses}
    for number in range(rounds):
        for submissions in (1, size):
            for name, course in courses.items():
                took_s = course.time(submissions)
                seconds[name][submissions].append(took_s)
                console.print(f"round {number + 1}: {name}: {submissions}: {took_s:.1f} s")
    return seconds


def report(seconds: dict[str, dict[int, list[float]]], size: int) -> None:
    """Print the seconds, start-up apart, and how many times faster the engine is."""
    whole = {name: runs[size] for name, runs in seconds.items()}
    further = {name: _further(runs, size) for name, runs in seconds.items()}
    started = {
        name: [one - each for one, each in zip(runs[1], further[name], strict=True)]
        for name, runs in seconds.items()
    }
    print_table(f"{size} submissions, start-up counted in", whole)
    print_table("each further submission", further)
    print_table("start-up", started)
    for ours in (ENGINE, ENGINE_ALONE):
        for theirs in (TUNED, STOCK):
            times = _times(whole, ours, theirs)
            text = f"{ours}: times the speed of {theirs}, {size} submissions"
            print_target(text, times, f"at least {TIMES_WANTED:g}", met=times >= TIMES_WANTED)
            times = _times(further, ours, theirs)
            console.print(f"    each further submission alone: {times:.2f}")


def _times(seconds: dict[str, list[float]], ours: str, theirs: str) -> float:
    """Return how many times faster ours is: the median of the rounds' ratios."""
    rounds = zip(seconds[theirs], seconds[ours], strict=True)
    return statistics.median(theirs_s / ours_s for theirs_s, ours_s in rounds)


def _further(runs: dict[int, list[float]], size: int) -> list[float]:
    return [(whole - one) / (size - 1) for one, whole in zip(runs[1], runs[size], strict=True)]


def main() -> None:
    """Make the courses, let them take turns, compare times and scores."""
    options = parse_arguments(__doc__, _add_options)
    size = max(2, options.submissions)
    assignment = assignment_of(NAME)
    class_ = made_up_class(assignment, size, SEED)
    print_machine()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        make: dict[str, Callable[[Path, list[str]], Course]] = {
            name: lambda place, command: our_course(place, command, class_)
            for name in (ENGINE, ENGINE_ALONE)
        } | {
            name: lambda place, command: plain_course(place, command, class_, assignment)
            for name in (TUNED, STOCK)
        }
        courses = {
            name: make[name](Path(folder) / str(number), command)
            for number, (name, command) in enumerate(COMMANDS.items())
        }
        seconds = measure(courses, size, options.rounds)
        scores = {name: course.scores() for name, course in courses.items()}
    report(seconds, size)
    print_machine()
    ours = scores[ENGINE]
    for name, theirs in scores.items():
        different = {who: (ours[who], theirs[who]) for who in ours if ours[who] != theirs[who]}
        assert not different, f"{name} gave other scores than the engine: {different}"
    console.print("all gave the same scores")


if __name__ == "__main__":
    main()
