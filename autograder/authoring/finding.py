"""What a look at an assignment found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or worth a look.

    Attributes:
        path: the file.
        place: the cell or line in it, empty where it is the whole file.
        problem: what was expected, what came and what to do.
        note: True where it may be meant so; then it is no error.
    """

    path: Path
    place: str
    problem: str
    note: bool = False

    def line(self, course: Path) -> str:
        """Return it as one line, with the path as seen from the course's folder."""
        path = self.path.relative_to(course) if self.path.is_relative_to(course) else self.path
        parts = [str(path), self.place, "note" if self.note else "error", self.problem]
        return ": ".join(filter(None, parts))


def expected(wanted: object, got: object, advice: str) -> str:
    """Return the text of a problem: what was expected, what came, what to do."""
    return f"expected {wanted}, got {got}; {advice}"


def cell(identity: object) -> str:
    """Return the place of a cell."""
    return f"cell {identity}"
