"""Where kernels come from: the next one starts, and the last one ends, while another is at work."""

from __future__ import annotations

import contextlib
from concurrent.futures import Future, ThreadPoolExecutor

from autograder.errors import EngineFault
from autograder.limits import Limits
from autograder.session import KernelSession, Warm


class Kernels:
    """Starts kernels of one warm process, all with the same limits, and ends them.

    Args:
        warm: what they are forked from.
        limits: what each may use.
        ahead: whether the next one is started before it is asked for. It has run no code of
            anybody's, and is nobody's until it is taken.
    """

    def __init__(self, warm: Warm, limits: Limits, *, ahead: bool = False) -> None:
        self.warm, self._limits, self._ahead = warm, limits, ahead
        self._thread = ThreadPoolExecutor(1)
        self._next: Future[KernelSession] | None = None

    def take(self, files: dict[str, bytes]) -> KernelSession:
        """Return a kernel that listens, with ``files`` in its home; else like `start`."""
        session = self._taken() if not files else None
        if session is None:
            session = self.start(files)
        if self._ahead and self._next is None:
            self._next = self._thread.submit(self.start, {})
        return session

    def _taken(self) -> KernelSession | None:
        """Return the one that was started ahead; None where there is none that lives."""
        started, self._next = self._next, None
        if started is None:
            return None
        with contextlib.suppress(EngineFault):
            session = started.result()
            if session.runs():
                return session
            session.close()
        return None

    def start(self, files: dict[str, bytes]) -> KernelSession:
        """Start a kernel now, and return it when it listens.

        Raises:
            EngineFault: the warm process is gone or the kernel does not come up.
        """
        session = KernelSession(self.warm, self._limits, files)
        try:
            session.start()
        except BaseException:
            session.close()
            raise
        return session

    def end(self, session: KernelSession) -> None:
        """End a kernel, without waiting until it is gone."""
        self._thread.submit(session.close)

    def close(self) -> None:
        """End the kernel that nobody took, and wait until all that were given back are gone."""
        self._ahead = False
        if (session := self._taken()) is not None:
            session.close()
        self._thread.shutdown()
