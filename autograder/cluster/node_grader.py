"""The grader on a node, a worker of a cluster: it does the jobs that a grader elsewhere sends."""

from __future__ import annotations

import threading

from autograder.cluster.serialization import deserialize_assignment
from autograder.course.assignment import Assignment
from autograder.errors import AutograderError, EngineFault
from autograder.grading.local_workers import LocalWorkers
from autograder.grading.worker_process import GradingJob, JobOutcome
from autograder.sandbox.isolation_kinds import NAMESPACES
from autograder.sandbox.scratch_folder import ScratchFolder

IDLE_S = 120.0  # a killed grader cannot say that it needs this node no more


class NodeGrader:
    """Grades for one assignment, in as many threads as call it, with one warm process for all.

    Idle for ``idle_s``, it ends its processes; the next job starts them again.

    Args:
        message: the assignment, packed.
        isolation: the kind of walls; ``none`` accepts the risk of running student code without.
        idle_s: how long it waits for a job, in seconds.
    """

    def __init__(
        self, message: bytes, *, isolation: str = NAMESPACES, idle_s: float = IDLE_S
    ) -> None:
        self._message, self._idle_s, self._workers = (
            message,
            idle_s,
            LocalWorkers(isolation=isolation),
        )
        self._lock = threading.Lock()
        self._folder: ScratchFolder | None = None
        self._assignment: Assignment | None = None
        self._clock = threading.Timer(idle_s, self._rest)
        self._closed = False

    def prepare(self) -> None:
        """Start the warm process.

        Raises:
            AutograderError: it does not start, or cannot be confined on this machine.
        """
        with self._lock:
            self._stop_clock()
            self._workers.kernel_source(self._unpacked())
            self._start_clock()

    def grade(self, job: GradingJob) -> JobOutcome:
        """Return the answer to a job: its grades, or the error that prevented them."""
        try:
            with self._lock:
                self._stop_clock()
                worker = self._workers.submit(job, self._unpacked())
        except AutograderError as error:
            return error
        try:
            return worker.answer()
        except OSError:  # closed meanwhile
            return EngineFault("the grading was stopped")
        finally:
            with self._lock:
                self._workers.give_back(worker)
                self._start_clock()

    def close(self) -> None:
        """End all processes, those that grade among them."""
        with self._lock:
            self._closed = True
            self._clock.cancel()
            self._end()

    def _stop_clock(self) -> None:
        if self._closed:
            raise EngineFault("the grading was stopped")
        self._clock.cancel()

    def _start_clock(self) -> None:
        if not self._workers.is_busy and not self._closed:
            self._clock.cancel()
            self._clock = threading.Timer(self._idle_s, self._rest)
            self._clock.daemon = True
            self._clock.start()

    def _rest(self) -> None:
        with self._lock:
            if not self._workers.is_busy:
                self._end()

    def _end(self) -> None:
        self._workers.close()
        if self._folder is not None:
            self._folder.close()
        self._folder = self._assignment = None

    def _unpacked(self) -> Assignment:
        if self._folder is None or self._assignment is None:
            self._folder = ScratchFolder()
            self._assignment = deserialize_assignment(self._message, self._folder.path)
        return self._assignment
