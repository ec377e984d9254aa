"""What the gradebook has of a class: the scores that nbgrader's own export would write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment

from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.application import nbgrader_app
from autograder.nbgrader_bridge.database import SQLITE, in_words


@dataclass(frozen=True)
class Recorded:
    """A student's submission in the gradebook.

    Attributes:
        points: with manual marks and extra credit, less the late penalty, at least 0.
        penalty: what was taken off for being late.
        needs_a_person: whether some of it is still to be marked, or could not be graded.
        email: the student's, empty if the gradebook has none.
        lms_user_id: what the learning platform calls the student, empty if the gradebook has none.
    """

    student: str
    points: float
    penalty: float
    needs_a_person: bool
    email: str
    lms_user_id: str


def scores(course: Path, assignment: str) -> tuple[list[Recorded], float]:
    """Return what the gradebook has of an assignment's submissions, and the assignment's points.

    Raises:
        ConfigurationError: there is no gradebook, or the assignment is not in it.
    """
    with nbgrader_app(course.resolve()) as app:
        url = app.coursedir.db_url
        if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).is_file():
            raise _not_yet(assignment)
        with in_words(url), Gradebook(url) as gradebook:
            try:
                found = gradebook.find_assignment(assignment)
            except MissingEntry:
                raise _not_yet(assignment) from None
            return [_recorded(each) for each in found.submissions], float(found.max_score)


def _recorded(submission: SubmittedAssignment) -> Recorded:
    penalty = float(submission.late_submission_penalty or 0)
    student = submission.student
    return Recorded(
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
