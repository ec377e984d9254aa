"""The corpus against the course's own exercises: no answer gets marks that are not its due, unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from course_corpora import CORPUS, CourseAttack, load, submission_of

from autograder.course.assignment import Assignment, load_assignment
from autograder.course.results import ExerciseReport
from autograder.grading import submission_grading
from autograder.grading.grading_result import GradingResult
from autograder.kernels.kernel_supply import KernelSupply
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks
from course_utils.checking.student import Student

pytestmark = pytest.mark.slow

COURSE = Path(__file__).parents[2]
SECURITY = " ".join((COURSE / "docs/how/security.md").read_text(encoding="utf-8").split())
SECRET, GUESS = "5ec" * 21 + "5", "0" * 64
ASSIGNMENTS = sorted(path.stem for path in CORPUS.glob("*.py"))
ATTACKS = [attack for name in ASSIGNMENTS for attack in load(name)]
ENOUGH = 10  # attacks on each assignment


def name_of(attack: CourseAttack) -> str:
    """Return what a test of an attack is called."""
    return f"{attack.exercise}: {attack.title}"


@cache
def assignment_of(name: str) -> Assignment:
    """Return an assignment of the course, whose hidden inputs come from a secret."""
    return replace(load_assignment(COURSE, name), secret=SECRET)


def graded(
    attacks: list[CourseAttack], warm: KernelSource, secret: str
) -> Iterator[tuple[ExerciseReport, list[str]]]:
    """Yield the report on each attack, all of one assignment, and the flags that a person reads."""
    assignment = assignment_of(attacks[0].assignment)
    results: list[GradingResult] = []
    submissions = [submission_of(attack, assignment, secret) for attack in attacks]

    def grade(plugin: ChecksPlugin) -> None:
        for attack, submission in zip(attacks, submissions, strict=True):
            kernels = KernelSupply(warm, assignment.limits, assignment.files)
            only = frozenset({attack.exercise})
            try:
                results.append(
                    submission_grading.grade_submission(
                        submission, assignment, kernels, plugin, only
                    )
                )
            finally:
                kernels.close()

    collect_checks(assignment.checks, grade, SECRET)
    for submission, result in zip(submissions, results, strict=True):
        (report,) = result.exercises
        yield report, submission.flags + result.flags


@pytest.fixture(scope="module")
def found(warm: KernelSource) -> Callable[[CourseAttack], tuple[ExerciseReport, list[str]]]:
    """Return what tells of an attack what came of it, where all guards are on and the secret unknown."""

    @cache
    def of(name: str) -> dict[str, tuple[ExerciseReport, list[str]]]:
        attacks = [attack for attack in ATTACKS if attack.assignment == name]
        return dict(zip(map(name_of, attacks), graded(attacks, warm, GUESS), strict=True))

    return lambda attack: of(attack.assignment)[name_of(attack)]


@pytest.mark.parametrize("attack", ATTACKS, ids=name_of)
def test_an_answer_without_the_work_gains_nothing_unflagged(
    attack: CourseAttack, found: Callable[[CourseAttack], tuple[ExerciseReport, list[str]]]
) -> None:
    """It has no point more than said, or a person is told; or docs/how/security.md says that it works."""
    report, flags = found(attack)
    assert [each.message for each in report.checks if each.outcome == "error"] == []
    if attack.flag:
        assert attack.flag in " ".join(flags)
    elif attack.stays:
        assert attack.stays in SECURITY
        assert report.score == report.points, "it no longer works: take it off what stays"
    else:
        assert report.score <= attack.most
        assert not flags, "a flag is raised: say which"


@pytest.mark.parametrize(
    ("name", "guard"), sorted({(each.assignment, each.guard) for each in ATTACKS if each.guard})
)
def test_without_the_guard_it_gains(
    name: str,
    guard: str,
    warm: KernelSource,
    found: Callable[[CourseAttack], tuple[ExerciseReport, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The twin: where the secret is known, or nothing is built again, the same answers get more."""
    attacks = [each for each in ATTACKS if each.assignment == name and each.guard == guard]
    before = [found(attack) for attack in attacks]
    if guard == "clean":
        monkeypatch.setattr(submission_grading, "Student", lambda ask, _: Student(ask))
    after = list(graded(attacks, warm, SECRET if guard == "secret" else GUESS))
    for attack, (was, told), (now, told_now) in zip(attacks, before, after, strict=True):
        assert now.score > was.score or len(told) > len(told_now), name_of(attack)


def test_there_are_ten_for_each_assignment() -> None:
    """Each assignment has ten attacks or more, and each attack a name of its own."""
    assert sorted(path.name for path in (COURSE / "autograder/checks").iterdir()) == ASSIGNMENTS
    assert len({(each.assignment, name_of(each)) for each in ATTACKS}) == len(ATTACKS)
    for name in ASSIGNMENTS:
        assert sum(each.assignment == name for each in ATTACKS) >= ENOUGH, name
