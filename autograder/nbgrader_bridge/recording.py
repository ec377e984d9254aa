"""Recording a graded class in nbgrader's gradebook, many students at a time."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde
from nbgrader.preprocessors import CheckCellMetadata
from traitlets import TraitError

from autograder.course.assignment import Assignment
from autograder.course.hidden_secret import load_secret_assignment
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.batch_recording import BatchRecorder
from autograder.nbgrader_bridge.gradebook_database import (
    create_gradebook_if_missing,
    explain_database_errors,
    open_gradebook_session,
)
from autograder.nbgrader_bridge.in_memory_autograde import InMemoryAutograde
from autograder.nbgrader_bridge.nbgrader_app import open_nbgrader_app, run_collecting_errors
from autograder.nbgrader_bridge.recorded_digests import RecordedDigests
from autograder.nbgrader_bridge.recording_lock import recording_lock
from autograder.nbgrader_bridge.releasing import update_assignment_rows
from autograder.sandbox.isolation_kinds import NAMESPACES

BATCH_SIZE = 100  # students in a transaction
NOT_UTF8 = "the folder's name is no UTF-8: rename it"
ProgressCallback = Callable[[int], None]


def record_in_gradebook(
    course: Path,
    assignment: str,
    results: Mapping[str, str],
    submitted: Path | None = None,
    *,
    isolation: str = NAMESPACES,
    full: bool = False,
    progress: ProgressCallback | None = None,
) -> dict[str, str]:
    """Record graded submissions in nbgrader's gradebook and in ``autograded/``.

    Each result is taken from the store, so that nothing runs twice. Students who are recorded already are
    skipped. An assignment that nbgrader does not know yet, or only in an older version, is first put
    into the gradebook; ``release/`` does not change.

    Args:
        course: the course's folder.
        assignment: its name.
        results: the key of each student's result in the store.
        submitted: the folder of submissions, if not ``submitted/``.
        isolation: the kind of walls that the class was graded in.
        full: whether it was graded in full (`Assignment.full`), whatever the course's settings say.
        progress: called with the number of students done since the last call.

    Returns:
        What went wrong, by student.

    Raises:
        ConfigurationError: nbgrader does not take the assignment, or the gradebook cannot be
            used; the text says why.
    """
    course = course.resolve()
    loaded = load_secret_assignment(course, assignment)
    loaded = replace(loaded, full=full or loaded.full)
    with recording_lock(course), open_nbgrader_app(course) as app:
        app.coursedir.assignment_id = assignment
        if submitted is not None:
            app.coursedir.submitted_directory = str(submitted.resolve())
        app.config.ConfinedExecute.isolation = isolation
        app.config.ConfinedExecute.full = loaded.full
        return dict(_failures(app, loaded, results, progress or (lambda _: None)))


def _failures(
    app: NbGrader, assignment: Assignment, results: Mapping[str, str], progress: ProgressCallback
) -> Iterator[tuple[str, str]]:
    """Record the class; yield each student who could not be recorded, with the reason."""
    digests = RecordedDigests(Path(app.coursedir.root), assignment.name)
    url = app.coursedir.db_url
    create_gradebook_if_missing(url)
    with explain_database_errors(url), open_gradebook_session(url) as session:
        names = [source.name for source in assignment.notebooks]
        about = update_assignment_rows(app, session, digests, names)
        converter = _converter(app)
        if about is None or not converter.has_supported_config():
            yield from _by_nbgrader(app, results, progress)
            return
        batches = BatchRecorder(session, about, assignment, converter, digests)
        yield from ((student, NOT_UTF8) for student in results if not _is_text(student))
        students = sorted(filter(_is_text, results))
        for start in range(0, len(students), BATCH_SIZE):
            batch = {student: results[student] for student in students[start : start + BATCH_SIZE]}
            yield from batches.record(batch).items()
            progress(len(batch))


def _converter(app: NbGrader) -> InMemoryAutograde:
    try:
        return InMemoryAutograde(coursedir=app.coursedir, parent=app)
    except TraitError as error:
        raise ConfigurationError(f"nbgrader_config.py: {error}") from None


def _is_text(student: str) -> bool:
    """Say whether a folder's name is valid UTF-8, which a database requires."""
    try:
        return bool(student.encode())
    except UnicodeEncodeError:
        return False


def _by_nbgrader(
    app: NbGrader, results: Mapping[str, str], progress: ProgressCallback
) -> Iterator[tuple[str, str]]:
    """Record with nbgrader's own `autograde`, one student at a time: it takes any configuration."""
    for student in sorted(results):
        app.coursedir.student_id = glob.escape(student)
        if complaint := run_collecting_errors(_autograde(app)):
            yield student, complaint
        progress(1)


def _autograde(app: NbGrader) -> Autograde:
    """Return nbgrader's autograde without its slow metadata check.

    `RestoreLockedCells` has just written all metadata anew, from the source.
    """
    converter = Autograde(coursedir=app.coursedir, parent=app, force=True)
    for name in ("sanitize_preprocessors", "autograde_preprocessors"):
        kept = [each for each in getattr(converter, name) if each is not CheckCellMetadata]
        setattr(converter, name, kept)
    return converter
