"""A class's rows in nbgrader's gradebook, by nbgrader's own models: read and made for many at once."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session, load_only
from sqlalchemy.orm.attributes import set_committed_value

GRADE = (Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)


class AssignmentRows:
    """What the gradebook holds of an assignment's notebook: read once for the class."""

    def __init__(self, assignment: Assignment, notebook: Notebook) -> None:
        self.assignment, self.notebook = assignment, notebook
        self.source_cells = {cell.name: cell for cell in notebook.source_cells}
        tasks = {cell.id: cell for cell in notebook.task_cells}
        # Grades and comments are looked up by cell and notebook: that pair has an index.
        self.graded = {cell.id: cell for cell in notebook.grade_cells} | tasks
        self.commented = {cell.id: cell for cell in notebook.solution_cells} | tasks

    def described(self) -> list[Any]:
        """Return all that the gradebook holds of it, as JSON can hold it."""
        cells = [
            (cell.name, cell.cell_type, cell.locked, cell.checksum, cell.source)
            for cell in self.source_cells.values()
        ]
        points = [(c.name, c.type, c.cell_type, c.max_score) for c in self.graded.values()]
        answers = [(cell.name, cell.type) for cell in self.commented.values()]
        about = [str(self.assignment.duedate), self.notebook.name, self.notebook.kernelspec]
        return [about, sorted(cells), sorted(points), sorted(answers)]


def assignment_rows(session: Session, name: str) -> AssignmentRows | None:
    """Return what the gradebook holds of an assignment; None where that is not one notebook."""
    if not inspect(session.connection()).has_table(Assignment.__tablename__):
        return None
    found = session.scalar(select(Assignment).where(Assignment.name == name))
    if found is None or [notebook.name for notebook in found.notebooks] != [name]:
        return None
    return AssignmentRows(found, found.notebooks[0])


@dataclass
class SubmissionRows:
    """What the gradebook holds of a student's submission; grades and comments by their cell."""

    submission: SubmittedAssignment
    notebook: SubmittedNotebook
    grades: dict[str, Grade] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)

    def score(self) -> float:
        """Return the notebook's score, as `nbgrader.api.SubmittedNotebook.score` defines it."""
        return math.fsum(map(_score, self.grades.values()))

    def late_s(self) -> float:
        """Return how late it is; where nobody set a date nbgrader fails at an extension of it."""
        submission = self.submission
        return 0 if submission.assignment.duedate is None else float(submission.total_seconds_late)

    def leave_to_a_person(self) -> None:
        """Mark a submission that cannot be graded, so that it does not pass for a zero."""
        for grade in self.grades.values():
            grade.needs_manual_grade = True


def _score(grade: Grade) -> float:
    score = grade.auto_score if grade.manual_score is None else grade.manual_score
    return 0.0 if score is None else float(score + (grade.extra_credit or 0.0))


def known_students(session: Session, students: Collection[str]) -> set[str]:
    """Return which of the students the gradebook knows."""
    return set(session.scalars(select(Student.id).where(Student.id.in_(students))))


def add_students(session: Session, students: Iterable[str]) -> None:
    """Make rows for new students."""
    session.add_all(Student(id=student) for student in students)


def submission_rows(
    session: Session, about: AssignmentRows, students: Collection[str]
) -> dict[str, SubmissionRows]:
    """Return the students' rows; those that are missing are new, as `add_submission` makes them."""
    found = _existing(session, about, students)
    for student in students:
        if student not in found:
            found[student] = _new(about, student)
            rows = found[student]
            session.add_all([rows.submission, rows.notebook])
            session.add_all([*rows.grades.values(), *rows.comments.values()])
    for rows in found.values():  # which total_seconds_late asks for its duedate
        set_committed_value(rows.submission, "assignment", about.assignment)
    return found


def _new(about: AssignmentRows, student: str) -> SubmissionRows:
    submission = SubmittedAssignment(
        id=new_uuid(), assignment_id=about.assignment.id, student_id=student
    )
    notebook = SubmittedNotebook(
        id=new_uuid(), notebook_id=about.notebook.id, assignment_id=submission.id
    )
    rows = SubmissionRows(submission, notebook)
    for cell in about.graded.values():
        rows.grades[cell.name] = Grade(cell_id=cell.id, notebook_id=notebook.id)
    for cell in about.commented.values():
        rows.comments[cell.name] = Comment(cell_id=cell.id, notebook_id=notebook.id)
    return rows


def _existing(
    session: Session, about: AssignmentRows, students: Collection[str]
) -> dict[str, SubmissionRows]:
    """Read the rows there are; of each no more than its own columns."""
    S, N = SubmittedAssignment, SubmittedNotebook  # noqa: N806  # two models, as in nbgrader's queries
    both = select(S, N).where(*_of(about, students))
    columns = (
        load_only(S.student_id, S.timestamp, S.extension),
        load_only(N.late_submission_penalty),
    )
    found = {s.student_id: SubmissionRows(s, n) for s, n in session.execute(both.options(*columns))}
    rows_of = {rows.notebook.id: rows for rows in found.values()}
    for grade in session.scalars(
        _cells_of(Grade, about.graded, rows_of).options(
            load_only(Grade.cell_id, Grade.notebook_id, *GRADE)
        )
    ):
        rows_of[grade.notebook_id].grades[about.graded[grade.cell_id].name] = grade
    for comment in session.scalars(
        _cells_of(Comment, about.commented, rows_of).options(
            load_only(Comment.cell_id, Comment.notebook_id, Comment.auto_comment)
        )
    ):
        rows_of[comment.notebook_id].comments[about.commented[comment.cell_id].name] = comment
    return found


def _of(about: AssignmentRows, students: Collection[str]) -> tuple[Any, ...]:
    return (
        SubmittedAssignment.assignment_id == about.assignment.id,
        SubmittedAssignment.student_id.in_(students),
        SubmittedNotebook.notebook_id == about.notebook.id,
        SubmittedNotebook.assignment_id == SubmittedAssignment.id,
    )


def _cells_of(model: Any, cells: Collection[str], notebooks: Collection[str]) -> Select[Any]:
    return select(model).where(model.cell_id.in_(cells), model.notebook_id.in_(notebooks))


def held(
    session: Session, about: AssignmentRows, students: Collection[str]
) -> dict[str, list[Any]]:
    """Return what `autograde` wrote for each student, as the gradebook holds it now.

    What a person gives (a score, extra credit, a comment, and the flag that the score clears) is
    none of it.
    """
    S, N = SubmittedAssignment, SubmittedNotebook  # noqa: N806  # as above
    columns = S.student_id, N.id, S.timestamp, S.extension, N.late_submission_penalty
    found = list(session.execute(select(*columns).where(*_of(about, students))))
    notebooks = [row[1] for row in found]
    cells: dict[str, list[Any]] = defaultdict(list)
    grades = _cells_of(Grade, about.graded, notebooks).with_only_columns(
        Grade.notebook_id, Grade.cell_id, *GRADE
    )
    for notebook, cell, auto, manual, _, needs in session.execute(grades):
        flag = needs if manual is None else auto is None  # as it was before the person's score
        cells[notebook].append((cell, auto, flag))
    comments = _cells_of(Comment, about.commented, notebooks).with_only_columns(
        Comment.notebook_id, Comment.cell_id, Comment.auto_comment
    )
    for notebook, cell, auto in session.execute(comments):
        cells[notebook].append((cell, auto))
    return {
        student: [str(timestamp), str(extension), penalty, sorted(cells[notebook], key=str)]
        for student, notebook, timestamp, extension, penalty in found
    }
