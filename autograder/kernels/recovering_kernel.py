"""A notebook's kernel that is replaced by one in the same state when it is lost."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from nbformat.v4 import new_code_cell

from autograder.course.limits import Limits
from autograder.errors import EngineFault, ExecutionStopped
from autograder.kernels.kernel_session import CellOutcome, KernelSession
from autograder.kernels.kernel_supply import KernelSupply
from autograder.sandbox.file_archive import FileArchive

NO_TIME = "no time was left for it"
OUT_OF_MEMORY = ("MemoryError", "ResourceExhaustedError")


class RecoveringKernel:
    """Runs cells and answers questions within ``limits``, including the time of the whole submission.

    A new kernel runs all cells again that ran before, but not those that took too long or ended their
    kernel.

    Args:
        kernels: the supply of kernels.
        limits: the limits on the submission.
        files: the student's files, by path.
        earlier: the files that the student's previous notebook left in its home.
        deadline: the end of its time, by the monotonic clock; by default ``submission_s`` from now.

    Attributes:
        killed: whether somebody unknown killed a kernel.
        start_s: the time that starting kernels took, in seconds.
        cells_s: the time that cells took, in seconds.
    """

    def __init__(
        self,
        kernels: KernelSupply,
        limits: Limits,
        files: dict[str, bytes],
        earlier: FileArchive | None = None,
        deadline: float | None = None,
    ) -> None:
        self._kernels, self._limits, self._files = kernels, limits, files
        self._earlier = earlier
        self._deadline = deadline or time.monotonic() + limits.submission_s
        self._session: KernelSession | None = None
        self._replay: list[Any] = []  # the cells that a new kernel runs first
        self.start_s = self.cells_s = 0.0
        self.killed = False

    def run_cell(self, cell: Any, room_bytes: int | None = None) -> CellOutcome:
        """Run a code cell, fill in its outputs, and say how it ended.

        ``room_bytes`` is how much it may show, if that is less than a cell's limit.

        Raises:
            EngineFault: the machine failed, not the student.
        """
        session = self._live_session()
        timeout_s = min(self._limits.cell_s, self._time_left())
        if session is None or timeout_s <= 0:
            return CellOutcome("timeout", message=NO_TIME)
        began = time.monotonic()
        result = session.run_cell(cell, timeout_s, self._deadline, room_bytes)
        if result.error in OUT_OF_MEMORY:  # its objects fill the memory: start afresh without them
            session.close()
            limit = f"{self._limits.memory_mib} MiB"
            message = f"it used more memory than the {limit} allowed"
            result = replace(result, status="crashed", error="", message=message)
        self.cells_s += time.monotonic() - began
        if result.status in ("ok", "raised"):
            self._replay.append(cell)
        return result

    def ask(
        self, request: dict[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Send the agent a request and return its reply and buffers.

        Raises:
            ExecutionStopped: it took too long, or the process ended.
            EngineFault: the machine failed, not the student.
        """
        session = self._live_session()
        timeout_s = min(self._limits.question_s, self._time_left())
        if session is None or timeout_s <= 0:
            raise ExecutionStopped("timeout", NO_TIME)
        return session.ask(request, buffers, timeout_s, self._deadline)

    def home_archive(self) -> FileArchive:
        """Return the files that the notebook has left in its home, for the student's next notebook.

        Raises:
            ExecutionStopped: its process does not hand them over.
            EngineFault: the machine failed, not the student.
        """
        reply, arrays = self.ask({"ask": "home"}, [])
        if len(arrays) != 1:
            reason = str(reply.get("message", "its process sent what cannot be read"))[:200]
            raise ExecutionStopped("crashed", reason)
        return FileArchive(arrays[0])

    def raise_engine_fault(self, *, last_try: bool) -> None:
        """If the last kernel was lost, expect that another one starts.

        Raises:
            EngineFault: the warm process died, and took the student's kernel with it; or, before the
                last try, somebody unknown killed a kernel.
        """
        if self._session is not None and not self._session.alive:
            self._kernels.end(self._kernels.start({}))
            self.killed |= self._session.killed
        if self.killed and not last_try:
            raise EngineFault("a kernel was killed, perhaps because the machine's memory was short")

    def _live_session(self) -> KernelSession | None:
        """Return the kernel; if it is gone, a new one in the state that it had.

        None: the submission's time is over, perhaps while cells were run again.
        """
        while self._time_left() > 0:
            if self._session is not None and self._session.is_running():
                return self._session
            self.close()
            began = time.monotonic()
            self._session = self._kernels.take(self._files, self._earlier)
            self._run_again(self._session)
            self.start_s += time.monotonic() - began
        return None

    def _run_again(self, session: KernelSession) -> None:
        """Bring a kernel into the state of the last one; a cell that ends it is left out from then on."""
        for number, cell in enumerate(self._replay):
            timeout_s = min(self._limits.cell_s, self._time_left())
            if timeout_s <= 0:
                return
            # a new cell: the outputs of the first run are kept
            session.run_cell(new_code_cell(cell.source), timeout_s, self._deadline)
            if not session.alive:
                del self._replay[number]
                return

    def _time_left(self) -> float:
        return self._deadline - time.monotonic()

    def close(self) -> None:
        """End the kernel."""
        if self._session is not None:
            self.killed |= self._session.killed
            self._kernels.end(self._session)
