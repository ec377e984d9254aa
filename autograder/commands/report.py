"""`report`: the last grading of a class."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder import classroom, table
from autograder.assignment import load_assignment
from autograder.commands import OK, Commands
from autograder.results import Report
from autograder.spreadsheet import write_csv


def add(commands: Commands) -> None:
    """Add the command."""
    report = commands.add_parser("report", help="show the last grading of a class")
    report.add_argument("assignment", metavar="ASSIGNMENT")
    report.add_argument("--csv", type=Path, metavar="FILE", help="write it for a spreadsheet")
    report.add_argument("--json", type=Path, metavar="FILE", help="write the reports as data")
    report.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    load_assignment(Path.cwd(), options.assignment)
    reports = classroom.load_class(Path.cwd(), options.assignment)
    if options.csv is not None:
        write_csv(options.csv, reports)
    if options.json is not None:
        classroom.write_class(options.json, reports)
    if options.csv is None and options.json is None:
        show(options.assignment, reports)
    return OK


def show(assignment: str, reports: list[Report]) -> None:
    """Show a class as a table."""
    console = Console()
    console.print(table.class_table(assignment, reports))
    console.print(table.exercise_key(reports), style="dim", markup=False)
    console.print(table.summary(reports))
    print(f"the same as data: {classroom.class_file(Path.cwd(), assignment)}")
