"""Reports: the scores of a submission and of its exercises, as the command line writes them in JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from course_utils.checking.check_result import CheckResult

DECIMALS = 4  # of a score: the same checks give the same number everywhere


@dataclass(frozen=True)
class ExerciseReport:
    """An exercise's score and the checks behind it."""

    id: str
    points: float
    score: float
    status: str
    checks: tuple[CheckResult, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON of the contract."""
        checks = [
            {
                "name": check.name,
                "title": check.title,
                "hidden": check.hidden,
                "passed": check.passed,
                "outcome": check.outcome,
                "message": check.message,
                "weight": check.weight,
                "required": check.required,
            }
            for check in self.checks
        ]
        return {
            "id": self.id,
            "points": self.points,
            "score": self.score,
            "status": self.status,
            "checks": checks,
        }


@dataclass
class SubmissionReport:
    """A submission's result. With ``error`` set there is no score: a person has to look.

    ``error`` holds ``message`` and ``kind``: missing, unreadable, too_large, wrong_notebook, language
    (the submission's fault), checks, engine or stopped. ``isolation`` is the kind of walls around it;
    None where it was not graded, or an older result does not say. ``result_digest`` is the result's key
    in the store; it is no part of the JSON.
    """

    student: str
    assignment: str
    exercises: list[ExerciseReport] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    error: dict[str, str] | None = None
    result_digest: str = ""
    isolation: str | None = None

    @property
    def score(self) -> float:
        """The sum of the exercises' scores, to 4 decimals."""
        return round(sum(exercise.score for exercise in self.exercises), DECIMALS)

    @property
    def max_score(self) -> float:
        """The sum of the exercises' points."""
        return sum(exercise.points for exercise in self.exercises)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON of the contract."""
        base: dict[str, Any] = {"student": self.student, "assignment": self.assignment}
        about = {"flags": self.flags, "timings": self.timings, "isolation": self.isolation}
        if self.error is not None:
            return {**base, "error": self.error, **about}
        return {
            **base,
            "score": self.score,
            "max_score": self.max_score,
            "exercises": [exercise.as_dict() for exercise in self.exercises],
            **about,
        }


def report_from_dict(data: dict[str, Any]) -> SubmissionReport:
    """Return the report that `SubmissionReport.as_dict` gave."""
    exercises = [exercise_report_from_dict(entry) for entry in data.get("exercises", [])]
    return SubmissionReport(
        student=data["student"],
        assignment=data["assignment"],
        exercises=exercises,
        flags=list(data["flags"]),
        timings=dict(data["timings"]),
        error=data.get("error"),
        isolation=data.get("isolation"),  # older reports have none
    )


def exercise_report_from_dict(entry: dict[str, Any]) -> ExerciseReport:
    """Return the exercise that `ExerciseReport.as_dict` gave."""
    checks = tuple(
        CheckResult(exercise=entry["id"], **{k: v for k, v in check.items() if k != "passed"})
        for check in entry["checks"]
    )
    return ExerciseReport(entry["id"], entry["points"], entry["score"], entry["status"], checks)
