"""`compare`: grade the same submissions by stock nbgrader and by the engine, and show what differs."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.commands import (
    INTERRUPTED,
    ISOLATION_CHOICES,
    OK,
    SOME_FAILED,
    Subparsers,
    parse_job_count,
    terminal_output,
)
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.result_display import format_points
from autograder.errors import ConfigurationError
from autograder.files import write_private_text
from autograder.sandbox.scratch_folder import temporary_tempdir

if TYPE_CHECKING:
    from autograder.nbgrader_bridge.course_copy import CourseToCopy
    from autograder.nbgrader_bridge.graded_cells import Difference, GradedCell
    from autograder.nbgrader_bridge.measured_program import Cost
    from autograder.nbgrader_bridge.stock_comparison import Side, StockComparison

STOCK, ENGINE = "stock nbgrader", "the engine"
LONGEST_REASON = 200  # letters
FEWEST_FOR_RATIO = 10  # submissions: with fewer, the engine's start takes most of its time
NO_WALLS = (
    "stock nbgrader runs the students' code with no walls around it, as it always does: it can do "
    "everything that you can do here"
)


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    compare = commands.add_parser(
        "compare",
        help="grade by stock nbgrader and by the engine, and show what differs",
        description="Grade the same submissions twice, by stock nbgrader and by the engine. Each works "
        "in a copy of the course with its own gradebook, so the course is not changed. Show every cell "
        "whose score, status or need for a person differs. Exit status: 0 nothing differs, 1 something "
        "differs or could not be compared, 2 wrong usage or configuration.",
    )
    compare.add_argument("assignment", metavar="ASSIGNMENT", help="which one")
    compare.add_argument(
        "--submitted",
        type=Path,
        metavar="DIR",
        help="where the submissions are, as DIR/STUDENT/ASSIGNMENT/ (default: where nbgrader_config.py "
        "says)",
    )
    compare.add_argument(
        "--students", nargs="+", metavar="STUDENT", help="compare only these students"
    )
    compare.add_argument(
        "--jobs", type=parse_job_count, metavar="N", help="for the engine, as for grade"
    )
    compare.add_argument(
        "--isolation",
        choices=ISOLATION_CHOICES,
        metavar="KIND",
        help="for the engine, as for grade",
    )
    compare.add_argument(
        "--allow-missing", action="store_true", help="for the engine, as for grade"
    )
    compare.add_argument("--keep", type=Path, metavar="DIR", help="keep both copies in this folder")
    compare.add_argument("--json", type=Path, metavar="FILE", help="write the differences as data")
    compare.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.nbgrader_bridge.course_copy import read_course

    if options.json is not None and options.json.is_dir():
        raise ConfigurationError(f"--json: expected a file to write, {options.json} is a folder")
    assignment = load_assignment(Path.cwd(), options.assignment)
    course = read_course(Path.cwd(), assignment.name, options.submitted)
    if options.students is not None:
        course = _only(course, options.students)
    try:
        with _place(options.keep) as place:
            found = _compare(course, assignment, place, options, console)
            _show(found)
            if options.json is not None:
                write_private_text(options.json, json.dumps(as_data(found), indent=2) + "\n")
    except KeyboardInterrupt:
        console.print("stopped: nothing was compared, and the course is as it was")
        return INTERRUPTED
    if options.keep is not None:
        print(f"both copies, with what they said: {options.keep}")
    return OK if found.is_same and found.cells.cells else SOME_FAILED


def _only(course: CourseToCopy, students: list[str]) -> CourseToCopy:
    """Return the course with only the submissions of these students."""
    from dataclasses import replace

    if unknown := sorted(set(students) - course.submissions.keys()):
        raise ConfigurationError(
            f"--students: no submission of {', '.join(unknown)}; there are: "
            f"{', '.join(course.submissions)}"
        )
    kept = {who: where for who, where in course.submissions.items() if who in students}
    return replace(course, submissions=kept)


@contextlib.contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    """Yield a folder for the copies: one that is kept, or a temporary one."""
    if keep is None:
        with temporary_tempdir() as folder:
            yield folder
        return
    try:
        keep.mkdir(mode=0o700, parents=True, exist_ok=True)
        empty = not any(keep.iterdir())
    except OSError as error:
        raise ConfigurationError(f"--keep: {keep}: {error.strerror}") from None
    if not empty:
        raise ConfigurationError(f"--keep: expected a new or an empty folder, {keep} holds files")
    yield keep.resolve()


def _compare(
    course: CourseToCopy,
    assignment: Assignment,
    place: Path,
    options: argparse.Namespace,
    console: Console,
) -> StockComparison:
    from autograder.nbgrader_bridge.stock_comparison import compare_with_stock

    console.print(NO_WALLS, soft_wrap=True)
    grade_options = [] if options.jobs is None else ["--jobs", str(options.jobs)]
    grade_options += [] if options.isolation is None else ["--isolation", options.isolation]
    grade_options += ["--allow-missing"] if options.allow_missing else []

    @contextlib.contextmanager
    def show_progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
        with terminal_output.progress_bar(console, title, total) as bar:
            yield lambda done: bar.update(bar.task_ids[0], completed=min(done, total))

    return compare_with_stock(course, assignment, place, show_progress, grade_options=grade_options)


def _show(found: StockComparison) -> None:
    """Print what differs, what could not be compared, and the times side by side."""
    out = Console()
    if found.cells.differences:
        out.print(_table(found))
    for each in found.cells.penalties:
        text = f"{each.student}: the late penalty differs: {STOCK} {format_points(each.stock)}, "
        _say(f"{text}{ENGINE} {format_points(each.engine)}", out)
    for student in found.not_compared:
        _say(f"{student}: not compared: {_reasons(found, student)}", out)
    if found.left_out:
        names = ", ".join(name.cell for name in sorted(found.left_out))
        _say(f"not compared, since checks grade them, which {STOCK} does not know: {names}", out)
    _say(summary(found), out)
    if found.stock.one_by_one:
        _say(
            f"{STOCK} ended at a submission that it could not grade: "
            f"{found.stock.one_by_one} were then graded by a command each",
            out,
        )


def _say(text: str, out: Console) -> None:
    out.print(terminal_output.safe_message(text), soft_wrap=True)


def _reasons(found: StockComparison, student: str) -> str:
    """Return why one side did not grade a student's submission, and the points from the other side."""
    said = []
    for name, side in ((STOCK, found.stock), (ENGINE, found.engine)):
        if student in side.failures:
            said.append(f"{name} did not grade it: {_line(side.failures[student])}")
        else:
            points = sum(cell.points or 0.0 for cell in side.graded[student].cells.values())
            said.append(f"{name} gave {format_points(points)} points")
    return "; ".join(said)


