"""`grade`: a class, here or on a cluster, into the store, the table and the gradebook."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from autograder import classroom, table
from autograder.assignment import Assignment, load_assignment
from autograder.capacity import default_jobs
from autograder.classroom import Classroom
from autograder.commands import OK, SOME_FAILED, Commands, jobs
from autograder.commands.report import show
from autograder.errors import ConfigurationError
from autograder.grader import Grader
from autograder.pool import Runner
from autograder.results import Report
from autograder.store import Store


def add(commands: Commands) -> None:
    """Add the command."""
    grade = commands.add_parser(
        "grade",
        help="grade a class",
        description="Grade every submission in submitted/<student>/<assignment>/, show the class "
        "and record it in nbgrader's gradebook. Run again, it grades only what has changed.",
    )
    grade.add_argument("assignment", metavar="ASSIGNMENT")
    grade.add_argument(
        "--submitted",
        type=Path,
        default=Path("submitted"),
        metavar="DIR",
        help="where the submissions are (default: submitted)",
    )
    grade.add_argument(
        "--jobs",
        type=jobs,
        metavar="N",
        help="submissions graded at the same time (default: one per core, if memory allows)",
    )
    grade.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="grade on the workers of this Dask scheduler (tcp://HOST:PORT) and not here: see "
        "docs/teach/cluster.md",
    )
    grade.add_argument(
        "--isolation",
        choices=("bwrap", "none"),
        default="bwrap",
        help="'none' runs student code with no walls around it: it can read your files, the tests "
        "and the gradebook",
    )
    grade.add_argument("--json", type=Path, metavar="FILE", help="write the reports here as well")
    grade.add_argument(
        "--no-gradebook", action="store_true", help="leave nbgrader's gradebook alone"
    )
    grade.add_argument(
        "--no-cache", action="store_true", help="grade again what has not changed, too"
    )
    grade.add_argument(
        "--verbose", "-v", action="store_true", help="a line for each submission as it is done"
    )
    grade.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    course = Path.cwd()
    assignment = load_assignment(course, options.assignment)
    if options.json is not None and options.json.is_dir():
        raise ConfigurationError(f"--json: expected a file to write, {options.json} is a folder")
    students = classroom.find_students(options.submitted, assignment)
    reports: list[Report] = []
    grader = Grader(
        assignment,
        Store(course),
        reuse=not options.no_cache,
        jobs=options.jobs or default_jobs(assignment.limits),
        confined=options.isolation == "bwrap",
        runner=_cluster(options, assignment),
    )
    room = Classroom(
        options.submitted,
        grader,
        order=lambda new: classroom.longest_first(course, assignment.name, new),
    )
    try:
        with grader:
            graded = room.grade(students)
            with (
                closing(graded),
                table.progress_bar(console, assignment.name, len(students)) as progress,
            ):
                for report in graded:
                    reports.append(report)
                    _advance(progress, len(reports), fresh=room.fresh)
                    if options.verbose:
                        progress.console.print(table.report_line(report), soft_wrap=True)
    finally:
        never = not classroom.class_file(course, assignment.name).is_file()
        if reports or (never and isinstance(sys.exception(), KeyboardInterrupt)):
            left = classroom.left_over(assignment.name, students, reports)
            classroom.save_class(course, assignment.name, [*reports, *left])
    show(assignment.name, reports)
    if options.json is not None:
        classroom.write_class(options.json, reports)
    failed = [] if options.no_gradebook else _record(course, assignment, options, reports, console)
    return _status(reports, failed, console)


def _advance(progress: Progress, done: int, *, fresh: int) -> None:
    """Show how many are done; the rate and the time left are of those graded afresh."""
    task = progress.task_ids[0]
    if fresh:
        progress.update(task, completed=done)
    else:
        progress.reset(task, completed=done)


def _cluster(options: argparse.Namespace, assignment: Assignment) -> Runner | None:
    """Return the cluster that is asked for; None: this machine grades."""
    if options.scheduler is None:
        return None
    from autograder.cluster import Cluster

    return Cluster(assignment, options.scheduler, confined=options.isolation == "bwrap")


def _record(
    course: Path,
    assignment: Assignment,
    options: argparse.Namespace,
    reports: list[Report],
    console: Console,
) -> list[str]:
    """Record the graded submissions in the gradebook; return who could not be."""
    from autograder.nbgrader_bridge import record

    results = {report.student: report.result for report in reports if report.error is None}
    if not results:
        return []
    with table.progress_bar(console, "gradebook", len(results)) as progress:
        failures = record(
            course,
            assignment.name,
            results,
            options.submitted,
            confined=options.isolation == "bwrap",
            progress=lambda done: progress.advance(progress.task_ids[0], done),
        )
    for student, reason in sorted(failures.items()):
        text = f"{student}: not in the gradebook: {reason}"
        console.print(table.plain_message(text), soft_wrap=True)
    return list(failures)


def _status(reports: list[Report], failed: list[str], console: Console) -> int:
    errors = [(r.student, r.error["message"]) for r in reports if r.error is not None]
    for student, message in sorted(errors):
        text = f"{student}: not graded: {message}"
        console.print(table.plain_message(text), soft_wrap=True)
    if errors:
        console.print("what the gradebook holds of them from earlier stays as it was")
    return SOME_FAILED if errors or failed else OK
