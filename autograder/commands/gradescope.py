"""`gradescope`: make the autograder zip of an assignment for Gradescope."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.commands import ISOLATION_CHOICES, OK, Subparsers
from autograder.course.hidden_secret import load_secret_assignment
from autograder.course.limits import MIB
from autograder.grading.prerequisites import expect_gradable
from autograder.platforms.gradescope_zip import HIDDEN_VISIBILITIES, write_gradescope_zip


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    gradescope = commands.add_parser(
        "gradescope",
        help="make an autograder zip for Gradescope",
        description="Make the zip that Gradescope's Configure Autograder page takes. It holds this "
        "one assignment with its checks, the engine, and the locked environment.",
    )
    gradescope.add_argument("assignment", metavar="ASSIGNMENT", help="which one")
    gradescope.add_argument(
        "--to",
        type=Path,
        metavar="FILE",
        help="where to write it (default: gradescope-ASSIGNMENT.zip)",
    )
    gradescope.add_argument(
        "--hidden",
        choices=HIDDEN_VISIBILITIES,
        default=HIDDEN_VISIBILITIES[0],
        help="when students see which hidden checks they passed (default: after_published)",
    )
    gradescope.add_argument(
        "--isolation",
        choices=ISOLATION_CHOICES,
        metavar="KIND",
        help="the kind of walls: namespaces or landlock (default: the best that works in the container). "
        "'none' is for a container that allows neither: student code can then read the checks and the "
        "solution, and change its own result",
    )
    gradescope.set_defaults(run=_run)


def _run(options: argparse.Namespace, console: Console) -> int:
    assignment = load_secret_assignment(Path.cwd(), options.assignment)
    expect_gradable(assignment)
    path = options.to or Path(f"gradescope-{assignment.name}.zip")
    names = write_gradescope_zip(
        path, Path.cwd(), assignment, isolation=options.isolation or "", hidden=options.hidden
    )
    size = path.stat().st_size / MIB
    print(f"{path}: {len(names)} files, {size:.1f} MiB; {assignment.max_score:g} points")
    console.print(
        "next: upload it on Gradescope under Configure Autograder, and give the assignment "
        f"{assignment.max_score:g} points",
        soft_wrap=True,
    )
    return OK
