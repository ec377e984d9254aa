"""The bank proves the checks: right answers in any style pass, typical mistakes are named."""

from __future__ import annotations

import copy
import functools
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from autograder.assignment import Assignment, assignments, grade_id, load_assignment
from autograder.bank import ANSWER, Variant, load_variants, parse_variants, summary, with_answers
from autograder.errors import ConfigurationError
from autograder.grader import Grader
from autograder.grading import Graded
from autograder.results import ExerciseReport
from autograder.submission import Submission, mend
from autograder.worker import Job

COURSE = Path(__file__).parent.parent
SMOKE = frozenset({"smoke"})  # cells that only show; no answer needs them
NAMES = assignments(COURSE)
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
# The grader builds and compiles the student's classifier with the student's own functions.
BUILDS_ON = {"threshold": {"build_model", "compile_model"}}


@pytest.fixture(scope="module")
def graders() -> Iterator[dict[str, Grader]]:
    """A grader for each assignment, two submissions at a time, with no memory of results."""
    made = {name: Grader(load_assignment(COURSE, name), jobs=2) for name in NAMES}
    yield made
    for grader in made.values():
        grader.close()


def variants_of(assignment: Assignment) -> list[Variant]:
    """Return an assignment's variants; what is wrong with its bank is the test's whole message."""
    try:
        return load_variants(COURSE, assignment)
    except ConfigurationError as error:
        problem = str(error)
    pytest.fail(problem, pytrace=False)


def notebook(path: Path) -> nbformat.NotebookNode:
    """Return a fresh notebook of format 4."""
    return nbformat.read(path, as_version=4)


def submission(assignment: Assignment, content: nbformat.NotebookNode, who: str) -> Submission:
    """Return ``content`` as somebody's submission."""
    flags = mend(content, assignment)
    return Submission(who, assignment.name, content, flags=flags)


def grade_whole(
    grader: Grader, assignment: Assignment, notebooks: dict[str, nbformat.NotebookNode]
) -> dict[str, dict[str, ExerciseReport]]:
    """Return the reports by name and exercise."""
    submissions = [submission(assignment, nb, who) for who, nb in notebooks.items()]
    reports = {}
    for handed_in, answer in grader.grade(submissions):
        if not isinstance(answer, Graded):
            pytest.fail(f"{handed_in.student}: not graded: {answer}", pytrace=False)
        reports[handed_in.student] = {report.id: report for report in answer.exercises}
    return reports


Judged = tuple[Variant, ExerciseReport]


def grade_together(
    grader: Grader, assignment: Assignment, notebooks: list[list[Variant]]
) -> list[Judged]:
    """Return the report on each variant; a notebook holds one of an exercise at the most.

    Only the cells that they need are run.
    """
    solution = notebook(assignment.source)
    jobs = []
    for number, variants in enumerate(notebooks):
        answers = {variant.exercise: variant.source for variant in variants}
        handed_in = submission(assignment, with_answers(solution, answers), str(number))
        jobs.append(Job(handed_in, skip_tags=SMOKE, only=frozenset(answers)))
    judged = []
    for job, answer in grader.runner.run(jobs):
        if not isinstance(answer, Graded):
            pytest.fail(f"not graded: {answer}", pytrace=False)
        reports = {report.id: report for report in answer.exercises}
        variants = notebooks[int(job.submission.student)]
        judged += [(variant, reports[variant.exercise]) for variant in variants]
    return judged


@pytest.fixture(scope="module")
def judged(
    graders: dict[str, Grader], request: pytest.FixtureRequest
) -> Callable[[str], list[Judged]]:
    """Return what judges an assignment's variants, of the exercises that are tested in this run.

    Where a report is not as it should be, the variant is judged again by itself: some build on
    another exercise's answer, which was a wrong one in the notebook that they shared.
    """
    asked = {
        (item.callspec.params["name"], item.callspec.params["exercise"])
        for item in request.session.items
        if getattr(item, "originalname", "") == RIGHT_AND_WRONG
    }

    @functools.cache
    def of(name: str) -> list[Judged]:
        assignment = load_assignment(COURSE, name)
        columns: dict[str, list[Variant]] = {}
        for variant in variants_of(assignment):
            if (name, variant.exercise) in asked:
                columns.setdefault(variant.exercise, []).append(variant)
        rounds = [
            [variant for variant in row if variant is not None]
            for row in itertools.zip_longest(*columns.values())
        ]
        together = grade_together(graders[name], assignment, rounds)
        doubtful = [[each[0]] for each in together if problem(*each)]
        alone = grade_together(graders[name], assignment, doubtful)
        return [each for each in together if not problem(*each)] + alone

    return of


