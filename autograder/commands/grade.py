"""`grade`: grade a class, here or on a cluster, show it and record it in the gradebook."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from autograder.commands import (
    ISOLATION_CHOICES,
    OK,
    SOME_FAILED,
    Subparsers,
    add_submitted_option,
    parse_job_count,
    terminal_output,
)
from autograder.commands.report import print_class_results, print_points_by_hand
from autograder.course.assignment import Assignment
from autograder.course.hidden_secret import load_secret_assignment
from autograder.course.results import SubmissionReport
from autograder.errors import ConfigurationError, IsolationUnavailable
from autograder.grading import class_grading
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.capacity import default_jobs
from autograder.grading.class_grading import ClassGrader
from autograder.grading.course_locks import grading_lock
from autograder.grading.prerequisites import expect_gradable
from autograder.grading.result_store import ResultStore
from autograder.grading.worker_pool import JobRunner
from autograder.installation import documentation
from autograder.sandbox.isolation_kinds import FORMER_NAMES, NAMESPACES, find_isolation


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    grade = commands.add_parser(
        "grade",
        help="grade a class",
        description="Grade every submission in submitted/<student>/<assignment>/, show the class, and "
        "record it in nbgrader's gradebook. Run it again, and it grades only what has changed.",
    )
    _add_how(grade)
    grade.add_argument("--json", type=Path, metavar="FILE", help="write the reports here, too")
    grade.add_argument(
        "--no-gradebook", action="store_true", help="leave nbgrader's gradebook alone"
    )
    grade.add_argument("--no-cache", action="store_true", help="grade everything again")
    grade.add_argument(
        "--full",
        action="store_true",
        help="also run the cells that only show something (tagged smoke)",
    )
    grade.add_argument(
        "--allow-missing",
        action="store_true",
        help="grade even if packages that the notebooks import are not installed",
    )
    grade.add_argument(
        "--verbose", "-v", action="store_true", help="print a line for each submission"
    )
    grade.set_defaults(run=_run)


def _add_how(grade: argparse.ArgumentParser) -> None:
    """Add the options for what to grade, and where."""
    grade.add_argument("assignment", metavar="ASSIGNMENT", help="which one")
    add_submitted_option(grade, "where the submissions are")
    grade.add_argument(
        "--jobs",
        type=parse_job_count,
        metavar="N",
        help="submissions graded at the same time (default: one per core, if memory allows)",
    )
    grade.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="grade on the workers of this Dask scheduler (tcp://HOST:PORT), not on this machine: see "
        f"{documentation('teach/cluster.md')}",
    )
    grade.add_argument(
        "--isolation",
        choices=ISOLATION_CHOICES,
        metavar="KIND",
        help="the kind of walls around student code: namespaces or landlock (default: the first that works "
        "here). 'none' builds no walls: student code can then read your files, the checks and the gradebook",
    )


def _run(options: argparse.Namespace, console: Console) -> int:
    course = Path.cwd()
    assignment = load_secret_assignment(course, options.assignment)
    if options.full:
        assignment = replace(assignment, full=True)
    if options.json is not None and options.json.is_dir():
        raise ConfigurationError(f"--json: expected a file to write, {options.json} is a folder")
    expect_gradable(assignment, allow_missing=options.allow_missing)
    isolation = _isolation(options)
    with grading_lock(course, assignment.name):
        return _grade(course, assignment, isolation, options, console)


def _grade(
    course: Path,
    assignment: Assignment,
    isolation: str,
    options: argparse.Namespace,
    console: Console,
) -> int:
    students = class_grading.find_students(options.submitted, assignment)
    reports: list[SubmissionReport] = []
    grader = AssignmentGrader(
        assignment,
        ResultStore(course),
        reuse=not options.no_cache,
        jobs=options.jobs or default_jobs(assignment.limits),
        isolation=isolation,
        runner=_cluster(options, assignment, isolation),
        score_cell=_score_cell,
    )
    room = ClassGrader(
        options.submitted,
        grader,
        order=lambda new: class_grading.order_longest_first(course, assignment.name, new),
    )
    try:
        with grader:
            graded = room.grade(students)
            with (
                closing(graded),
                terminal_output.progress_bar(console, assignment.name, len(students)) as progress,
            ):
                for report in graded:
                    reports.append(report)
                    _advance(progress, len(reports), fresh=room.fresh)
                    if options.verbose:
                        progress.console.print(
                            terminal_output.submission_line(report), soft_wrap=True
                        )
    finally:
        _save(course, assignment, students, reports)
    print_class_results(assignment.name, reports)
    console.print(f"walls: {isolation}")
    print_points_by_hand(assignment, console)
    if options.json is not None:
        class_grading.write_class_results(options.json, reports)
    failed = _record(course, assignment, options, reports, console, isolation)
    return _status(reports, failed, console)


def _score_cell(cell: Any) -> float:
    """Return the score that nbgrader gives a grade cell's outputs; nbgrader is imported only then."""
    from autograder.nbgrader_bridge import cell_scorer

    return cell_scorer(Path.cwd())(cell)


