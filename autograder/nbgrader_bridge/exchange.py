"""A course's exchange, by nbgrader's configuration: hand-ins come from it, and feedback goes into it."""

from __future__ import annotations

import glob
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import GenerateFeedback
from nbgrader.exchange import ExchangeFactory
from nbgrader.exchange.default import ExchangeCollect
from sqlalchemy.exc import SQLAlchemyError
from traitlets import TraitError

from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.exchange_collecting import CarefulCollector
from autograder.nbgrader_bridge.gradebook_database import (
    create_gradebook_if_missing,
    explain_database_errors,
)
from autograder.nbgrader_bridge.nbgrader_app import open_nbgrader_app, run_collecting_errors
from autograder.nbgrader_bridge.nbgrader_log import collected_errors, error_with_advice

NO_COURSE_ID = (
    "nbgrader's exchange needs c.CourseDirectory.course_id in nbgrader_config.py: set it, or watch "
    "without the exchange (--no-exchange)"
)
NO_PLACE = (
    "not released: it was not handed in through the exchange, so the exchange has no place for its "
    "feedback; the page is in feedback/"
)


@dataclass(frozen=True)
class ExchangePlace:
    """The place of a course's exchange.

    Attributes:
        inbound: the folder that students hand in to; None for an exchange other than nbgrader's
            own: only its collector knows the hand-ins.
        checks_owner: whether a hand-in has to be its student's own file.
    """

    inbound: Path | None
    checks_owner: bool


@dataclass
class Collected:
    """The outcome of a collection: students with a new folder, and what went wrong with others."""

    students: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)


def find_exchange(course: Path) -> ExchangePlace:
    """Return the place of a course's exchange, by its configuration.

    Raises:
        ConfigurationError: it has no course id.
    """
    with open_nbgrader_app(course) as app:
        if not app.coursedir.course_id:
            raise ConfigurationError(NO_COURSE_ID)
        collector = _factory(app).Collect(coursedir=app.coursedir, authenticator=None, parent=app)
        owner = bool(getattr(collector, "check_owner", False))
        if not isinstance(collector, ExchangeCollect):
            return ExchangePlace(None, owner)
        return ExchangePlace(Path(collector.root, app.coursedir.course_id, "inbound"), owner)


def collect_from_exchange(
    course: Path, assignment: str, eligible: Collection[str] | None
) -> Collected:
    """Collect hand-ins of an assignment into ``submitted/``, like `nbgrader collect --update`.

    Args:
        course: the course's folder.
        assignment: its name.
        eligible: the names of the hand-ins, in the exchange, that may be taken; None: all newer ones.

    Raises:
        ConfigurationError: nbgrader's collector or the gradebook fails; the text says why.
    """
    with open_nbgrader_app(course) as app:
        app.coursedir.assignment_id = assignment
        url = app.coursedir.db_url
        create_gradebook_if_missing(url)
        made = _factory(app).collect
        if eligible is None or not issubclass(made, ExchangeCollect):
            collector = made(coursedir=app.coursedir, authenticator=None, parent=app)
            collector.update = True
            found = Collected()
        else:
            kind = made if issubclass(made, CarefulCollector) else _careful(made)
            collector = kind(coursedir=app.coursedir, authenticator=None, parent=app)
            collector.eligible = frozenset(eligible)
            found = Collected(collector.collected, collector.failures)
        with explain_database_errors(url):
            _run(collector)
        return found


def _careful(made: type) -> Any:
    """Return a careful version of the configured collector, which is a subclass of nbgrader's own."""
    return (
        CarefulCollector
        if made is ExchangeCollect
        else type("Careful", (CarefulCollector, made), {})
    )


def write_feedback(course: Path, assignment: str, student: str) -> str:
    """Write a student's page of feedback, like `nbgrader generate_feedback --force`.

    Returns:
        What went wrong; empty if nothing did.
    """
    with _of_student(course, assignment, student) as app:
        return run_collecting_errors(
            GenerateFeedback(coursedir=app.coursedir, parent=app, force=True)
        )


def release_feedback(course: Path, assignment: str, student: str) -> str:
    """Put a student's page of feedback into the exchange, like `nbgrader release_feedback`.

    Returns:
        What went wrong; empty if nothing did.
    """
    with _of_student(course, assignment, student) as app:
        where = app.coursedir
        page = Path(where.format_path(where.feedback_directory, student, assignment))
        if not (page / "submission_secret.txt").is_file():
            return NO_PLACE
        try:
            _run(_factory(app).ReleaseFeedback(coursedir=where, authenticator=None, parent=app))
        except ConfigurationError as error:
            return str(error)
    return ""


def read_due_dates(course: Path, assignment: str) -> dict[str, datetime]:
    """Return an assignment's due dates in the gradebook; empty if it has none.

    The date for all is under the empty name; a date with an extension is under the student's name.
    """
    with open_nbgrader_app(course) as app:
        url = app.coursedir.db_url
        create_gradebook_if_missing(url)
        with explain_database_errors(url), Gradebook(url, app.coursedir.course_id) as book:
            try:
                found = book.find_assignment(assignment)
            except MissingEntry:
                return {}
            if found.duedate is None:
                return {}
            due = found.duedate.replace(tzinfo=UTC)
            own = {
                one.student_id: due + one.extension for one in found.submissions if one.extension
            }
            return {"": due, **own}


@contextmanager
def _of_student(course: Path, assignment: str, student: str) -> Iterator[NbGrader]:
    with open_nbgrader_app(course) as app:
        app.coursedir.assignment_id = assignment
        app.coursedir.student_id = glob.escape(student)
        yield app


def _factory(app: NbGrader) -> ExchangeFactory:
    try:
        return ExchangeFactory(parent=app)
    except TraitError as error:
        raise ConfigurationError(f"nbgrader_config.py: {error}") from None


def _run(part: Any) -> None:
    """Run a part of the exchange.

    Raises:
        ConfigurationError: it failed; the text says why.
    """
    with collected_errors(part) as complaints:
        try:
            part.start()
        except SQLAlchemyError:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001  # any exchange may be configured
            reason = str(error) or type(error).__name__
            text = "; ".join(dict.fromkeys([*complaints.texts, reason]))
            raise ConfigurationError(error_with_advice(text)) from None
