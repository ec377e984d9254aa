"""`release`: make the students' notebooks and public checks from source/."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, Subparsers


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    release = commands.add_parser(
        "release",
        help="make what students get, in release/",
        description="Make what students get, in release/: the notebooks without their solutions, "
        "and the public checks. A source is refused if lint finds an error in it; style does not "
        "count. The release before then stays as it is.",
    )
    release.add_argument(
        "assignments", nargs="*", metavar="ASSIGNMENT", help="which ones (default: all)"
    )
    release.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    from autograder.authoring.lint import expect_releasable
    from autograder.nbgrader_bridge import generate_releases

    expect_releasable(Path.cwd(), options.assignments)
    for path in generate_releases(Path.cwd(), options.assignments):
        print(path)
    return OK
