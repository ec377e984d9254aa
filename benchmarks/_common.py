"""What the benchmarks share: what they grade, how they take turns, the table, the machine."""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import random
import statistics
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import nbformat
from rich.console import Console
from rich.table import Table

from autograder.assignment import Assignment, load_assignment
from autograder.bank import Variant, load_variants, with_answers
from autograder.submission import Submission, mend

ROOT = Path(__file__).resolve().parent.parent
SHARE_RIGHT = 0.7  # of the answers of a made-up student
Result = TypeVar("Result")

console = Console()


def parse_arguments(
    description: str | None, add: Callable[[argparse.ArgumentParser], None]
) -> argparse.Namespace:
    """Return the command line's options; refuse to compare speeds without compiled bytecode."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add(parser)
    options = parser.parse_args()
    if sys.dont_write_bytecode:
        parser.error(
            "PYTHONDONTWRITEBYTECODE is set: every import of TensorFlow is three times slower"
        )
    for package in ("autograder", "course_utils", "benchmarks"):
        compileall.compile_dir(ROOT / package, quiet=2)
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
    """Return where an assignment's released notebook is."""
    return ROOT / "release" / assignment.name / f"{assignment.name}.ipynb"


def submission_of(assignment: Assignment, notebook: Any, student: str = "ada") -> Submission:
    """Return a notebook as a submission; the engine may write into it."""
    return Submission(student, assignment.name, notebook, flags=mend(notebook, assignment))


def made_up_class(assignment: Assignment, size: int, seed: int) -> dict[str, Any]:
    """Return the notebooks of a class by student: answers drawn from the bank, most of them right."""
    draw = random.Random(f"{seed} {assignment.name}")  # noqa: S311  # a class that repeats
    solution, variants = read_notebook(assignment.source), load_variants(ROOT, assignment)
    class_ = {}
    for number in range(size):
        answers = {each.id: _choose(draw, variants, each.id) for each in assignment.exercises}
        class_[f"student-{number + 1:02}"] = with_answers(solution, answers)
    return class_


def _choose(draw: random.Random, variants: list[Variant], exercise: str) -> str:
    right = draw.random() < SHARE_RIGHT
    return draw.choice([v for v in variants if v.exercise == exercise and v.right is right]).source


def take_turns(
    contenders: dict[str, Callable[[], Result]], repetitions: int
) -> dict[str, list[Result]]:
    """Run each contender once unseen, then all in turn, again and again; return their results.

    Whatever else the machine does then slows all of them alike.
    """
    for run in contenders.values():
        run()
    results: dict[str, list[Result]] = {name: [] for name in contenders}
    for _ in range(repetitions):
        for name, run in contenders.items():
            results[name].append(run())
    return results


def print_machine() -> None:
    """Print what the figures depend on."""
    console.print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, "
        f"TensorFlow {version('tensorflow')}, nbgrader {version('nbgrader')}"
    )


def print_table(title: str, rows: dict[str, Sequence[float]], unit: str = "s") -> None:
    """Print the least, the median and the greatest of each row's measurements."""
    table = Table("", "n", "min", "median", "max", title=f"{title}, {unit}", title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, values in rows.items():
        figures = min(values), statistics.median(values), max(values)
        table.add_row(name, str(len(values)), *(f"{figure:.3f}" for figure in figures))
    console.print(table)


def print_target(what: str, reached: float, wanted: str, *, met: bool) -> None:
    """Print how a figure stands to what is wanted of it."""
    console.print(
        f"{what}: [bold]{reached:.2f}[/bold] ({wanted} wanted: {'met' if met else 'MISSED'})"
    )
