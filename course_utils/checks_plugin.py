"""Runs a file of checks with pytest, against one student's notebook at a time.

A check is a pytest function marked ``@pytest.mark.exercise("id")`` that asks the ``student``
fixture. Its docstring's first line is its title. What stands between ``### BEGIN HIDDEN TESTS``
and ``### END HIDDEN TESTS`` is hidden: it is stripped from what students get.
"""

from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from course_utils.plain import UNSEEN
from course_utils.student import AnswerUnavailable, CheckFailed, NotAttempted, Student

BEGIN_HIDDEN = "### BEGIN HIDDEN TESTS"
END_HIDDEN = "### END HIDDEN TESTS"
MARKER = "exercise(id, weight=1.0, required=False): the exercise that a check belongs to"

# A checks file is run by itself: no configuration, cache or output of a surrounding project's.
QUIET = [
    *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:logging", "-p", "no:warnings"),
    *("-p", "no:faulthandler", "-p", "no:unraisableexception", "-p", "no:threadexception"),
    *("-p", "no:doctest", "-p", "no:junitxml", "-p", "no:pastebin", "-p", "no:unittest"),
    *("-p", "no:setuponly", "-p", "no:setupplan", "-p", "no:subtests", "-p", "no:legacypath"),
    *("--assert=plain", "--capture=no", "--strict-markers", "--import-mode=importlib"),
    *("--noconftest", "--override-ini=addopts=", "-c", os.devnull),
]
ENVIRONMENT = {"PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
NEAR_MARKER = re.compile(r"#[#\s]*(BEGIN|END)[\s_-]*HIDDEN[\s_-]*TEST", re.IGNORECASE)
MAX_MESSAGE = 2000


@dataclass(frozen=True)
class CheckResult:
    """What one check found.

    ``outcome`` is passed, failed, not_attempted, timeout or crashed, or ``error``: the check itself
    broke, which is never the student's fault.
    """

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
        """Whether the student's answer is right."""
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

    def __init__(self, drive: Callable[[ChecksPlugin], None], hidden: list[range]) -> None:
        self._drive = drive
        self._hidden = hidden
        self._student: Student | None = None
        self._raised: BaseException | None = None
        self._items: list[pytest.Item] = []
        self.problems: list[str] = []
        self.interruption: BaseException | None = None  # what ``drive`` raised

    @pytest.fixture
    def student(self) -> Student:
        """The student's notebook."""
        if self._student is None:
            raise ChecksError("a check ran outside of ChecksPlugin.run")
        return self._student

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the mark; keep the report of a file that does not import short."""
        config.addinivalue_line("markers", MARKER)
        config.option.tbstyle = "short"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note why the file could not be collected."""
        if report.failed:
            self.problems.append(_last_error(report.longreprtext, Path(report.nodeid).name))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Let ``drive`` ask for results, in the place of running every check once."""
        self._items = session.items
        self.problems += filter(None, map(_problem_with, self._items))
        if not self._items and not self.problems:
            self.problems.append("it holds no check: expected functions named test_*")
        if not self.problems:
            try:
                self._drive(self)
            except BaseException as error:  # noqa: BLE001  # pytest would print it and go on
                self.interruption = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """Keep the first exception of a check, from its fixtures or from itself.

        pytest's own report would describe it at length, which nobody reads and which takes longer
        than most checks.
        """
        if call.excinfo is not None and self._raised is None:
            self._raised = call.excinfo.value
        outcome: Literal["passed", "failed"] = "passed" if call.excinfo is None else "failed"
        when: Any = call.when
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when)

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
        options = _mark_of(item).kwargs
        return CheckResult(
            name=item.name,
            exercise=str(_exercise_of(item)),
            title=_title(item),
            hidden=self._is_hidden(item),
            outcome=outcome,
            message=UNSEEN.sub("", message)[:MAX_MESSAGE],
            weight=float(options.get("weight", 1.0)),
            required=bool(options.get("required", False)),
        )

    def _is_hidden(self, item: pytest.Item) -> bool:
        line = (item.location[1] or 0) + 1
        return any(line in lines for lines in self._hidden)


def run_checks_file(path: Path, drive: Callable[[ChecksPlugin], None]) -> None:
    """Collect the checks in ``path`` and hand the plugin to ``drive``, which asks for results.

    Raises:
        ChecksError: the file is missing, does not import, or breaks a rule.
        BaseException: whatever ``drive`` raised.
    """
    if not path.is_file():
        raise ChecksError(
            f"no checks at {path}: expected the file that comes with the notebook; "
            "put it into the notebook's folder"
        )
    plugin = ChecksPlugin(drive, _hidden_lines_of(path))
    sys.modules.pop(path.stem, None)  # pytest would take an older state of the file from there
    # without a confcutdir pytest would look through the folders above, a student's home included
    folder = [f"--rootdir={path.parent}", f"--confcutdir={path.parent}"]
    with _environment():
        status = pytest.main([*QUIET, *folder, str(path)], [plugin])
    if plugin.interruption is not None:
        raise plugin.interruption
    if plugin.problems:
        raise ChecksError(f"{path.name} has a fault: " + "; ".join(plugin.problems))
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise ChecksError(f"{path.name}: pytest ended with {pytest.ExitCode(status).name}")


@contextmanager
def _environment() -> Iterator[None]:
    """Keep a surrounding project's wishes for its own pytest out of this one."""
    before = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def _hidden_lines_of(path: Path) -> list[range]:
    try:
        return hidden_lines(path.read_text(encoding="utf-8"))
    except (ChecksError, UnicodeDecodeError) as error:
        raise ChecksError(f"{path.name} has a fault: {error}") from None


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
        elif NEAR_MARKER.match(line.strip()):  # one misspelt marker would publish what it hides
            raise ChecksError(
                f"line {number}: expected {BEGIN_HIDDEN!r} or {END_HIDDEN!r}, got {line.strip()!r}"
            )
    if begin is not None:
        raise ChecksError(f"line {begin}: {BEGIN_HIDDEN!r} has no partner")
    return ranges


def public_part(source: str) -> str:
    """Return a checks file without its hidden parts."""
    hidden = {number for lines in hidden_lines(source) for number in lines}
    kept = [line for n, line in enumerate(source.splitlines(), start=1) if n not in hidden]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(kept)).rstrip() + "\n"


