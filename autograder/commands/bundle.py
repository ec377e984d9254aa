"""`bundle`: what students download."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, Commands


def add(commands: Commands) -> None:
    """Add the command."""
    bundle = commands.add_parser(
        "bundle",
        help="make what students download: a zip for each assignment",
        description="Make what students download, for each assignment a folder and a zip of it: the "
        "released notebook and its checks, the course_utils wheel, requirements.txt, and START.html, "
        "which says how to begin in Jupyter, VS Code or Colab.",
    )
    bundle.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    bundle.add_argument(
        "--to", type=Path, default=Path("bundle"), metavar="DIR", help="default: bundle"
    )
    bundle.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring.bundle import bundle

    for path in bundle(Path.cwd(), options.assignments, options.to):
        print(path)
    console.print("next: give students the zip; START.html in it says how to begin", soft_wrap=True)
    return OK