def _advance(progress: Progress, done: int, *, fresh: int) -> None:
    """Show how many are done; rate and time left are based on the newly graded ones."""
    task = progress.task_ids[0]
    if fresh:
        progress.update(task, completed=done)
    else:
        progress.reset(task, completed=done)


def _save(
    course: Path, assignment: Assignment, students: list[str], reports: list[SubmissionReport]
) -> None:
    """Save the class's results, also those before an interruption."""
    never = not class_grading.class_results_file(course, assignment.name).is_file()
    if reports or (never and isinstance(sys.exception(), KeyboardInterrupt)):
        left = class_grading.reports_for_ungraded(assignment.name, students, reports)
        class_grading.save_class_results(course, assignment.name, [*reports, *left])


def _isolation(options: argparse.Namespace) -> str:
    """Return the kind of walls to grade in. A cluster's nodes build them themselves, or are refused."""
    if options.scheduler is None:
        return find_isolation(options.isolation)
    if options.isolation is not None:
        return str(FORMER_NAMES.get(options.isolation, options.isolation))
    try:
        return find_isolation(None)  # a guess: the nodes are like this machine
    except IsolationUnavailable:
        return NAMESPACES


def _cluster(
    options: argparse.Namespace, assignment: Assignment, isolation: str
) -> JobRunner | None:
    """Return the cluster that the options name; None if this machine grades."""
    if options.scheduler is None:
        return None
    from autograder.cluster.dask_runner import DaskRunner

    return DaskRunner(assignment, options.scheduler, isolation=isolation)


def _record(
    course: Path,
    assignment: Assignment,
    options: argparse.Namespace,
    reports: list[SubmissionReport],
    console: Console,
    isolation: str,
) -> list[str]:
    """Record the graded submissions in the gradebook; return the students for whom that failed."""
    from autograder.nbgrader_bridge import record_in_gradebook

    results = {report.student: report.result_digest for report in reports if report.error is None}
    if options.no_gradebook or not results:
        return []
    with terminal_output.progress_bar(console, "gradebook", len(results)) as progress:
        failures = record_in_gradebook(
            course,
            assignment.name,
            results,
            options.submitted,
            isolation=isolation,
            full=assignment.full,
            progress=lambda done: progress.advance(progress.task_ids[0], done),
        )
    for student, reason in sorted(failures.items()):
        text = f"{student}: not in the gradebook: {reason}"
        console.print(terminal_output.safe_message(text), soft_wrap=True)
    return list(failures)


def _status(reports: list[SubmissionReport], failed: list[str], console: Console) -> int:
    errors = [(r.student, r.error["message"]) for r in reports if r.error is not None]
    for student, message in sorted(errors):
        text = f"{student}: not graded: {message}"
        console.print(terminal_output.safe_message(text), soft_wrap=True)
    if errors:
        console.print("what the gradebook holds of them from earlier stays as it was")
    return SOME_FAILED if errors or failed else OK
