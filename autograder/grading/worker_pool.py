"""A pool of workers on this machine, and the jobs that wait for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import wait
from typing import Protocol

from autograder.course.assignment import Assignment
from autograder.errors import EngineFault
from autograder.grading.local_workers import LocalWorkers
from autograder.grading.worker_process import GradingJob, JobOutcome, WorkerProcess
from autograder.sandbox.isolation_kinds import NAMESPACES


class JobRunner(Protocol):
    """Runs grading jobs: a pool on this machine, or a cluster."""

    def run(self, jobs: Iterable[GradingJob]) -> Iterator[tuple[GradingJob, JobOutcome]]:
        """Do jobs, taken one by one as there is room; each comes out when it is done."""

    def close(self) -> None:
        """End what it started."""


class WorkerPool:
    """Runs jobs on this machine, several at a time; a job that the engine failed is tried once more.

    Args:
        assignment: what is graded.
        jobs: how many submissions are graded at the same time.
        isolation: the kind of walls; ``none`` accepts the risk of running student code without.
    """

    def __init__(
        self, assignment: Assignment, jobs: int = 1, *, isolation: str = NAMESPACES
    ) -> None:
        self._assignment, self._jobs, self._workers = (
            assignment,
            jobs,
            LocalWorkers(isolation=isolation),
        )

    def close(self) -> None:
        """End the workers and the warm process."""
        self._workers.close()

    def run(self, jobs: Iterable[GradingJob]) -> Iterator[tuple[GradingJob, JobOutcome]]:
        """Do jobs, taken one by one as there is room; each comes out when it is done."""
        waiting = iter(jobs)
        again: list[GradingJob] = []
        busy: dict[WorkerProcess, GradingJob] = {}
        done: list[tuple[GradingJob, JobOutcome]] = []
        while True:
            while len(busy) < self._jobs and (job := again.pop() if again else next(waiting, None)):
                busy[self._workers.submit(job, self._assignment)] = job
            yield from done  # whatever is done with it now, every worker is at work
            if not busy:
                return
            done = []
            for connection in wait([worker.connection for worker in busy]):
                worker = next(w for w in busy if w.connection is connection)
                job = busy.pop(worker)
                answer = worker.answer()
                self._workers.give_back(worker)
                if isinstance(answer, EngineFault) and not job.last_try:
                    again.append(replace(job, last_try=True))
                else:
                    done.append((job, answer))
