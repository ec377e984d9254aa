"""A student's saved notebook: its exercises with their points and answers, and its code cells.

It is read in the same way as by the grader, without nbformat or nbgrader.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.notebook.notebook_cells import read_notebook
from course_utils.notebook.notebook_json import NotANotebook

SETUP_CALL = re.compile(
    r"""(?:exercises|make_check)\(\s*["'](\w+)["']"""
)  # with the assignment that a set-up cell names


@dataclass(frozen=True)
class SavedExercise:
    """A grade cell: its ``grade_id``, its points, and the answer cells that lead to it."""

    id: str
    points: float | None
    answers: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class SavedNotebook:
    """A saved notebook: the bytes of its file, and the content without outputs."""

    data: bytes
    content: dict[str, Any]

    @property
    def code_cells(self) -> list[dict[str, Any]]:
        """The code cells."""
        return [cell for cell in self.content["cells"] if cell["cell_type"] == "code"]

    @property
    def released_as_code(self) -> list[dict[str, Any]]:
        """The code cells, and cells that were code when they were released."""
        return [
            cell
            for cell in self.content["cells"]
            if "code" in (cell["cell_type"], _nbgrader(cell).get("cell_type"))
        ]

    @property
    def exercises(self) -> dict[str, SavedExercise]:
        """The exercises in the notebook's order, by ``grade_id``."""
        found: dict[str, SavedExercise] = {}
        answers: list[dict[str, Any]] = []
        for cell in self.code_cells:
            about = _nbgrader(cell)
            if about.get("solution"):
                answers.append(cell)
            elif about.get("grade"):
                name = cell_grade_id(cell)
                if name in found:  # a copy of the cell
                    answers = [*found[name].answers, *answers]
                found[name] = SavedExercise(name, _points(about), tuple(answers))
                answers = []
        return found

    @property
    def assignment(self) -> str:
        """The assignment that the notebook's set-up cell names; empty if there is none."""
        matches = (SETUP_CALL.search(cell_source(cell)) for cell in self.code_cells)
        return next((match[1] for match in matches if match), "")


def read_saved_notebook(path: Path) -> SavedNotebook:
    """Read a notebook from its file.

    Raises:
        NotANotebook: the file is missing, cannot be read, or holds something else.
    """
    try:
        data = path.read_bytes()
        content, _ = read_notebook(data)
    except OSError as error:
        raise NotANotebook(f"{path.name} cannot be read: {error.strerror or error}") from None
    except NotANotebook as problem:
        raise NotANotebook(f"{path.name}: {problem}") from None
    return SavedNotebook(data, content)


def cell_source(cell: dict[str, Any]) -> str:
    """Return a cell's source."""
    return str(cell["source"])


def cell_first_line(cell: dict[str, Any]) -> str:
    """Return the first line of a cell that is not blank: a person recognises the cell by it."""
    lines = (line.strip() for line in cell_source(cell).splitlines())
    text = next((line for line in lines if line), "")
    return text if len(text) <= 60 else text[:59] + "…"


def is_grade_cell(cell: dict[str, Any]) -> bool:
    """Return whether a cell is a grade cell."""
    return bool(_nbgrader(cell).get("grade"))


def is_showing_cell(cell: dict[str, Any]) -> bool:
    """Return whether a cell only shows something, by its tag: grading leaves such cells out."""
    return "smoke" in (cell["metadata"].get("tags") or ()) and not _nbgrader(cell).get("solution")


def is_answer_cell(cell: dict[str, Any]) -> bool:
    """Return whether the student answers in a cell."""
    return bool(_nbgrader(cell).get("solution"))


def cell_grade_id(cell: dict[str, Any]) -> str:
    """Return a cell's ``grade_id``, empty where it has none."""
    return str(_nbgrader(cell).get("grade_id", ""))


def is_locked_cell_changed(cell: dict[str, Any]) -> bool:
    """Return whether a locked cell was changed, by nbgrader's checksum of its release."""
    about = _nbgrader(cell)
    if about.get("solution") or not (about.get("locked") or about.get("grade")):
        return False
    lines = (line.rstrip() for line in cell["source"].splitlines())
    texts = (cell["source"], "\n".join(lines).rstrip())  # an editor may have added space
    checksum = about.get("checksum")
    return bool(checksum) and checksum not in [_checksum(cell, text) for text in texts]


def _checksum(cell: dict[str, Any], text: str) -> str:
    """Return the same as ``nbgrader.utils.compute_checksum`` for a cell with this text."""
    about = _nbgrader(cell)
    parts = [text, cell["cell_type"]]
    parts += [str(bool(about.get(key))) for key in ("grade", "solution", "locked")]
    parts.append(cell_grade_id(cell))
    if about.get("grade"):
        parts.append(str(float(about.get("points", 0))))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _nbgrader(cell: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


def _points(about: dict[str, Any]) -> float | None:
    points = about.get("points")
    if isinstance(points, (int, float)) and math.isfinite(points) and points >= 0:
        return float(points)
    return None
