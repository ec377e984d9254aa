"""The bank proves the checks: right answers in any style pass, typical mistakes are named."""

from __future__ import annotations

import copy
import functools
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.answer_bank import (
    AnswerVariant,
    answers_markdown,
    load_answer_variants,
    notebook_with_answers,
    parse_answer_variants,
)
from autograder.authoring.answer_proof import ProvenAnswer, prove_answers
from autograder.course.assignment import (
    ANSWER_SUFFIX,
    Assignment,
    assignment_names,
    grade_id,
    load_assignment,
)
from autograder.course.restored_cells import restore_cells_in_place
from autograder.course.results import ExerciseReport
from autograder.course.showing_cells import is_showing_cell
from autograder.course.submission import Submission
from autograder.errors import ConfigurationError
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.grading_result import GradingResult

COURSE = Path(__file__).parents[2]
NAMES = assignment_names(COURSE)
EXERCISES = [
    (name, exercise.id) for name in NAMES for exercise in load_assignment(COURSE, name).exercises
]
# The first assignment's stand for all where time is short.
IN_TURN = [pytest.param(name, marks=[pytest.mark.slow] * (name != NAMES[0])) for name in NAMES]
EACH = [pytest.param(*pair, marks=[pytest.mark.slow] * (pair[0] != NAMES[0])) for pair in EXERCISES]
RIGHT_AND_WRONG = (
    "test_right_variants_get_full_marks_and_wrong_ones_a_message_that_names_the_mistake"
)
LEAST_RIGHT, LEAST_WRONG = 3, 4
# What the solutions of some exercises call: another exercise's function.
BUILDS_ON = {
    "threshold": {"build_model", "compile_model"},
    "any_way": {"build_model", "compile_model"},
    "convolve_channels": {"convolve"},
}


@pytest.fixture(scope="module")
def graders() -> Iterator[dict[str, AssignmentGrader]]:
    """A grader for each assignment, two submissions at a time, with no memory of results."""
    made = {name: AssignmentGrader(load_assignment(COURSE, name), jobs=2) for name in NAMES}
    yield made
    for grader in made.values():
        grader.close()


def variants_of(assignment: Assignment) -> list[AnswerVariant]:
    """Return an assignment's variants; what is wrong with its bank is the test's whole message."""
    try:
        return load_answer_variants(COURSE, assignment)
    except ConfigurationError as error:
        problem = str(error)
    pytest.fail(problem, pytrace=False)


def judged_variants(name: str) -> list[AnswerVariant]:
    """Return the variants that are judged: all, but where the time is limited and each one trains.

    There it is every third of the wrong ones; `python -m autograder prove` judges all.
    """
    variants = variants_of(load_assignment(COURSE, name))
    if name != NAMES[-1] or "SLOW_TESTS_MINUTES" not in os.environ:
        return variants
    wrong = [variant for variant in variants if not variant.right]
    return [variant for variant in variants if variant.right] + wrong[::3]


def notebook(path: Path) -> nbformat.NotebookNode:
    """Return a fresh notebook of format 4."""
    return nbformat.read(path, as_version=4)


def submission(assignment: Assignment, content: nbformat.NotebookNode, who: str) -> Submission:
    """Return ``content`` as somebody's submission."""
    flags = restore_cells_in_place(content, assignment.notebook(assignment.name))
    return Submission(who, assignment.name, {assignment.name: content}, flags=flags)


def grade_whole(
    grader: AssignmentGrader, assignment: Assignment, notebooks: dict[str, nbformat.NotebookNode]
) -> dict[str, dict[str, ExerciseReport]]:
    """Return the reports by name and exercise."""
    submissions = [submission(assignment, nb, who) for who, nb in notebooks.items()]
    reports = {}
    for handed_in, answer in grader.grade(submissions):
        if not isinstance(answer, GradingResult):
            pytest.fail(f"{handed_in.student}: not graded: {answer}", pytrace=False)
        reports[handed_in.student] = {report.id: report for report in answer.exercises}
    return reports


@pytest.fixture(scope="module")
def judged(
    graders: dict[str, AssignmentGrader], request: pytest.FixtureRequest
) -> Callable[[str], list[ProvenAnswer]]:
    """Return what judges an assignment's variants, of the exercises that are tested in this run."""
    asked = {
        (item.callspec.params["name"], item.callspec.params["exercise"])
        for item in request.session.items
        if getattr(item, "originalname", "") == RIGHT_AND_WRONG
    }

    @functools.cache
    def of(name: str) -> list[ProvenAnswer]:
        assignment = load_assignment(COURSE, name)
        variants = [each for each in judged_variants(name) if (name, each.exercise) in asked]
        return prove_answers(assignment, variants, graders[name].runner)

    return of


