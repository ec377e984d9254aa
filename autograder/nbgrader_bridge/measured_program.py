"""Running a program to its end in a folder, with its messages and its cost."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from autograder.sandbox.cpu_counter import CpuCounter

POLL_S = 0.2
GRACE_S = 20.0  # to clean up after Ctrl-C


class Cost(NamedTuple):
    """The time that something took, in seconds; no CPU time if the system does not allow counting it."""

    wall_s: float = 0.0
    cpu_s: float | None = 0.0

    def plus(self, other: Cost) -> Cost:
        """Return the cost of both, one after the other."""
        known = self.cpu_s is not None and other.cpu_s is not None
        cpu_s = (self.cpu_s or 0.0) + (other.cpu_s or 0.0) if known else None
        return Cost(self.wall_s + other.wall_s, cpu_s)


NOTHING = Cost()


@dataclass(frozen=True)
class ProgramRun:
    """How a program ended.

    Attributes:
        status: its exit status.
        said: its output on stderr.
    """

    status: int
    said: str
    cost: Cost


def run_program(
    command: Sequence[str],
    folder: Path,
    log: Path,
    environment: Mapping[str, str] | None = None,
    watch: Callable[[], None] | None = None,
) -> ProgramRun:
    """Run a program in a folder and wait for its end.

    Args:
        command: the program and its arguments.
        folder: where it runs.
        log: its stderr is added to this file; its stdout is lost.
        environment: variables for it, besides this process's own.
        watch: called now and then while it runs, to show progress.
    """
    began = time.perf_counter()
    with _cpu_counter() as counter, log.open("ab") as written:
        start = written.tell()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=written,
        )
        try:
            _wait(process, watch or (lambda: None))
        finally:
            _end(process)
        cost = Cost(time.perf_counter() - began, counter.seconds() if counter else None)
    said = log.read_bytes()[start:].decode("utf-8", "replace")
    return ProgramRun(process.returncode, said, cost)


def _wait(process: subprocess.Popen[bytes], watch: Callable[[], None]) -> None:
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(POLL_S)
            return
        watch()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a running program as Ctrl-C would, so that it ends its kernels too."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def _cpu_counter() -> Iterator[CpuCounter | None]:
    """Yield a counter of CPU time; None where the system forbids it."""
    try:
        counter = CpuCounter()
    except OSError:
        yield None
        return
    with contextlib.closing(counter):
        yield counter
