"""A class's scores in the gradebook, the same as in nbgrader's own export."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment

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
            return [_recorded(each) for each in found.submissions], float(found.max_score)


def _recorded(submission: SubmittedAssignment) -> GradebookScore:
    penalty = float(submission.late_submission_penalty or 0)
    student = submission.student
    return GradebookScore(
        student.id,
        max(0.0, float(submission.score) - penalty),  # as nbgrader.plugins.CsvExportPlugin
        penalty,
        bool(submission.needs_manual_grade),
        student.email or "",
        student.lms_user_id or "",
    )


def _not_yet(assignment: str) -> ConfigurationError:
    return ConfigurationError(
        f"{assignment} is not in the gradebook: run `python -m autograder grade {assignment}`"
    )
