"""Run checks with pytest, against one student's notebook at a time.

A check is a pytest function with the mark ``@pytest.mark.exercise("id")`` that asks the ``student``
fixture. It draws hidden inputs from ``hidden_rng``. Its docstring's first line is its title. Students have
their checks in one file. Authors write a folder of modules; students do not get the parts between
``### BEGIN HIDDEN TESTS`` and ``### END HIDDEN TESTS``.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import shutil
import sys
import tempfile
import types
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from course_utils.checking.check_result import CheckResult
from course_utils.checking.checks_source import ChecksError, hidden_line_ranges
from course_utils.checking.plain_data import INVISIBLE_CHARACTERS
from course_utils.checking.student import AnswerUnavailable, CheckFailed, NotAttempted, Student

MARKER = "exercise(id, weight=1.0, required=False): the exercise that a check belongs to"

# Checks run by themselves: without the configuration, cache or output of a surrounding project.
QUIET = [
    *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:logging", "-p", "no:warnings"),
    *("-p", "no:faulthandler", "-p", "no:unraisableexception", "-p", "no:threadexception"),
    *("-p", "no:doctest", "-p", "no:junitxml", "-p", "no:pastebin", "-p", "no:unittest"),
    *("-p", "no:setuponly", "-p", "no:setupplan", "-p", "no:subtests", "-p", "no:legacypath"),
    *("--assert=plain", "--capture=no", "--strict-markers", "--import-mode=importlib"),
    *("--noconftest", "--override-ini=addopts=", "-c", os.devnull),
]
ENVIRONMENT = {"PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
MAX_MESSAGE = 2000


class ChecksPlugin:
    """The pytest plugin: collects once, then runs the checks of one exercise at a time.

    Args:
        use_plugin: called when all is collected; it asks for results.
        hidden: the hidden lines of each module, by file name.
        secret: the source of hidden inputs.
    """

    def __init__(
        self,
        use_plugin: Callable[[ChecksPlugin], None],
        hidden: Mapping[str, list[range]],
        secret: str = "",
    ) -> None:
        self._use_plugin = use_plugin
        self._hidden, self._secret = hidden, secret
        self._student: Student | None = None
        self._raised: BaseException | None = None
        self._items: dict[str, list[pytest.Item]] = {}  # by exercise
        self.problems: list[tuple[str, str]] = []  # the module's name, and what is wrong with it
        self.interruption: BaseException | None = None  # the error of ``use_plugin``

    @pytest.fixture
    def student(self) -> Student:
        """The student's notebook."""
        if self._student is None:
            raise ChecksError("a check ran outside of ChecksPlugin.run")
        return self._student

    @pytest.fixture
    def hidden_rng(self, request: pytest.FixtureRequest) -> Callable[[str], np.random.Generator]:
        """Make generators of hidden inputs by name; the checks alone do not reveal the inputs."""
        exercise = str(_exercise_of(request.node))
        return lambda name: _generator(self._secret, exercise, name)

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the mark; keep reports on files that do not import short."""
        config.addinivalue_line("markers", MARKER)
        config.option.tbstyle = "short"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note why the file could not be collected."""
        if report.failed:
            file = Path(report.nodeid).name
            self.problems.append((file, _last_error(report.longreprtext, file)))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Let ``use_plugin`` ask for results; pytest's own loop over the checks does not run."""
        for item in session.items:
            self._items.setdefault(str(_exercise_of(item)), []).append(item)
        found = [(item.path.name, _problem_with(item)) for item in session.items]
        self.problems += [(file, problem) for file, problem in found if problem]
        if self._items and not self.problems:
            try:
                self._use_plugin(self)
            except BaseException as error:  # noqa: BLE001  # pytest would print it and go on
                self.interruption = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """Keep the first exception of a check, from its fixtures or from itself.

        pytest's own report would describe it at length: nobody reads that, and it takes longer than most
        checks.
        """
        if call.excinfo is not None and self._raised is None:
            self._raised = call.excinfo.value
        outcome: Literal["passed", "failed"] = "passed" if call.excinfo is None else "failed"
        when: Any = call.when
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when)

    @property
    def exercises(self) -> list[str]:
        """The exercises with checks, in the order of the file, or of the modules' names."""
        return list(self._items)

    def run(self, exercise: str, student: Student) -> list[CheckResult]:
        """Run the checks of one exercise against ``student``."""
        self._student = student
        items = self._items.get(exercise, [])
        try:
            return list(map(self._run, items, [*items[1:], None]))
        except BaseException:  # pytest still keeps the module ready for the check that follows
            items[0].session._setupstate.teardown_exact(None)
            raise

    def _run(self, item: pytest.Item, following: pytest.Item | None) -> CheckResult:
        self._raised = None
        item._initrequest()  # type: ignore[attr-defined]  # like pytest's rerun plugins
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        outcome, message = _outcome(self._raised)
        options = _mark_of(item).kwargs
        return CheckResult(
            name=item.name,
            exercise=str(_exercise_of(item)),
            title=_title(item),
            hidden=self._is_hidden(item),
            outcome=outcome,
            message=INVISIBLE_CHARACTERS.sub("", message)[:MAX_MESSAGE],
            weight=float(options.get("weight", 1.0)),
            required=bool(options.get("required", False)),
        )

    def _is_hidden(self, item: pytest.Item) -> bool:
        line = (item.location[1] or 0) + 1
        return any(line in lines for lines in self._hidden[item.path.name])


