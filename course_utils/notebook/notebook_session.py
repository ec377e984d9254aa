"""The notebook's session: its assignment, its folder, and the results of `check` so far."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_utils.checking.check_result import CheckResult

GRADING_VARIABLE = "COURSE_UTILS_GRADING"  # set by the grader: checks run outside the notebook
TRIAL_VARIABLE = "COURSE_UTILS_TRYING"  # set in the fresh kernel of a trial run


class NotSetUp(Exception):
    """`progress` or `submit_zip` was called before `make_check`. Jupyter shows only this one line."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@dataclass(frozen=True)
class NotebookSession:
    """An assignment in ``folder``, and the last results of `check` for each exercise."""

    assignment: str
    folder: Path
    found: dict[str, list[CheckResult]] = field(default_factory=dict)

    @property
    def notebook(self) -> Path:
        """The path of the notebook."""
        return self.folder / f"{self.assignment}.ipynb"

    @property
    def zip(self) -> Path:
        """The path of the zip that `submit_zip` writes."""
        return self.folder / f"{self.assignment}.zip"

    @property
    def checks(self) -> Path:
        """The path of the file with the public checks."""
        return self.folder / f"test_{self.assignment}.py"


_begun: list[NotebookSession] = []  # the last one counts


def begin_or_continue_session(assignment: str, folder: Path) -> NotebookSession:
    """Begin the session of an assignment, or continue it with the results so far; return it."""
    new = NotebookSession(assignment, folder)
    if not _begun or (_begun[-1].assignment, _begun[-1].folder) != (assignment, folder):
        _begun[:] = [new]
    return _begun[-1]


def current_session() -> NotebookSession:
    """Return the session of the last call of `make_check`.

    Raises:
        NotSetUp: it was not called yet.
    """
    if not _begun:
        raise NotSetUp(
            "expected the set-up cell first: run the notebook's first code cell, then this one again"
        )
    return _begun[-1]


def exercises_with_results() -> list[str]:
    """Return the exercises with a result of `check` in this session."""
    return list(_begun[-1].found) if _begun else []


def is_automated_run() -> bool:
    """Return whether this process is the grader's, or a trial run before handing in."""
    return bool(os.environ.get(GRADING_VARIABLE) or os.environ.get(TRIAL_VARIABLE))
