"""`new`: a new assignment, to be rewritten."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, Commands


def add(commands: Commands) -> None:
    """Add the command."""
    new = commands.add_parser(
        "new",
        help="write a new assignment with one exercise, to be rewritten",
        description="Write a notebook with one worked exercise, its checks, and right and wrong "
        "answers that prove them. docs/author/writing.md goes on from there.",
    )
    new.add_argument("assignment", metavar="ASSIGNMENT", help="its name, as 07_my_first")
    new.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring.new import new_assignment

    for path in new_assignment(Path.cwd(), options.assignment):
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    name = options.assignment
    console.print(
        f"next: rewrite them (docs/author/writing.md), then python -m autograder lint {name}, then "
        f"python -m autograder release {name}",
        highlight=False,
        soft_wrap=True,
    )
    return OK
