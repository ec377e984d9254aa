"""The corpus: no attack gains a point, sees a secret, or changes what another student gets."""

from __future__ import annotations

import functools
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import made_up
import pytest
from corpora import FAMILIES, GUARDS, LOOT, WORKED, WRONG, Attack, load
from in_process import run_in_process
from nbformat import NotebookNode

from autograder.course.assignment import Assignment
from autograder.course.limits import Limits
from autograder.course.results import SubmissionReport
from autograder.course.submission import read_submission
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.class_grading import make_report
from autograder.grading.grading_result import GradingResult
from autograder.grading.worker_process import JobOutcome

ATTACKS = {f"{family}: {attack.title}": attack for family in FAMILIES for attack in load(family)}
# What forges and injects does so wherever it runs: the second kind of walls is tried by the others.
AGAINST_WALLS = ("reading", "hurting", "escaping")
NOT_HELD_BY_LANDLOCK = {  # docs/how/security.md says so
    "reading: learns from a file's size whether the gradebook has changed": "it knows no `stat`",
    "hurting: fills the disk with many files": "files in all are measured twice a second",
    "hurting: fills the disk with empty files, until there is no room for another name": "likewise",
    # tests/security/test_walls_without_namespaces.py shows that none gets it
    "escaping: asks how many processes it could signal": "the kernel says yes if all refuse",
    "escaping: gives a shell of its own another user's rights": "mounts are the machine's; there "
    "are no new privileges by them, and none but itself gets to the file",
}
UNDER_EACH_KIND = [(name, "namespaces") for name in ATTACKS]
UNDER_EACH_KIND += [
    (name, "landlock")
    for name, attack in ATTACKS.items()
    if attack.family in AGAINST_WALLS and name not in NOT_HELD_BY_LANDLOCK
]
LIMITS = Limits(
    cell_s=4,
    question_s=4,
    submission_s=40,
    cpu_s=20,
    memory_mib=512,
    processes=64,
    output_mib=1,
    disk_mib=16,
)
LIFTED = Limits(
    cell_s=600,
    question_s=600,
    submission_s=3600,
    cpu_s=3600,
    memory_mib=8192,
    processes=1024,
    output_mib=64,
    disk_mib=512,
)
OVER = 40  # times an honest submission: how much longer than its limit one may take
EVERY = 4  # in front of so many attacks stands an honest submission
OTHERS = (WRONG["total"], "def greet(name):\n    return ''")  # where any point tells
IN_VAIN = 1.0  # the points of `greet`, which every attack has right


@dataclass
class Handed:
    """What came of a submission: its report, and all of it as text."""

    report: SubmissionReport
    text: str


@dataclass
class Class:
    """A course with secrets in it, its files before and after, and what came of its submissions."""

    course: Path
    loot: str
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    alone: dict[str, object] = field(default_factory=dict)
    honest_s: float = 0.0  # how long the longest of the honest submissions took
    answers: dict[str, JobOutcome] = field(default_factory=dict)
    handed: dict[str, Handed] = field(default_factory=dict)

    def has(self, title: str) -> str:
        """Say what an attack has got; empty if nothing."""
        handed = self.handed[title]
        if handed.report.score > IN_VAIN:
            return f"{handed.report.score:g} points"
        return next((what for what in (self.loot, WORKED) if what in handed.text), "")


def plant(folder: Path, limits: Limits) -> tuple[Assignment, Class]:
    """Return a course whose every part holds a secret."""
    made = Class(folder, LOOT + secrets.token_hex(16))
    solution = {"double": f"{made_up.RIGHT['double']}  # {made.loot}"}
    checks = (
        f"{made_up.CHECKS}\n### BEGIN HIDDEN TESTS\nSECRET = {made.loot!r}\n### END HIDDEN TESTS\n"
    )
    assignment = made_up.make_assignment(
        folder, checks=checks, limits=limits, notebook=made_up.make_notebook(solution)
    )
    # with TensorFlow in the warm process, as this course has it
    assignment = replace(assignment, warm=made_up.course_environment().modules)
    made_up.hand_in(folder, "neighbour", made_up.make_notebook(solution))
    for name in ("gradebook.db", "hidden-secret.txt"):
        (folder / name).write_text(made.loot)
    (folder / ".grading").mkdir()
    (folder / ".grading" / "result.json").write_text(json.dumps(made.loot))
    return assignment, made


