"""`report`: show the last grading of a class as a table, a page or data."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from autograder.class_report.class_csv import write_class_csv
from autograder.commands import OK, Subparsers, terminal_output
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.result_display import format_points
from autograder.course.results import SubmissionReport
from autograder.errors import AutograderError
from autograder.grading import class_grading
from autograder.suggested_commands import suggested_command

REPORTS_FOLDER = Path("reports")
MIN_DIFFERENCE = 0.005  # between scores; less is not visible
MOST_NAMED = 10


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    report = commands.add_parser(
        "report",
        help="show the last grading of a class, and write a page on it",
        description="Show the last grading of a class, and write reports/ASSIGNMENT.html. That page has "
        "the scores, each exercise's difficulty and discrimination, the commonest messages, the flags and "
        "the students. With --csv, --json or --stats, write only those files and show nothing.",
    )
    report.add_argument("assignment", metavar="ASSIGNMENT", help="which one")
    report.add_argument(
        "--html", type=Path, metavar="FILE", help="write the page here and not to reports/"
    )
    report.add_argument(
        "--csv", type=Path, metavar="FILE", help="write a row for each student, for a spreadsheet"
    )
    report.add_argument("--json", type=Path, metavar="FILE", help="write the reports as data")
    report.add_argument(
        "--stats",
        type=Path,
        metavar="FILE",
        help="write the exercises' figures as data: .csv, or .json with the messages",
    )
    report.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    assignment = load_assignment(Path.cwd(), options.assignment)
    with _without_looking_for_garbage():
        status = _report(assignment.name, options, console)
    print_points_by_hand(assignment, console)
    return status


@contextmanager
def _without_looking_for_garbage() -> Iterator[None]:
    """Pause garbage collection, which takes a third of the time with millions of objects."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _report(name: str, options: argparse.Namespace, console: Console) -> int:
    reports = class_grading.load_class_results(Path.cwd(), name)
    if options.csv is not None:
        write_class_csv(options.csv, reports)
    if options.json is not None:
        class_grading.write_class_results(options.json, reports)
    if options.stats is not None:
        _write_statistics(options.stats, name, reports)
    as_data = any((options.csv, options.json, options.stats))
    page = options.html or (None if as_data else REPORTS_FOLDER / f"{name}.html")
    shows_scores = page is not None or options.csv is not None
    finals = _finals(Path.cwd(), name, reports) if shows_scores else {}
    if page is not None:
        _write_page(page, name, reports, finals)
    if not as_data:
        print_class_results(name, reports, page)
    if finals:
        _tell(finals, reports, console)
    return OK


def _finals(course: Path, assignment: str, reports: list[SubmissionReport]) -> dict[str, float]:
    """Return the gradebook's scores that differ from the report's, by student."""
    from autograder.nbgrader_bridge.gradebook_scores import read_scores_and_maximum

    try:
        recorded, _ = read_scores_and_maximum(course, assignment)
    except AutograderError:  # no gradebook, or none that can be read: `export` says why
        return {}
    here = {report.student: report.score for report in reports if report.error is None}
    found = {each.student: each.points for each in recorded if each.student in here}
    return {
        who: points for who, points in found.items() if abs(points - here[who]) >= MIN_DIFFERENCE
    }


def _tell(finals: dict[str, float], reports: list[SubmissionReport], console: Console) -> None:
    """Name the students with different scores in this report and in the gradebook."""
    here = {report.student: report.score for report in reports}
    named = [
        f"{who} {format_points(points)}, here {format_points(here[who])}"
        for who, points in sorted(finals.items())
    ]
    more = f"; and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    text = (
        "scores here are by checks and tests alone; the gradebook has others (marks by hand, late "
        f"penalties): {'; '.join(named[:MOST_NAMED])}{more}. "
        f"Final scores: `{suggested_command('export', '--help')}`"
    )
    console.print(terminal_output.safe_message(text), soft_wrap=True)


def _write_statistics(path: Path, assignment: str, reports: list[SubmissionReport]) -> None:
    from autograder.class_report.statistics_export import write_statistics

    write_statistics(path, assignment, reports)


def _write_page(
    path: Path, assignment: str, reports: list[SubmissionReport], finals: dict[str, float]
) -> None:
    from autograder.class_report.report_page import ClassReportPage

    course = Path.cwd()
    graded_at = class_grading.class_results_file(course, assignment).stat().st_mtime
    ClassReportPage(path, course, assignment, graded_at, finals).write(reports)


def print_points_by_hand(assignment: Assignment, console: Console) -> None:
    """Say how many points of an assignment a person gives, if any: they are not in the table."""
    if assignment.points_by_hand:
        points = f"{assignment.points_by_hand:g} more points"
        console.print(f"{points} are given by a person, in formgrader", soft_wrap=True)


def print_class_results(
    assignment: str, reports: list[SubmissionReport], page: Path | None = None
) -> None:
    """Print the results of a class as a table, and the path of its page or how to make it."""
    console = Console()
    console.print(terminal_output.class_table(assignment, reports))
    console.print(terminal_output.exercise_legend(reports), style="dim", markup=False)
    for line in terminal_output.common_flags_lines(reports):
        console.print(line, soft_wrap=True)
    console.print(terminal_output.class_summary(reports))
    print(f"the same as data: {class_grading.class_results_file(Path.cwd(), assignment)}")
    made = f"run `{suggested_command('report', assignment)}`" if page is None else str(page)
    print(f"exercises, messages and students on a page: {made}")
