"""The proof of an assignment's checks: they reject each mutant, or a word in the bank says why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from autograder.authoring.answer_bank import AnswerVariant, MutantWord
from autograder.authoring.answer_judging import Answer, AnswerJudge
from autograder.authoring.mutants import Mutant, make_mutants
from autograder.course.assignment import Assignment
from autograder.course.results import ExerciseReport

_UNSURE = {"timeout", "crashed", "error", "not_attempted"}


@dataclass
class MutantProof:
    """The mutants of an exercise, sorted by what its checks did with them.

    Attributes:
        exercise: the exercise's id.
        rejected: the mutants that lost marks, each with the names of the checks that rejected it.
        equal: those that have the same effect as the answer, as a word says.
        accepted: those that may pass, as a word says.
        survivors: those that got full marks without a word.
        stale: words, each with a change that no mutant with full marks has any more.
    """

    exercise: str
    rejected: list[tuple[Mutant, list[str]]] = field(default_factory=list)
    equal: list[Mutant] = field(default_factory=list)
    accepted: list[Mutant] = field(default_factory=list)
    survivors: list[Mutant] = field(default_factory=list)
    stale: list[tuple[MutantWord, tuple[str, ...]]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """The number of mutants, without those that cannot be told from the right answer."""
        return len(self.rejected) + len(self.equal) + len(self.accepted) + len(self.survivors)


def assignment_mutants(
    assignment: Assignment, variants: Sequence[AnswerVariant], exercises: Collection[str]
) -> list[Mutant]:
    """Return the mutants of the right answers to some exercises of an assignment."""
    return [
        mutant
        for exercise in assignment.exercises
        if exercise.id in exercises
        for mutant in make_mutants(
            [each for each in variants if each.exercise == exercise.id],
            assignment.notebook(exercise.notebook).cells,
        )
    ]


def prove_mutants(
    mutants: Sequence[Mutant], words: Sequence[MutantWord], judge: AnswerJudge
) -> list[MutantProof]:
    """Judge mutants, and return the proof for each exercise that has any.

    Raises:
        ConfigurationError: an exercise has no checks, or no answer cell that could be filled.
        AutograderError: a mutant could not be graded.
    """
    answers = [Answer(each.exercise, each.source) for each in mutants]
    reports = judge.judge(answers, _is_unsure, in_rows=True)
    proofs = {each.exercise: MutantProof(each.exercise) for each in mutants}
    passed = []
    for mutant, report in zip(mutants, reports, strict=True):
        if report.score < report.points:
            names = [check.name for check in report.checks if not check.passed]
            proofs[mutant.exercise].rejected.append((mutant, names))
        else:
            passed.append(mutant)
    spoken: set[tuple[MutantWord, tuple[str, ...]]] = set()
    for mutant in _with_effect(passed, judge):
        proof = proofs[mutant.exercise]
        found = [
            (word, change)
            for word in words
            if word.exercise == mutant.exercise and (change := word.change_on(mutant.change))
        ]
        spoken.update(found)
        if not found:
            proof.survivors.append(mutant)
        else:
            (proof.equal if found[0][0].equal else proof.accepted).append(mutant)
    for word in words:
        if word.exercise in proofs:
            stale = [(word, each) for each in word.changes if (word, each) not in spoken]
            proofs[word.exercise].stale += stale
    return list(proofs.values())


def _with_effect(passed: Sequence[Mutant], judge: AnswerJudge) -> list[Mutant]:
    """Return the mutants that may behave differently from the right answer.

    If a mutant's twin gets full marks too, no input of the checks shows a difference.
    """
    twins = [Answer(each.exercise, each.twin) for each in passed if each.twin]
    reports = dict(zip(twins, judge.judge(twins, _is_unsure), strict=True))
    return [
        each
        for each in passed
        if not each.twin
        or (report := reports[Answer(each.exercise, each.twin)]).score < report.points
    ]


def _is_unsure(_: Answer, report: ExerciseReport) -> bool:
    """Say whether another answer may have caused a report's outcome."""
    return any(check.outcome in _UNSURE for check in report.checks)


@dataclass(frozen=True)
class CheckUse:
    """How many wrong answers a check rejected, and how many of them no other check rejected."""

    exercise: str
    name: str
    rejected: int
    alone: int


def check_uses(
    proofs: Sequence[MutantProof], reports: Sequence[tuple[str, ExerciseReport]]
) -> list[CheckUse]:
    """Return how many mutants and wrong answers of the bank each check rejects.

    Args:
        proofs: the proofs by mutants.
        reports: the reports on the bank's answers, right and wrong, each with its exercise.
    """
    failures: dict[str, list[list[str]]] = {}
    names: dict[str, list[str]] = {}
    for exercise, report in reports:
        names[exercise] = [check.name for check in report.checks]
        failed = [check.name for check in report.checks if not check.passed]
        failures.setdefault(exercise, []).append(failed)
    for proof in proofs:
        failures.setdefault(proof.exercise, []).extend(failed for _, failed in proof.rejected)
    uses = []
    for exercise, checks in names.items():
        all_of = Counter(name for failed in failures[exercise] for name in failed)
        alone = Counter(failed[0] for failed in failures[exercise] if len(failed) == 1)
        uses += [CheckUse(exercise, name, all_of[name], alone[name]) for name in checks]
    return uses
