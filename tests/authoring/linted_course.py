"""What lint finds in a course, and ways to spoil it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.authoring.lint import lint_assignment

CHECKOUT = Path(__file__).parents[2]
NAME = "07_my_first"
RELEASED = "01_tensors"  # one that is released
Cell = dict[str, Any]


def problems(course: Path, name: str = NAME) -> list[str]:
    """Return what the lint finds, one line each, without the notes on what comes last."""
    lines = [finding.as_line(course) for finding in lint_assignment(course, name)]
    to_come = ("not released yet", "nothing proves", "never proven", "since they were proven")
    return [line for line in lines if not any(each in line for each in to_come)]


def edit(path: Path, change: Callable[[dict[str, Cell]], Any]) -> None:
    """Change the cells of a notebook, given by their ids."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change({cell["id"]: cell for cell in notebook["cells"]})
    path.write_text(json.dumps(notebook), encoding="utf-8")


def source(course: Path, name: str = NAME) -> Path:
    """Return where a source notebook is."""
    return course / "source" / name / f"{name}.ipynb"


def checks(course: Path, name: str = NAME, exercise: str = "brightness") -> Path:
    """Return where the module of an exercise's checks is."""
    return course / "checks" / name / f"{exercise}.py"


def graded(cells: dict[str, Cell], identity: str) -> Cell:
    """Return the nbgrader metadata of a cell."""
    found: Cell = cells[identity]["metadata"]["nbgrader"]
    return found


def set_source(cells: dict[str, Cell], identity: str, text: str) -> None:
    """Write a cell's text."""
    cells[identity]["source"] = text


SOLVED = "def brightness(image):\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
