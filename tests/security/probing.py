"""Probes: small, harmless functions that run as a cell of a real submission and report back.

A probe is a plain function of a test module. Its source is sent to a kernel as a student's cell
would be, it is called there with JSON arguments, and what it returned or raised comes back.
"""

from __future__ import annotations

import errno
import inspect
import json
import os
import subprocess
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell

from autograder.course.limits import Limits
from autograder.kernels.kernel_session import KernelSession
from autograder.sandbox.warm_process import KernelSource

TIMEOUT_S = 300.0
MARK = "OUTCOME "
RUNNER = """
import json as _json, errno as _errno
def _attempt(probe, arguments):
    try:
        return {{"value": probe(*arguments)}}
    except OSError as error:
        return {{"error": _errno.errorcode.get(error.errno) or type(error).__name__}}
    except BaseException as error:
        return {{"error": f"{{type(error).__name__}}: {{error}}"[:500]}}
print({mark!r} + _json.dumps(_attempt({name}, _json.loads({arguments!r}))))
"""


@dataclass(frozen=True)
class Outcome:
    """What a probe returned, or the name of its error (``ENOENT``, ``TimeoutError``)."""

    value: Any = None
    error: str = ""


class Place:
    """A kernel, and how much of the walls stands around it."""

    def __init__(self, session: KernelSession) -> None:
        self.session = session

    def run(self, probe: Callable[..., Any], *arguments: Any, helpers: tuple[Any, ...] = ()) -> Any:
        """Run a probe there and return what it returned; the probe must not raise."""
        outcome = self.attempt(probe, *arguments, helpers=helpers)
        assert not outcome.error, outcome.error
        return outcome.value

    def attempt(
        self, probe: Callable[..., Any], *arguments: Any, helpers: tuple[Any, ...] = ()
    ) -> Outcome:
        """Run a probe there and say what came of it."""
        sources = [textwrap.dedent(inspect.getsource(part)) for part in (*helpers, probe)]
        runner = RUNNER.format(mark=MARK, name=probe.__name__, arguments=json.dumps(arguments))
        source = "\n".join(["from __future__ import annotations", *sources, runner])
        status, text = self.cell(source)
        lines = [line for line in text.splitlines() if line.startswith(MARK)]
        assert lines, f"the probe's cell {status}: {text[-1500:]}"
        return Outcome(**json.loads(lines[-1].removeprefix(MARK)))

    def cell(self, source: str) -> tuple[str, str]:
        """Run a cell and return how it ended and what it printed."""
        cell = new_code_cell(source)
        result = self.session.run_cell(cell, TIMEOUT_S)
        printed = [output.get("text", "") for output in cell.outputs]
        errors = ["\n".join(output.get("traceback", [])) for output in cell.outputs]
        return result.status, "".join([*printed, *errors, result.message])

    @property
    def host_pid(self) -> int:
        """The kernel's process, as this side of the walls numbers it."""
        fork = self.session._provisioner._fork
        assert fork is not None
        text = Path(f"/proc/self/fdinfo/{fork.pidfd}").read_text(encoding="ascii")
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("Pid:")))

    @property
    def guard_pid(self) -> int:
        """The process that waits for the kernel's end."""
        return parent_of(self.host_pid)

    @property
    def warm_pid(self) -> int:
        """The process that it was forked from."""
        return parent_of(self.guard_pid)


@contextmanager
def kernel_of(warm: KernelSource, limits: Limits | None = None) -> Iterator[Place]:
    """Yield a kernel of a new submission, and end it."""
    session = KernelSession(warm, limits or Limits(), {})
    try:
        session.start()
        yield Place(session)
    finally:
        session.close()


def parent_of(pid: int) -> int:
    """Return a process's parent."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("PPid:")))


def processes_named(name: str) -> list[int]:
    """Return the processes on this machine that gave themselves this name (15 letters at most)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                comm = (entry / "comm").read_text(encoding="utf-8", errors="replace")
            except OSError as error:
                if error.errno not in (errno.ENOENT, errno.ESRCH):
                    raise
                continue  # it has ended meanwhile
            if comm.strip() == name:
                found.append(int(entry.name))
    return found


def gone(name: str, within_s: float = 60.0) -> bool:
    """Say whether the processes of this name end within a time."""
    deadline = time.monotonic() + within_s
    while processes_named(name) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not processes_named(name)


def made_by(command: list[str]) -> str:
    """Return what a command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout


def is_root() -> bool:
    """Say whether the tests run as root."""
    return os.geteuid() == 0
