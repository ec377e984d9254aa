"""A finding of the linter: an error, a matter of style or a note, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Problem(NamedTuple):
    """Something wrong with a file, found by a rule.

    Attributes:
        place: the cell or line in it, empty where it is the whole file.
        text: what was expected, what came and what to do.
        style: whether it breaks no grading, and is only against this house's style.
    """

    place: str
    text: str
    style: bool = False


Problems = Iterator[Problem]


@dataclass(frozen=True)
class LintFinding:
    """An error in an assignment, a problem of style, or a note.

    Attributes:
        path: the file.
        place: the cell or line in it, empty where it is the whole file.
        problem: what was expected, what came and what to do.
        note: True where it may be intended; then it is no error.
        style: True where it breaks no grading; then it is no error either.
    """

    path: Path
    place: str
    problem: str
    note: bool = False
    style: bool = False

    @property
    def is_error(self) -> bool:
        """Whether it has to be mended."""
        return not (self.note or self.style)

    def as_line(self, course: Path) -> str:
        """Return the finding as one line, with its path relative to the course folder."""
        path = self.path.relative_to(course) if self.path.is_relative_to(course) else self.path
        kind = "note" if self.note else "style" if self.style else "error"
        return ": ".join(filter(None, [str(path), self.place, kind, self.problem]))


def findings_in(path: Path, problems: Problems) -> Iterator[LintFinding]:
    """Yield the problems of a file as findings."""
    for place, text, style in problems:
        yield LintFinding(path, place, text, style=style)


def problem_text(wanted: object, got: object, advice: str) -> str:
    """Return a problem's message: what was expected, what was found and what to do."""
    return f"expected {wanted}, got {got}; {advice}"


def cell_place(identity: object) -> str:
    """Return the text that names a cell as a finding's place."""
    return f"cell {identity}"
