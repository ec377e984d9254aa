"""A class's rows in nbgrader's gradebook, read and added for many students at a time."""

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

GRADE_COLUMNS = (Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)


class NotebookRows:
    """The gradebook's rows of one notebook of an assignment."""

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        self.source_cells = {cell.name: cell for cell in notebook.source_cells}
        tasks = {cell.id: cell for cell in notebook.task_cells}
        # Grades and comments are looked up by cell and notebook: that pair has an index.
        self.graded_cells = {cell.id: cell for cell in notebook.grade_cells} | tasks
        self.commented_cells = {cell.id: cell for cell in notebook.solution_cells} | tasks

    def as_list(self) -> list[Any]:
        """Return the content of all these rows as a list for JSON."""
        cells = [
            (cell.name, cell.cell_type, cell.locked, cell.checksum, cell.source)
            for cell in self.source_cells.values()
        ]
        points = [(c.name, c.type, c.cell_type, c.max_score) for c in self.graded_cells.values()]
        answers = [(cell.name, cell.type) for cell in self.commented_cells.values()]
        about = [self.notebook.name, self.notebook.kernelspec]
        return [about, sorted(cells), sorted(points), sorted(answers)]


class AssignmentRows:
    """The gradebook's rows of an assignment and its notebooks, read once for the class."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        rows = sorted(assignment.notebooks, key=lambda notebook: str(notebook.name))
        self.notebooks = {notebook.name: NotebookRows(notebook) for notebook in rows}
        self.graded_cells = _all(each.graded_cells for each in self.notebooks.values())
        self.commented_cells = _all(each.commented_cells for each in self.notebooks.values())

    def as_list(self) -> list[Any]:
        """Return the content of all these rows as a list for JSON."""
        return [
            str(self.assignment.duedate),
            *(each.as_list() for each in self.notebooks.values()),
        ]


def _all(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {key: value for part in parts for key, value in part.items()}


def assignment_rows(
    session: Session, name: str, notebooks: Collection[str]
) -> AssignmentRows | None:
    """Return an assignment's gradebook rows; None unless they are of exactly these notebooks."""
    if not inspect(session.connection()).has_table(Assignment.__tablename__):
        return None
    found = session.scalar(select(Assignment).where(Assignment.name == name))
    if found is None or {notebook.name for notebook in found.notebooks} != set(notebooks):
        return None
    return AssignmentRows(found)


@dataclass
class SubmittedNotebookRows:
    """The gradebook's rows of one submitted notebook; grades and comments by the cells' names."""

    notebook: SubmittedNotebook
    grades: dict[str, Grade] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)

    def score(self) -> float:
        """Return the notebook's score, as `nbgrader.api.SubmittedNotebook.score` defines it."""
        return math.fsum(map(_score, self.grades.values()))

    def give_nothing(self) -> None:
        """Give a notebook that was not handed in 0 points, as nbgrader does."""
        for grade in self.grades.values():
            grade.auto_score, grade.needs_manual_grade = 0, False


@dataclass
class SubmissionRows:
    """The gradebook's rows of a student's submission, and of its notebooks by name."""

    submission: SubmittedAssignment
    notebooks: dict[str, SubmittedNotebookRows] = field(default_factory=dict)

    def seconds_late(self) -> float:
        """Return how late the submission is, in seconds; 0 if there is no due date."""
        submission = self.submission
        return 0 if submission.assignment.duedate is None else float(submission.total_seconds_late)

    def mark_for_manual_grading(self) -> None:
        """Mark a failed submission for manual grading, so that it does not count as a zero."""
        for notebook in self.notebooks.values():
            for grade in notebook.grades.values():
                grade.needs_manual_grade = True


def _score(grade: Grade) -> float:
    score = grade.auto_score if grade.manual_score is None else grade.manual_score
    return 0.0 if score is None else float(score + (grade.extra_credit or 0.0))


def known_students(session: Session, students: Collection[str]) -> set[str]:
    """Return the students who are in the gradebook."""
    return set(session.scalars(select(Student.id).where(Student.id.in_(students))))


def add_students(session: Session, students: Iterable[str]) -> None:
    """Add rows for new students."""
    session.add_all(Student(id=student) for student in students)


def get_or_create_submission_rows(
    session: Session, about: AssignmentRows, students: Collection[str]
) -> dict[str, SubmissionRows]:
    """Return the students' rows, adding missing ones as nbgrader's `add_submission` does."""
    found = _existing(session, about, students)
    for student in students:
        if student not in found:
            submission = SubmittedAssignment(
                id=new_uuid(), assignment_id=about.assignment.id, student_id=student
            )
            session.add(submission)
            found[student] = SubmissionRows(submission)
        rows = found[student]
        for name in about.notebooks.keys() - rows.notebooks.keys():
            rows.notebooks[name] = _new(session, about.notebooks[name], rows.submission)
        # total_seconds_late asks this for its duedate
        set_committed_value(rows.submission, "assignment", about.assignment)
    return found


