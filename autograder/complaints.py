"""What nbgrader complains of in its log, in a line that says what is wrong and what to do about it."""

from __future__ import annotations

import itertools
import logging

NO_NEWS = ("There was an error processing", "Please see the the above")  # [sic]
ADVICE = {  # by a part of what nbgrader, or a library of its, says
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


class Complaints(logging.Handler):
    """Keeps what nbgrader logs as errors: of a traceback the line that says what is wrong."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record's text, once, if it says anything."""
        text = record.getMessage().strip()
        if text.startswith("Traceback"):
            text = _reason_of(text)
        if not text.startswith(NO_NEWS) and text not in self.texts:
            self.texts.append(text)


def _reason_of(traceback: str) -> str:
    """Return the first line behind a traceback's frames, and what to do about it if that is known."""
    said = list(itertools.takewhile(lambda line: line[:1] != " ", traceback.splitlines()[::-1]))
    return advised(said[-1] if said else traceback)


def advised(reason: str) -> str:
    """Return a reason, and what to do about it if that is known."""
    return next(
        (f"{reason}; {advice}" for part, advice in ADVICE.items() if part in reason), reason
    )
