"""A notebook's kernel that outlives its own end: lost, it is replaced by one in the same state."""

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
    """Runs cells and answers questions within ``limits``, the time of the whole submission included.

    A cell that ends its kernel, or cannot be stopped, is left out when a new kernel runs again what
    ran before it.

    Args:
        kernels: where its kernels come from.
        limits: what it may use.
        files: the student's files, by path.
        earlier: what the student's notebook before this one left in its home.
        deadline: when its time is over, by the monotonic clock; by default ``submission_s`` from now.

    Attributes:
        killed: whether a kernel was killed by somebody unknown.
        start_s: how long starting kernels has taken, in seconds.
        cells_s: how long cells have run, in seconds.
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
        self._replay: list[Any] = []  # the cells that a kernel runs before anything else
        self.start_s = self.cells_s = 0.0
        self.killed = False

    def run_cell(self, cell: Any, room_bytes: int | None = None) -> CellOutcome:
        """Run a code cell, whose outputs it fills in, and say how it ended.

        ``room_bytes`` is how much it may show where that is less than the limit of a cell.

        Raises:
            EngineFault: the machine failed us, not the student.
        """
        session = self._live_session()
        timeout_s = min(self._limits.cell_s, self._time_left())
        if session is None or timeout_s <= 0:
            return CellOutcome("timeout", message=NO_TIME)
        began = time.monotonic()
        result = session.run_cell(cell, timeout_s, self._deadline, room_bytes)
        if result.error in OUT_OF_MEMORY:  # what filled it is still there: start afresh without it
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
            EngineFault: the machine failed us, not the student.
        """
        session = self._live_session()
        timeout_s = min(self._limits.question_s, self._time_left())
        if session is None or timeout_s <= 0:
            raise ExecutionStopped("timeout", NO_TIME)
        return session.ask(request, buffers, timeout_s, self._deadline)

    def home_archive(self) -> FileArchive:
        """Return what the notebook has left in its home, for the student's next one.

        Raises:
            ExecutionStopped: its process does not hand it over.
            EngineFault: the machine failed us, not the student.
        """
        reply, arrays = self.ask({"ask": "home"}, [])
        if len(arrays) != 1:
            reason = str(reply.get("message", "its process sent what cannot be read"))[:200]
            raise ExecutionStopped("crashed", reason)
        return FileArchive(arrays[0])

    def raise_engine_fault(self, *, last_try: bool) -> None:
        """Where the last kernel was lost, expect another one to start.

        Raises:
            EngineFault: it was the warm process that died, and took the student's kernel with it;
                or, before the last try, a kernel was killed by somebody unknown.
        """
        if self._session is not None and not self._session.alive:
            self._kernels.end(self._kernels.start({}))
            self.killed |= self._session.killed
        if self.killed and not last_try:
            raise EngineFault("a kernel was killed, perhaps because the machine's memory was short")

    def _live_session(self) -> KernelSession | None:
        """Return the kernel; where the last one is gone, a new one in the state before it went.

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
        """Bring a kernel into the state of the last one; what ends it is left out from then on."""
        for number, cell in enumerate(self._replay):
            timeout_s = min(self._limits.cell_s, self._time_left())
            if timeout_s <= 0:
                return
            # shown is what came first
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
