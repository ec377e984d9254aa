"""`report`: the last grading of a class, as a table, a page and data."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from autograder import classroom, table
from autograder.assignment import load_assignment
from autograder.commands import OK, Commands
from autograder.errors import AutograderError
from autograder.hints import as_typed
from autograder.results import Report
from autograder.spreadsheet import write_csv

FOLDER = Path("reports")
LEAST = 0.005  # that scores differ by; less is not seen
MOST_NAMED = 10


def add(commands: Commands) -> None:
    """Add the command."""
    report = commands.add_parser(
        "report",
        help="show the last grading of a class, and write a page on it",
        description="Show the last grading of a class, and write reports/ASSIGNMENT.html: scores, "
        "each exercise's difficulty and discrimination, the commonest messages, flags, students. "
        "With --csv, --json or --stats only those files are written, and nothing is shown.",
    )
    report.add_argument("assignment", metavar="ASSIGNMENT")
    report.add_argument(
        "--html", type=Path, metavar="FILE", help="write the page here, not to reports/"
    )
    report.add_argument(
        "--csv", type=Path, metavar="FILE", help="write the students' rows for a spreadsheet"
    )
    report.add_argument("--json", type=Path, metavar="FILE", help="write the reports as data")
    report.add_argument(
        "--stats",
        type=Path,
        metavar="FILE",
        help="write the exercises' figures as data: .csv or, with the messages, .json",
    )
    report.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    name = load_assignment(Path.cwd(), options.assignment).name
    with _without_looking_for_garbage():
        return _report(name, options, console)


@contextmanager
def _without_looking_for_garbage() -> Iterator[None]:
    """Spare a third of the time: a large class is millions of objects, all of them in use."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _report(name: str, options: argparse.Namespace, console: Console) -> int:
    reports = classroom.load_class(Path.cwd(), name)
    if options.csv is not None:
        write_csv(options.csv, reports)
    if options.json is not None:
        classroom.write_class(options.json, reports)
    if options.stats is not None:
        _write_statistics(options.stats, name, reports)
    as_data = any((options.csv, options.json, options.stats))
    page = options.html or (None if as_data else FOLDER / f"{name}.html")
    shows_scores = page is not None or options.csv is not None
    finals = _finals(Path.cwd(), name, reports) if shows_scores else {}
    if page is not None:
        _write_page(page, name, reports, finals)
    if not as_data:
        show(name, reports, page)
    if finals:
        _tell(finals, reports, console)
    return OK


def _finals(course: Path, assignment: str, reports: list[Report]) -> dict[str, float]:
    """Return who has another score in the gradebook, and which."""
    from autograder.nbgrader_bridge.scores import scores

    try:
        recorded, _ = scores(course, assignment)
    except AutograderError:  # no gradebook, or none that can be read: `export` says why
        return {}
    here = {report.student: report.score for report in reports if report.error is None}
    found = {each.student: each.points for each in recorded if each.student in here}
    return {who: points for who, points in found.items() if abs(points - here[who]) >= LEAST}


def _tell(finals: dict[str, float], reports: list[Report], console: Console) -> None:
    """Name those whom this report gives another score than the gradebook."""
    here = {report.student: report.score for report in reports}
    named = [
        f"{who} {table.points(points)}, here {table.points(here[who])}"
        for who, points in sorted(finals.items())
    ]
    more = f"; and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    text = (
        "scores here are by the checks alone; the gradebook has others (marks by hand, late "
        f"penalties): {'; '.join(named[:MOST_NAMED])}{more}. "
        f"Final scores: `{as_typed('export', '--help')}`"
    )
    console.print(table.plain_message(text), soft_wrap=True)


def _write_statistics(path: Path, assignment: str, reports: list[Report]) -> None:
    from autograder.class_report.statistics_file import write_statistics

    write_statistics(path, assignment, reports)


def _write_page(
    path: Path, assignment: str, reports: list[Report], finals: dict[str, float]
) -> None:
    from autograder.class_report.page import Page

    course = Path.cwd()
    graded_at = classroom.class_file(course, assignment).stat().st_mtime
    Page(path, course, assignment, graded_at, finals).write(reports)


def show(assignment: str, reports: list[Report], page: Path | None = None) -> None:
    """Show a class as a table, and where its page is or how it is made."""
    console = Console()
    console.print(table.class_table(assignment, reports))
    console.print(table.exercise_key(reports), style="dim", markup=False)
    console.print(table.summary(reports))
    print(f"the same as data: {classroom.class_file(Path.cwd(), assignment)}")
    made = f"run `{as_typed('report', assignment)}`" if page is None else str(page)
    print(f"exercises, messages and students on a page: {made}")
