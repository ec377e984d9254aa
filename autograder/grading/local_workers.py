"""The workers of this machine and their warm processes: started when needed, replaced when dead."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from autograder.course.assignment import Assignment
from autograder.errors import AutograderError, EngineFault
from autograder.grading.worker_process import GradingJob, WorkerProcess
from autograder.sandbox.isolation_kinds import NAMESPACES
from autograder.sandbox.kernel_environment import KernelEnvironment, kernel_environment
from autograder.sandbox.warm_process import KernelSource, WarmProcess


class LocalWorkers:
    """Starts warm processes and workers as they are needed, and ends them when it is closed.

    A worker serves one assignment. A warm process serves all assignments with the same environment. After
    `close` it can be used again. It takes one call at a time.

    Args:
        isolation: the kind of walls; ``none`` accepts the risk of running student code without.
    """

    def __init__(self, *, isolation: str = NAMESPACES) -> None:
        self._isolation = isolation
        self._warm: dict[KernelEnvironment, WarmProcess] = {}
        self._idle: list[WorkerProcess] = []
        self._busy: list[WorkerProcess] = []
        # bubblewrap ends with the thread that started it: this thread stays, a caller's may end
        self._starter: ThreadPoolExecutor | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a worker has a job."""
        return bool(self._busy)

    def submit(self, job: GradingJob, assignment: Assignment) -> WorkerProcess:
        """Start a worker on a job, and return the worker; call `give_back` when it has answered.

        Raises:
            AutograderError: the warm process does not start, or cannot be confined on this machine.
        """
        worker = self._take(assignment)  # first: both start at the same time
        try:
            worker.submit(job, self.kernel_source(assignment))
        except BaseException:
            self.give_back(worker)
            raise
        return worker

    def give_back(self, worker: WorkerProcess) -> None:
        """Take back a worker that has answered; after `close` this does nothing."""
        if worker in self._busy:
            self._busy.remove(worker)
            self._idle.append(worker)

    def kernel_source(self, assignment: Assignment) -> KernelSource:
        """Return the kernel source of an assignment; start its warm process if need be.

        Raises:
            AutograderError: as for `submit`.
        """
        environment = kernel_environment(assignment)
        warm = self._warm.get(environment)
        if warm is not None and not warm.alive:
            warm.close()
            del self._warm[environment]
            warm = None
        if warm is None:
            try:
                warm = self._start(environment)
            except EngineFault:  # perhaps somebody killed it: one more try, as with a job
                warm = self._start(environment)
        return warm.source

    def rest(self, keep: Iterable[Assignment] = ()) -> None:
        """End the idle workers, and the warm processes, of all assignments but these."""
        kept = list(keep)
        for worker in [
            each for each in self._idle if not any(each.assignment is one for one in kept)
        ]:
            self._idle.remove(worker)
            worker.close()
        needed = {kernel_environment(assignment) for assignment in kept}
        needed |= {kernel_environment(worker.assignment) for worker in self._busy}
        for environment in self._warm.keys() - needed:
            self._warm.pop(environment).close()

    def close(self) -> None:
        """End all processes, those that grade among them."""
        for worker in [*self._idle, *self._busy]:
            worker.close()
        self._idle.clear()
        self._busy.clear()
        for warm in self._warm.values():
            warm.close()
        self._warm.clear()
        if self._starter is not None:
            self._starter.shutdown()
            self._starter = None

    def _take(self, assignment: Assignment) -> WorkerProcess:
        for worker in [each for each in self._idle if each.assignment is assignment]:
            self._idle.remove(worker)
            if worker.alive:
                break
            worker.close()
        else:
            worker = WorkerProcess(assignment)
        self._busy.append(worker)
        return worker

    def _start(self, environment: KernelEnvironment) -> WarmProcess:
        if self._starter is None:
            self._starter = ThreadPoolExecutor(1, "warm-process")
        # registered first, so that `close` ends it after an interruption
        warm = self._warm[environment] = WarmProcess(environment, isolation=self._isolation)
        try:
            self._starter.submit(warm.__enter__).result()
        except AutograderError:
            del self._warm[environment]
            raise
        return warm
