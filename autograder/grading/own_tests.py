"""Exercises with tests in their own grade cells: their statuses and scores.

The cells run in the student's kernel, as under nbgrader. nbgrader's own function gives their outputs
points; the room that knows nbgrader hands it in.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nbformat.v4 import new_output

from autograder.course.assignment import Assignment, Exercise, grade_id
from autograder.course.results import DECIMALS, ExerciseReport
from autograder.course.submission import Submission
from autograder.grading.grading_result import GradingResult
from course_utils.checking.check_result import CheckResult

if TYPE_CHECKING:  # it imports Jupyter's client, which the grader itself does not need
    from autograder.kernels.kernel_session import CellOutcome

ScoreCell = Callable[[Any], float]  # from a grade cell with its outputs to points

ERROR_NAMES = {"timeout": "CellTimeoutError", "crashed": "DeadKernelError"}  # nbclient's
HIDDEN = re.compile(r"^\s*###\s*BEGIN HIDDEN TESTS", re.MULTILINE)
MOST_LETTERS = 300  # of an error's text in a report


def show_error(cell: Any, outcome: CellOutcome) -> None:
    """Add the error that a cell hid or could not show, so that the cell does not seem to have succeeded."""
    if outcome.status == "ok":
        return
    name, text = ERROR_NAMES.get(outcome.status, outcome.error), outcome.message
    shown = [output for output in cell.outputs if output.output_type == "error"]
    if all(output.ename != name for output in shown):
        error = new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
        cell.outputs.append(error)


def unscored_report(
    exercise: Exercise, cell: Any, outcome: CellOutcome, since: Iterable[CellOutcome]
) -> ExerciseReport:
    """Return the report on an exercise after its grade cell has run, with a score of 0 for now.

    Args:
        exercise: the exercise.
        cell: its grade cell.
        outcome: how the grade cell ended.
        since: how all cells since the previous grade cell ended, this one included.
    """
    status = "failed"
    stopped = [each.status for each in since if each.status in ERROR_NAMES]
    if any(each.error == "NotImplementedError" for each in since):
        status = "not_attempted"
    elif stopped:
        status = stopped[0]
    check = CheckResult(
        name=exercise.grade_id,
        exercise=exercise.id,
        title="the tests in its cell",
        hidden=bool(HIDDEN.search(cell.source)),
        outcome=status,
        message=_message(outcome),
    )
    return ExerciseReport(exercise.id, exercise.points, 0.0, status, (check,))


def _message(outcome: CellOutcome) -> str:
    if outcome.status == "ok":
        return ""
    parts = (outcome.error or outcome.status, outcome.message)
    return ": ".join(part for part in parts if part)[:MOST_LETTERS]


def score_own_tests(
    result: GradingResult, submission: Submission, assignment: Assignment, score_cell: ScoreCell
) -> GradingResult:
    """Return a result with the scores of the exercises that have tests in their cells."""
    if not result.unscored:
        return result
    exercises = {exercise.id: exercise for exercise in assignment.exercises}
    scored = [
        _scored(report, _cell(exercises[report.id], submission, result), score_cell)
        if report.id in result.unscored
        else report
        for report in result.exercises
    ]
    return replace(result, exercises=scored, unscored=[])


def _cell(exercise: Exercise, submission: Submission, result: GradingResult) -> Any:
    """Return a copy of an exercise's grade cell, with the outputs of the result."""
    for cell in submission.notebooks[exercise.notebook].cells:
        if grade_id(cell) == exercise.grade_id:
            ran = copy.deepcopy(cell)
            ran.outputs = result.outputs[exercise.notebook].get(cell.id, [])
            return ran
    raise KeyError(exercise.id)  # not in a restored notebook: it has every grade cell once


def _scored(report: ExerciseReport, cell: Any, score_cell: ScoreCell) -> ExerciseReport:
    points = min(max(score_cell(cell), 0.0), report.points)
    score = round(points, DECIMALS)
    (check,) = report.checks
    if score == report.points:
        check = replace(check, outcome="passed", message="")
        return replace(report, score=score, status="passed", checks=(check,))
    if score > 0:  # a part of the points: the cell's value says how many
        check = replace(check, outcome="failed", message=check.message or _partly(score, report))
        return replace(report, score=score, status="partial", checks=(check,))
    return report


def _partly(score: float, report: ExerciseReport) -> str:
    return f"the cell's value gives {score:g} of {report.points:g} points"
