"""The commands of `python -m autograder`, and what they print with: a module each.

``add_parser`` tells argparse of a command and sets ``run``, a function of the options and the
console for progress (stderr), which returns the exit status.
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
    with contextlib.suppress(ConfigurationError):  # the command will say what is wrong
        default = course_folder(Path(), "submitted")
    parser.add_argument(
        "--submitted",
        type=Path,
        default=default,
        metavar="DIR",
        help=f"{meaning} (default: %(default)s)",
    )
