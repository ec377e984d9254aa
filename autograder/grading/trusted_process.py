"""A process of the engine's own that answers requests over a pipe, separate from the grader."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from autograder import installation


class ProcessEnded(Exception):
    """The process has ended without an answer; the text gives its exit status."""


class TrustedProcess:
    """A child process that runs ``main()`` of one of the engine's modules, with a pipe to it.

    Args:
        module: the module; its ``main`` takes its end of the pipe from `connection_to_parent`.
    """

    def __init__(self, module: str) -> None:
        self.connection, theirs = Pipe()
        # a program of its own: multiprocessing's spawn would also import the caller's main module
        program = f"from {module} import main; main()"
        command = [sys.executable, "-P", "-c", program, str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=trusted_environment(),
                process_group=0,  # the grader handles Ctrl-C at the terminal
            )

    def send(self, message: Any) -> None:
        """Send a request; if the process has died, `receive` will say so."""
        with contextlib.suppress(OSError):
            self.connection.send(message)

    def receive(self) -> Any:
        """Return the answer, waiting for it.

        Raises:
            ProcessEnded: there will be none.
        """
        try:
            return self.connection.recv()
        except (EOFError, ConnectionError):
            raise ProcessEnded(f"exit status {self._process.wait()}") from None

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process."""
        self.connection.close()
        self._process.terminate()
        self._process.wait()


def connection_to_parent(memory_bytes: int) -> Connection[Any, Any]:
    """Return the child's end of the pipe; bound the child's memory, and discard what it prints."""
    connection: Connection[Any, Any] = Connection(int(sys.argv[1]))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, hard))
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  # only the grader prints results
    return connection


def next_request(connection: Connection[Any, Any]) -> Any:
    """Return the next request in the child; None once the parent has hung up."""
    try:
        return connection.recv()
    except (EOFError, ConnectionError):
        return None


def trusted_environment() -> dict[str, str]:
    """Return the environment of such a process: this one's, such that it can import the engine."""
    place = str(Path(__file__).parents[2])
    if place in sys.path[1:] and not installation.CHECKOUT:
        return dict(os.environ)  # in PYTHONPATH, the installed packages would hide Python's own
    paths = [place, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
