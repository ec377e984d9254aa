"""`timings`: where the time of a class's grading went."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder import classroom, table
from autograder.assignment import load_assignment
from autograder.commands import OK, Commands
from autograder.errors import ConfigurationError


def add(commands: Commands) -> None:
    """Add the command."""
    timings = commands.add_parser("timings", help="show where the time of a class's grading went")
    timings.add_argument("assignment", metavar="ASSIGNMENT")
    timings.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    load_assignment(Path.cwd(), options.assignment)
    reports = classroom.load_class(Path.cwd(), options.assignment)
    if not any("total" in report.timings for report in reports):
        raise ConfigurationError(f"{options.assignment}: none of its submissions was graded")
    out = Console()
    out.print(table.timings_table(options.assignment, reports))
    out.print(table.slowest(reports))
    return OK
