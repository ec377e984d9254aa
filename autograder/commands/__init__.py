"""The commands of `python -m autograder`: a module each, whose ``add`` tells argparse of it.

``add`` sets ``run``, a function of the options and the console for progress (stderr), which returns
the exit status.
"""

from __future__ import annotations

import argparse
from typing import TypeAlias

OK, SOME_FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def jobs(text: str) -> int:
    """Read ``--jobs``."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return int(text)
