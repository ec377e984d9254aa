"""A student's notebook as it is saved: its exercises with their points, answers and code cells.

It is read as plain JSON: a student's machine need not have nbformat or nbgrader.
"""

from __future__ import annotations

import ast
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMED = re.compile(r"""exercises\(\s*["'](\w+)["']""")  # the assignment that a set-up cell names


class NotANotebook(Exception):
    """The file is missing or no notebook; the text says which."""


@dataclass(frozen=True)
class SavedExercise:
    """A grade cell: its ``grade_id``, its points, and the answer cells that lead to it."""

    id: str
    points: float | None
    answers: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class SavedNotebook:
    """A notebook: the bytes of its file, and what they hold."""

    data: bytes
    content: dict[str, Any]

    @property
    def code_cells(self) -> list[dict[str, Any]]:
        """The cells of code."""
        cells = self.content["cells"]
        return [c for c in cells if isinstance(c, dict) and c.get("cell_type") == "code"]

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
                name = grade_id(cell)
                if name in found:  # a copy of the cell
                    answers = [*found[name].answers, *answers]
                found[name] = SavedExercise(name, _points(about), tuple(answers))
                answers = []
        return found

    @property
    def assignment(self) -> str:
        """The assignment that the notebook's set-up cell names, empty if none does."""
        matches = (NAMED.search(source_of(cell)) for cell in self.code_cells)
        return next((match[1] for match in matches if match), "")


def read_notebook(path: Path) -> SavedNotebook:
    """Return the notebook in a file.

    Raises:
        NotANotebook: the file is missing, cannot be read, or holds something else.
    """
    try:
        data = path.read_bytes()
        content = json.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise NotANotebook(f"{path.name} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise NotANotebook(f"{path.name} is not a notebook: it is damaged or cut off") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise NotANotebook(f"{path.name} is not a notebook: it holds no cells")
    return SavedNotebook(data, content)


def checked_exercises(checks: Path) -> list[str]:
    """Return the exercises that a checks file has checks for, in its order, without running it.

    Empty where the file is missing or does not parse: `check` says so.
    """
    try:
        tree = ast.parse(checks.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError, RecursionError):
        return []
    marks = [mark for node in tree.body for mark in getattr(node, "decorator_list", [])]
    names = [_marked(mark) for mark in marks]
    return list(dict.fromkeys(name for name in names if name))


def _marked(decorator: ast.expr) -> str:
    """Return the exercise in ``@exercise("id")``, by whatever name the mark goes, else nothing."""
    match decorator:
        case ast.Call(
            func=ast.Name(id="exercise") | ast.Attribute(attr="exercise"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return name
    return ""


def source_of(cell: dict[str, Any]) -> str:
    """Return a cell's source, which a file holds as one string or as lines."""
    source = cell.get("source", "")
    text = source if isinstance(source, str) else "".join(map(str, source))
    return text.replace("\r\n", "\n")


def first_line(cell: dict[str, Any]) -> str:
    """Return what a person knows a cell by: its first line with something in it."""
    lines = (line.strip() for line in source_of(cell).splitlines())
    text = next((line for line in lines if line), "")
    return text if len(text) <= 60 else text[:59] + "…"


def is_graded(cell: dict[str, Any]) -> bool:
    """Say whether a cell is a grade cell."""
    return bool(_nbgrader(cell).get("grade"))


def grade_id(cell: dict[str, Any]) -> str:
    """Return a cell's ``grade_id``, empty where it has none."""
    return str(_nbgrader(cell).get("grade_id", ""))


def _nbgrader(cell: dict[str, Any]) -> dict[str, Any]:
    metadata = cell.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return about if isinstance(about, dict) else {}


def _points(about: dict[str, Any]) -> float | None:
    points = about.get("points")
    if isinstance(points, (int, float)) and math.isfinite(points) and points >= 0:
        return float(points)
    return None
