"""The command line. Progress goes to stderr, results to stdout.

Exit status: 0 all graded; 1 something could not be graded; 2 wrong usage or configuration.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Console

from autograder import classroom, table
from autograder.assignment import Assignment, load_assignment
from autograder.capacity import default_jobs
from autograder.classroom import Classroom
from autograder.errors import AutograderError, ConfigurationError
from autograder.grader import Grader
from autograder.limits import MIB
from autograder.pool import Runner
from autograder.results import Report
from autograder.spreadsheet import write_csv
from autograder.store import Store

OK, SOME_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    options = _parser().parse_args(arguments)
    console = Console(stderr=True)
    try:
        status: int = options.run(options, console)
        return status
    except AutograderError as error:
        console.print(table.plain_message(str(error)), style="red", soft_wrap=True)
        return WRONG_USAGE
    except KeyboardInterrupt:
        console.print("stopped; what was graded is kept, run the same command to go on")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m autograder",
        description="Grade a class of TensorFlow notebooks. Run it in the course's folder.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    release = commands.add_parser("release", help="make what students get, in release/")
    release.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    release.set_defaults(run=_release)
    _add_grade(commands)
    report = commands.add_parser("report", help="show the last grading of a class")
    report.add_argument("assignment", metavar="ASSIGNMENT")
    report.add_argument("--csv", type=Path, metavar="FILE", help="write it for a spreadsheet")
    report.add_argument("--json", type=Path, metavar="FILE", help="write the reports as data")
    report.set_defaults(run=_report)
    timings = commands.add_parser("timings", help="show where the time of a class's grading went")
    timings.add_argument("assignment", metavar="ASSIGNMENT")
    timings.set_defaults(run=_timings)
    prune = commands.add_parser("prune", help="remove kept results that no grading uses any more")
    prune.add_argument(
        "--unused-for",
        type=_days,
        default=30,
        metavar="DAYS",
        help="only what no grading has used for so long (default: 30; 0: all)",
    )
    prune.set_defaults(run=_prune)
    doctor = commands.add_parser("doctor", help="say what this machine has and lacks")
    doctor.set_defaults(run=_doctor)
    demo = commands.add_parser("demo", help="grade a bundled class of sample submissions")
    demo.add_argument("--jobs", type=_jobs, metavar="N", help="as for grade")
    demo.set_defaults(run=_demo)
    return parser


def _add_grade(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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
        type=_jobs,
        metavar="N",
        help="submissions graded at the same time (default: one per core, if memory allows)",
    )
    grade.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="grade on the workers of this Dask scheduler (tcp://HOST:PORT) and not here: see "
        "docs/cluster.md",
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
    grade.set_defaults(run=_grade)


def _jobs(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)


def _days(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"expected a whole number of days, got {text!r}")
    return int(text)


def _grade(options: argparse.Namespace, console: Console) -> int:
    course = Path.cwd()
    assignment = load_assignment(course, options.assignment)
    if options.json is not None and options.json.is_dir():
        raise ConfigurationError(f"--json: expected a file to write, {options.json} is a folder")
    students = classroom.find_students(options.submitted, assignment)
    reports: list[Report] = []
    store, reuse = Store(course), not options.no_cache
    grader = Grader(
        assignment,
        store,
        reuse=reuse,
        jobs=options.jobs or default_jobs(assignment.limits),
        confined=options.isolation == "bwrap",
        runner=_cluster(options, assignment),
    )
    room = Classroom(
        assignment,
        options.submitted,
        grader,
        store,
        reuse=reuse,
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
                    progress.advance(progress.task_ids[0])
                    if options.verbose:
                        progress.console.print(table.report_line(report), soft_wrap=True)
    finally:
        never = not classroom.class_file(course, assignment.name).is_file()
        if reports or (never and isinstance(sys.exception(), KeyboardInterrupt)):
            left = classroom.left_over(assignment.name, students, reports)
            classroom.save_class(course, assignment.name, [*reports, *left])
    _show(assignment.name, reports)
    if options.json is not None:
        classroom.write_class(options.json, reports)
    failed = [] if options.no_gradebook else _record(course, assignment, options, reports, console)
    return _status(reports, failed, console)


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


def _show(assignment: str, reports: list[Report]) -> None:
    console = Console()
    console.print(table.class_table(assignment, reports))
    console.print(table.exercise_key(reports), style="dim", markup=False)
    console.print(table.summary(reports))
    print(f"the same as data: {classroom.class_file(Path.cwd(), assignment)}")


def _status(reports: list[Report], failed: list[str], console: Console) -> int:
    errors = [(r.student, r.error["message"]) for r in reports if r.error is not None]
    for student, message in sorted(errors):
        text = f"{student}: not graded: {message}"
        console.print(table.plain_message(text), soft_wrap=True)
    if errors:
        console.print("what the gradebook holds of them from earlier stays as it was")
    return SOME_FAILED if errors or failed else OK


def _report(options: argparse.Namespace, console: Console) -> int:
    load_assignment(Path.cwd(), options.assignment)
    reports = classroom.load_class(Path.cwd(), options.assignment)
    if options.csv is not None:
        write_csv(options.csv, reports)
    if options.json is not None:
        classroom.write_class(options.json, reports)
    if options.csv is None and options.json is None:
        _show(options.assignment, reports)
    return OK


def _timings(options: argparse.Namespace, console: Console) -> int:
    load_assignment(Path.cwd(), options.assignment)
    reports = classroom.load_class(Path.cwd(), options.assignment)
    if not any("total" in report.timings for report in reports):
        raise ConfigurationError(f"{options.assignment}: none of its submissions was graded")
    out = Console()
    out.print(table.timings_table(options.assignment, reports))
    out.print(table.slowest(reports))
    return OK


def _prune(options: argparse.Namespace, console: Console) -> int:
    files, size = Store(Path.cwd()).prune(options.unused_for * 24 * 3600)
    print(f"removed {files} files, {size / MIB:.1f} MiB")
    return OK


def _release(options: argparse.Namespace, console: Console) -> int:
    from autograder.nbgrader_bridge import release

    for path in release(Path.cwd(), options.assignments):
        print(path)
    return OK


def _doctor(options: argparse.Namespace, console: Console) -> int:
    from autograder import doctor

    out = Console()
    with console.status("looking"):
        findings = doctor.examine(Path.cwd())
    for finding in findings:
        line = table.finding_line(finding.what, finding.well, finding.found)
        out.print(line, soft_wrap=True)
        if not finding.well:
            out.print(f"    → {finding.advice}", markup=False)
    bad = sum(not finding.well for finding in findings)
    out.print("all is well" if not bad else f"{bad} of {len(findings)} need attention")
    return SOME_FAILED if bad else OK


def _demo(options: argparse.Namespace, console: Console) -> int:
    from autograder import demo

    return demo.run(options.jobs, console, main)


def run() -> None:
    """Run the command line and exit."""
    sys.exit(main())
