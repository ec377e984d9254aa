"""A class's scores in the gradebook, the same as in nbgrader's own export."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import case, func, select

from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.gradebook_database import SQLITE_PREFIX, explain_database_errors
from autograder.nbgrader_bridge.nbgrader_app import open_nbgrader_app


@dataclass(frozen=True)
class GradebookScore:
    """A student's score in the gradebook.

    Attributes:
        points: with manual marks and extra credit, less the late penalty, at least 0.
        penalty: the points taken off for being late.
        needs_manual_grade: whether some of it is still to be marked, or could not be graded.
        email: the student's; empty if the gradebook has none.
        lms_user_id: the student's id on the learning platform; empty if the gradebook has none.
    """

    student: str
    points: float
    penalty: float
    needs_manual_grade: bool
    email: str
    lms_user_id: str


def read_scores_and_maximum(course: Path, assignment: str) -> tuple[list[GradebookScore], float]:
    """Return the gradebook's scores for an assignment, and the assignment's maximum points.

    Raises:
        ConfigurationError: there is no gradebook, or the assignment is not in it.
    """
    with open_nbgrader_app(course.resolve()) as app:
        url = app.coursedir.db_url
        if url.startswith(SQLITE_PREFIX) and not Path(url.removeprefix(SQLITE_PREFIX)).is_file():
            raise _not_yet(assignment)
        with explain_database_errors(url), Gradebook(url) as gradebook:
            try:
                found = gradebook.find_assignment(assignment)
            except MissingEntry:
                raise _not_yet(assignment) from None
            return _recorded(gradebook, found), float(found.max_score)


def _recorded(gradebook: Gradebook, assignment: Assignment) -> list[GradebookScore]:
    """Return the scores by student, in the order of their ids.

    Two queries for the class: nbgrader's own properties of a submission take one for each, and each goes
    through the notebooks of all.
    """
    of_class = SubmittedAssignment.assignment_id == assignment.id
    grades = (
        select(
            SubmittedNotebook.assignment_id,
            func.sum(Grade.score),
            func.sum(case((Grade.needs_manual_grade, 1), else_=0)),
        )
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .where(of_class)
        .group_by(SubmittedNotebook.assignment_id)
    )
    marked = {each: sums for each, *sums in gradebook.db.execute(grades)}
    submissions = (
        select(
            SubmittedAssignment.id,
            func.sum(SubmittedNotebook.late_submission_penalty),
            Student.id,
            Student.email,
            Student.lms_user_id,
        )
        .join(Student, Student.id == SubmittedAssignment.student_id)
        .outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(of_class)
        .group_by(SubmittedAssignment.id, Student.id, Student.email, Student.lms_user_id)
        .order_by(Student.id)
    )
    found = []
    for each, late, student, email, lms_user_id in gradebook.db.execute(submissions):
        score, unmarked = marked.get(each, (0, 0))
        penalty = float(late or 0)
        points = max(0.0, float(score or 0) - penalty)  # as nbgrader.plugins.CsvExportPlugin
        found.append(
            GradebookScore(student, points, penalty, bool(unmarked), email or "", lms_user_id or "")
        )
    return found


def _not_yet(assignment: str) -> ConfigurationError:
    return ConfigurationError(
        f"{assignment} is not in the gradebook: run `python -m autograder grade {assignment}`"
    )
