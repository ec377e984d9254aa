"""Reading a course's configuration of nbgrader, without the engine's settings."""

from __future__ import annotations

import contextlib
import copy
import functools
import json
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from nbgrader.preprocessors import Execute, OverwriteCells
from traitlets import TraitError
from traitlets.config import Config

from autograder import nbgrader_bridge
from autograder.course.nbgrader_config_file import CONFIG_FILE
from autograder.course.nbgrader_settings import NbgraderSettings
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge import configuration
from autograder.nbgrader_bridge.configuration import configure, overridden_preprocessors
from autograder.nbgrader_bridge.nbgrader_app import open_nbgrader_app

CHAINS = (  # the engine cannot grade without its parts in these
    "Autograde.sanitize_preprocessors",
    "Autograde.autograde_preprocessors",
    "GenerateAssignment.preprocessors",
)
MARK = "AutograderIsConfigured"
SEAMS = (  # the settings that `configure` makes
    *CHAINS,
    "Autograde.exporter_class",
    "GenerateFeedback.exporter_class",
    "HTMLExporter.filters",
    "HTMLExporter.preprocessors",
)

Call = tuple[Config, Config]  # the argument of `configure`: the call's copy, and the object itself


def read_nbgrader_settings(course: Path) -> NbgraderSettings:
    """Return the settings of nbgrader in the course's folder.

    The configuration files are run, as nbgrader runs them.

    Raises:
        ConfigurationError: one of them cannot be read, or says that the course is elsewhere.
    """
    try:
        with _without_configure() as calls, open_nbgrader_app(course, configured=False) as app:
            settings = _settings(course, app, calls)
    except ConfigurationError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001  # configuration files are programs
        raise ConfigurationError(_cannot_be_read(course, error)) from None
    return settings


@contextlib.contextmanager
def _without_configure() -> Iterator[list[Call]]:
    """Make calls of `configure` do nothing; yield the argument of each call, as it was and as it is."""
    calls: list[Call] = []
    owners: tuple[Any, ...] = (nbgrader_bridge, configuration)
    own = [owner.configure for owner in owners]
    try:
        for owner in owners:
            owner.configure = functools.partial(_note_call, calls)
        yield calls
    finally:
        for owner, function in zip(owners, own, strict=True):
            owner.configure = function


def _note_call(calls: list[Call], c: Any) -> None:
    """Note the argument of `configure`; the mark in it shows whether nbgrader uses it."""
    if isinstance(c, Config):
        calls.append((copy.deepcopy(c), c))
        c[MARK].is_there = True


def _settings(course: Path, app: Any, calls: list[Call]) -> NbgraderSettings:
    place = app.coursedir
    root = Path(place.root)
    if root.resolve() != course.resolve():
        raise ConfigurationError(
            f"nbgrader's configuration says that the course is in {root}, and this is {course}: run "
            "this there, or take CourseDirectory.root out of the configuration"
        )
    configured = MARK in app.config
    app.config.pop(MARK, None)
    execute, theirs = Execute(parent=app), _flat(app.config)
    names = sorted(NbGraderAPI(place, parent=app).get_source_assignments())
    folders = {name: Path(place.format_path(place.source_directory, ".", name)) for name in names}
    return NbgraderSettings(
        course=course,
        source=root / place.source_directory,
        assignments={name: folder for name, folder in folders.items() if not name.startswith(".")},
        theirs=theirs,
        cell_timeout_s=execute.timeout if (execute.timeout or -1) > 0 else None,
        kernel_name=execute.kernel_name if _sets_kernel_name(theirs) else "",
        ignored=tuple(place.ignore),
        restores_deleted_cells=OverwriteCells(parent=app).add_missing_cells,
        executes=_executes(app.config),
        seams=tuple(name for name in SEAMS if name in theirs),
        configured=configured,
        set_too_late=_set_after(*calls[-1]) if configured else (),
    )


def _flat(config: Config) -> dict[str, Any]:
    """Return a configuration's settings by names such as ``Execute.timeout``."""
    return {
        f"{owner}.{name}": value
        for owner, section in config.items()
        if isinstance(section, Config)
        for name, value in section.items()
    }


def _sets_kernel_name(theirs: dict[str, Any]) -> bool:
    return any(name.endswith(".kernel_name") for name in theirs)


def _executes(config: Config) -> bool:
    """Say whether a configuration's preprocessors have a place for the engine's sandbox."""
    configured = copy.deepcopy(config)
    configure(configured)
    return not overridden_preprocessors(configured)


def _set_after(was: Config, is_now: Config) -> tuple[str, ...]:
    """Return the chains that a configuration sets after its call of `configure`."""
    before, after = _flat(was), _flat(is_now)
    return tuple(name for name in CHAINS if after.get(name) != before.get(name))


def _cannot_be_read(course: Path, error: BaseException) -> str:
    """Return a message on a configuration that raised an error."""
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    where = str(course / CONFIG_FILE)
    if isinstance(error, TraitError):
        said = str(error)
    elif isinstance(error, json.JSONDecodeError):
        where = str((course / CONFIG_FILE).with_suffix(".json"))
    elif isinstance(error, SyntaxError):
        where, said = f"{error.filename}, line {error.lineno}", error.msg
    else:
        frames = traceback.extract_tb(error.__traceback__)
        for frame in frames:
            if Path(frame.filename).stem == Path(CONFIG_FILE).stem:
                where = f"{frame.filename}, line {frame.lineno}"
    return f"{where}: expected a configuration that nbgrader can read; it said: {said}"
