"""Checks that broke: on this submission alone, or on every one.

A check that raises anything but `CheckFailed` has judged nobody. It is then run on the instructor's own
notebook. If it passes there, the submission broke it, with a reply that no honest notebook gives: only
that check has failed, and a flag says so. Else the check has a fault that the instructor has to mend,
and the submission is not graded.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import replace

from autograder.course.assignment import Assignment
from autograder.course.results import ExerciseReport
from autograder.course.submission import Submission
from autograder.errors import ConfigurationError
from autograder.grading.grading_result import GradingResult
from autograder.grading.submission_grading import ExerciseChecks, grade_submission
from autograder.kernels.kernel_supply import KernelSupply
from course_utils.checking.check_result import CheckResult

BROKE = "error"  # the outcome of a check that raised anything but `CheckFailed`
UNREADABLE = (
    "this check cannot use what your notebook gives here; "
    "is it of the type that the exercise asks for?"
)


class ReferenceAnswers:
    """How checks judge the instructor's own notebook: each exercise once, when it is asked for.

    Args:
        assignment: the assignment.
        checks: its checks.
    """

    def __init__(self, assignment: Assignment, checks: ExerciseChecks) -> None:
        self.assignment, self._checks = assignment, checks
        self._passed: dict[str, set[str]] = {}  # the names of the checks that pass, by exercise

    def passed(self, exercises: Collection[str], kernels: KernelSupply) -> set[tuple[str, str]]:
        """Return the checks of these exercises that pass, as pairs of exercise and name.

        Raises:
            AutograderError: the notebook could not be run.
        """
        unknown = frozenset(exercises) - self._passed.keys()
        if unknown:
            notebooks = {
                source.name: copy.deepcopy(source.content) for source in self.assignment.notebooks
            }
            reference = Submission("", self.assignment.name, notebooks)
            graded = grade_submission(reference, self.assignment, kernels, self._checks, unknown)
            for report in graded.exercises:
                self._passed[report.id] = {check.name for check in report.checks if check.passed}
        return {(name, check) for name in exercises for check in self._passed.get(name, ())}


def settle_broken_checks(
    result: GradingResult, reference: ReferenceAnswers, kernels: KernelSupply
) -> GradingResult:
    """Return a result without broken checks.

    Raises:
        ConfigurationError: a check breaks, or fails, on the instructor's own notebook too.
        AutograderError: that notebook could not be run.
    """
    broken = [
        (report.id, check)
        for report in result.exercises
        for check in report.checks
        if check.outcome == BROKE
    ]
    if not broken:
        return result
    sound = reference.passed({exercise for exercise, _ in broken}, kernels)
    for exercise, check in broken:
        if (exercise, check.name) not in sound:
            raise ConfigurationError(
                f"checks of {reference.assignment.name}: {check.name} broke and judged nobody: "
                f"{check.message}"
            )
    flags = [_flag(exercise, check) for exercise, check in broken]
    exercises = [_settled(report) for report in result.exercises]
    return replace(result, exercises=exercises, flags=[*result.flags, *flags])


def _settled(report: ExerciseReport) -> ExerciseReport:
    checks = tuple(
        replace(check, outcome="failed", message=UNREADABLE) if check.outcome == BROKE else check
        for check in report.checks
    )
    return replace(report, checks=checks)


def _flag(exercise: str, check: CheckResult) -> str:
    return (
        f"exercise {exercise}: {check.name} broke on what this notebook gave, and passes on the "
        f"instructor's own; it counts as failed: {check.message[:200]}"
    )
