"""The commands of `python -m autograder`, one module each, and the modules that print their output.

``add_parser`` adds a command to argparse and sets ``run``: a function that takes the options and the
console for progress (stderr), and returns the exit status.
"""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from typing import TypeAlias

from autograder.course.nbgrader_config_file import course_folder
from autograder.errors import ConfigurationError
from autograder.sandbox.isolation_kinds import CHOICES, FORMER_NAMES

ISOLATION_CHOICES = (*CHOICES, *FORMER_NAMES)
OK, SOME_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parse_job_count(text: str) -> int:
    """Parse the value of ``--jobs``."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)


def add_submitted_option(parser: argparse.ArgumentParser, meaning: str) -> None:
    """Add ``--submitted``, by default the course's own folder of submissions."""
    default = Path("submitted")
    with contextlib.suppress(ConfigurationError):  # the command itself will report it
        default = course_folder(Path(), "submitted")
    parser.add_argument(
        "--submitted",
        type=Path,
        default=default,
        metavar="DIR",
        help=f"{meaning} (default: %(default)s)",
    )
