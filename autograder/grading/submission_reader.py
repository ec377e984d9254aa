"""Reading submissions in a separate process with bounded memory and CPU time.

The reader itself refuses what is too large before it parses anything. If a file gets past that, it ends
only this process, and harms only its own student.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.course.assignment import Assignment
from autograder.course.limits import MIB
from autograder.course.submission import Submission, read_submission
from autograder.errors import UngradableSubmission
from autograder.grading.trusted_process import (
    ProcessEnded,
    TrustedProcess,
    connection_to_parent,
    next_request,
)

MEMORY_BYTES = 1024 * MIB  # of the whole process; it needs about 100 MiB
CPU_S = 30.0  # for one submission; a readable one takes 2 s at most on a machine of today
TOO_MUCH = "reading it took more memory or time than is allowed: were large outputs left in?"
ReadOutcome = Submission | UngradableSubmission | OSError


def reading_processes() -> int:
    """Return how many reading processes keep this machine's cores, or a cluster, busy: reading is short."""
    return max(1, min(4, len(os.sched_getaffinity(0)) // 4))


class SubmissionReader:
    """Reads submissions in processes of its own.

    Args:
        processes: the number of processes; each starts with its first submission.
    """

    def __init__(self, processes: int = 1) -> None:
        self._processes = [_ReadingProcess() for _ in range(processes)]

    def read(self, folder: Path, student: str, assignment: Assignment) -> Submission:
        """Read the submission in ``folder``.

        Raises:
            UngradableSubmission: as `read_submission`, or reading it exceeded the bounds.
            OSError: a file of it cannot be read.
        """
        ((_, outcome),) = self._read_ahead([(student, folder)], assignment, outputs=True)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def read_ahead(
        self, folders: Iterable[tuple[str, Path]], assignment: Assignment
    ) -> Iterator[tuple[str, ReadOutcome]]:
        """Yield the outcome for each student's folder, in their order, while the next ones are being read.

        Outputs in the files are left out: those of a class could fill the memory.
        """
        yield from self._read_ahead(folders, assignment, outputs=False)

    def _read_ahead(
        self, folders: Iterable[tuple[str, Path]], assignment: Assignment, *, outputs: bool
    ) -> Iterator[tuple[str, ReadOutcome]]:
        begun: deque[tuple[str, _ReadingProcess]] = deque()
        free = deque(self._processes)
        for student, folder in folders:
            done = None
            if not free:
                before, process = begun.popleft()
                done = before, process.finish()
                free.append(process)
            process = free.popleft()
            process.begin(folder, student, assignment, outputs=outputs)
            begun.append((student, process))
            if done is not None:
                yield done
        for student, process in begun:
            yield student, process.finish()

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.close()


class _ReadingProcess:
    """Reads one submission at a time in a process; after its death, the next submission gets a new one."""

    def __init__(self) -> None:
        self._process: TrustedProcess | None = None
        self._known: Assignment | None = None
        self._asked: tuple[Path, str, Assignment, bool] | None = None

    def begin(self, folder: Path, student: str, assignment: Assignment, *, outputs: bool) -> None:
        """Send a request; ``outputs``: also for the outputs of showing cells in the file."""
        if self._process is None or not self._process.alive:
            self.close()
            self._process = TrustedProcess(__name__)
        if assignment is not self._known:  # a new object may mean edited files
            self._process.send(assignment)
            self._known = assignment
        self._process.send((folder, student, outputs))
        self._asked = folder, student, assignment, outputs

    def finish(self) -> ReadOutcome:
        """Return the outcome of the request; if the process has ended, ask once more."""
        with contextlib.suppress(ProcessEnded):
            return self._receive()
        if self._asked is not None:  # another cause may have ended it: short memory, say
            folder, student, assignment, outputs = self._asked
            self.begin(folder, student, assignment, outputs=outputs)
        try:
            return self._receive()
        except ProcessEnded:
            return _too_much()

    def _receive(self) -> ReadOutcome:
        if self._process is None:
            raise ProcessEnded("it was not begun")
        outcome: ReadOutcome = self._process.receive()
        return outcome

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()
        self._process = self._known = None


def _too_much() -> UngradableSubmission:
    return UngradableSubmission("too_large", TOO_MUCH)


@functools.cache
def shared_reader() -> SubmissionReader:
    """Return a reader for the life of this program, for submissions read one by one."""
    reader = SubmissionReader()
    atexit.register(_close_quietly, reader)
    return reader


def _close_quietly(reader: SubmissionReader) -> None:
    with contextlib.suppress(OSError):
        reader.close()


def main() -> None:
    """Read submissions until the grader hangs up."""
    connection = connection_to_parent(MEMORY_BYTES)
    signal.signal(signal.SIGPROF, _too_slow)
    assignment: Any = None
    while (request := next_request(connection)) is not None:
        if isinstance(request, Assignment):
            assignment = request
            continue
        folder, student, outputs = request
        answer = _read(folder, student, assignment)
        if isinstance(answer, Submission) and not outputs:
            answer.handed_in_outputs.clear()
        with contextlib.suppress(ConnectionError):  # the grader has ended meanwhile
            connection.send(answer)


def _read(folder: Path, student: str, assignment: Assignment) -> ReadOutcome:
    began = time.monotonic()
    signal.setitimer(signal.ITIMER_PROF, CPU_S)
    try:
        submission = read_submission(folder, student, assignment)
        submission.read_s = round(time.monotonic() - began, 4)
        return submission
    except (UngradableSubmission, OSError) as error:
        return error
    except (MemoryError, TimeoutError):
        return _too_much()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _too_slow(*_: Any) -> None:
    raise TimeoutError
