"""Notebooks whose tests stand in their own cells: run them as nbgrader does, but confined."""

from __future__ import annotations

import atexit
import functools
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat.v4 import new_code_cell, new_output

from autograder.errors import UngradableSubmission
from autograder.limits import Limits
from autograder.session import CellResult, KernelSession, Warm
from autograder.warm_process import WarmProcess

FAREWELL = {
    "timeout": ("CellTimeoutError", "the cell was stopped: no time was left for it"),
    "crashed": ("DeadKernelError", "the cell ended the kernel"),
}


@dataclass(frozen=True)
class Course:
    """What a notebook is run with.

    Attributes:
        limits: what it may use; the time of a cell is ``timeout_s``.
        timeout_s: wall time of one cell, in seconds.
        environment: variables that its cells see, beside the sandbox's own.
        files: what lies beside it, by name.
    """

    limits: Limits
    timeout_s: float
    environment: dict[str, str]
    files: dict[str, bytes]


def run_notebook(notebook: Any, warm: Warm, course: Course) -> None:
    """Run all code cells of ``notebook``, whose outputs it fills in; errors stop nothing.

    A cell that ends its kernel, or cannot be stopped, gets an error; a new kernel runs what ran
    before it, and goes on behind it.

    Raises:
        UngradableSubmission: it is in another language than Python.
        EngineFault: the machine failed us, not the student.
    """
    kernelspec = notebook.metadata.get("kernelspec", {})
    language = kernelspec.get("language", "python")
    if language != "python":
        name = kernelspec.get("name")
        raise UngradableSubmission(
            "kernel", f"expected a Python notebook, got one for the kernel {name!r} ({language})"
        )
    run = _Run(warm, course)
    try:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                run.cell(cell)
    finally:
        run.close()


class _Run:
    """A notebook's kernel, the cells that ran in it, and the time that is left."""

    def __init__(self, warm: Warm, course: Course) -> None:
        self._warm, self._course = warm, course
        self._deadline = time.monotonic() + course.limits.submission_s
        self._session: KernelSession | None = None
        self._replay = [_set_environment(course.environment)]

    def cell(self, cell: Any) -> None:
        """Run one cell and see to it that its error shows."""
        cell.outputs, cell.execution_count = [], None
        timeout_s = min(self._course.timeout_s, self._deadline - time.monotonic())
        if not cell.source.strip():
            return
        if timeout_s <= 0:
            _show_error(cell, CellResult("timeout"))
            return
        result = self._live_session().run_cell(cell, timeout_s)
        if result.status in ("ok", "raised"):
            self._replay.append(cell)
        _show_error(cell, result)

    def _live_session(self) -> KernelSession:
        """Return the kernel; where the last one is gone, a new one in the state before it went."""
        if self._session is None or not self._session.alive:
            self.close()
            course = self._course
            self._session = KernelSession(self._warm, course.limits, course.files)
            self._session.start()
            for cell in self._replay:
                if self._session.alive:  # outputs stay as they were first
                    self._session.run_cell(new_code_cell(cell.source), course.timeout_s)
        return self._session

    def close(self) -> None:
        """End the kernel."""
        if self._session is not None:
            self._session.close()


def _set_environment(variables: dict[str, str]) -> Any:
    return new_code_cell(f"__import__('os').environ.update({variables!r})")


def _show_error(cell: Any, result: CellResult) -> None:
    """Add the error that a cell hid, or could not show itself: it must not pass for well."""
    if result.status == "ok":
        return
    name, text = FAREWELL.get(result.status, (result.error, result.message))
    shown = [output for output in cell.outputs if output.output_type == "error"]
    if all(output.ename != name for output in shown):
        traceback = [f"{name}: {result.message or text}"]
        cell.outputs.append(
            new_output("error", ename=name, evalue=result.message or text, traceback=traceback)
        )


def files_beside(folder: Path) -> dict[str, bytes]:
    """Return the plain files in a notebook's folder by name; no notebook is among them.

    The notebook itself holds the restored hidden tests.
    """
    files = [path for path in sorted(folder.iterdir()) if path.suffix != ".ipynb"]
    return {
        path.name: path.read_bytes() for path in files if path.is_file() and not path.is_symlink()
    }


@functools.cache
def lasting_warm_process(confined: bool) -> Warm:
    """Return a warm process that is kept for the life of this one."""
    process = WarmProcess(confined=confined).__enter__()
    atexit.register(process.close)
    return Warm(process.address, confined)
