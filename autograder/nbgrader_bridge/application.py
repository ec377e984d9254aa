"""nbgrader in our own process: set up as its command line would be, and silent."""

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

from autograder.complaints import Complaints
from autograder.nbgrader_bridge.configuration import configure


class _Silent(NbGrader):  # type: ignore[misc]
    """nbgrader without its console."""

    def _configure_logging(self) -> None:
        """Do without traitlets' way: it closes every log handler of the process, whosever it is."""
        self.log.addHandler(logging.NullHandler())


@contextlib.contextmanager
def nbgrader_app(course: Path) -> Iterator[NbGrader]:
    """Yield nbgrader, set up as its command line would be in the course's folder, and silent."""
    path = list(sys.path)  # nbgrader puts the current folder on it
    app = _Silent(load_cwd_config=False)
    ours = Config()
    configure(ours)  # for a course without a configuration of its own
    app.update_config(ours)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's to nbgrader: nobody here can act on them
            app.initialize([], root=str(course))
            app.start()
            yield app
    finally:
        sys.path[:] = path


def run(converter: Any) -> str:
    """Run one of nbgrader's converters and return what it had to complain of, empty if it was well."""
    complaints = Complaints(logging.ERROR)
    converter.log.addHandler(complaints)
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        return "\n".join(complaints.texts) or str(error) or "it gave no reason"
    finally:
        converter.log.removeHandler(complaints)
    return ""
