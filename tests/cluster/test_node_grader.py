from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import made_up
import pytest
from running import PATIENCE_S, expect_ended, family, until

from autograder.cluster.node_grader import NodeGrader
from autograder.cluster.serialization import serialize_assignment
from autograder.course.assignment import Assignment
from autograder.errors import EngineFault
from autograder.grading.grading_result import GradingResult
from autograder.grading.worker_process import GradingJob

SLOW = {"greet": "import time\ntime.sleep(2)\n" + made_up.RIGHT["greet"]}
FOREVER = {"greet": "while True:\n    pass"}


@pytest.fixture
def grader(assignment: Assignment, shared_kernel_source: None) -> Iterator[NodeGrader]:
    """A grader whose kernels come from the tests' warm process."""
    with closing(NodeGrader(serialize_assignment(assignment), idle_s=0.5)) as grader:
        yield grader


def job_of(assignment: Assignment, answers: dict[str, str]) -> GradingJob:
    """Return a job with these answers."""
    return GradingJob(made_up.submission_of(assignment, made_up.make_notebook(answers)))


def test_each_thread_has_a_worker_of_its_own(assignment: Assignment, grader: NodeGrader) -> None:
    """Two threads that grade at once have two workers, which are kept for the next jobs."""
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(grader.grade, [job_of(assignment, SLOW)] * 2))
    assert len(grader._workers._idle) == 2
    assert [type(answer) for answer in answers] == [GradingResult] * 2


def test_an_idle_bench_gives_the_machine_back(assignment: Assignment, grader: NodeGrader) -> None:
    """A while after the last job its processes end; the next job starts them again."""
    before = family(os.getpid())
    assert isinstance(grader.grade(job_of(assignment, {})), GradingResult)
    started = family(os.getpid()) - before
    expect_ended(started, least=2)  # a worker, and what removes the folder
    assert isinstance(grader.grade(job_of(assignment, {})), GradingResult)


def test_what_is_closed_stops(assignment: Assignment, grader: NodeGrader) -> None:
    """A closed grader ends what it grades, with an answer, and takes nothing more."""
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(grader.grade, job_of(assignment, FOREVER))
        until(lambda: grader._workers.is_busy, "a job that is under way")
        grader.close()
        assert isinstance(answer.result(PATIENCE_S), EngineFault)
    assert str(grader.grade(job_of(assignment, {}))) == "the grading was stopped"


@pytest.mark.slow
def test_the_warm_process_outlives_the_thread_that_wanted_it(assignment: Assignment) -> None:
    """A cluster's threads come and go, and bubblewrap ends with the thread that started it."""
    with closing(NodeGrader(serialize_assignment(assignment))) as grader:
        thread = threading.Thread(target=grader.prepare)
        thread.start()
        thread.join()
        [first] = grader._workers._warm.values()
        assert isinstance(grader.grade(job_of(assignment, {})), GradingResult)
        assert [*grader._workers._warm.values()] == [first]
        assert first._process is not None
        first._process.send_signal(signal.SIGKILL)
        until(lambda: not first.alive, "the end of the warm process")
        assert isinstance(grader.grade(job_of(assignment, {})), GradingResult)
        assert first not in grader._workers._warm.values()