def _mark_of(item: pytest.Item) -> pytest.Mark:
    return item.get_closest_marker("exercise") or pytest.mark.exercise.mark


def _exercise_of(item: pytest.Item) -> str | None:
    mark = _mark_of(item)
    return str(mark.args[0]) if mark.args else None


def _problem_with(item: pytest.Item) -> str:
    """Return what is wrong with a check's mark, empty if nothing is."""
    mark = _mark_of(item)
    weight = mark.kwargs.get("weight", 1.0)
    if len(mark.args) != 1:
        return f"{item.name}: expected a @pytest.mark.exercise('id') mark"
    if unknown := mark.kwargs.keys() - {"weight", "required"}:
        return f"{item.name}: expected weight or required in its mark, got {sorted(unknown)}"
    if not isinstance(weight, (int, float)) or not math.isfinite(weight) or weight < 0:
        return f"{item.name}: expected a weight of 0 or more, got {weight!r}"
    return ""


def _title(item: pytest.Item) -> str:
    text = getattr(getattr(item, "function", None), "__doc__", None) or ""
    return (text.strip().splitlines() or [item.name])[0]


def _last_error(report: str, file: str) -> str:
    """Return the line of ``file`` and the error that end pytest's report that it cannot import."""
    errors = re.findall(r"^E +(.*\S)", report, re.MULTILINE)
    lines = re.findall(rf'{re.escape(file)}(?::|", line )(\d+)', report)
    if not errors:
        return report
    return f"line {lines[-1]}: {errors[-1]}" if lines else errors[-1]


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
