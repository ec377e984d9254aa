"""A course's settings (``autograder.toml``): the places of its checks, its Python, its limits."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.course.feedback_settings import FeedbackSettings, apply_feedback
from autograder.course.limits import Limits, SettingError, apply_limits
from autograder.course.nbgrader_config_file import course_folder, literal_setting, parse_config
from autograder.errors import ConfigurationError

FILE = "autograder.toml"
KEYS = ("checks", "bank", "python", "warm", "full", "limits", "feedback")
DEFAULT_CHECKS, DEFAULT_BANK = "checks", "bank"
TIMEOUTS = ("Execute.timeout", "ExecutePreprocessor.timeout")
KERNELS = ("Execute.kernel_name", "ExecutePreprocessor.kernel_name")
NOT_OVERWRITTEN = ("Autograde.exclude_overwriting",)
LIMITS = frozenset(Limits().as_dict())
FEEDBACK = frozenset(vars(FeedbackSettings()))


@dataclass(frozen=True)
class CourseSettings:
    """The settings in ``autograder.toml``, or the defaults.

    Attributes:
        checks: the folder that holds a folder of checks for each assignment with checks.
        bank: the folder of the answer bank.
        python: the interpreter that runs students' notebooks; None: the engine's own.
        warm: the modules imported before a kernel is forked; None: those that notebooks import.
        full: whether cells that only show something, tagged ``smoke``, are run in grading, too.
        limits: those of all assignments, and under an assignment's name its own.
        cell_s: the time limit of a cell in ``nbgrader_config.py``; 0: it has none.
        students_own: by assignment, the course's files that a student's own may replace: those of
            ``Autograde.exclude_overwriting`` in ``nbgrader_config.py``.
        feedback: what students learn, for all assignments, and under an assignment's name its own.
        kernel_name: the kernel for all notebooks in ``nbgrader_config.py``; empty: each notebook's own.
    """

    checks: Path
    bank: Path
    python: Path | None
    warm: tuple[str, ...] | None
    limits: dict[str, Any]
    full: bool = False
    cell_s: float = 0.0
    students_own: Mapping[str, Collection[str]] = field(default_factory=dict)
    kernel_name: str = ""
    feedback: dict[str, Any] = field(default_factory=dict)

    def limits_of(self, assignment: str) -> Limits:
        """Return an assignment's limits: the defaults, ``[limits]``, then ``[limits.NAME]``."""
        general, special = _general_and_special(self.limits, LIMITS, assignment)
        default = replace(Limits(), cell_s=self.cell_s) if self.cell_s else Limits()
        return apply_limits(apply_limits(default, general), special)

    def feedback_of(self, assignment: str) -> FeedbackSettings:
        """Return an assignment's feedback: the defaults, ``[feedback]``, then ``[feedback.NAME]``."""
        general, special = _general_and_special(self.feedback, FEEDBACK, assignment)
        return apply_feedback(apply_feedback(FeedbackSettings(), general), special)


