"""The result of grading a submission, as it passes between workers, the store and a cluster."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autograder.course.results import ExerciseReport, exercise_report_from_dict


@dataclass
class GradingResult:
    """The result of grading a submission.

    Attributes:
        exercises: their scores and checks, in the assignment's order.
        outputs: the outputs of the cells, by notebook and cell id.
        flags: things that are worth a person's look.
        timings: seconds by phase.
        unscored: the exercises with tests in their own cells that still wait for `score_own_tests`.
        isolation: the kind of walls around it; None: an older result does not say.
        left_out: the ids of the cells that were not run since they only show something, by notebook.
        others: the reports on other answers to an exercise, if any were judged; they are not kept.
    """

    exercises: list[ExerciseReport] = field(default_factory=list)
    outputs: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    unscored: list[str] = field(default_factory=list)
    isolation: str | None = None
    left_out: dict[str, list[str]] = field(default_factory=dict)
    others: list[ExerciseReport] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return it as data for JSON."""
        exercises = [exercise.as_dict() for exercise in self.exercises]
        kept = {name: value for name, value in vars(self).items() if name != "others"}
        return {**kept, "exercises": exercises}


def grading_result_from_dict(data: dict[str, Any]) -> GradingResult:
    """Return the result from the data of `GradingResult.as_dict`."""
    exercises = [exercise_report_from_dict(entry) for entry in data["exercises"]]
    return GradingResult(
        exercises,
        data["outputs"],
        data["flags"],
        data["timings"],
        data["unscored"],
        data.get("isolation"),
        data.get("left_out", {}),
    )
