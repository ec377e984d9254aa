"""Assignments from ``source/``: what students get of them, and what the gradebook holds of them."""

from __future__ import annotations

import tempfile
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

CELLS_FIXED = "Cannot add or remove cells"  # what nbgrader says once it has a submission


def release(course: Path, names: list[str]) -> list[Path]:
    """Run nbgrader's generate_assignment for the assignments ``names``, or for all.

    Returns:
        The folders in ``release/``, one for each. One that fails stays as it was released before.

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
            _release_one(app)
    return [course / "release" / name for name in names]


def _release_one(app: NbGrader) -> None:
    """Make a release beside the one that there is, which nbgrader would remove first, and swap them."""
    course = app.coursedir
    target = Path(course.format_path(course.release_directory, ".", course.assignment_id))
    target.parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, so that it is moved as a whole.
    with tempfile.TemporaryDirectory(
        prefix=".releasing-", dir=target.parent, ignore_cleanup_errors=True
    ) as beside:
        made = _generate(app, Path(beside) / "new")
        if target.exists():
            target.rename(Path(beside) / "old")
        made.rename(target)


def _generate(app: NbGrader, to: Path) -> Path:
    """Let nbgrader save the assignment's cells in the gradebook, and return its release in ``to``.

    Raises:
        ConfigurationError: nbgrader refused.
    """
    course, name = app.coursedir, app.coursedir.assignment_id
    kept = course.release_directory
    course.release_directory = str(to)
    try:
        complaint = run(GenerateAssignment(coursedir=course, parent=app, force=True))
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
        f"{name}: the gradebook has submissions of it, and nbgrader then takes no graded, answer or "
        "locked cell more or less, and no other grade_id. Undo that; or give the new notebook a name "
        "of its own; or, if no grade was written by hand, let the gradebook forget it and fill it "
        f"again: nbgrader db assignment remove {name} --force, then release and grade"
    )


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
    with temporary_files() as folder:
        _generate(app, folder / "release")
