"""Results of classes that are made up exercise by exercise."""

from __future__ import annotations

from autograder.course.results import ExerciseReport, SubmissionReport
from course_utils.checking.check_result import CheckResult


def exercise(
    name: str, status: str, score: float, *messages: str, points: float = 2, hidden: bool = False
) -> ExerciseReport:
    """Return an exercise with a failed check for each message."""
    outcome = "failed" if status == "partial" else status
    checks = tuple(
        CheckResult(f"test_{number}", name, "Title", hidden, outcome, message)
        for number, message in enumerate(messages)
    )
    return ExerciseReport(name, points, score, status, checks)


def solved(**exercises: bool) -> list[ExerciseReport]:
    """Return exercises that were solved, or not."""
    return [
        exercise(name, "passed" if right else "failed", 2.0 * right)
        for name, right in exercises.items()
    ]


def class_of(*answers: str) -> list[SubmissionReport]:
    """Return a class with three exercises: a letter of an answer is + where it is right."""
    return [
        SubmissionReport(
            f"s{number:03}",
            "tiny",
            solved(**dict(zip("abc", (x == "+" for x in each), strict=True))),
        )
        for number, each in enumerate(answers)
    ]
