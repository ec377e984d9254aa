"""Recording a graded class: the one writer into nbgrader's gradebook, for many students at once."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde
from nbgrader.preprocessors import CheckCellMetadata
from traitlets import TraitError

from autograder.assignment import Assignment, load_assignment
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.application import nbgrader_app, run
from autograder.nbgrader_bridge.batch import Batches
from autograder.nbgrader_bridge.database import in_words, make_gradebook, open_session
from autograder.nbgrader_bridge.in_memory import InMemory
from autograder.nbgrader_bridge.releasing import known_assignment
from autograder.nbgrader_bridge.stamps import Stamps
from autograder.store import only_writer

BATCH = 100  # students in a transaction
NO_TEXT = "the folder's name is no UTF-8: rename it"
Progress = Callable[[int], None]


def record(
    course: Path,
    assignment: str,
    results: Mapping[str, str],
    submitted: Path | None = None,
    *,
    confined: bool = True,
    progress: Progress | None = None,
) -> dict[str, str]:
    """Record graded submissions in nbgrader's gradebook and in ``autograded/``.

    Each result is taken from the store, so that nothing runs twice, and who is recorded already is
    passed over. An assignment that nbgrader doesn't know yet, or knows in an older version, is put
    into the gradebook first; ``release/`` is left as it is.

    Args:
        course: the course's folder.
        assignment: its name.
        results: what each student's result goes by in the store.
        submitted: where the submissions are, if not in ``submitted/``.
        confined: False where the class was graded with no walls around it.
        progress: called with the number of students who have been dealt with since.

    Returns:
        What went wrong, by student.

    Raises:
        ConfigurationError: nbgrader does not take the assignment, or the gradebook cannot be
            used; the text says why.
    """
    course = course.resolve()
    loaded = load_assignment(course, assignment)
    with only_writer(course), nbgrader_app(course) as app:
        app.coursedir.assignment_id = assignment
        if submitted is not None:
            app.coursedir.submitted_directory = str(submitted.resolve())
        app.config.ConfinedExecute.isolation = "bwrap" if confined else "none"
        return dict(_failures(app, loaded, results, progress or (lambda _: None)))


def _failures(
    app: NbGrader, assignment: Assignment, results: Mapping[str, str], progress: Progress
) -> Iterator[tuple[str, str]]:
    """Record the class, and yield who could not be recorded and why."""
    stamps = Stamps(Path(app.coursedir.root), assignment.name)
    url = app.coursedir.db_url
    make_gradebook(url)
    with in_words(url), open_session(url) as session:
        about = known_assignment(app, session, stamps)
        converter = _converter(app)
        if about is None or not converter.does_the_same():
            yield from _by_nbgrader(app, results, progress)
            return
        batches = Batches(session, about, assignment, converter, stamps)
        yield from ((student, NO_TEXT) for student in results if not _is_text(student))
        students = sorted(filter(_is_text, results))
        for start in range(0, len(students), BATCH):
            batch = {student: results[student] for student in students[start : start + BATCH]}
            yield from batches.record(batch).items()
            progress(len(batch))


def _converter(app: NbGrader) -> InMemory:
    try:
        return InMemory(coursedir=app.coursedir, parent=app)
    except TraitError as error:
        raise ConfigurationError(f"nbgrader_config.py: {error}") from None


def _is_text(student: str) -> bool:
    """Say whether a folder's name is text, as all that a database holds has to be."""
    try:
        return bool(student.encode())
    except UnicodeEncodeError:
        return False


def _by_nbgrader(
    app: NbGrader, results: Mapping[str, str], progress: Progress
) -> Iterator[tuple[str, str]]:
    """Record by nbgrader's own `autograde`, student by student: it does whatever is configured."""
    for student in sorted(results):
        app.coursedir.student_id = glob.escape(student)
        if complaint := run(_autograde(app)):
            yield student, complaint
        progress(1)


def _autograde(app: NbGrader) -> Autograde:
    """Return nbgrader's autograde without its check of metadata, which takes a quarter of the time.

    `MendCells` has just written all metadata anew, from the source.
    """
    converter = Autograde(coursedir=app.coursedir, parent=app, force=True)
    for name in ("sanitize_preprocessors", "autograde_preprocessors"):
        kept = [each for each in getattr(converter, name) if each is not CheckCellMetadata]
        setattr(converter, name, kept)
    return converter