def _new(
    session: Session, about: NotebookRows, submission: SubmittedAssignment
) -> SubmittedNotebookRows:
    notebook = SubmittedNotebook(
        id=new_uuid(), notebook_id=about.notebook.id, assignment_id=submission.id
    )
    rows = SubmittedNotebookRows(notebook)
    for cell in about.graded_cells.values():
        rows.grades[cell.name] = Grade(cell_id=cell.id, notebook_id=notebook.id)
    for cell in about.commented_cells.values():
        rows.comments[cell.name] = Comment(cell_id=cell.id, notebook_id=notebook.id)
    session.add_all([notebook, *rows.grades.values(), *rows.comments.values()])
    return rows


def _existing(
    session: Session, about: AssignmentRows, students: Collection[str]
) -> dict[str, SubmissionRows]:
    """Read the existing rows, each without its related rows."""
    S, N = SubmittedAssignment, SubmittedNotebook  # noqa: N806  # two models, as in nbgrader's queries
    submissions = select(S).where(*_submissions_of(about, students))
    found = {
        each.student_id: SubmissionRows(each)
        for each in session.scalars(
            submissions.options(load_only(S.student_id, S.timestamp, S.extension))
        )
    }
    student_of = {rows.submission.id: student for student, rows in found.items()}
    names = {rows.notebook.id: name for name, rows in about.notebooks.items()}
    rows_of: dict[str, SubmittedNotebookRows] = {}
    columns = load_only(N.assignment_id, N.notebook_id, N.late_submission_penalty)
    for notebook in session.scalars(
        select(N).where(*_notebooks_of(about, students)).options(columns)
    ):
        rows = rows_of[notebook.id] = SubmittedNotebookRows(notebook)
        of = found[student_of[notebook.assignment_id]]
        of.notebooks[names[notebook.notebook_id]] = rows
    for grade in session.scalars(
        _cells_of(Grade, about.graded_cells, rows_of).options(
            load_only(Grade.cell_id, Grade.notebook_id, *GRADE_COLUMNS)
        )
    ):
        rows_of[grade.notebook_id].grades[about.graded_cells[grade.cell_id].name] = grade
    for comment in session.scalars(
        _cells_of(Comment, about.commented_cells, rows_of).options(
            load_only(Comment.cell_id, Comment.notebook_id, Comment.auto_comment)
        )
    ):
        rows_of[comment.notebook_id].comments[about.commented_cells[comment.cell_id].name] = comment
    return found


def _submissions_of(about: AssignmentRows, students: Collection[str]) -> tuple[Any, ...]:
    return (
        SubmittedAssignment.assignment_id == about.assignment.id,
        SubmittedAssignment.student_id.in_(students),
    )


def _notebooks_of(about: AssignmentRows, students: Collection[str]) -> tuple[Any, ...]:
    return (
        *_submissions_of(about, students),
        SubmittedNotebook.notebook_id.in_([r.notebook.id for r in about.notebooks.values()]),
        SubmittedNotebook.assignment_id == SubmittedAssignment.id,
    )


def _cells_of(model: Any, cells: Collection[str], notebooks: Collection[str]) -> Select[Any]:
    return select(model).where(model.cell_id.in_(cells), model.notebook_id.in_(notebooks))


def recorded_autograde_values(
    session: Session, about: AssignmentRows, students: Collection[str]
) -> dict[str, list[Any]]:
    """Return the values of `autograde` for each student, as they are in the gradebook now.

    A person's values are not included: a score, extra credit, a comment, and the flag that the score
    clears.
    """
    S, N = SubmittedAssignment, SubmittedNotebook  # noqa: N806  # as above
    columns = S.student_id, N.id, S.timestamp, S.extension, N.late_submission_penalty
    found = list(session.execute(select(*columns).where(*_notebooks_of(about, students))))
    notebooks = [row[1] for row in found]
    cells: dict[str, list[Any]] = defaultdict(list)
    grades = _cells_of(Grade, about.graded_cells, notebooks).with_only_columns(
        Grade.notebook_id, Grade.cell_id, *GRADE_COLUMNS
    )
    for notebook, cell, auto, manual, _, needs in session.execute(grades):
        flag = needs if manual is None else auto is None  # as it was before the person's score
        cells[notebook].append((cell, auto, flag))
    comments = _cells_of(Comment, about.commented_cells, notebooks).with_only_columns(
        Comment.notebook_id, Comment.cell_id, Comment.auto_comment
    )
    for notebook, cell, auto in session.execute(comments):
        cells[notebook].append((cell, auto))
    values: dict[str, list[Any]] = defaultdict(list)
    for student, notebook, timestamp, extension, penalty in sorted(found, key=str):
        recorded = [str(timestamp), str(extension), penalty, sorted(cells[notebook], key=str)]
        values[student].append(recorded)
    return dict(values)