def problem(variant: Variant, report: ExerciseReport) -> str:
    """Say in what a report on a variant is not as it should be; empty if it is."""
    messages = [check.message for check in report.checks if not check.passed]
    if variant.right:
        return f"right, but lost marks: {variant.title}: {messages}" if messages else ""
    if report.score == report.points:
        return f"wrong, but full marks: {variant.title}"
    if not any(variant.message.lower() in message.lower() for message in messages):
        return f"not named: {variant.title}: {variant.message!r} in none of {messages}"
    return ""


@pytest.mark.parametrize(("name", "exercise"), EACH)
def test_right_variants_get_full_marks_and_wrong_ones_a_message_that_names_the_mistake(
    judged: Callable[[str], list[Judged]], name: str, exercise: str
) -> None:
    """Each right variant gets all points; each wrong one loses some, and is told why."""
    variants = variants_of(load_assignment(COURSE, name))
    results = [each for each in judged(name) if each[0].exercise == exercise]
    assert len(results) == sum(variant.exercise == exercise for variant in variants)
    if problems := [found for each in results if (found := problem(*each))]:
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


@pytest.mark.parametrize("name", IN_TURN)
def test_the_solution_gets_full_marks_and_the_untouched_release_none(
    graders: dict[str, Grader], name: str
) -> None:
    """The instructor's own notebook passes everything; in the release nothing is attempted."""
    assignment = load_assignment(COURSE, name)
    released = COURSE / "release" / name / f"{name}.ipynb"
    if not released.is_file():
        pytest.fail(f"not released yet: run python -m autograder release {name}", pytrace=False)
    notebooks = {"solution": notebook(assignment.source), "release": notebook(released)}
    reports = grade_whole(graders[name], assignment, notebooks)
    solution, release = reports["solution"].values(), reports["release"].values()
    assert {report.id: report.status for report in solution if report.status != "passed"} == {}
    assert sum(report.score for report in solution) == assignment.max_score
    assert {report.status for report in release} == {"not_attempted"}
    assert sum(report.score for report in release) == 0


@pytest.mark.parametrize("name", IN_TURN)
def test_a_cell_that_fails_costs_its_own_exercise_alone(
    graders: dict[str, Grader], name: str
) -> None:
    """Whichever answer cells fail, every exercise that does not build on them keeps its marks."""
    assignment = load_assignment(COURSE, name)
    solution = notebook(assignment.source)
    solution.cells = [c for c in solution.cells if not SMOKE & set(c.metadata.get("tags", []))]
    names = [exercise.id for exercise in assignment.exercises]
    failing = {" ".join(group): group for group in separating_groups(names)}
    notebooks = {
        title: with_answers(solution, dict.fromkeys(group, "raise ValueError('broken')"))
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
    assert page == summary(COURSE)
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == len(EXERCISES)


def test_a_variant_replaces_the_answer_of_its_exercise_alone() -> None:
    """`with_answers` changes one cell and leaves the notebook that it was given alone."""
    assignment = load_assignment(COURSE, "01_tensors")
    solution = notebook(assignment.source)
    before = copy.deepcopy(solution)
    changed = with_answers(solution, {"describe": "answer = 1"})
    differing = [
        grade_id(new)
        for old, new in zip(solution.cells, changed.cells, strict=True)
        if old.source != new.source
    ]
    assert differing == ["describe" + ANSWER]
    assert solution == before


def test_a_wrong_variant_must_say_what_its_message_names() -> None:
    """A header without the expected message is a configuration error."""
    with pytest.raises(ConfigurationError, match=re.escape("expected ' | message'")):
        parse_variants("describe", "# %% wrong: no message\nx = 1\n")


def test_a_misspelt_header_is_no_part_of_the_answer_above_it() -> None:
    """What looks like a header and is none is a configuration error, with its line."""
    text = "# %% right: one\nx = 1\n\n# %% worng: two | not 1\nx = 2\n"
    with pytest.raises(ConfigurationError, match=r"describe\.py: line 4: expected '# %% right: T"):
        parse_variants("describe", text)
