"""Errors from nbgrader's log, each as one line that says what is wrong and what to do."""

from __future__ import annotations

import contextlib
import itertools
import logging
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from nbgrader.converters.base import NbGraderException

from autograder.errors import ConfigurationError
from course_utils.checking.checks_source import ChecksError

UNINFORMATIVE_PREFIXES = ("There was an error processing", "Please see the the above")  # [sic]
ADVICE = {  # by a part of the error of nbgrader or one of its libraries
    "database is locked": "another program holds the gradebook: end it and grade again",
    "file is not a database": "move gradebook.db away, put a copy of it back, and grade again",
    "readonly database": "make gradebook.db writable and grade again",
    "no such column": "it is of an older nbgrader: back it up and run `nbgrader db upgrade`",
    "assignment_course_id_fkey": "set c.CourseDirectory.course_id: a database server wants one",
    "authentication failed": "mend the user or the password in c.CourseDirectory.db_url",
    "no password supplied": "put the password into ~/.pgpass, or into c.CourseDirectory.db_url",
    '" does not exist': "make it on the server, or mend c.CourseDirectory.db_url",
    "permission denied for schema": "let the user of c.CourseDirectory.db_url make tables there",
    "failed to resolve host": "mend the host in c.CourseDirectory.db_url",
    "connection to server": "start the database server, or mend c.CourseDirectory.db_url",
    "terminating connection": "the database server was stopped: start it and grade again",
    "connection is closed": "the database server was stopped: start it and grade again",
    "disk is full": "make room on the disk and grade again",
    "No space left": "make room on the disk and grade again",
    "SIGKILL": "a program of nbgrader's was killed: grade again",
}

# A record of nbgrader's log on a console: all lines but the first are indented.
_RECORD = re.compile(r"^\[\w+ \| (\w+)\] (.*(?:\n {4}.*)*)", re.MULTILINE)
_FAILED = re.compile(r"There was an error processing assignment: (.+)")
_STUCK = re.compile(r"While processing assignment (.+), the kernel became unresponsive")
TRACEBACK = "Traceback (most recent call last):"
NO_REASON = "it gave no reason"
UNRESPONSIVE = "the kernel did not answer any more, and nbgrader could not interrupt it"


class NbgraderErrorCollector(logging.Handler):
    """Collects the errors that nbgrader logs; of a traceback, only the error line."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a log record's text, once, unless it says nothing."""
        self.add(record.getMessage())

    def add(self, text: str) -> None:
        """Keep an error's text, once, unless it says nothing."""
        text = text.strip()
        if text.startswith("Traceback"):
            text = _reason_of(text)
        if not text.startswith(UNINFORMATIVE_PREFIXES) and text not in self.texts:
            self.texts.append(text)


@contextlib.contextmanager
def collected_errors(part: Any) -> Iterator[NbgraderErrorCollector]:
    """Collect the errors that a part of nbgrader logs while the block runs."""
    complaints = NbgraderErrorCollector(logging.ERROR)
    part.log.addHandler(complaints)
    try:
        yield complaints
    finally:
        part.log.removeHandler(complaints)


@contextlib.contextmanager
def ended_with_a_sentence(converter: Any, outcome: str) -> Iterator[None]:
    """End a command of nbgrader's with a sentence on the error and the outcome, without a traceback.

    Raises:
        NbGraderException: in place of the engine's error; nbgrader ends on its own exception without
            a further word.
    """
    try:
        yield
    except (ConfigurationError, ChecksError) as error:
        converter.log.error("%s; %s: mend it and run this again", error, outcome)
        raise NbGraderException(str(error)) from None


def errors_in_log(log: str) -> list[str]:
    """Return the errors in nbgrader's console output; if it logged none, the one that it died of."""
    errors = NbgraderErrorCollector(logging.ERROR)
    for text in _errors(log):
        errors.add(text)
    died = log.rpartition(TRACEBACK)
    if not errors.texts and died[1]:
        errors.add(died[1] + died[2])
    return errors.texts


def failures_in_log(log: str) -> dict[str, str]:
    """Return the students whom `nbgrader autograde` could not grade, each with the reason.

    The submissions' folders are ``…/<student>/<assignment>``.
    """
    errors, failures = list(_errors(log)), {}
    for text, following in itertools.zip_longest(errors, errors[1:], fillvalue=""):
        if failed := _FAILED.match(text):
            failures[PurePath(failed[1]).parent.name] = _reason_of(following)
        elif stuck := _STUCK.match(text):
            failures[PurePath(stuck[1]).parent.name] = UNRESPONSIVE
    return failures


def _errors(log: str) -> Iterator[str]:
    for level, text in _RECORD.findall(log):
        if level in ("ERROR", "CRITICAL"):
            yield text.replace("\n    ", "\n").strip()


def _reason_of(text: str) -> str:
    """Return a traceback's error line, or a text's first line, with advice if any is known.

    The lines behind it may say anything: nbclient's show the cell that ran too long.
    """
    lines = text.splitlines()
    frames = [n for n, line in enumerate(lines) if line.startswith("  File")]
    behind = lines[frames[-1] + 1 :] if frames else lines
    said = next((line for line in behind if line.strip() and line[0] != " "), NO_REASON)
    return error_with_advice(said)


def error_with_advice(reason: str) -> str:
    """Return an error's text, with advice if any is known."""
    return next(
        (f"{reason}; {advice}" for part, advice in ADVICE.items() if part in reason), reason
    )
