"""The nbgrader app in this process: set up as by its command line, but silent."""

from __future__ import annotations

import contextlib
import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters.base import NbGraderException
from traitlets.config import Config

from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.configuration import configure, overridden_preprocessors
from autograder.nbgrader_bridge.nbgrader_log import NO_REASON, collected_errors

OVERRIDDEN = (
    "nbgrader_config.py sets Autograde.autograde_preprocessors, and what it sets runs submissions "
    "with no walls around them: put the line configure(c) behind it (from "
    "autograder.nbgrader_bridge import configure); what else it sets is kept"
)


class _Silent(NbGrader):  # type: ignore[misc]
    """nbgrader without its console."""

    def _configure_logging(self) -> None:
        """Skip traitlets' set-up of logging, which closes every log handler of the process."""
        self.log.addHandler(logging.NullHandler())

    def exit(self, exit_status: int | str = 0) -> None:
        """End the process; or raise the current error, if errors in a configuration are to be raised."""
        error = sys.exc_info()[1]
        if self.raise_config_file_errors and error is not None:
            raise error
        super().exit(exit_status)


@contextlib.contextmanager
def open_nbgrader_app(course: Path, *, configured: bool = True) -> Iterator[NbGrader]:
    """Yield the nbgrader app, set up as by its command line in the course folder, but silent.

    Without ``configured``, it has only the course's own configuration, and errors in that are raised.
    """
    path = list(sys.path)  # nbgrader puts the current folder on it
    app = _Silent(load_cwd_config=False, raise_config_file_errors=not configured)
    ours = Config()
    if configured:
        configure(ours)  # for a course without a configuration of its own
    app.update_config(ours)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's to nbgrader: nobody here can act on them
            app.initialize([], root=str(course))
            app.start()
            if configured and overridden_preprocessors(app.config):
                raise ConfigurationError(OVERRIDDEN)
            yield app
    finally:
        sys.path[:] = path


def run_collecting_errors(converter: Any) -> str:
    """Run one of nbgrader's converters and return its errors; an empty text if it succeeded."""
    with collected_errors(converter) as complaints:
        try:
            converter.start()
        except (NbGraderException, SystemExit) as error:
            return "\n".join(complaints.texts) or str(error) or NO_REASON
    return ""
