"""`check("exercise")`: the public checks of an exercise, run on the live notebook."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_utils.notebook.notebook_session import GRADING_VARIABLE, begin_or_continue_session

if TYPE_CHECKING:
    from course_utils.checking.agent import Reply
    from course_utils.checking.check_result import CheckResult
    from course_utils.checking.checks_runner import ChecksPlugin
    from course_utils.checking.student import Ask

STILL_RUNNING_S = 10.0  # of a check; then the student is told how to end a loop


class ChecksFailed(Exception):
    """A public check failed. Jupyter shows its one line instead of a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def make_check(assignment: str, folder: str | Path = ".") -> Callable[[str], None]:
    """Return ``check``, which runs the public checks of one of ``assignment``'s exercises.

    Args:
        assignment: its name, for example ``01_tensors``.
        folder: the folder of ``test_<assignment>.py``, which comes with the notebook.

    Returns:
        ``check(exercise)``, which shows the results with their reasons, and raises `ChecksFailed` if a
        check did not pass.
    """
    session = begin_or_continue_session(assignment, Path(folder).resolve())

    def check(exercise: str) -> None:
        if os.environ.get(GRADING_VARIABLE):
            return  # the grader asks its own questions; in grading, a student's call does nothing
        from course_utils.notebook.cards import show_check_results

        with _stderr_as_stdout(), _told_when_long(exercise):
            results = _run(session.checks, exercise)
        session.found[exercise] = results
        show_check_results(exercise, results)
        if not all(result.passed for result in results):
            raise ChecksFailed(f"{exercise}: not passed yet")

    return check


def _run(path: Path, exercise: str) -> list[CheckResult]:
    from course_utils.checking.agent import Agent
    from course_utils.checking.checks_runner import collect_checks
    from course_utils.checking.checks_source import ChecksError
    from course_utils.checking.student import Student

    student = Student(_until_stopped(Agent(vars(sys.modules["__main__"])).answer))
    results: list[CheckResult] = []
    known: list[str] = []

    def drive(plugin: ChecksPlugin) -> None:
        known.extend(plugin.exercises)
        results.extend(plugin.run(exercise, student))

    collect_checks(path, drive)
    if not results:
        raise ChecksError(f"no exercise {exercise!r} in {path.name}; there are: {', '.join(known)}")
    return results


@contextmanager
def _told_when_long(exercise: str) -> Iterator[None]:
    """Tell the student if a check takes long: it may be in an endless loop."""
    text = (
        f"{exercise} is still running after {STILL_RUNNING_S:g} s. If it has a loop that may never "
        "end, press the stop button."
    )
    timer = threading.Timer(STILL_RUNNING_S, print, [text], {"flush": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _until_stopped(ask: Ask) -> Ask:
    """Return ``ask``, wrapped so that it asks nothing more after the student has pressed stop."""
    stopped = False

    def ask_or_stop(request: dict[str, Any], buffers: list[bytes]) -> Reply:
        nonlocal stopped
        with _no_figures_left():
            reply: Reply = ({"status": "interrupted"}, []) if stopped else ask(request, buffers)
        stopped = reply[0]["status"] == "interrupted"
        return reply

    return ask_or_stop


@contextmanager
def _no_figures_left() -> Iterator[None]:
    """Close the figures that a student's function opens: else pyplot would draw the next plot there."""
    before = _figures()
    try:
        yield
    finally:
        for number in _figures() - before:
            sys.modules["matplotlib.pyplot"].close(number)


def _figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot is not None else set()


@contextmanager
def _stderr_as_stdout() -> Iterator[None]:
    """Redirect stderr to stdout, including TensorFlow's C++ log.

    To nbgrader's Validate, anything on a grade cell's stderr is a failure.
    """
    with ExitStack() as stack:
        stack.enter_context(redirect_stderr(sys.stdout))
        with suppress(OSError):  # a windowed Python has neither
            before = os.dup(2)
            stack.callback(os.close, before)
            stack.callback(os.dup2, before, 2)
            os.dup2(1, 2)
        yield