def contents(folder: Path) -> dict[str, bytes]:
    """Return what every file below a folder holds."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def grade(
    attacks: list[Attack], folder: Path, limits: Limits = LIMITS, *, isolation: str = "namespaces"
) -> Class:
    """Grade attacks as a class, two at a time, with honest submissions beside them and after."""
    assignment, made = plant(folder, limits)
    notebooks: dict[str, NotebookNode] = {}
    for number, attack in enumerate(attacks):
        if number % EVERY == 0:
            notebooks[f"honest {number}"] = made_up.make_notebook()
        notebooks[attack.title] = made_up.make_notebook(attack.answers(folder))
    notebooks["honest last"] = made_up.make_notebook()
    submissions = []
    for number, (title, notebook) in enumerate(notebooks.items()):
        where = made_up.hand_in(folder, f"student{number:03}", notebook).parent
        submissions.append(read_submission(where, title, assignment))
    made.before = contents(folder)
    with AssignmentGrader(assignment, jobs=2, isolation=isolation) as grader:
        [(_, alone)] = grader.grade([made_up.submission_of(assignment, student="alone")])
        made.alone = without_clock(alone)
        for submission, answer in grader.grade(submissions):
            text = (
                json.dumps(answer.as_dict()) if isinstance(answer, GradingResult) else str(answer)
            )
            made.answers[submission.student] = answer
            if submission.student.startswith("honest") and isinstance(answer, GradingResult):
                made.honest_s = max(made.honest_s, answer.timings["total"])
            made.handed[submission.student] = Handed(make_report(submission, answer), text)
    made.after = contents(folder)
    return made


def without_clock(answer: JobOutcome) -> dict[str, object]:
    """Return what was graded, but for how long it took."""
    assert isinstance(answer, GradingResult), answer
    return {**answer.as_dict(), "timings": {}}


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Class]:
    """Return what gives the class in which a family's attacks were graded, within a kind of walls."""

    @functools.cache
    def of(family: str, kind: str) -> Class:
        return grade(load(family), tmp_path_factory.mktemp(family), isolation=kind)

    return of


@pytest.mark.slow
@pytest.mark.parametrize(("name", "kind"), UNDER_EACH_KIND)
def test_an_attack_gains_nothing(
    name: str, kind: str, classes: Callable[[str, str], Class]
) -> None:
    """It has no point more than without, no secret and no success, and a complete report in time."""
    attack = ATTACKS[name]
    made = classes(attack.family, kind)
    report = made.handed[attack.title].report
    assert report.error is None, report.error
    assert not made.has(attack.title)
    status = {exercise.id: exercise.status for exercise in report.exercises}
    assert status.keys() == made_up.POINTS.keys()
    assert status["greet"] == "passed" or "greet" in attack.spoils, status
    assert report.timings["total"] <= LIMITS.submission_s + OVER * made.honest_s
    if not attack.flag.startswith("none: "):
        assert attack.flag in " ".join(report.flags), report.flags


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "kind"),
    [
        *((family, "namespaces") for family in FAMILIES),
        *((family, "landlock") for family in AGAINST_WALLS),
    ],
)
def test_nobody_else_notices(family: str, kind: str, classes: Callable[[str, str], Class]) -> None:
    """Honest submissions beside attacks and behind them get what they get alone; no file changes."""
    made = classes(family, kind)
    honest = {who: answer for who, answer in made.answers.items() if who.startswith("honest")}
    assert len(honest) > 1
    for who, answer in honest.items():
        assert without_clock(answer) == made.alone, who
    assert made.after == made.before


@pytest.mark.slow
@pytest.mark.parametrize("guard", ["walls", "limits"])
def test_without_the_guard_it_works(guard: str, tmp_path: Path) -> None:
    """The twin: each attack that a guard stops succeeds where that guard is off."""
    isolation = "namespaces" if guard == "limits" else "none"
    attacks = [attack for attack in ATTACKS.values() if attack.guard == guard]
    in_vain = []
    for family, of_family in groupby(attacks, lambda attack: attack.family):
        # in a course of its own: what one family writes over, another one reads
        together = list(of_family)
        made = grade(together, tmp_path / family, LIFTED, isolation=isolation)
        in_vain += [attack.title for attack in together if not made.has(attack.title)]
    assert in_vain == []


@pytest.mark.slow
def test_in_one_process_with_the_checks_it_works(tmp_path: Path) -> None:
    """The twin: where the checks run in the student's process, these attacks get points."""
    attacks = {attack.title: attack for attack in ATTACKS.values() if attack.guard == "process"}
    assignment, _ = plant(tmp_path / "course", LIMITS)
    notebooks = {
        title: [made_up.SETUP, attack.answers(tmp_path / "course")["double"], *OTHERS]
        for title, attack in attacks.items()
    }
    notebooks["nothing"] = [made_up.SETUP, WRONG["double"], *OTHERS]
    passed = run_in_process(notebooks, tmp_path, assignment.checks)
    assert passed == {**dict.fromkeys(attacks, "true"), "nothing": "false"}


def test_there_are_a_hundred_attacks() -> None:
    """The corpus is as large as it should be, and each attack has a name of its own."""
    assert len(ATTACKS) == sum(len(load(family)) for family in FAMILIES)
    assert len(ATTACKS) >= 100
    assert {attack.guard for attack in ATTACKS.values()} >= set(GUARDS)