def _general_and_special(
    table: dict[str, Any], known: Collection[str], assignment: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a table's settings for all assignments, and its own for one."""
    special = {k: v for k, v in table.items() if _is_table(v) and k not in known}
    return {k: v for k, v in table.items() if k not in special}, special.get(assignment, {})


def load_settings(course: Path) -> CourseSettings:
    """Return the settings of the course in folder ``course``.

    Raises:
        ConfigurationError: ``autograder.toml`` is not TOML, or has a setting that is not allowed; the
            text names the line.
    """
    path = course / FILE
    text = ""
    if path.is_file():
        try:
            text = path.read_text(encoding="utf-8-sig")
            document = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{path}: not valid TOML: {error}") from None
        except OSError as error:
            raise ConfigurationError(f"{path}: {error.strerror or error}") from None
    else:
        document = {}
    try:
        return _settings(course, document)
    except SettingError as error:
        raise ConfigurationError(f"{path}{_line(text, error.key)}: {error}") from None


def _settings(course: Path, document: dict[str, Any]) -> CourseSettings:
    for key in document:
        if key not in KEYS:
            raise SettingError(key, f"no setting {key!r}; there are: {', '.join(KEYS)}")
    python = _text(document, "python", "")
    nbgrader = parse_config(course)
    settings = CourseSettings(
        checks=course / _text(document, "checks", DEFAULT_CHECKS),
        bank=course / _text(document, "bank", DEFAULT_BANK),
        python=(course / Path(python).expanduser()) if python else None,
        warm=_modules(document),
        limits=_by_assignment(course, document, "limits", LIMITS),
        feedback=_by_assignment(course, document, "feedback", FEEDBACK),
        full=_full(document),
        cell_s=_nbgrader_timeout_s(nbgrader),
        students_own=_students_own(nbgrader),
        kernel_name=str(literal_setting(nbgrader, KERNELS, "")),
    )
    if "checks" in document and not settings.checks.is_dir():
        raise SettingError("checks", f"checks: expected a folder, {settings.checks} is none")
    if settings.python is not None and not settings.python.is_file():
        raise SettingError(
            "python", f"python: expected an interpreter, {settings.python} is no file"
        )
    for name in [*settings.limits, *settings.feedback, ""]:
        settings.limits_of(
            name
        )  # so that each assignment's own are checked, also of those not graded now
        settings.feedback_of(name)
    return settings


def _text(document: dict[str, Any], key: str, default: str) -> str:
    value = document.get(key, default)
    if not isinstance(value, str) or (key in document and not value.strip()):
        raise SettingError(key, f"{key}: expected a path in quotes, got {value!r}")
    return value


def _modules(document: dict[str, Any]) -> tuple[str, ...] | None:
    value = document.get("warm")
    if value is None:
        return None
    names = value if isinstance(value, list) else [value]
    for name in names:
        if not isinstance(name, str) or not all(map(str.isidentifier, name.split("."))):
            text = f'warm: expected a list of modules, as ["numpy", "scipy.stats"], got {value!r}'
            raise SettingError("warm", text)
    if not isinstance(value, list):
        raise SettingError("warm", f"warm: expected a list of modules, got {value!r}")
    return tuple(names)


def _full(document: dict[str, Any]) -> bool:
    value = document.get("full", False)
    if not isinstance(value, bool):
        raise SettingError("full", f"full: expected true or false, got {value!r}")
    return value


def _by_assignment(
    course: Path, document: dict[str, Any], key: str, settings: Collection[str]
) -> dict[str, Any]:
    """Return a table of settings that may also hold tables for single assignments."""
    table: dict[str, Any] = document.get(key, {})
    if not _is_table(table):
        raise SettingError(key, f"{key}: expected a table, got {table!r}")
    source = course_folder(course, "source")
    known = {folder.name for folder in source.glob("*/")}  # also without a notebook yet
    for name, value in table.items():
        if _is_table(value) and name not in known.union(settings):
            # misspelt: it would apply to no assignment
            written = {path.parent.name for path in source.glob("*/*.ipynb")}
            written = {each for each in written if not each.startswith(".")}
            there_are = ", ".join(sorted(written)) or f"none in {source}"
            raise SettingError(
                name, f"{key} for {name!r}, but no such assignment; there are: {there_are}"
            )
    return table


def _nbgrader_timeout_s(tree: ast.Module) -> float:
    """Return the time limit of a cell in nbgrader's configuration; 0 where there is no number."""
    seconds = literal_setting(tree, TIMEOUTS, 0.0)
    if seconds is not None and (not isinstance(seconds, (int, float)) or seconds == 0.0):
        return 0.0
    return float(seconds) if seconds and seconds > 0 else Limits().submission_s  # no limit


def _students_own(tree: ast.Module) -> dict[str, Collection[str]]:
    found = literal_setting(tree, NOT_OVERWRITTEN, {})
    if not isinstance(found, dict):
        return {}
    return {name: frozenset(map(str, files)) for name, files in found.items() if files}


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _line(text: str, key: str) -> str:
    """Return the line of a key in a file, in the form ``, line 3``; empty where it is not found."""
    found = re.compile(rf"^\s*(?:\[.*)?[\"']?{re.escape(key)}[\"']?\s*[\]=.]", re.MULTILINE)
    place = found.search(text)
    return f", line {text[: place.end()].count(chr(10)) + 1}" if place and key else ""
