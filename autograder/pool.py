"""A pool on this machine: a warm process, its workers, and the jobs that wait for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import wait
from typing import Protocol

from autograder.assignment import Assignment
from autograder.errors import EngineFault
from autograder.session import Warm
from autograder.warm_process import WarmProcess
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
        self._assignment, self._jobs, self._confined = assignment, jobs, confined
        self._warm: WarmProcess | None = None
        self._workers: list[Worker] = []

    def close(self) -> None:
        """End the workers and the warm process."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()
        if self._warm is not None:
            self._warm.close()
            self._warm = None

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Answer]]:
        """Do jobs, taken one by one as there is room; each comes out when it is done."""
        waiting = iter(jobs)
        again: list[Job] = []
        busy: dict[Worker, Job] = {}
        done: list[tuple[Job, Answer]] = []
        while True:
            while len(busy) < self._jobs and (job := again.pop() if again else next(waiting, None)):
                worker = self._idle_worker(busy)
                worker.submit(job, self._warm_address())
                busy[worker] = job
            yield from done  # whatever is done with it now, every worker is at work
            if not busy:
                return
            done = []
            for connection in wait([worker.connection for worker in busy]):
                worker = next(w for w in busy if w.connection is connection)
                job = busy.pop(worker)
                answer = worker.answer()
                if isinstance(answer, EngineFault) and not job.last_try:
                    again.append(replace(job, last_try=True))
                else:
                    done.append((job, answer))

    def _idle_worker(self, busy: dict[Worker, Job]) -> Worker:
        for worker in [w for w in self._workers if w not in busy]:
            if worker.alive:
                return worker
            worker.close()
            self._workers.remove(worker)
        self._workers.append(Worker(self._assignment))
        return self._workers[-1]

    def _warm_address(self) -> Warm:
        if self._warm is not None and not self._warm.alive:
            self._warm.close()
            self._warm = None
        if self._warm is None:
            self._warm = self._start_warm_process()
        return Warm(self._warm.address, self._confined)

    def _start_warm_process(self) -> WarmProcess:
        try:
            return WarmProcess(confined=self._confined).__enter__()
        except EngineFault:  # somebody killed it, perhaps: as with a job, one more try
            return WarmProcess(confined=self._confined).__enter__()
