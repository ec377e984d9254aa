"""Assignments from ``source/``: what students get of them, and what the gradebook holds of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import GenerateAssignment
from sqlalchemy.orm import Session

from autograder.assignment import assignments, load_assignment
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.application import nbgrader_app, run
from autograder.nbgrader_bridge.rows import AssignmentRows, assignment_rows
from autograder.nbgrader_bridge.stamps import ASSIGNMENT, Stamps, fingerprint, stamp
from autograder.scratch import temporary_files
from autograder.store import engine_fingerprint


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
    with nbgrader_app(course) as app:
        for name in names:
            app.coursedir.assignment_id = name
            errors = run(GenerateAssignment(coursedir=app.coursedir, parent=app, force=True))
            if errors:
                raise ConfigurationError(f"{name}: nbgrader could not release it: {errors}")
    return [course / "release" / name for name in names]


def known_assignment(app: NbGrader, session: Session, stamps: Stamps) -> AssignmentRows | None:
    """Return what the gradebook holds of the assignment, brought up to date with ``source/``.

    Returns:
        None where it is not of one notebook that is named like it.

    Raises:
        ConfigurationError: nbgrader does not take the assignment; its reason is quoted.
    """
    course, name = app.coursedir, app.coursedir.assignment_id
    source = fingerprint(course.format_path(course.source_directory, ".", name))
    about = assignment_rows(session, name)
    if about is None or not stamps.holds(ASSIGNMENT, _stamp(app, source, about)):
        session.rollback()  # nbgrader writes in a session of its own
        _put_in_gradebook(app)
        session.expire_all()
        about = assignment_rows(session, name)
        if about is not None:
            stamps.keep({ASSIGNMENT: _stamp(app, source, about)})
    return about


def _stamp(app: NbGrader, source: list[Any], about: AssignmentRows) -> str:
    return stamp(app.config, engine_fingerprint(), source, about.described())


def _put_in_gradebook(app: NbGrader) -> None:
    """Let nbgrader save the assignment's cells as they are in source/, and release nothing."""
    kept = app.coursedir.release_directory
    with temporary_files() as folder:
        app.coursedir.release_directory = str(folder / "release")
        try:
            complaint = run(GenerateAssignment(coursedir=app.coursedir, parent=app, force=True))
        finally:
            app.coursedir.release_directory = kept
    if complaint:
        name = app.coursedir.assignment_id
        raise ConfigurationError(f"{name}: nbgrader could not take it: {complaint}")