def _line(reason: str) -> str:
    """Return a reason on one line, shortened."""
    line = " ".join(reason.split())
    return line if len(line) <= LONGEST_REASON else f"{line[: LONGEST_REASON - 1]}…"


def _table(found: StockComparison) -> Table:
    """Return a table of the cells that differ, each with the reason if the notebooks give one."""
    table = Table(title=f"{escape(found.assignment)}: what differs", show_lines=True)
    for name in ("student", "cell", STOCK, ENGINE):
        table.add_column(name, overflow="fold")
    for each in found.cells.differences:
        row = (each.student, str(each.name), *_both(found, each))
        table.add_row(*map(terminal_output.safe_message, row))
    return table


def _both(found: StockComparison, each: Difference) -> Iterator[str]:
    """Yield each side's points and status of a cell, and what its notebook shows."""
    for side, cell in ((found.stock, each.stock), (found.engine, each.engine)):
        complaint = side.complaint(found.assignment, each.student, each.name)
        yield f"{cell or 'nothing of it'}\n{complaint}".strip()


def summary(found: StockComparison) -> str:
    """Return how much was compared, how much differs, and the time that each side took."""
    students, cells, differ = (
        len(found.cells.students),
        found.cells.cells,
        len(found.cells.differences),
    )
    text = (
        f"{students} submission{'s' * (students != 1)}, {cells} cell{'s' * (cells != 1)}: "
        f"{cells - differ} the same, {differ} differ"
    )
    stock, engine = found.stock.cost, found.engine.cost
    text += f"; {_seconds('', stock.wall_s, engine.wall_s, students)}"
    if stock.cpu_s is not None and engine.cpu_s is not None:
        text += f"; {_seconds('CPU ', stock.cpu_s, engine.cpu_s, students)}"
    return text


def _seconds(what: str, stock_s: float, engine_s: float, students: int) -> str:
    """Return the time that each side took, and their ratio if there are enough submissions."""
    text = f"{what}stock {stock_s:.1f} s, engine {engine_s:.1f} s"
    if students < FEWEST_FOR_RATIO:
        return text
    return f"{text} ({stock_s / max(engine_s, 1e-9):.1f} times as fast)"


def as_data(found: StockComparison) -> dict[str, Any]:
    """Return the comparison as data for JSON."""
    return {
        "assignment": found.assignment,
        "same": found.is_same,
        "submissions": len(found.cells.students),
        "cells": found.cells.cells,
        "differences": [_difference_as_data(found, each) for each in found.cells.differences],
        "late_penalties": [vars(each) for each in found.cells.penalties],
        "not_compared": [
            {
                "student": student,
                "stock": found.stock.failures.get(student),
                "engine": found.engine.failures.get(student),
            }
            for student in found.not_compared
        ],
        "left_out": [name._asdict() for name in sorted(found.left_out)],
        "stock": _cost_as_data(found.stock.cost) | {"one_by_one": found.stock.one_by_one},
        "engine": _cost_as_data(found.engine.cost),
    }


def _cost_as_data(cost: Cost) -> dict[str, Any]:
    return {name: None if s is None else round(s, 3) for name, s in cost._asdict().items()}


def _difference_as_data(found: StockComparison, each: Difference) -> dict[str, Any]:
    return {
        "student": each.student,
        **each.name._asdict(),
        "stock": _cell_as_data(each.stock, found.stock, found, each),
        "engine": _cell_as_data(each.engine, found.engine, found, each),
    }


def _cell_as_data(
    cell: GradedCell | None, side: Side, found: StockComparison, each: Difference
) -> dict[str, Any] | None:
    if cell is None:
        return None
    complaint = side.complaint(found.assignment, each.student, each.name)
    return {**vars(cell), "status": cell.status, "says": complaint}
