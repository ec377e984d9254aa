"""The grader: a warm process, its workers, and the submissions that wait for them."""

from __future__ import annotations

import atexit
import contextlib
import functools
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType

from autograder.assignment import Assignment
from autograder.errors import EngineFault
from autograder.grading import Graded
from autograder.session import Warm
from autograder.store import Store, result_key
from autograder.submission import Submission
from autograder.warm_process import WarmProcess
from autograder.worker import Answer, Job, Worker

TRIES = 2  # a fault of ours is tried once more before it is reported


class Grader:
    """Grades submissions of one assignment, several at a time. Use it as a context manager.

    Args:
        assignment: what is graded.
        store: where results are kept; None to keep none.
        reuse: whether results that are kept already count, too.
        jobs: how many submissions are graded at the same time.
        confined: False accepts the risk of running student code with no walls around it.
    """

    def __init__(
        self,
        assignment: Assignment,
        store: Store | None = None,
        *,
        reuse: bool = True,
        jobs: int = 1,
        confined: bool = True,
    ) -> None:
        self._assignment, self._store, self._confined = assignment, store, confined
        self._reuse = reuse
        self._jobs = jobs
        self._warm: WarmProcess | None = None
        self._workers: list[Worker] = []

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers and the warm process."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()
        if self._warm is not None:
            self._warm.close()
            self._warm = None

    def grade(self, submissions: Iterable[Submission]) -> Iterator[tuple[Submission, Answer]]:
        """Grade submissions; each comes out when it is done, with its grades or its error."""
        new = []
        for submission in submissions:
            known = self._recall(submission)
            if known is not None:
                yield submission, known
            else:
                new.append(submission)
        for job, answer in self.run(Job(submission) for submission in new):
            if isinstance(answer, Graded) and self._store is not None:
                self._store.put(self._key(job.submission), answer)
            yield job.submission, answer

    def _recall(self, submission: Submission) -> Graded | None:
        if self._store is None or not self._reuse:
            return None
        return self._store.get(self._key(submission))

    def _key(self, submission: Submission) -> str:
        return result_key(submission, self._assignment, confined=self._confined)

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Answer]]:
        """Do jobs, the store left aside; each comes out when it is done."""
        waiting = deque((job, 1) for job in jobs)
        busy: dict[Worker, tuple[Job, int]] = {}
        while waiting or busy:
            while waiting and len(busy) < self._jobs:
                job, attempt = waiting.popleft()
                worker = self._idle_worker(busy)
                worker.submit(replace(job, last_try=attempt == TRIES), self._warm_address())
                busy[worker] = (job, attempt)
            for connection in wait([worker.connection for worker in busy]):
                worker = next(w for w in busy if w.connection is connection)
                job, attempt = busy.pop(worker)
                answer = worker.answer()
                if isinstance(answer, EngineFault) and attempt < TRIES:
                    waiting.appendleft((job, attempt + 1))
                else:
                    yield job, answer

    def _idle_worker(self, busy: dict[Worker, tuple[Job, int]]) -> Worker:
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


def grade_submission(
    course: Path, assignment: Assignment, submission: Submission, *, confined: bool = True
) -> Graded:
    """Grade one submission, by the result in the course's store where there is one.

    The warm process and a worker are kept for the life of this process.

    Raises:
        AutograderError: what stood in the way of a grade.
    """
    grader = _lasting_grader(course, assignment, confined)
    answer = next(iter(grader.grade([submission])))[1]
    if isinstance(answer, Graded):
        return answer
    raise answer


@functools.cache
def _lasting_grader(course: Path, assignment: Assignment, confined: bool) -> Grader:
    grader = Grader(assignment, Store(course), confined=confined)
    atexit.register(_close_quietly, grader)
    return grader


def _close_quietly(grader: Grader) -> None:
    with contextlib.suppress(OSError):
        grader.close()
