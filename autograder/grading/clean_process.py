"""The clean process: a kernel of a submission that never runs any of the student's code.

It holds the objects that a check has built again from plain data (`RemoteObject.rebuilt`). It is a fork of
the warm process like the notebook's own kernel, within the same walls and limits, since the data came from
the student.
"""

from __future__ import annotations

import time
from typing import Any

from autograder.course.limits import Limits
from autograder.errors import ExecutionStopped
from autograder.kernels.kernel_session import KernelSession
from autograder.kernels.kernel_supply import KernelSupply
from autograder.kernels.recovering_kernel import NO_TIME


class CleanProcess:
    """Answers questions of checks about rebuilt objects; started by the first question.

    Args:
        kernels: the supply of its kernel.
        limits: the limits on the submission.
        deadline: the end of the submission's time, by the monotonic clock.
    """

    def __init__(self, kernels: KernelSupply, limits: Limits, deadline: float) -> None:
        self._kernels, self._limits, self._deadline = kernels, limits, deadline
        self._session: KernelSession | None = None

    def ask(
        self, request: dict[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Send the agent a request and return its reply and buffers.

        Raises:
            ExecutionStopped: it took too long, or the process ended; the next question starts another.
            EngineFault: the machine failed, not the student.
        """
        timeout_s = min(self._limits.question_s, self._deadline - time.monotonic())
        if timeout_s <= 0:
            raise ExecutionStopped("timeout", NO_TIME)
        if self._session is None:
            self._session = self._kernels.take({})
        try:
            return self._session.ask(request, buffers, timeout_s, self._deadline)
        except ExecutionStopped:
            self.close()  # the state of the objects in it is unknown
            raise

    def close(self) -> None:
        """End its kernel."""
        if self._session is not None:
            self._kernels.end(self._session)
            self._session = None
