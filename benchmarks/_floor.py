"""The least cost: cells in bare forks of a process that has imported TensorFlow (`_bare.py`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from autograder.sandbox import bubblewrap


@dataclass(frozen=True)
class BareRun:
    """The time of a bare fork, from fork to end, and the points of its notebook."""

    wall_s: float
    cpu_s: float
    score: float | None


class BareForks:
    """A process that runs notebooks in bare forks. Use it as a context manager."""

    def __init__(self, assignment: str) -> None:
        self._assignment = assignment

    def __enter__(self) -> BareForks:
        with ExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory())
            environment = {**os.environ, **bubblewrap.sandbox_environment(), "HOME": home}
            program = [sys.executable, Path(__file__).with_name("_bare.py"), self._assignment]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            self._process = stack.enter_context(
                subprocess.Popen(
                    program, env=environment, cwd=home, stderr=subprocess.DEVNULL, **pipes
                )
            )
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def run(self, notebook: Path, *, pictures: bool, checks: bool) -> BareRun:
        """Run a notebook's cells; if asked, draw its figures and run its checks in the fork."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"notebook": str(notebook), "pictures": pictures, "checks": checks}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return BareRun(**json.loads(self._process.stdout.readline()))
