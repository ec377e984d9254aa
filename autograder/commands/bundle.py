"""`bundle`: make the zips that students download."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, Subparsers


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    bundle = commands.add_parser(
        "bundle",
        help="make what students download: a zip for each assignment",
        description="Make what students download: a folder for each assignment, and a zip of it. It "
        "holds the released notebook and its checks, the wheels of course_utils and of the data, "
        "requirements.txt, and START.html, which says how to begin in Jupyter, VS Code or Colab.",
    )
    bundle.add_argument(
        "assignments", nargs="*", metavar="ASSIGNMENT", help="which ones (default: all)"
    )
    bundle.add_argument(
        "--to",
        type=Path,
        default=Path("bundle"),
        metavar="DIR",
        help="where to write it (default: bundle)",
    )
    bundle.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring.student_bundle import write_student_bundles

    for path in write_student_bundles(Path.cwd(), options.assignments, options.to):
        print(path)
    console.print("next: give students the zip; START.html in it says how to begin", soft_wrap=True)
    return OK
