"""A bench: what grades on a worker of a cluster, for a grader elsewhere."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from autograder.assignment import Assignment
from autograder.errors import AutograderError, EngineFault
from autograder.parcels import unpack_assignment
from autograder.scratch import ScratchFolder
from autograder.session import Warm
from autograder.warm_process import WarmProcess
from autograder.worker import Answer, Job, Worker

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
        self._parcel, self._confined, self._idle_s = parcel, confined, idle_s
        self._lock = threading.Lock()
        self._folder: ScratchFolder | None = None
        self._assignment: Assignment | None = None
        self._warm: WarmProcess | None = None
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []
        self._clock = threading.Timer(idle_s, self._rest)
        self._closed = False
        # bubblewrap ends with the thread that started it: this one stays, a cluster's come and go
        self._starter = ThreadPoolExecutor(1, "bench")

    def prepare(self) -> None:
        """Start the warm process.

        Raises:
            AutograderError: it does not start, or cannot be confined on this machine.
        """
        with self._lock:
            self._warm_address()
            self._start_clock()

    def grade(self, job: Job) -> Answer:
        """Return the answer to a job: its grades, or the error that stood in the way."""
        try:
            with self._lock:
                warm = self._warm_address()
                worker = self._take_worker()
                worker.submit(job, warm)
        except AutograderError as error:
            return error
        try:
            return worker.answer()
        except OSError:  # closed meanwhile
            return EngineFault("the grading was stopped")
        finally:
            with self._lock:
                self._give_back(worker)

    def close(self) -> None:
        """End all processes, those that grade among them."""
        with self._lock:
            self._closed = True
            self._clock.cancel()
            self._end_processes()
        self._starter.shutdown()

    def _take_worker(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                break
            worker.close()
        else:
            worker = Worker(self._unpacked())
        self._busy.append(worker)
        return worker

    def _give_back(self, worker: Worker) -> None:
        if worker in self._busy:
            self._busy.remove(worker)
            self._idle.append(worker)
        self._start_clock()

    def _start_clock(self) -> None:
        if not self._busy and not self._closed:
            self._clock.cancel()
            self._clock = threading.Timer(self._idle_s, self._rest)
            self._clock.daemon = True
            self._clock.start()

    def _rest(self) -> None:
        with self._lock:
            if not self._busy:
                self._end_processes()

    def _end_processes(self) -> None:
        for worker in [*self._idle, *self._busy]:
            worker.close()
        self._idle.clear()
        self._busy.clear()
        for owned in (self._warm, self._folder):
            if owned is not None:
                owned.close()
        self._warm = self._folder = self._assignment = None

    def _unpacked(self) -> Assignment:
        if self._folder is None or self._assignment is None:
            self._folder = ScratchFolder()
            self._assignment = unpack_assignment(self._parcel, self._folder.path)
        return self._assignment

    def _warm_address(self) -> Warm:
        if self._closed:
            raise EngineFault("the grading was stopped")
        self._clock.cancel()
        if self._warm is not None and not self._warm.alive:
            self._warm.close()
            self._warm = None
        if self._warm is None:
            warm = WarmProcess(confined=self._confined)
            self._warm = self._starter.submit(warm.__enter__).result()
        return Warm(self._warm.address, self._confined)
