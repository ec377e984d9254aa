"""The proof of an assignment's checks: the bank's answers, graded by the engine as a student's are.

Each right answer has to get full marks, each wrong one to lose some, with the message that it names.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import nbformat

from autograder.authoring.answer_bank import AnswerVariant, answer_cell, notebook_with_answers
from autograder.course.assignment import Assignment
from autograder.course.checks_folder import digests_by_exercise
from autograder.course.restored_cells import restore_cells_in_place
from autograder.course.results import ExerciseReport
from autograder.course.submission import Submission
from autograder.course.submitted_files import parse_notebook
from autograder.errors import AutograderError, ConfigurationError
from autograder.grading.worker_pool import JobRunner
from autograder.grading.worker_process import GradingJob


@dataclass(frozen=True)
class ProvenAnswer:
    """An answer of the bank, and the report on it."""

    variant: AnswerVariant
    report: ExerciseReport

    @property
    def problem(self) -> str:
        """What is not as the bank says it has to be; empty if nothing."""
        variant, report = self.variant, self.report
        messages = [check.message for check in report.checks if not check.passed]
        if variant.right:
            return f"right, but lost marks: {variant.title}: {messages}" if messages else ""
        if report.score == report.points:
            return f"wrong, but full marks: {variant.title}"
        if not any(variant.message.lower() in message.lower() for message in messages):
            return f"not named: {variant.title}: {variant.message!r} in none of {messages}"
        return ""


def prove_answers(
    assignment: Assignment, variants: Sequence[AnswerVariant], runner: JobRunner
) -> list[ProvenAnswer]:
    """Grade answers of the bank, and return the report on each.

    Answers to several exercises share a notebook. Where a report is not as it should be, the answer is
    judged again by itself: some build on another exercise's, which was a wrong one in that notebook.

    Raises:
        ConfigurationError: an exercise has no checks, or no answer cell that the bank could fill.
        AutograderError: an answer could not be graded.
    """
    _expect_provable(assignment, {variant.exercise for variant in variants})
    columns: dict[str, list[AnswerVariant]] = {}
    for variant in variants:
        columns.setdefault(variant.exercise, []).append(variant)
    rounds = [
        [variant for variant in row if variant is not None]
        for row in itertools.zip_longest(*columns.values())
    ]
    together = list(_graded(assignment, rounds, runner))
    doubtful = [[each.variant] for each in together if each.problem]
    alone = _graded(assignment, doubtful, runner)
    return [each for each in together if not each.problem] + list(alone)


def _expect_provable(assignment: Assignment, exercises: Collection[str]) -> None:
    checked = digests_by_exercise(assignment.checks)
    for exercise in assignment.exercises:
        if exercise.id in exercises:
            cells = assignment.notebook(exercise.notebook).cells
            if exercise.id not in checked:
                raise ConfigurationError(
                    f"{exercise.id}: the bank has answers, but {assignment.checks} no checks that "
                    "they could prove"
                )
            if answer_cell(cells, exercise.grade_id) is None:
                raise ConfigurationError(
                    f"{exercise.id}: the bank's answers have no place: expected a solution cell in "
                    f"front of the cell {exercise.grade_id} of {exercise.notebook}.ipynb"
                )


def _graded(
    assignment: Assignment, rounds: Sequence[Sequence[AnswerVariant]], runner: JobRunner
) -> Iterator[ProvenAnswer]:
    """Yield the report on each answer, given those that share a notebook; one of an exercise at most.

    Only the cells that they need are run.
    """
    for job, outcome in runner.run(_jobs(assignment, rounds)):
        if isinstance(outcome, AutograderError):
            raise outcome
        reports = {report.id: report for report in outcome.exercises}
        for variant in rounds[int(job.submission.student)]:
            yield ProvenAnswer(variant, reports[variant.exercise])


def _jobs(
    assignment: Assignment, rounds: Iterable[Sequence[AnswerVariant]]
) -> Iterator[GradingJob]:
    sources = {
        each.name: nbformat.from_dict(parse_notebook(each.path.read_bytes())[0])
        for each in assignment.notebooks
    }
    where = {exercise.id: exercise.notebook for exercise in assignment.exercises}
    for number, variants in enumerate(rounds):
        notebooks: dict[str, Any] = {}
        for source in assignment.notebooks:
            answers = {v.exercise: v.source for v in variants if where[v.exercise] == source.name}
            notebooks[source.name] = notebook_with_answers(sources[source.name], answers)
            restore_cells_in_place(notebooks[source.name], source)
        submission = Submission(str(number), assignment.name, notebooks)
        only = frozenset(variant.exercise for variant in variants)
        yield GradingJob(submission, only=only)
