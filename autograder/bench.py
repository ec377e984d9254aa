"""A bench: what grades on a worker of a cluster, for a grader elsewhere."""

from __future__ import annotations

import threading

from autograder.assignment import Assignment
from autograder.crew import Crew
from autograder.errors import AutograderError, EngineFault
from autograder.parcels import unpack_assignment
from autograder.scratch import ScratchFolder
from autograder.worker import Answer, Job

IDLE_S = 120.0  # a grader that was killed does not say that it needs us no more


class Bench:
    """Grades for one assignment, in as many threads as call it, with one warm process for all.

    Idle for ``idle_s``, it ends its processes; the next job starts them again.

    Args:
        parcel: the assignment, packed.
        confined: False accepts the risk of running student code with no walls around it.
        idle_s: how long it waits for a job, in seconds.
    """

    def __init__(self, parcel: bytes, *, confined: bool = True, idle_s: float = IDLE_S) -> None:
        self._parcel, self._idle_s, self._crew = parcel, idle_s, Crew(confined=confined)
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
            self._crew.warm()
            self._start_clock()

    def grade(self, job: Job) -> Answer:
        """Return the answer to a job: its grades, or the error that stood in the way."""
        try:
            with self._lock:
                self._stop_clock()
                worker = self._crew.submit(job, self._unpacked())
        except AutograderError as error:
            return error
        try:
            return worker.answer()
        except OSError:  # closed meanwhile
            return EngineFault("the grading was stopped")
        finally:
            with self._lock:
                self._crew.give_back(worker)
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
        if not self._crew.at_work and not self._closed:
            self._clock.cancel()
            self._clock = threading.Timer(self._idle_s, self._rest)
            self._clock.daemon = True
            self._clock.start()

    def _rest(self) -> None:
        with self._lock:
            if not self._crew.at_work:
                self._end()

    def _end(self) -> None:
        self._crew.close()
        if self._folder is not None:
            self._folder.close()
        self._folder = self._assignment = None

    def _unpacked(self) -> Assignment:
        if self._folder is None or self._assignment is None:
            self._folder = ScratchFolder()
            self._assignment = unpack_assignment(self._parcel, self._folder.path)
        return self._assignment
