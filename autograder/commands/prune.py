"""`prune`: remove stored results that no grading uses any more."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from autograder.commands import OK, Subparsers
from autograder.course.limits import MIB
from autograder.grading.result_store import ResultStore


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    prune = commands.add_parser(
        "prune",
        help="remove kept results that no grading uses any more",
        description="Remove kept results that no grading has used for some time. Scores, the gradebook "
        "and feedback stay. A result that is needed again is computed again.",
    )
    prune.add_argument(
        "--unused-for",
        type=_days,
        default=30,
        metavar="DAYS",
        help="only what no grading has used for so many days (default: 30; 0: all)",
    )
    prune.set_defaults(run=_run)


def _days(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"expected a whole number of days, got {text!r}")
    return int(text)


def _run(options: argparse.Namespace, console: Console) -> int:
    files, size = ResultStore(Path.cwd()).prune(options.unused_for * 24 * 3600)
    print(f"removed {files} files, {size / MIB:.1f} MiB")
    return OK