@pytest.mark.parametrize(("name", "exercise"), EACH)
def test_right_variants_get_full_marks_and_wrong_ones_a_message_that_names_the_mistake(
    judged: Callable[[str], list[ProvenAnswer]], name: str, exercise: str
) -> None:
    """Each right variant gets all points; each wrong one loses some, and is told why."""
    variants = judged_variants(name)
    results = [each for each in judged(name) if each.variant.exercise == exercise]
    assert len(results) == sum(variant.exercise == exercise for variant in variants)
    if problems := [each.problem for each in results if each.problem]:
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_every_exercise_has_enough_variants(name: str, exercise: str) -> None:
    """An exercise has at least three right variants and four wrong ones, all different."""
    variants = [v for v in variants_of(load_assignment(COURSE, name)) if v.exercise == exercise]
    right = {v.source for v in variants if v.right}
    wrong = {v.source for v in variants if not v.right}
    assert len(right) >= LEAST_RIGHT, f"{exercise}: {len(right)} right variants"
    assert len(wrong) >= LEAST_WRONG, f"{exercise}: {len(wrong)} wrong variants"
    assert len({v.title for v in variants}) == len(variants), f"{exercise}: a title stands twice"


@pytest.mark.parametrize(("name", "exercise"), EXERCISES)
def test_every_exercise_names_its_core_mistake(name: str, exercise: str) -> None:
    """One, which has to cost half of the points or more: like mistakes cost alike everywhere."""
    variants = variants_of(load_assignment(COURSE, name))
    assert [v.core for v in variants if v.exercise == exercise].count(True) == 1


@pytest.mark.parametrize("name", IN_TURN)
def test_in_the_untouched_release_nothing_is_attempted(
    graders: dict[str, AssignmentGrader], name: str
) -> None:
    """What students get is worth nothing, and every exercise is told from a wrong answer."""
    assignment = load_assignment(COURSE, name)
    released = COURSE / "release" / name / f"{name}.ipynb"
    if not released.is_file():
        pytest.fail(f"not released yet: run python -m autograder release {name}", pytrace=False)
    reports = grade_whole(graders[name], assignment, {"release": notebook(released)})["release"]
    assert {report.status for report in reports.values()} == {"not_attempted"}
    assert sum(report.score for report in reports.values()) == 0


@pytest.mark.parametrize("name", IN_TURN)
def test_a_cell_that_fails_costs_its_own_exercise_alone(
    graders: dict[str, AssignmentGrader], name: str
) -> None:
    """Whichever answer cells fail, every exercise that does not build on them keeps its marks.

    Each exercise's own solution stands in one of these notebooks at least: it gets full marks.
    """
    assignment = load_assignment(COURSE, name)
    solution = notebook(assignment.source)
    solution.cells = [cell for cell in solution.cells if not is_showing_cell(cell)]
    names = [exercise.id for exercise in assignment.exercises]
    failing = {" ".join(group): group for group in separating_groups(names)}
    notebooks = {
        title: notebook_with_answers(solution, dict.fromkeys(group, "raise ValueError('broken')"))
        for title, group in failing.items()
    }
    reports = grade_whole(graders[name], assignment, notebooks)
    lost = {t: {r.id for r in reports[t].values() if r.status != "passed"} for t in failing}
    expected = {
        t: group | {n for n in names if BUILDS_ON.get(n, set()) & group}
        for t, group in failing.items()
    }
    assert lost == expected


def separating_groups(names: list[str]) -> list[set[str]]:
    """Return groups such that for any two names some group holds the first and not the second.

    One group for each binary digit of a name's number, and one for its complement: far fewer than
    one for each name, and each pair of a failing cell and another exercise is still tried.
    """
    groups = []
    for digit in range((len(names) - 1).bit_length()):
        ones = {name for number, name in enumerate(names) if number >> digit & 1}
        groups += [ones, set(names) - ones]
    return groups


def test_the_table_in_the_docs_is_the_banks() -> None:
    """docs/author/exercises.md lists the variants that there are; `make docs` writes it."""
    page = (COURSE / "docs" / "author" / "exercises.md").read_text(encoding="utf-8")
    assert page == answers_markdown(COURSE)
    rows = [line for line in page.splitlines() if line.startswith("<summary><code>")]
    assert len(rows) == len(EXERCISES)


def test_a_variant_replaces_the_answer_of_its_exercise_alone() -> None:
    """`notebook_with_answers` changes one cell and leaves the notebook that it was given alone."""
    assignment = load_assignment(COURSE, "01_tensors")
    solution = notebook(assignment.source)
    before = copy.deepcopy(solution)
    changed = notebook_with_answers(solution, {"describe": "answer = 1"})
    differing = [
        grade_id(new)
        for old, new in zip(solution.cells, changed.cells, strict=True)
        if old.source != new.source
    ]
    assert differing == ["describe" + ANSWER_SUFFIX]
    assert solution == before


def test_a_wrong_variant_must_say_what_its_message_names() -> None:
    """A header without the expected message is a configuration error."""
    with pytest.raises(ConfigurationError, match=re.escape("expected ' | message'")):
        parse_answer_variants("describe", "# %% wrong: no message\nx = 1\n")


def test_a_misspelt_header_is_no_part_of_the_answer_above_it() -> None:
    """What looks like a header and is none is a configuration error, with its line."""
    text = "# %% right: one\nx = 1\n\n# %% worng: two | not 1\nx = 2\n"
    with pytest.raises(ConfigurationError, match=r"describe\.py: line 4: expected '# %% right: T"):
        parse_answer_variants("describe", text)