def _generator(secret: str, exercise: str, name: str) -> np.random.Generator:
    """Return the generator for a secret, an exercise and a name, always in the same state."""
    parts = json.dumps([secret, exercise, name]).encode()
    return np.random.default_rng(int.from_bytes(hashlib.sha256(parts).digest(), "big"))


def collect_checks(
    place: Path, use_plugin: Callable[[ChecksPlugin], None], secret: str = ""
) -> None:
    """Collect the checks in a file or a folder, and call ``use_plugin``, which asks for results.

    Their hidden inputs (`hidden_rng`) are drawn from ``secret``.

    Raises:
        ChecksError: the file or folder is missing, does not import, or breaks a rule.
        BaseException: an error from ``use_plugin``.
    """
    if "[" in str(place) and place.exists():  # to pytest, a test's parameters follow a bracket
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, re.sub(r"[\[\]]", "_", place.name))
            copy_to = shutil.copytree if place.is_dir() else shutil.copy
            copy_to(place, copy)
            collect_checks(copy, use_plugin, secret)
            return
    modules = _modules_in(place)
    hidden = {module.name: _hidden_lines_of(module) for module in modules}
    plugin = ChecksPlugin(use_plugin, hidden, secret)
    root = place.parent.parent if place.is_dir() else place.parent
    _forget_modules(_module_name(place, root))
    if place.is_dir():
        _begin_package(_module_name(place, root), place)
    # without a confcutdir, pytest would search the folders above, even a student's home
    folders = [f"--rootdir={root}", f"--confcutdir={root}"]
    with _environment():
        status = pytest.main([*QUIET, *folders, *map(str, modules)], [plugin])
    if plugin.interruption is not None:
        raise plugin.interruption
    if plugin.problems:
        raise ChecksError("; ".join(_faults(plugin.problems)))
    if not plugin.exercises:
        raise ChecksError(
            f"{place.name} has a fault: it holds no check: expected functions named test_*"
        )
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise ChecksError(f"{place.name}: pytest ended with {pytest.ExitCode(status).name}")


def _modules_in(place: Path) -> list[Path]:
    """Return the modules of checks in the folder ``place``, sorted by name; or ``place``, if it is a module.

    Raises:
        ChecksError: there is none.
    """
    modules = sorted(place.glob("*.py")) if place.is_dir() else [place]
    if not modules or not modules[0].is_file():
        raise ChecksError(
            f"no checks at {place}: expected the file that comes with the notebook; "
            "put it into the notebook's folder"
        )
    return modules


def _module_name(place: Path, root: Path) -> str:
    """Return pytest's name for the module at a place, or for the package of the modules in it."""
    path = place if place.is_dir() else place.with_suffix("")
    return ".".join(part.replace(".", "_") for part in path.relative_to(root).parts)


def _forget_modules(name: str) -> None:
    """Forget a module, and those in it: else pytest would take an older state of the file."""
    for known in [*sys.modules]:
        if known == name or known.startswith(f"{name}."):
            del sys.modules[known]


def _begin_package(name: str, folder: Path) -> None:
    """Make the package of a folder's modules: Python cannot find one with a dot in its name."""
    package = types.ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package


def _faults(problems: list[tuple[str, str]]) -> Iterator[str]:
    """Yield a sentence on what is wrong with each module."""
    for file in dict.fromkeys(file for file, _ in problems):
        told = "; ".join(problem for other, problem in problems if other == file)
        yield f"{file} has a fault: {told}"


@contextmanager
def _environment() -> Iterator[None]:
    """Keep a surrounding project's settings for its own pytest out of this one."""
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
        return hidden_line_ranges(path.read_text(encoding="utf-8"))
    except (ChecksError, UnicodeDecodeError) as error:
        raise ChecksError(f"{path.name} has a fault: {error}") from None


def _mark_of(item: pytest.Item) -> pytest.Mark:
    return item.get_closest_marker("exercise") or pytest.mark.exercise.mark


def _exercise_of(item: pytest.Item) -> str | None:
    mark = _mark_of(item)
    return str(mark.args[0]) if mark.args else None


def _problem_with(item: pytest.Item) -> str:
    """Return what is wrong with a check's mark; empty if nothing."""
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
    """Return the last line of ``file`` and the last error in pytest's report on a failed import."""
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
