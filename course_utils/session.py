"""What this session knows of its assignment: which one it is, where it lies, what `check` found."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_utils.checks_plugin import CheckResult

GRADING = "COURSE_UTILS_GRADING"  # set in the grader's processes, where checks run outside
TRYING = "COURSE_UTILS_TRYING"  # set in the fresh kernel in which a notebook is tried


class NotSetUp(Exception):
    """`progress` or `submit_zip` came before `exercises`. Jupyter shows its one line."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True)
class Session:
    """An assignment in ``folder``, and of each exercise what `check` last found."""

    assignment: str
    folder: Path
    found: dict[str, list[CheckResult]] = field(default_factory=dict)

    @property
    def notebook(self) -> Path:
        """The notebook's file."""
        return self.folder / f"{self.assignment}.ipynb"

    @property
    def zip(self) -> Path:
        """What `submit_zip` makes of it."""
        return self.folder / f"{self.assignment}.zip"

    @property
    def checks(self) -> Path:
        """The file with the public checks."""
        return self.folder / f"test_{self.assignment}.py"


_begun: list[Session] = []  # the last one counts


def begin(assignment: str, folder: Path) -> Session:
    """Return the session of an assignment, with what was found so far if it goes on."""
    new = Session(assignment, folder)
    if not _begun or (_begun[-1].assignment, _begun[-1].folder) != (assignment, folder):
        _begun[:] = [new]
    return _begun[-1]


def current() -> Session:
    """Return the session of the assignment that `exercises` was last called for.

    Raises:
        NotSetUp: it was not called yet.
    """
    if not _begun:
        raise NotSetUp(
            "expected the set-up cell first: run the notebook's first code cell, then this one again"
        )
    return _begun[-1]


def checked() -> list[str]:
    """Return the exercises of which `check` has had a result in this session."""
    return list(_begun[-1].found) if _begun else []


def is_run_by_course() -> bool:
    """Say whether this process is the grader's, or tries a notebook before it is handed in."""
    return bool(os.environ.get(GRADING) or os.environ.get(TRYING))
