"""Runs a file of checks with pytest, against one student's notebook at a time.

A check is a pytest function marked ``@pytest.mark.exercise("id")`` that asks the ``student``
fixture. Its docstring's first line is its title. What stands between ``### BEGIN HIDDEN TESTS``
and ``### END HIDDEN TESTS`` is hidden: it is stripped from what students get.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from course_utils.student import AnswerUnavailable, CheckFailed, NotAttempted, Student

BEGIN_HIDDEN = "### BEGIN HIDDEN TESTS"
END_HIDDEN = "### END HIDDEN TESTS"
MARKER = "exercise(id, weight=1.0, required=False): the exercise that a check belongs to"

# A checks file is run by itself: no configuration, cache or output of a surrounding project's.
QUIET = [
    *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:logging", "-p", "no:warnings"),
    *("-p", "no:faulthandler", "-p", "no:unraisableexception", "-p", "no:threadexception"),
    *("--assert=plain", "--capture=no", "--strict-markers", "--import-mode=importlib"),
    *("--disable-plugin-autoload", "--noconftest", "--override-ini=addopts=", "-c"),
]


@dataclass(frozen=True)
class CheckResult:
    """What one check found. ``outcome`` is passed, failed, not_attempted, timeout or crashed,
    or ``error``: the check itself broke, which is never the student's fault."""

    name: str
    exercise: str
    title: str
    hidden: bool
    outcome: str
    message: str = ""
    weight: float = 1.0
    required: bool = False

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a dict."""
        return asdict(self)


class ChecksError(Exception):
    """A checks file is missing, cannot be read, or breaks a rule; the text says which and how."""

    def _render_traceback_(self) -> list[str]:  # what Jupyter shows in place of a traceback
        return [str(self)]


class ChecksPlugin:
    """The pytest plugin: collects once, then runs the checks of one exercise at a time."""

    def __init__(self, drive: Callable[[ChecksPlugin], None]) -> None:
        self._drive = drive
        self._student: Student | None = None
        self._raised: BaseException | None = None
        self._items: list[pytest.Item] = []
        self._hidden: dict[Path, list[range]] = {}
        self.problems: list[str] = []

    @pytest.fixture
    def student(self) -> Student:
        """The student's notebook."""
        assert self._student is not None
        return self._student

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", MARKER)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems.append(str(report.longrepr))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = session.items
        for item in self._items:
            if _exercise_of(item) is None:
                self.problems.append(f"{item.name}: expected a @pytest.mark.exercise('id') mark")
        if not self.problems:
            self._drive(self)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Iterator[None]:
        if call.excinfo is not None and self._raised is None:
            self._raised = call.excinfo.value
        return (yield)

    @property
    def exercises(self) -> list[str]:
        """The exercises that have checks, in the order of the file."""
        return list(dict.fromkeys(str(_exercise_of(item)) for item in self._items))

    def run(self, exercise: str, student: Student) -> list[CheckResult]:
        """Run the checks of one exercise against ``student``."""
        self._student = student
        return [self._run(item) for item in self._items if _exercise_of(item) == exercise]

    def _run(self, item: pytest.Item) -> CheckResult:
        self._raised = None
        item._initrequest()  # type: ignore[attr-defined]  # as pytest's own rerun plugins do
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        outcome, message = _outcome(self._raised)
        mark = item.get_closest_marker("exercise")
        assert mark is not None
        return CheckResult(
            name=item.name,
            exercise=mark.args[0],
            title=_title(item),
            hidden=self._is_hidden(item),
            outcome=outcome,
            message=message,
            weight=float(mark.kwargs.get("weight", 1.0)),
            required=bool(mark.kwargs.get("required", False)),
        )

    def _is_hidden(self, item: pytest.Item) -> bool:
        if item.path not in self._hidden:
            self._hidden[item.path] = hidden_lines(item.path.read_text(encoding="utf-8"))
        line = (item.location[1] or 0) + 1
        return any(line in lines for lines in self._hidden[item.path])


def run_checks_file(path: Path, drive: Callable[[ChecksPlugin], None]) -> None:
    """Collect the checks in ``path`` and hand the plugin to ``drive``, which asks for results.

    Raises:
        ChecksError: the file is missing, does not import, or a check has no exercise.
    """
    if not path.is_file():
        raise ChecksError(f"no checks at {path}: expected the file that comes with the notebook")
    plugin = ChecksPlugin(drive)
    status = pytest.main([*QUIET, "/dev/null", f"--rootdir={path.parent}", str(path)], [plugin])
    if plugin.problems:
        raise ChecksError(f"{path.name} has a fault:\n" + "\n".join(plugin.problems))
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise ChecksError(f"{path.name}: pytest ended with {pytest.ExitCode(status).name}")


def hidden_lines(source: str) -> list[range]:
    """Return the line ranges (from 1) that the hidden-test markers enclose.

    Raises:
        ChecksError: a marker has no partner.
    """
    ranges: list[range] = []
    begin = None
    for number, line in enumerate(source.splitlines(), start=1):
        if line.strip() == BEGIN_HIDDEN and begin is None:
            begin = number
        elif line.strip() == END_HIDDEN and begin is not None:
            ranges.append(range(begin, number + 1))
            begin = None
        elif line.strip() in (BEGIN_HIDDEN, END_HIDDEN):
            raise ChecksError(f"line {number}: {line.strip()!r} has no partner")
    if begin is not None:
        raise ChecksError(f"line {begin}: {BEGIN_HIDDEN!r} has no partner")
    return ranges


def public_part(source: str) -> str:
    """Return a checks file without its hidden parts."""
    hidden = {number for lines in hidden_lines(source) for number in lines}
    kept = [line for n, line in enumerate(source.splitlines(), start=1) if n not in hidden]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(kept)).rstrip() + "\n"


def _exercise_of(item: pytest.Item) -> str | None:
    mark = item.get_closest_marker("exercise")
    return str(mark.args[0]) if mark is not None and mark.args else None


def _title(item: pytest.Item) -> str:
    text = getattr(getattr(item, "function", None), "__doc__", None) or item.name
    return str(text).strip().splitlines()[0]


def _outcome(raised: BaseException | None) -> tuple[str, str]:
    if raised is None:
        return "passed", ""
    if isinstance(raised, NotAttempted):
        return "not_attempted", str(raised)
    if isinstance(raised, AnswerUnavailable):
        return raised.status, str(raised)
    if isinstance(raised, CheckFailed):
        return "failed", str(raised)
    return "error", f"{type(raised).__name__}: {raised}"
