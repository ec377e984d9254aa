"""`lint`: what is wrong with a source notebook or its checks."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.assignment import assignments, load_assignment
from autograder.commands import OK, SOME_FAILED, Commands
from autograder.errors import ConfigurationError


def add(commands: Commands) -> None:
    """Add the command."""
    lint = commands.add_parser(
        "lint",
        help="say what is wrong with source notebooks and their checks",
        description="Say what is wrong with source notebooks, their checks and their releases, one "
        "line each. Notes may be meant so. Exit status: 0 no error, 1 errors, 2 wrong usage.",
    )
    lint.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    lint.add_argument(
        "--fix",
        action="store_true",
        help="first take out of the notebooks what Jupyter left there: outputs, another kernel's "
        "name, other ids than the grade_id",
    )
    lint.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring.lint import lint
    from autograder.authoring.tidying import tidy

    course = Path.cwd()
    names = options.assignments or assignments(course)
    if not names:
        raise ConfigurationError(f"no assignments: expected source/*/*.ipynb in {course}")
    for name in names if options.fix else []:
        source = load_assignment(course, name).source
        if done := tidy(source):
            print(f"{source.relative_to(course)}: {', '.join(done)}")
    findings = [finding for name in names for finding in lint(course, name)]
    for finding in findings:
        print(finding.line(course))
    notes = sum(finding.note for finding in findings)
    errors = len(findings) - notes
    console.print(f"assignments: {len(names)}, errors: {errors}, notes: {notes}", highlight=False)
    return SOME_FAILED if errors else OK
