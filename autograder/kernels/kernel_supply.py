"""The supply of kernels: the next one starts, and the last one ends, while another is at work."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

from autograder.course.limits import Limits
from autograder.errors import ConfigurationError, EngineFault
from autograder.kernels.kernel_session import KernelSession
from autograder.sandbox.file_archive import FileArchive, archive_of
from autograder.sandbox.warm_process import KernelSource


class KernelSupply:
    """Starts kernels of one warm process, all with the same limits and files, and ends them.

    Args:
        warm: the process that they are forked from.
        limits: the limits on each.
        files: the course's files, by path; each kernel has them in its home.
        ahead: whether to start the next one in advance. Until it is taken, it runs no code, and
            belongs to no student.
    """

    def __init__(
        self,
        warm: KernelSource,
        limits: Limits,
        files: Mapping[str, Path] | None = None,
        *,
        ahead: bool = False,
    ) -> None:
        self.warm, self._limits, self._ahead = warm, limits, ahead
        self._files = files or {}
        self._thread = ThreadPoolExecutor(1)
        self._next: Future[KernelSession] | None = None

    def take(self, files: dict[str, bytes], earlier: FileArchive | None = None) -> KernelSession:
        """Return a kernel like `start`, perhaps one that was started ahead; start the next one ahead."""
        session = self._taken() if not files and earlier is None else None
        if session is None:
            session = self.start(files, earlier)
        if self._ahead and self._next is None:
            self._next = self._thread.submit(self.start, {})
        return session

    def _taken(self) -> KernelSession | None:
        """Return the one that was started ahead; None if there is none, or it does not live."""
        started, self._next = self._next, None
        if started is None:
            return None
        with contextlib.suppress(EngineFault):
            session = started.result()
            if session.is_running():
                return session
            session.close()
        return None

    def start(self, files: dict[str, bytes], earlier: FileArchive | None = None) -> KernelSession:
        """Start a kernel now, and return it when it listens.

        Args:
            files: the student's own files, by path.
            earlier: the files that the student's previous notebook left in its home.

        Raises:
            EngineFault: the warm process is gone or the kernel does not come up.
        """
        if earlier is not None:  # it holds the course's and the student's files
            session = KernelSession(self.warm, self._limits, {}, [earlier])
        else:
            course = [self._course_files] if self._course_files is not None else []
            session = KernelSession(self.warm, self._limits, files, course)
        try:
            session.start()
        except BaseException:
            session.close()
            raise
        return session

    @cached_property
    def _course_files(self) -> FileArchive | None:
        if not self._files:
            return None
        try:
            return archive_of(self._files)
        except OSError as error:
            raise ConfigurationError(f"{error.filename}: {error.strerror or error}") from None

    def end(self, session: KernelSession) -> None:
        """End a kernel, without waiting for its end."""
        self._thread.submit(session.close)

    def close(self) -> None:
        """End the kernel that nobody took, and wait for the end of all kernels that were given back."""
        self._ahead = False
        if (session := self._taken()) is not None:
            session.close()
        self._thread.shutdown()
        if "_course_files" in vars(self) and self._course_files is not None:
            self._course_files.close()
