"""The grades of each cell of a class in a gradebook, and the differences between two gradebooks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.api import Gradebook as NbgraderGradebook
from sqlalchemy import select

from autograder.course.result_display import format_points
from autograder.nbgrader_bridge.gradebook_database import SQLITE_PREFIX, explain_database_errors

SAME_POINTS = 1e-6  # sums of floating-point points may differ by less


class CellName(NamedTuple):
    """A cell of an assignment: its notebook and its ``grade_id``."""

    notebook: str
    cell: str

    def __str__(self) -> str:
        return f"{self.notebook}/{self.cell}"


@dataclass(frozen=True)
class GradedCell:
    """A student's cell in a gradebook.

    Attributes:
        points: the automatic ones; None if there are none yet.
        max_points: None for an answer that gives no points itself.
        needs_person: whether a person has to mark it.
        comment: nbgrader's own, such as "No response."; empty if there is none.
    """

    points: float | None = None
    max_points: float | None = None
    needs_person: bool = False
    comment: str = ""

    def same_as(self, other: GradedCell) -> bool:
        """Say whether the two are the same in all that counts for marks."""
        rest = (self.max_points, self.needs_person, self.comment)
        return rest == (other.max_points, other.needs_person, other.comment) and _same(
            self.points, other.points
        )

    @property
    def status(self) -> str:
        """Its outcome, in a few words."""
        said = self.comment.rstrip(".").lower()
        if self.max_points is None:
            return said or "answered"
        return f"{self._outcome()}, {said}" if said else self._outcome()

    def _outcome(self) -> str:
        if self.needs_person or self.points is None:
            return "needs a person"
        if self.points >= (self.max_points or 0.0):
            return "full marks"
        return "partly" if self.points > 0 else "no points"

    def __str__(self) -> str:
        if self.max_points is None:
            return self.status
        points = "–" if self.points is None else format_points(self.points)
        return f"{points} of {format_points(self.max_points)}, {self.status}"


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < SAME_POINTS


@dataclass
class StudentGrades:
    """A student's graded cells and answers, and the points taken off for being late."""

    cells: dict[CellName, GradedCell] = field(default_factory=dict)
    late_penalty: float = 0.0


@dataclass(frozen=True)
class Difference:
    """A cell with different values in two gradebooks; None if one of them lacks it."""

    student: str
    name: CellName
    stock: GradedCell | None
    engine: GradedCell | None


@dataclass(frozen=True)
class PenaltyDifference:
    """A student with different late penalties."""

    student: str
    stock: float
    engine: float


@dataclass
class Comparison:
    """Two gradebooks on the same submissions.

    Attributes:
        students: the students with a submission in both.
        cells: the number of cells that were compared, of all students together.
    """

    students: list[str] = field(default_factory=list)
    cells: int = 0
    differences: list[Difference] = field(default_factory=list)
    penalties: list[PenaltyDifference] = field(default_factory=list)


def read_graded_cells(gradebook: Path, assignment: str) -> dict[str, StudentGrades]:
    """Return the grades of an assignment's cells in a gradebook, by student; empty if it has none.

    Raises:
        ConfigurationError: the gradebook cannot be read; the text says why.
    """
    if not gradebook.is_file():
        return {}
    url = f"{SQLITE_PREFIX}{gradebook}"
    with explain_database_errors(url), NbgraderGradebook(url) as book:
        try:
            found = book.find_assignment(assignment)
        except MissingEntry:
            return {}
        return _read(book, found)


def _read(book: NbgraderGradebook, assignment: Assignment) -> dict[str, StudentGrades]:
    students = {
        each.student_id: StudentGrades(late_penalty=float(each.late_submission_penalty or 0.0))
        for each in assignment.submissions
    }
    fields = _fields_by_cell(book, assignment)
    for cell in _cells(assignment):
        name = CellName(cell.notebook.name, cell.name)
        for student, values in fields[cell.id].items():
            kept = students[student].cells.get(name, GradedCell())
            students[student].cells[name] = GradedCell(**{**vars(kept), **values})
    return students


def _cells(assignment: Assignment) -> Iterator[Any]:
    for notebook in assignment.notebooks:
        yield from (*notebook.grade_cells, *notebook.task_cells, *notebook.solution_cells)


def _fields_by_cell(
    book: NbgraderGradebook, assignment: Assignment
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the fields of each `GradedCell`, by cell and student, from two queries."""
    most = {
        cell.id: float(cell.max_score or 0.0)
        for notebook in assignment.notebooks
        for cell in (*notebook.grade_cells, *notebook.task_cells)
    }
    fields: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for student, grade in _rows(book, assignment, Grade):
        fields[grade.cell_id][student] = {
            "points": grade.auto_score,
            "max_points": most.get(grade.cell_id),
            "needs_person": bool(grade.needs_manual_grade),
        }
    for student, comment in _rows(book, assignment, Comment):
        entry = fields[comment.cell_id].setdefault(student, {})
        entry["comment"] = comment.auto_comment or ""
    return fields


def _rows(book: NbgraderGradebook, assignment: Assignment, table: Any) -> Iterator[tuple[str, Any]]:
    """Yield the rows of a table that belong to an assignment, each with its student."""
    query = (
        select(SubmittedAssignment.student_id, table)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(table, table.notebook_id == SubmittedNotebook.id)
        .where(SubmittedAssignment.assignment_id == assignment.id)
    )
    yield from book.db.execute(query)


def compare_graded_cells(
    stock: Mapping[str, StudentGrades],
    engine: Mapping[str, StudentGrades],
    left_out: Collection[CellName] = (),
) -> Comparison:
    """Compare, cell by cell, the students in both; ``left_out`` names cells that do not count."""
    found = Comparison(sorted(stock.keys() & engine.keys()))
    for student in found.students:
        one, other = stock[student], engine[student]
        names = (one.cells.keys() | other.cells.keys()) - set(left_out)
        found.cells += len(names)
        for name in sorted(names):
            pair = one.cells.get(name), other.cells.get(name)
            if pair[0] is None or pair[1] is None or not pair[0].same_as(pair[1]):
                found.differences.append(Difference(student, name, *pair))
        if not _same(one.late_penalty, other.late_penalty):
            found.penalties.append(PenaltyDifference(student, one.late_penalty, other.late_penalty))
    return found
