"""A class: find its submissions, grade them, keep what comes, record it."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import AutograderError, ConfigurationError, UngradableSubmission
from autograder.grader import Grader
from autograder.grading import Graded
from autograder.results import Report, report_from_dict
from autograder.store import FOLDER, write_json
from autograder.submission import Submission, read_submission
from autograder.worker import Answer


def find_students(submitted: Path, assignment: Assignment) -> list[str]:
    """Return the students with a folder ``submitted/<student>/<assignment>``, sorted.

    Raises:
        ConfigurationError: there is none; the text says where it looked.
    """
    folders = submitted.glob(f"*/{assignment.name}") if submitted.is_dir() else []
    students = sorted(path.parent.name for path in folders if path.is_dir())
    if not students:
        raise ConfigurationError(
            f"no submissions: looked for {submitted}/<student>/{assignment.name}/"
            f"{assignment.name}.ipynb; collect them first, or name the folder with --submitted"
        )
    return students


def grade_class(
    assignment: Assignment, submitted: Path, students: list[str], grader: Grader
) -> Generator[Report, None, None]:
    """Grade the students' submissions; each report comes out when it is ready."""
    submissions: list[Submission] = []
    for student in students:
        try:
            folder = submitted / student / assignment.name
            submissions.append(read_submission(folder, student, assignment))
        except UngradableSubmission as error:
            yield _failed(student, assignment, error.kind, error)
        except OSError as error:
            yield _failed(student, assignment, "unreadable", error)
    for submission, answer in grader.grade(submissions):
        yield report_of(submission, answer, grader.key(submission))


def report_of(submission: Submission, answer: Answer, key: str = "") -> Report:
    """Return the report on a submission that the grader answered; its result goes by ``key``."""
    if isinstance(answer, Graded):
        return Report(
            submission.student,
            submission.assignment,
            answer.exercises,
            [*submission.flags, *answer.flags],
            answer.timings,
            result=key,
        )
    kind = "checks" if isinstance(answer, ConfigurationError) else "engine"
    error = {"kind": kind, "message": str(answer)}
    return Report(submission.student, submission.assignment, flags=submission.flags, error=error)


def _failed(
    student: str, assignment: Assignment, kind: str, error: AutograderError | OSError
) -> Report:
    return Report(student, assignment.name, error={"kind": kind, "message": str(error)})


def left_over(assignment: str, students: list[str], reports: list[Report]) -> list[Report]:
    """Return a report on each student whose turn did not come, since the grading was stopped."""
    done = {report.student for report in reports}
    error = {"kind": "stopped", "message": "the grading was stopped before: grade the class again"}
    return [Report(who, assignment, error=error) for who in students if who not in done]


def class_file(course: Path, assignment: str) -> Path:
    """Return where the class's reports are kept."""
    return course / FOLDER / f"{assignment}.json"


def save_class(course: Path, assignment: str, reports: list[Report]) -> Path:
    """Keep the class's reports, sorted by student, as the JSON of the contract."""
    path = class_file(course, assignment)
    write_json(path, class_json(reports))
    return path


def class_json(reports: list[Report]) -> list[dict[str, object]]:
    """Return a class as JSON: a list of submissions, sorted by student."""
    return [report.as_dict() for report in sorted(reports, key=lambda report: report.student)]


def load_class(course: Path, assignment: str) -> list[Report]:
    """Return the reports of the last run.

    Raises:
        ConfigurationError: the class has not been graded here.
    """
    path = class_file(course, assignment)
    if not path.is_file():
        raise ConfigurationError(
            f"{assignment} has not been graded here: run `python -m autograder grade {assignment}`"
        )
    try:
        return [report_from_dict(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(f"{path} cannot be read: grade {assignment} again") from None
