"""A pool of workers on this machine, and the jobs that wait for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from autograder.course.assignment import Assignment
from autograder.errors import AutograderError, EngineFault
from autograder.grading.local_workers import LocalWorkers
from autograder.grading.worker_process import GradingJob, JobOutcome, WorkerProcess
from autograder.sandbox.isolation_kinds import NAMESPACES


class JobRunner(Protocol):
    """Runs grading jobs: a pool on this machine, or a cluster."""

    def run(self, jobs: Iterable[GradingJob]) -> Iterator[tuple[GradingJob, JobOutcome]]:
        """Take jobs one by one as there is room, and yield each with its outcome when it is done."""

    def close(self) -> None:
        """End all that it started."""


class RunningJobs:
    """The jobs that workers of this machine are doing; after a fault of the engine, a job has another try.

    Args:
        assignment: the assignment.
        workers: do the jobs.
    """

    def __init__(self, assignment: Assignment, workers: LocalWorkers) -> None:
        self._assignment, self._workers = assignment, workers
        self._busy: dict[WorkerProcess, GradingJob] = {}

    def __len__(self) -> int:
        return len(self._busy)

    @property
    def connections(self) -> list[Connection[Any, Any]]:
        """The connections that become readable when a job is done."""
        return [worker.connection for worker in self._busy]

    def start(self, job: GradingJob) -> None:
        """Start a job.

        Raises:
            AutograderError: the warm process does not start, or cannot be confined on this machine.
        """
        self._busy[self._workers.submit(job, self._assignment)] = job

    def take(self, ready: Collection[object]) -> list[tuple[GradingJob, JobOutcome]]:
        """Return the jobs with ready connections, each with its outcome, but those that get another try."""
        done: list[tuple[GradingJob, JobOutcome]] = []
        again: list[GradingJob] = []
        for worker in [worker for worker in self._busy if worker.connection in ready]:
            job = self._busy.pop(worker)
            answer = worker.answer()
            self._workers.give_back(worker)
            if isinstance(answer, EngineFault) and not job.last_try:
                again.append(replace(job, last_try=True))
            else:
                done.append((job, answer))
        for job in again:
            try:
                self.start(job)
            except AutograderError as error:
                done.append((job, error))
        return done


class WorkerPool:
    """Runs jobs on this machine, several at a time.

    Args:
        assignment: the assignment.
        jobs: the number of submissions to grade at the same time.
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
        """Take jobs one by one as there is room, and yield each with its outcome when it is done."""
        waiting = iter(jobs)
        running = RunningJobs(self._assignment, self._workers)
        done: list[tuple[GradingJob, JobOutcome]] = []
        while True:
            while len(running) < self._jobs and (job := next(waiting, None)):
                running.start(job)
            yield from done  # only now, when every worker is busy
            if not running:
                return
            done = running.take(wait(running.connections))
