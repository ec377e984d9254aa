"""Answers share a notebook, and none of them is judged by what another one does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from made_up import make_assignment

from autograder.authoring.answer_judging import Answer, AnswerJudge
from autograder.course.assignment import Assignment
from autograder.course.results import ExerciseReport
from autograder.grading.result_store import ResultStore
from autograder.grading.worker_pool import WorkerPool
from autograder.grading.worker_process import GradingJob, JobOutcome

TRIPLED = Answer("double", "def double(x):\n    return 3 * x")
RIGHT = Answer("total", "def total(values):\n    return float(np.sum(values))")
LEANING = Answer("total", "def total(values):\n    return float(double(np.sum(values)) / 2)")
KILLING = Answer("total", "import os\nos._exit(1)")
SUMMED = Answer("total", "def total(values):\n    return float(np.add.reduce(values))")
COUNTING = Answer("total", "def total(values):\n    return float(len(values))")
SPOILING = Answer("total", "np.sum = len\ndef total(values):\n    return float(np.sum(values))")


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """A small assignment, with no TensorFlow in it."""
    return make_assignment(tmp_path)


@pytest.fixture
def pool(assignment: Assignment) -> Iterator[WorkerPool]:
    """What does the work."""
    made = WorkerPool(assignment)
    yield made
    made.close()


def passed(reports: list[ExerciseReport]) -> list[bool]:
    """Return which answers got full marks."""
    return [report.score == report.points for report in reports]


def trusting(_: Answer, report: ExerciseReport) -> bool:
    """Doubt nothing."""
    return False


def test_an_answer_is_judged_by_itself_alone(assignment: Assignment, pool: WorkerPool) -> None:
    """One that leans on another exercise's function has the notebook's own, not a wrong one's."""
    judge = AnswerJudge(assignment, pool)
    assert passed(judge.judge([TRIPLED, LEANING, RIGHT], trusting)) == [False, True, True]


def test_what_is_in_doubt_is_judged_again(assignment: Assignment, pool: WorkerPool) -> None:
    """A report that company may have caused is made sure of, and the one made sure of counts."""
    asked = []

    def doubt(answer: Answer, report: ExerciseReport) -> bool:
        asked.append(answer)
        return answer == KILLING

    reports = AnswerJudge(assignment, pool).judge([TRIPLED, KILLING], doubt)
    assert passed(reports) == [False, False]
    assert sorted(asked) == sorted([TRIPLED, KILLING])


@pytest.mark.parametrize("other", [COUNTING, KILLING, SPOILING])
def test_in_a_row_no_answer_is_judged_by_what_another_one_does(
    assignment: Assignment, pool: WorkerPool, other: Answer
) -> None:
    """Whatever stands in front of it in the same kernel, a right answer gets full marks."""
    judge = AnswerJudge(assignment, pool)
    reports = judge.judge([other, RIGHT, SUMMED, TRIPLED], trusting, in_rows=True)
    assert passed(reports) == [False, True, True, False]


def test_what_a_row_rejects_is_kept_where_the_solution_at_its_end_passes(
    assignment: Assignment, pool: WorkerPool
) -> None:
    """Of a row that is not spoilt, only what got full marks is judged once more."""
    jobs = []
    run = pool.run

    def counted(given: Iterable[GradingJob]) -> Iterator[tuple[GradingJob, JobOutcome]]:
        for job, outcome in run(given):
            jobs.append(1 + len(job.others))
            yield job, outcome

    pool.run = counted  # type: ignore[method-assign]
    AnswerJudge(assignment, pool).judge([COUNTING, RIGHT], trusting, in_rows=True)
    assert jobs == [3, 1]
    jobs.clear()
    AnswerJudge(assignment, pool).judge([SPOILING, COUNTING], trusting, in_rows=True)
    assert jobs == [3, 1, 1]


def test_nothing_is_judged_twice_until_its_checks_are_edited(
    assignment: Assignment, pool: WorkerPool, tmp_path: Path
) -> None:
    """Kept reports are found; an edit of one exercise's checks makes that exercise's alone unknown."""
    store, done = ResultStore(tmp_path), list[tuple[int, int]]()

    def judge() -> AnswerJudge:
        return AnswerJudge(assignment, pool, store, lambda *counts: done.append(counts))

    judge().judge([TRIPLED, RIGHT], trusting)
    assert done == [(0, 2), (1, 2), (2, 2)]
    done.clear()
    assert passed(judge().judge([RIGHT, TRIPLED], trusting)) == [True, False]
    assert done == [(2, 2)]
    with (assignment.checks / "double.py").open("a", encoding="utf-8") as file:
        file.write("\nEDITED = True\n")
    done.clear()
    judge().judge([TRIPLED, RIGHT], trusting)
    assert done == [(1, 2), (2, 2)]
