"""The proof of an assignment's checks by the bank's answers.

Each right answer must get full marks. Each wrong one must lose marks, with the message that the bank
names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.authoring.answer_bank import AnswerVariant
from autograder.authoring.answer_judging import Answer, AnswerJudge
from autograder.course.assignment import Assignment
from autograder.course.results import ExerciseReport
from autograder.grading.worker_pool import JobRunner


@dataclass(frozen=True)
class ProvenAnswer:
    """An answer of the bank, and the report on it."""

    variant: AnswerVariant
    report: ExerciseReport

    @property
    def problem(self) -> str:
        """How the report differs from what the bank expects; empty if it does not."""
        variant, report = self.variant, self.report
        failed = [check for check in report.checks if not check.passed]
        messages = [check.message for check in failed]
        if variant.right:
            names = ", ".join(check.name for check in failed)
            return (
                f"right, but lost marks by {names}: {variant.title}: {messages}" if failed else ""
            )
        if report.score == report.points:
            return f"wrong, but full marks: {variant.title}"
        if variant.core and report.score > report.points / 2:
            return (
                f"misses what the exercise is about, and keeps {report.score:g} of {report.points:g} points; "
                f"expected half at most: make a check that it fails `required`: {variant.title}"
            )
        if not any(variant.message.lower() in message.lower() for message in messages):
            return f"not named: {variant.title}: {variant.message!r} in none of {messages}"
        return ""


def prove_answers(
    assignment: Assignment,
    variants: Sequence[AnswerVariant],
    by: JobRunner | AnswerJudge,
) -> list[ProvenAnswer]:
    """Grade answers of the bank, and return the report on each.

    An answer with an unexpected report is judged again by itself.

    Raises:
        ConfigurationError: an exercise has no checks, or no answer cell that the bank could fill.
        AutograderError: an answer could not be graded.
    """
    judge = by if isinstance(by, AnswerJudge) else AnswerJudge(assignment, by)
    asked: dict[Answer, list[AnswerVariant]] = {}
    for variant in variants:
        asked.setdefault(Answer(variant.exercise, variant.source), []).append(variant)

    def doubt(answer: Answer, report: ExerciseReport) -> bool:
        return any(ProvenAnswer(variant, report).problem for variant in asked[answer])

    reports = judge.judge(list(asked), doubt)
    return [
        ProvenAnswer(variant, report)
        for alike, report in zip(asked.values(), reports, strict=True)
        for variant in alike
    ]
