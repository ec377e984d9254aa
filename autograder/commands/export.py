"""`export`: fill the gradebook's scores into a table that Canvas or Moodle imports."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, SOME_FAILED, Subparsers
from autograder.commands.terminal_output import safe_message
from autograder.course.assignment import Assignment, load_assignment
from autograder.course.nbgrader_config_file import course_folder
from autograder.errors import ConfigurationError
from autograder.grading.class_grading import find_students, load_class_results
from autograder.installation import documentation
from autograder.platforms.rosters import read_roster
from autograder.platforms.score_export import ScoreExport, StudentScore, export_scores

DEFAULT_COLUMNS = {"moodle": "Grade"}  # the column's name, where it is not the assignment's


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "export",
        help="fill the scores into Canvas's or Moodle's table",
        description="Fill the gradebook's scores into the table that the platform exported. The "
        "platform then imports it again. Manual marks, extra credit and late penalties count.",
    )
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="which one")
    platform = parser.add_mutually_exclusive_group(required=True)
    platform.add_argument(
        "--canvas", type=Path, metavar="GRADEBOOK", help="Canvas's gradebook export"
    )
    platform.add_argument(
        "--moodle", type=Path, metavar="WORKSHEET", help="Moodle's grading worksheet"
    )
    parser.add_argument(
        "--to", type=Path, required=True, metavar="FILE", help="where to write the filled table"
    )
    parser.add_argument(
        "--column",
        metavar="TITLE",
        help="the column to fill (default: the assignment's name; in Moodle's worksheet, Grade)",
    )
    parser.add_argument(
        "--missing-as-zero",
        action="store_true",
        help="give 0 to those who handed nothing in (default: leave the cell as it is)",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    assignment = load_assignment(Path.cwd(), options.assignment)
    platform = "canvas" if options.canvas else "moodle"
    table = options.canvas or options.moodle
    if options.to.resolve() == table.resolve():
        raise ConfigurationError(
            f"--to: {options.to} is the table that the platform exported: name another file"
        )
    roster = read_roster(platform, table)
    column = roster.column_index(options.column or DEFAULT_COLUMNS.get(platform, assignment.name))
    scores, max_score = _scores(Path.cwd(), assignment)
    done = export_scores(roster, column, scores, max_score, missing_as_zero=options.missing_as_zero)
    roster.write(options.to, done.rows)
    gone = _gone(Path.cwd(), assignment, done.matched)
    return _tell(options, done, gone, console)


def _scores(course: Path, assignment: Assignment) -> tuple[list[StudentScore], float]:
    """Return the gradebook's scores, or the reason why a student who handed in has none."""
    from autograder.nbgrader_bridge.gradebook_scores import read_scores_and_maximum

    recorded, max_score = read_scores_and_maximum(course, assignment.name)
    problems = dict(_not_graded(course, assignment))
    found = []
    for each in recorded:
        problem = problems.pop(each.student, "")
        if not problem and each.needs_manual_grade:
            problem = "some of it is still to be marked by hand: see formgrader"
        points = None if problem else each.points
        found.append(StudentScore(each.student, points, problem, each.email, each.lms_user_id))
    names = {score.student for score in found}
    found += [StudentScore(who, None, why) for who, why in problems.items() if who not in names]
    found += [
        StudentScore(student, None, "handed in, and not graded yet")
        for student in _handed_in(course, assignment)
        if student not in names and student not in problems
    ]
    return found, max_score


def _not_graded(course: Path, assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Yield the students not graded last time, and why: their gradebook scores are outdated."""
    try:
        reports = load_class_results(course, assignment.name)
    except ConfigurationError:  # graded by nbgrader's own command, which marked them for a person
        return
    for report in reports:
        if report.error is not None:
            yield report.student, f"not graded: {report.error['message']}"


def _handed_in(course: Path, assignment: Assignment) -> list[str]:
    try:
        return find_students(course_folder(course, "submitted"), assignment)
    except ConfigurationError:
        return []


def _tell(options: argparse.Namespace, done: ScoreExport, gone: list[str], console: Console) -> int:
    summary = [_counted(len(done.matched), "grade")]
    if done.problems:
        summary.append(f"{_counted(len(done.problems), 'student')} without one")
    if others := len(done.missing) + len(done.uncollected) + len(done.unclear):
        summary.append(f"{others} of whom nothing is here")
    print(f"{options.to}: {', '.join(summary)}")
    for line in (*_lines(options, done), *gone):
        console.print(safe_message(line), soft_wrap=True)
    return SOME_FAILED if done.problems or done.uncollected or gone else OK


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _lines(options: argparse.Namespace, done: ScoreExport) -> Iterator[str]:
    for student, problem in sorted(done.problems.items()):
        yield f"{student}: no grade: {problem}"
    got = "0" if done.zeros else "left as it is"
    for who, names, then in (
        ("handed nothing in", done.missing, got),
        ("handed in, but nothing that could be collected", done.uncollected, "left as it is"),
        ("nothing is here, and Status does not say in English why", done.unclear, "left as it is"),
    ):
        if names:
            yield f"{who}: {'; '.join(names)}: {then}"
    if options.canvas and done.zeros and done.missing:
        yield (
            "Canvas's table does not say who handed in something that could not be collected: "
            "`collect` names them; look whether one of them has a 0"
        )
    if options.missing_as_zero and not done.zeros:
        yield (
            "no zeros: first settle who those are that were not found "
            f'({documentation("teach/export.md")}, "When somebody is not found")'
        )


def _gone(course: Path, assignment: Assignment, matched: dict[str, str]) -> list[str]:
    """Return a line for each exported grade without a submission any more: perhaps a test student's.

    If there are no submissions at all, they lie elsewhere, and no line is returned.
    """
    there = set(_handed_in(course, assignment))
    return [
        f"{student}: in the gradebook, but no longer in submitted/: the grade went to {name!r}; "
        f"is it theirs? If not: nbgrader db student remove {shlex.quote(student)} --force"
        for student, name in sorted(matched.items())
        if there and student not in there
    ]
