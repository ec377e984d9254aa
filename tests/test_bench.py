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

from autograder.assignment import Assignment
from autograder.bench import Bench
from autograder.errors import EngineFault
from autograder.grading import Graded
from autograder.parcels import pack_assignment
from autograder.worker import Job

SLOW = {"greet": "import time\ntime.sleep(2)\n" + made_up.RIGHT["greet"]}
FOREVER = {"greet": "while True:\n    pass"}


@pytest.fixture
def bench(assignment: Assignment, shared_warm_process: None) -> Iterator[Bench]:
    """A bench whose kernels come from the tests' warm process."""
    with closing(Bench(pack_assignment(assignment), idle_s=0.5)) as bench:
        yield bench


def job_of(assignment: Assignment, answers: dict[str, str]) -> Job:
    """Return a job with these answers."""
    return Job(made_up.submission_of(assignment, made_up.make_notebook(answers)))


def test_each_thread_has_a_worker_of_its_own(assignment: Assignment, bench: Bench) -> None:
    """Two threads that grade at once have two workers, which are kept for the next jobs."""
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(bench.grade, [job_of(assignment, SLOW)] * 2))
    assert len(bench._crew._idle) == 2
    assert [type(answer) for answer in answers] == [Graded] * 2


def test_an_idle_bench_gives_the_machine_back(assignment: Assignment, bench: Bench) -> None:
    """A while after the last job its processes end; the next job starts them again."""
    before = family(os.getpid())
    assert isinstance(bench.grade(job_of(assignment, {})), Graded)
    started = family(os.getpid()) - before
    expect_ended(started, least=2)  # a worker, and what removes the folder
    assert isinstance(bench.grade(job_of(assignment, {})), Graded)


def test_what_is_closed_stops(assignment: Assignment, bench: Bench) -> None:
    """A closed bench ends what it grades, with an answer, and takes nothing more."""
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(bench.grade, job_of(assignment, FOREVER))
        until(lambda: bench._crew.at_work, "a job that is under way")
        bench.close()
        assert isinstance(answer.result(PATIENCE_S), EngineFault)
    assert str(bench.grade(job_of(assignment, {}))) == "the grading was stopped"


@pytest.mark.slow
def test_the_warm_process_outlives_the_thread_that_wanted_it(assignment: Assignment) -> None:
    """A cluster's threads come and go, and bubblewrap ends with the thread that started it."""
    with closing(Bench(pack_assignment(assignment))) as bench:
        thread = threading.Thread(target=bench.prepare)
        thread.start()
        thread.join()
        assert bench._crew._warm is not None
        first = bench._crew._warm
        assert isinstance(bench.grade(job_of(assignment, {})), Graded)
        assert bench._crew._warm is first
        assert first._process is not None
        first._process.send_signal(signal.SIGKILL)
        until(lambda: not first.alive, "the end of the warm process")
        assert isinstance(bench.grade(job_of(assignment, {})), Graded)
        assert bench._crew._warm is not first
