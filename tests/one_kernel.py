"""One kernel, started, run and asked by a test."""

from __future__ import annotations

from collections.abc import Callable

import made_up

from autograder.kernels.kernel_session import CellOutcome, KernelSession
from course_utils.checking.student import Student

Start = Callable[..., KernelSession]


def run(session: KernelSession, source: str, timeout_s: float = 300) -> tuple[CellOutcome, str]:
    """Run a cell and return how it ended and what it printed."""
    cell = made_up.code(source, "cell")
    result = session.run_cell(cell, timeout_s)
    shown = [
        output.get("text") or output.get("data", {}).get("text/plain") for output in cell.outputs
    ]
    return result, "".join(filter(None, shown))


def answer(session: KernelSession, source: str) -> str:
    """Run a cell that has to go well, and return what it showed."""
    result, shown = run(session, source)
    assert result == CellOutcome("ok")
    return shown


def student(session: KernelSession, timeout_s: float = 300) -> Student:
    """Return the student of a session, as a check asks it."""
    return Student(lambda request, buffers: session.ask(request, buffers, timeout_s))
