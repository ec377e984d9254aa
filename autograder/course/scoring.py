"""The score of an exercise and its status: its points times the share of its checks that pass."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.course.assignment import Exercise
from autograder.course.results import DECIMALS, ExerciseReport
from autograder.errors import ConfigurationError
from course_utils.checking.check_result import CheckResult, share_of_points


def score_exercise(exercise: Exercise, checks: Iterable[CheckResult]) -> ExerciseReport:
    """Return the score of an exercise: its points times the weighted share of passed checks.

    If a required check fails, nothing is left; a failed check of weight 0 costs nothing. The score is
    rounded to 4 decimals.

    Raises:
        ConfigurationError: the checks' weights sum up to 0, so there is no share.
    """
    checks = tuple(checks)
    if not any(check.weight for check in checks):
        raise ConfigurationError(f"exercise {exercise.id}: its checks weigh nothing together")
    share = share_of_points(checks)
    if share == 1:
        return ExerciseReport(exercise.id, exercise.points, exercise.points, "passed", checks)
    score = min(round(exercise.points * share, DECIMALS), exercise.points)
    return ExerciseReport(exercise.id, exercise.points, score, _status(checks, score), checks)


def _status(checks: tuple[CheckResult, ...], score: float) -> str:
    """Return the status of an exercise without full marks."""
    outcomes = {check.outcome for check in checks}
    if outcomes == {"not_attempted"}:
        return "not_attempted"
    if score > 0:
        return "partial"
    for status in ("timeout", "crashed"):
        if status in outcomes:
            return status
    return "failed"
