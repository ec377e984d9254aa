"""Generating release versions from ``source/``, and updating assignments in the gradebook."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import GenerateAssignment
from sqlalchemy.orm import Session

from autograder.course.assignment import expect_assignments
from autograder.course.file_stats import folder_file_stats
from autograder.course.hidden_secret import load_secret_assignment
from autograder.course.nbgrader_config_file import course_folder
from autograder.errors import ConfigurationError
from autograder.grading.engine_digest import engine_digest
from autograder.nbgrader_bridge.gradebook_rows import AssignmentRows, assignment_rows
from autograder.nbgrader_bridge.nbgrader_app import open_nbgrader_app, run_collecting_errors
from autograder.nbgrader_bridge.recorded_digests import (
    ASSIGNMENT_ENTRY,
    RecordedDigests,
    json_digest,
)
from autograder.sandbox.scratch_folder import temporary_tempdir

CELLS_FIXED = "Cannot add or remove cells"  # nbgrader's error once it has a submission


def generate_releases(course: Path, names: list[str]) -> list[Path]:
    """Run nbgrader's generate_assignment for the assignments ``names``, or for all.

    Returns:
        The folders in ``release/``, one for each. A failed one keeps its earlier release.

    Raises:
        ConfigurationError: there is no such assignment, or nbgrader refused; its reason is quoted.
    """
    course = course.resolve()
    names = names or expect_assignments(course)
    for name in names:
        load_secret_assignment(course, name)
    with open_nbgrader_app(course) as app:
        for name in names:
            app.coursedir.assignment_id = name
            _release_one(app)
    return [course_folder(course, "release") / name for name in names]


def _release_one(app: NbGrader) -> None:
    """Generate a release beside the old one, then swap them: nbgrader deletes the old first."""
    course = app.coursedir
    target = Path(course.format_path(course.release_directory, ".", course.assignment_id))
    target.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, so that a rename moves it as a whole.
    with tempfile.TemporaryDirectory(
        prefix=".releasing-", dir=target.parent, ignore_cleanup_errors=True
    ) as beside:
        made = _generate(app, Path(beside) / "new")
        if target.exists():
            target.rename(Path(beside) / "old")
        made.rename(target)


def _generate(app: NbGrader, to: Path) -> Path:
    """Run nbgrader's generate_assignment into ``to``, and return the release's folder.

    Raises:
        ConfigurationError: nbgrader refused.
    """
    course, name = app.coursedir, app.coursedir.assignment_id
    kept = course.release_directory
    course.release_directory = str(to)
    try:
        complaint = run_collecting_errors(
            GenerateAssignment(coursedir=course, parent=app, force=True)
        )
        made = Path(course.format_path(course.release_directory, ".", name))
    finally:
        course.release_directory = kept
    if CELLS_FIXED in complaint:
        raise ConfigurationError(_cells_fixed(name))
    if complaint:
        raise ConfigurationError(f"{name}: nbgrader does not take it: {complaint}")
    return made


def _cells_fixed(name: str) -> str:
    return (
        f"{name}: the gradebook has submissions of it, and nbgrader then lets no graded, answer or "
        "locked cell be added or removed, and no grade_id be changed. Undo that; or give the new "
        "notebook a name of its own; or, if no grade was written by hand, let the gradebook forget it "
        f"and fill it again: nbgrader db assignment remove {name} --force, then release and grade"
    )


def update_assignment_rows(
    app: NbGrader, session: Session, digests: RecordedDigests, notebooks: Collection[str]
) -> AssignmentRows | None:
    """Bring the assignment's gradebook rows up to date with ``source/``, and return them.

    Returns:
        None if they are of notebooks other than these.

    Raises:
        ConfigurationError: nbgrader does not take the assignment; its reason is quoted.
    """
    course, name = app.coursedir, app.coursedir.assignment_id
    source = folder_file_stats(course.format_path(course.source_directory, ".", name))
    about = assignment_rows(session, name, notebooks)
    if about is None or not digests.is_recorded(ASSIGNMENT_ENTRY, _digest(app, source, about)):
        session.rollback()  # nbgrader writes in a session of its own
        _put_in_gradebook(app)
        session.expire_all()
        about = assignment_rows(session, name, notebooks)
        if about is not None:
            digests.keep({ASSIGNMENT_ENTRY: _digest(app, source, about)})
    return about


def _digest(app: NbGrader, source: list[Any], about: AssignmentRows) -> str:
    return json_digest(app.config, engine_digest(), source, about.as_list())


def _put_in_gradebook(app: NbGrader) -> None:
    """Save the assignment's cells from source/ in the gradebook, without releasing anything."""
    with temporary_tempdir() as folder:
        _generate(app, folder / "release")
