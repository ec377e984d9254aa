"""The command line. Progress goes to stderr, results to stdout.

Exit status: 0 all graded; 1 something could not be graded; 2 wrong usage or configuration.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from rich.console import Console

from autograder.commands import (
    INTERRUPTED,
    OK,
    SOME_FAILED,
    WRONG_USAGE,
    adopt,
    bundle,
    collect,
    compare,
    demo,
    doctor,
    export,
    grade,
    gradescope,
    lint,
    new,
    prove,
    prune,
    release,
    report,
    similar,
    terminal_output,
    timings,
    watch,
)
from autograder.errors import AutograderError
from autograder.suggested_commands import CALLED, SCRIPT

__all__ = ["OK", "SOME_FAILED", "WRONG_USAGE", "main", "run_and_exit"]

COMMANDS = (
    adopt,
    new,
    lint,
    prove,
    release,
    bundle,
    collect,
    grade,
    watch,
    compare,
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
    options = command_line_parser().parse_args(arguments)
    console = Console(stderr=True)
    try:
        status: int = options.run(options, console)
        return status
    except AutograderError as error:
        console.print(terminal_output.safe_message(str(error)), style="red", soft_wrap=True)
        return WRONG_USAGE
    except KeyboardInterrupt:
        console.print("stopped; what was graded is kept, run the same command to go on")
        return INTERRUPTED


def command_line_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog=SCRIPT if CALLED.name == SCRIPT else "python -m autograder",
        description="Grade a class of notebooks. Run it in the course's folder.",
    )
    parser.set_defaults(main=main)  # `demo` runs other commands
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(commands)
    return parser


def run_and_exit() -> None:
    """Run the command line and exit."""
    sys.exit(main())
