"""All that the engine knows of nbgrader: how it releases, how it grades, what goes in its gradebook."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from traitlets.config import Config

from autograder.assignment import CHECKS, assignments, load_assignment
from autograder.errors import ConfigurationError
from course_utils.checks_plugin import ChecksError, public_part

STUB = (
    "# YOUR CODE HERE\n"
    'raise NotImplementedError("not answered yet: write your code here, in place of this line")'
)
NO_NEWS = ("There was an error processing", "Please see the the above")  # [sic]


def configure(c: Any) -> None:
    """Put our stub and our preprocessors into nbgrader's configuration ``c``.

    nbgrader reads a configuration file up to three times: what is set here is set whole.
    """
    c.ClearSolutions.code_stub = {**_stock(ClearSolutions, "code_stub"), "python": STUB}
    c.GenerateAssignment.preprocessors = [
        *_stock(GenerateAssignment, "preprocessors"),
        PublicChecks,
    ]
    _find_alembic()


def _stock(owner: Any, trait: str) -> Any:
    """Return what nbgrader itself would use."""
    return owner.class_traits()[trait].default()


def _find_alembic() -> None:
    """Put this environment's programs on PATH: nbgrader makes its gradebook with ``alembic``."""
    scripts, path = sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)
    if scripts not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([path, scripts])


class PublicChecks(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the public part of an assignment's checks beside its released notebook."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Hand ``test_<assignment>.py`` to nbgrader's writer; without checks, change nothing."""
        path = CHECKS / f"test_{resources['nbgrader']['assignment']}.py"
        if path.is_file():
            try:
                text = public_part(path.read_text(encoding="utf-8"))
            except ChecksError as error:
                raise ChecksError(f"{path.name}: {error}") from None
            resources.setdefault("outputs", {})[path.name] = text.encode()
        return nb, resources


def release(course: Path, names: list[str]) -> list[Path]:
    """Run nbgrader's generate_assignment for the assignments ``names``, or for all.

    Returns:
        The folders in ``release/``, one for each.

    Raises:
        ConfigurationError: there is no such assignment, or nbgrader refused; its reason is quoted.
    """
    course = course.resolve()
    names = names or assignments(course)
    if not names:
        raise ConfigurationError(f"no assignments: expected source/*/*.ipynb in {course}")
    for name in names:
        load_assignment(course, name)
    with _nbgrader(course) as app:
        for name in names:
            app.coursedir.assignment_id = name
            errors = _run(GenerateAssignment(coursedir=app.coursedir, parent=app, force=True))
            if errors:
                raise ConfigurationError(f"{name}: nbgrader could not release it: {errors}")
    return [course / "release" / name for name in names]


@contextlib.contextmanager
def _nbgrader(course: Path) -> Iterator[NbGrader]:
    """Yield nbgrader, set up as its command line would be in the course's folder, and silent."""
    path = list(sys.path)  # nbgrader puts the current folder on it
    app = NbGrader(log_level=logging.CRITICAL, load_cwd_config=False)
    ours = Config()
    configure(ours)  # for a course without a configuration of its own
    app.update_config(ours)
    try:
        app.initialize([], root=str(course))
        app.start()
        yield app
    finally:
        sys.path[:] = path


def _run(converter: Any) -> str:
    """Run one of nbgrader's converters and return what it had to complain of, empty if it was well."""
    complaints = _Complaints(logging.ERROR)
    converter.log.addHandler(complaints)
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        return "\n".join(complaints.texts) or str(error) or "it gave no reason"
    finally:
        converter.log.removeHandler(complaints)
    return ""


class _Complaints(logging.Handler):
    """Keeps what nbgrader logs as errors: of a traceback the last line, which says what is wrong."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().strip()
        if text.startswith("Traceback"):
            text = text.splitlines()[-1]
        if not text.startswith(NO_NEWS) and text not in self.texts:
            self.texts.append(text)
