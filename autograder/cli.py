"""The command line. Progress goes to stderr, results to stdout.

Exit status: 0 all graded; 1 something could not be graded; 2 wrong usage or configuration.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console

from autograder import table
from autograder.commands import (
    INTERRUPTED,
    OK,
    SOME_FAILED,
    WRONG_USAGE,
    bundle,
    collect,
    demo,
    doctor,
    export,
    grade,
    gradescope,
    lint,
    new,
    prune,
    release,
    report,
    similar,
    timings,
)
from autograder.errors import AutograderError

__all__ = ["OK", "SOME_FAILED", "WRONG_USAGE", "main", "run"]

COMMANDS = (
    new,
    lint,
    release,
    bundle,
    collect,
    grade,
    export,
    gradescope,
    report,
    similar,
    timings,
    prune,
    doctor,
    demo,
)  # as `--help` lists them


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    options = _parser().parse_args(arguments)
    console = Console(stderr=True)
    try:
        status: int = options.run(options, console)
        return status
    except AutograderError as error:
        console.print(table.plain_message(str(error)), style="red", soft_wrap=True)
        return WRONG_USAGE
    except KeyboardInterrupt:
        console.print("stopped; what was graded is kept, run the same command to go on")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m autograder",
        description="Grade a class of TensorFlow notebooks. Run it in the course's folder.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


def run() -> None:
    """Run the command line and exit."""
    sys.exit(main())
