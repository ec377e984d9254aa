"""`release`: what students get, from source/."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, Commands


def add(commands: Commands) -> None:
    """Add the command."""
    release = commands.add_parser(
        "release",
        help="make what students get, in release/",
        description="Make what students get, in release/: the notebooks without their solutions, "
        "and the public checks. What lint calls an error in a source is refused; an older release "
        "then stays as it is.",
    )
    release.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="default: all")
    release.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring.lint import expect_releasable
    from autograder.nbgrader_bridge import release

    expect_releasable(Path.cwd(), options.assignments)
    for path in release(Path.cwd(), options.assignments):
        print(path)
    return OK
