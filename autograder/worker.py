"""A worker: a trusted process that collects an assignment's checks once and grades with them.

It takes jobs and gives answers over a pipe. A checks file that crashes takes a worker, not the
grader; a worker that ends takes its kernels with it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.errors import AutograderError, ConfigurationError, EngineFault
from autograder.grading import Graded, grade
from autograder.kernels import Kernels
from autograder.session import Warm
from autograder.submission import Submission
from course_utils.checks_plugin import ChecksError, ChecksPlugin, run_checks_file

# A kernel could send a message that never ends: it is cut off here, before the machine is full.
MEMORY_BYTES = 4 << 30


@dataclass(frozen=True)
class Job:
    """One submission to grade; its fields are those of `grading.grade`.

    Until it is the last try, a fault of ours is not what is reported.
    """

    submission: Submission
    skip_tags: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    last_try: bool = False


Answer = Graded | AutograderError


class Worker:
    """The grader's end of a worker process."""

    def __init__(self, assignment: Assignment) -> None:
        self.connection, theirs = Pipe()
        # a program of its own: multiprocessing's spawn would import the caller's main module again
        program = f"from {__name__} import main; main()"
        command = [sys.executable, "-c", program, str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=_environment(),
                process_group=0,  # Ctrl-C at the terminal is the grader's to handle
            )
        self._send(assignment)

    def submit(self, job: Job, warm: Warm) -> None:
        """Start on a job, with kernels from ``warm``; one job at a time."""
        self._send((job, warm))

    def _send(self, message: Any) -> None:
        with contextlib.suppress(OSError):  # it has died: `answer` will say so
            self.connection.send(message)

    def answer(self) -> Answer:
        """Return the answer to the job, waiting for it.

        Returns:
            The grades; or the error that stood in the way, an `EngineFault` if the worker died.
        """
        try:
            found: Answer = self.connection.recv()
        except (EOFError, ConnectionError):
            return EngineFault(f"a grading process died (exit status {self._process.wait()})")
        return found

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the process, and with it its kernels."""
        self.connection.close()
        self._process.terminate()
        self._process.wait()


def _environment() -> dict[str, str]:
    """Return ours, with the engine importable wherever the grader was started."""
    checkout = str(Path(__file__).parent.parent)
    paths = [checkout, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def main() -> None:
    """Serve jobs for the assignment that comes first, until the grader hangs up."""
    connection: Connection[Any, Any] = Connection(int(sys.argv[1]))
    assignment: Assignment = connection.recv()
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, hard))
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  # results are the grader's alone
    problem: AutograderError
    try:
        run_checks_file(assignment.checks, lambda plugin: _serve(connection, assignment, plugin))
        return
    except ChecksError as error:
        problem = ConfigurationError(str(error))
    except AutograderError as error:
        problem = error
    while _next_request(connection) is not None:
        connection.send(problem)


def _serve(connection: Connection[Any, Any], assignment: Assignment, plugin: ChecksPlugin) -> None:
    _match(assignment, plugin)
    kernels: Kernels | None = None
    while (request := _next_request(connection)) is not None:
        job, warm = request
        if kernels is None or kernels.warm != warm:  # the first, or another one since that died
            kernels = Kernels(warm, assignment.limits, ahead=True)
        answer = _grade(job, kernels, assignment, plugin)
        with contextlib.suppress(ConnectionError):  # the grader has ended meanwhile
            connection.send(answer)


def _next_request(connection: Connection[Any, Any]) -> tuple[Job, Warm] | None:
    try:
        request: tuple[Job, Warm] = connection.recv()
    except (EOFError, ConnectionError):
        return None
    return request


def _grade(job: Job, kernels: Kernels, assignment: Assignment, plugin: ChecksPlugin) -> Answer:
    try:
        graded = grade(
            job.submission,
            assignment,
            kernels,
            plugin.run,
            job.skip_tags,
            job.only,
            last_try=job.last_try,
        )
    except AutograderError as error:
        return error
    except Exception as error:  # noqa: BLE001  # ours, whatever it is: never a student's zero
        return EngineFault(f"{type(error).__name__}: {error}")
    for exercise in graded.exercises:
        for check in exercise.checks:
            if check.outcome == "error":
                return ConfigurationError(
                    f"{assignment.checks.name}: {check.name} broke and judged nobody: {check.message}"
                )
    return graded


def _match(assignment: Assignment, plugin: ChecksPlugin) -> None:
    """Expect every exercise to have checks and every check an exercise."""
    wanted = {exercise.id for exercise in assignment.exercises}
    found = set(plugin.exercises)
    if missing := ", ".join(sorted(wanted - found)):
        raise ConfigurationError(f"{assignment.checks.name}: no checks for exercise {missing}")
    if unknown := ", ".join(sorted(found - wanted)):
        raise ConfigurationError(
            f"{assignment.checks.name}: checks for {unknown}, but no such grade cell in "
            f"{assignment.source.name}"
        )
