"""Common parts of the benchmarks: command line, submissions, turns, and the cores that they use.

`_found.py` prints and keeps their results.
"""

from __future__ import annotations

import argparse
import compileall
import copy
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import nbformat
from _found import (
    add_bars,
    add_plot,
    console,
    keep,
    print_columns,
    print_machine,
    print_table,
    print_target,
)
from _meter import meter

from autograder.authoring.answer_bank import (
    AnswerVariant,
    load_answer_variants,
    notebook_with_answers,
)
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.restored_cells import restore_cells_in_place
from autograder.course.submission import Submission
from autograder.grading.grading_result import GradingResult
from autograder.grading.submission_grading import grade_submission
from autograder.kernels.kernel_supply import KernelSupply
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking.checks_runner import ChecksPlugin

__all__ = [
    "add_bars",
    "add_plot",
    "assignment_of",
    "console",
    "count",
    "grade_here",
    "keep",
    "made_up_class",
    "on_cores",
    "parse_arguments",
    "print_columns",
    "print_machine",
    "print_table",
    "print_target",
    "read_notebook",
    "released",
    "several_times",
    "submission_of",
    "take_turns",
]

ROOT = Path(__file__).resolve().parent.parent
SHARE_RIGHT = 0.7  # share of right answers of a made-up student
# In the titles of answers that hold a grader: they never end, or wait 10 s for memory.
IDLE = ("without end", "ask a tensor")
Result = TypeVar("Result")


def parse_arguments(
    description: str | None, add: Callable[[argparse.ArgumentParser], None]
) -> argparse.Namespace:
    """Return the command line's options; refuse to compare speeds without compiled bytecode."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add(parser)
    parser.add_argument("--save", action="store_true", help="keep the figures, for the docs")
    options = parser.parse_args()
    if sys.dont_write_bytecode:
        parser.error(
            "PYTHONDONTWRITEBYTECODE is set: every import of TensorFlow is three times slower"
        )
    for package in ("autograder", "course_utils", "benchmarks"):
        compileall.compile_dir(ROOT / package, quiet=2)
    meter()  # counts only processes that start from here on
    return options


def count(text: str) -> int:
    """Read a number of repetitions from the command line."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)


def assignment_of(name: str) -> Assignment:
    """Return an assignment of this course."""
    return load_assignment(ROOT, name)


def read_notebook(path: Path) -> Any:
    """Return a notebook, brought to format 4."""
    return nbformat.read(path, as_version=4)


def released(assignment: Assignment) -> Path:
    """Return the path of an assignment's released notebook."""
    return ROOT / "release" / assignment.name / f"{assignment.name}.ipynb"


def submission_of(assignment: Assignment, notebook: Any, student: str = "ada") -> Submission:
    """Return a notebook as a submission; the engine may write into it."""
    source = assignment.notebooks[0]
    flags = restore_cells_in_place(notebook, source)
    return Submission(student, assignment.name, {source.name: notebook}, flags=flags)


def grade_here(
    submission: Submission,
    assignment: Assignment,
    warm: KernelSource,
    plugin: ChecksPlugin,
    only: frozenset[str] = frozenset(),
) -> GradingResult:
    """Grade a submission, or some of its exercises, in this process, from its kernel's fork to its end."""
    kernels = KernelSupply(warm, assignment.limits)
    try:
        return grade_submission(submission, assignment, kernels, plugin, only)
    finally:
        kernels.close()


def made_up_class(assignment: Assignment, size: int, seed: int) -> dict[str, Any]:
    """Return a class's notebooks by student, with answers drawn from the bank, most of them right.

    Answers that never end, or that wait, are left out: they would hold the other graders.
    """
    draw = random.Random(f"{seed} {assignment.name}")  # noqa: S311  # the same class each time
    solution, variants = read_notebook(assignment.source), load_answer_variants(ROOT, assignment)
    variants = [v for v in variants if not any(text in v.title for text in IDLE)]
    class_ = {}
    for number in range(size):
        answers = {each.id: _choose(draw, variants, each.id) for each in assignment.exercises}
        class_[f"student-{number + 1:02}"] = notebook_with_answers(solution, answers)
    return class_


def several_times(class_: dict[str, Any], repeats: int) -> dict[str, Any]:
    """Return a class with each submission several times, no two the same, so the engine reuses no result."""
    repeated = {}
    for student, notebook in class_.items():
        for number in range(repeats):
            answer = f"\n_ = {number}"
            copied = repeated[f"{student}-{number}"] = copy.deepcopy(notebook)
            next(cell for cell in copied.cells if cell.id.endswith("-answer")).source += answer
    return repeated


def _choose(draw: random.Random, variants: list[AnswerVariant], exercise: str) -> str:
    right = draw.random() < SHARE_RIGHT
    return draw.choice([v for v in variants if v.exercise == exercise and v.right is right]).source


def take_turns(
    contenders: dict[str, Callable[[], Result]], repetitions: int
) -> dict[str, list[Result]]:
    """Run each contender once uncounted, then all in turn, again and again; return their results.

    In this way, other work of the machine slows all of them alike.
    """
    for run in contenders.values():
        run()
    results: dict[str, list[Result]] = {name: [] for name in contenders}
    for _ in range(repetitions):
        for name, run in contenders.items():
            results[name].append(run())
    return results


@contextmanager
def on_cores(number: int) -> Iterator[None]:
    """Run this thread, and all that it starts meanwhile, on this number of its cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:number])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
