"""An assignment as the instructor wrote it: its exercises, locked cells, checks and limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat

from autograder.errors import ConfigurationError
from autograder.limits import Limits, load_limits

CHECKS = Path(__file__).parent / "checks"


@dataclass(frozen=True)
class Exercise:
    """A grade cell: its ``grade_id`` and points."""

    id: str
    points: float


@dataclass(frozen=True)
class Assignment:
    """An assignment, read from ``source/<name>/<name>.ipynb`` and its checks file."""

    name: str
    source: Path
    checks: Path
    limits: Limits = field(default_factory=Limits)

    @cached_property
    def cells(self) -> list[Any]:
        """The instructor's cells."""
        try:
            return list(nbformat.read(self.source, as_version=4).cells)
        except Exception as error:  # noqa: BLE001  # nbformat raises many kinds for a broken file
            raise ConfigurationError(f"{self.source}: not a notebook: {error}") from None

    @cached_property
    def exercises(self) -> list[Exercise]:
        """The autograded exercises, in the notebook's order."""
        found = [self._exercise(cell) for cell in self.cells if is_autograded(cell)]
        ids = [exercise.id for exercise in found]
        for identity in ids:
            if ids.count(identity) > 1:
                raise ConfigurationError(
                    f"{self.source}: the grade_id {identity!r} stands more than once"
                )
        return found

    def _exercise(self, cell: Any) -> Exercise:
        points = nbgrader_of(cell).get("points")
        if not isinstance(points, (int, float)) or not points >= 0:
            raise ConfigurationError(
                f"{self.source}: cell {grade_id(cell)}: expected points of 0 or more, got {points!r}"
            )
        return Exercise(grade_id(cell), float(points))

    @cached_property
    def locked(self) -> dict[str, Any]:
        """The code cells that a student must not change, by ``grade_id``."""
        return {grade_id(cell): cell for cell in self.cells if is_locked_code(cell)}

    @property
    def max_score(self) -> float:
        """The points of all exercises together."""
        return sum(exercise.points for exercise in self.exercises)


def load_assignment(course: Path, name: str) -> Assignment:
    """Return the assignment ``name`` of the course in folder ``course``.

    Raises:
        ConfigurationError: there is none; the text lists those there are.
    """
    name = name.rstrip("/")  # as a shell completes a folder's
    source = course / "source" / name / f"{name}.ipynb"
    if not source.is_file():
        known = ", ".join(assignments(course))
        known = known or f"none in {course / 'source'}: run this in the course's folder"
        raise ConfigurationError(f"no assignment {name!r}: expected {source}; there are: {known}")
    return Assignment(name, source, CHECKS / f"test_{name}.py", load_limits(course, name))


def assignments(course: Path) -> list[str]:
    """Return the names of the course's assignments."""
    notebooks = (course / "source").glob("*/*.ipynb")
    return sorted(path.stem for path in notebooks if path.stem == path.parent.name)


def nbgrader_of(cell: Any) -> dict[str, Any]:
    """Return a cell's nbgrader metadata, empty where it has none or it is malformed."""
    found = cell.get("metadata", {}).get("nbgrader", {})
    return found if isinstance(found, dict) else {}


def grade_id(cell: Any) -> str:
    """Return a cell's ``grade_id``, empty where it has none."""
    return str(nbgrader_of(cell).get("grade_id", ""))


def is_autograded(cell: Any) -> bool:
    """Say whether a cell is a grade cell that no person marks."""
    meta = nbgrader_of(cell)
    return cell.get("cell_type") == "code" and bool(meta.get("grade")) and not meta.get("solution")


def is_exercise(cell: Any) -> bool:
    """Say whether a cell is a student's to answer, or gives points."""
    return bool(nbgrader_of(cell).get("grade") or nbgrader_of(cell).get("solution"))


def is_locked_code(cell: Any) -> bool:
    """Say whether a cell is code that a student must not change."""
    meta = nbgrader_of(cell)
    locked = meta.get("locked") or meta.get("grade")
    return cell.get("cell_type") == "code" and bool(locked) and not meta.get("solution")
