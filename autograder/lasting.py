"""A notebook's kernel that outlives its own end: lost, it is replaced by one in the same state."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from nbformat.v4 import new_code_cell

from autograder.errors import EngineFault, LimitReached
from autograder.kernels import Kernels
from autograder.limits import Limits
from autograder.session import CellResult, KernelSession

OUT_OF_MEMORY = ("MemoryError", "ResourceExhaustedError")


class LastingKernel:
    """Runs cells and answers questions within ``limits``, the time of the whole submission included.

    A cell that ends its kernel, or cannot be stopped, is left out when a new kernel runs again what
    ran before it.

    Attributes:
        killed: whether a kernel was killed by somebody unknown.
        start_s: how long starting kernels has taken, in seconds.
        cells_s: how long cells have run, in seconds.
    """

    def __init__(
        self, kernels: Kernels, limits: Limits, files: dict[str, bytes], first: Iterable[Any] = ()
    ) -> None:
        self._kernels, self._limits, self._files = kernels, limits, files
        self._deadline = time.monotonic() + limits.submission_s
        self._session: KernelSession | None = None
        self._replay = list(first)  # the cells that a kernel runs before anything else
        self.start_s = self.cells_s = 0.0
        self.killed = False

    def run_cell(self, cell: Any) -> CellResult:
        """Run a code cell, whose outputs it fills in, and say how it ended.

        Raises:
            EngineFault: the machine failed us, not the student.
        """
        timeout_s = min(self._limits.cell_s, self._time_left())
        if timeout_s <= 0:
            return CellResult("timeout", message="no time was left for it")
        session = self._live_session()
        began = time.monotonic()
        result = session.run_cell(cell, timeout_s)
        if result.error in OUT_OF_MEMORY:  # what filled it is still there: start afresh without it
            session.close()
            limit = f"{self._limits.memory_mib} MiB"
            result = CellResult("crashed", message=f"it used more memory than the {limit} allowed")
        self.cells_s += time.monotonic() - began
        if result.status in ("ok", "raised"):
            self._replay.append(cell)
        return result

    def ask(
        self, request: dict[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Send the agent a request and return its reply and buffers.

        Raises:
            LimitReached: it took too long, or the process ended.
            EngineFault: the machine failed us, not the student.
        """
        timeout_s = min(self._limits.question_s, self._time_left())
        if timeout_s <= 0:
            raise LimitReached("timeout", "no time was left for it")
        return self._live_session().ask(request, buffers, timeout_s)

    def expect_no_fault(self, *, last_try: bool) -> None:
        """Where the last kernel was lost, expect another one to start.

        Raises:
            EngineFault: it was the warm process that died, and took the student's kernel with it;
                or, before the last try, a kernel was killed by somebody unknown.
        """
        if self._session is not None and not self._session.alive:
            self._kernels.end(self._kernels.start({}))
            self.killed |= self._session.killed
        if self.killed and not last_try:
            raise EngineFault("a kernel was killed, perhaps since the machine's memory was short")

    def _live_session(self) -> KernelSession:
        """Return the kernel; where the last one is gone, a new one in the state before it went."""
        if self._session is None or not self._session.alive:
            self.close()
            began = time.monotonic()
            self._session = self._kernels.take(self._files)
            for cell in self._replay:
                timeout_s = max(1.0, min(self._limits.cell_s, self._time_left()))
                if self._session.alive:  # what is shown is what the first run gave
                    self._session.run_cell(new_code_cell(cell.source), timeout_s)
            self.start_s += time.monotonic() - began
        return self._session

    def _time_left(self) -> float:
        return self._deadline - time.monotonic()

    def close(self) -> None:
        """End the kernel."""
        if self._session is not None:
            self.killed |= self._session.killed
            self._kernels.end(self._session)
