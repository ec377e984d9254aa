"""`timings`: show where the time of a class's grading went."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, Subparsers, terminal_output
from autograder.course.assignment import load_assignment
from autograder.errors import ConfigurationError
from autograder.grading import class_grading


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    timings = commands.add_parser(
        "timings",
        help="show where the time of a class's grading went",
        description="Show where the time of the last grading went, by phase and by student.",
    )
    timings.add_argument("assignment", metavar="ASSIGNMENT", help="which one")
    timings.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    load_assignment(Path.cwd(), options.assignment)
    reports = class_grading.load_class_results(Path.cwd(), options.assignment)
    if not any("total" in report.timings for report in reports):
        raise ConfigurationError(f"{options.assignment}: none of its submissions was graded")
    out = Console()
    out.print(terminal_output.phase_times_table(options.assignment, reports))
    out.print(terminal_output.slowest_submissions_table(reports))
    return OK
