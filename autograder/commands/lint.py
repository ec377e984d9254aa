"""`lint`: say what is wrong with source notebooks and their checks."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, SOME_FAILED, Subparsers
from autograder.course.assignment import expect_assignments, load_assignment


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    lint = commands.add_parser(
        "lint",
        help="say what is wrong with source notebooks and their checks",
        description="Say what is wrong with source notebooks, their checks and their releases, one "
        "line each. An error breaks a release or a grading. A note may be intended. In an assignment "
        "that uses checks throughout, house style counts too. Exit status: 0 no error, 1 errors, "
        "2 wrong usage.",
    )
    lint.add_argument(
        "assignments", nargs="*", metavar="ASSIGNMENT", help="which ones (default: all)"
    )
    lint.add_argument(
        "--style",
        action="store_true",
        help="show style in every assignment, also where exercises have no checks",
    )
    lint.add_argument(
        "--fix",
        action="store_true",
        help="first remove what Jupyter left in the notebooks: outputs, and, where style counts, "
        "another kernel's name and ids that are not the grade_id",
    )
    lint.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring.lint import lint_assignment

    course = Path.cwd()
    names = options.assignments or expect_assignments(course)
    for name in names if options.fix else []:
        _fix(course, name, style=options.style)
    findings = [finding for name in names for finding in lint_assignment(course, name)]
    style = [finding for finding in findings if finding.style]
    for finding in findings:
        if options.style or not finding.style:
            print(finding.as_line(course))
    errors = sum(finding.is_error for finding in findings)
    notes = sum(finding.note for finding in findings)
    summary = f"assignments: {len(names)}, errors: {errors}, notes: {notes}"
    if style:
        summary += f", of style: {len(style)}" + ("" if options.style else " (shown by --style)")
    console.print(summary, highlight=False, soft_wrap=True)
    return SOME_FAILED if errors else OK


def _fix(course: Path, name: str, *, style: bool) -> None:
    """Remove from an assignment's notebooks what Jupyter left there, and say what was done."""
    from autograder.authoring.normalise_notebook import normalise_notebook
    from autograder.authoring.source_reading import read_sources

    assignment = load_assignment(course, name)
    in_house_style = style or read_sources(assignment).in_house_style
    for source in assignment.notebooks:
        if done := normalise_notebook(source.path, in_house_style=in_house_style):
            print(f"{source.path.relative_to(course)}: {', '.join(done)}")
