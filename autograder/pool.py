"""A pool on this machine: its crew, and the jobs that wait for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import wait
from typing import Protocol

from autograder.assignment import Assignment
from autograder.crew import Crew
from autograder.errors import EngineFault
from autograder.worker import Answer, Job, Worker


class Runner(Protocol):
    """What does jobs: a pool on this machine, or a cluster."""

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Answer]]:
        """Do jobs, taken one by one as there is room; each comes out when it is done."""

    def close(self) -> None:
        """End what it started."""


class Pool:
    """Does jobs on this machine, several at a time; a fault of ours is tried once more.

    Args:
        assignment: what is graded.
        jobs: how many submissions are graded at the same time.
        confined: False accepts the risk of running student code with no walls around it.
    """

    def __init__(self, assignment: Assignment, jobs: int = 1, *, confined: bool = True) -> None:
        self._assignment, self._jobs, self._crew = assignment, jobs, Crew(confined=confined)

    def close(self) -> None:
        """End the workers and the warm process."""
        self._crew.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Answer]]:
        """Do jobs, taken one by one as there is room; each comes out when it is done."""
        waiting = iter(jobs)
        again: list[Job] = []
        busy: dict[Worker, Job] = {}
        done: list[tuple[Job, Answer]] = []
        while True:
            while len(busy) < self._jobs and (job := again.pop() if again else next(waiting, None)):
                busy[self._crew.submit(job, self._assignment)] = job
            yield from done  # whatever is done with it now, every worker is at work
            if not busy:
                return
            done = []
            for connection in wait([worker.connection for worker in busy]):
                worker = next(w for w in busy if w.connection is connection)
                job = busy.pop(worker)
                answer = worker.answer()
                self._crew.give_back(worker)
                if isinstance(answer, EngineFault) and not job.last_try:
                    again.append(replace(job, last_try=True))
                else:
                    done.append((job, answer))
