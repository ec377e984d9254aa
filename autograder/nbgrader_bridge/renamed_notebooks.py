"""Lets ``nbgrader autograde`` grade notebooks that were handed in under another name.

nbgrader only looks at file names: it skips a notebook of another name, and gives a missing one a zero.
Here a file with the cells of a missing notebook is listed under that notebook's name.
"""

from __future__ import annotations

import glob
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.assignment import Assignment, assignment_names, load_assignment
from autograder.course.submitted_files import RecognisedFile, newest_answered, recognised_files
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from nbgrader.converters import Autograde


def list_renamed_notebooks(converter: Autograde) -> dict[str, Path]:
    """Add to nbgrader's list of notebooks those that it misses because of their names.

    Returns:
        The file of each added notebook, by the path at which nbgrader expects it.
    """
    course, listed = converter.coursedir, converter.assignments
    if course.notebook_id != "*":
        return {}
    found: dict[str, Path] = {}
    known: dict[str, Assignment | None] = {}
    folders = converter._format_source(course.assignment_id, course.student_id)
    there = glob.glob(folders)  # noqa: PTH207  # nbgrader's own pattern
    for submitted in sorted({*listed, *there}):
        anything = str(Path(submitted) / "anything.ipynb")
        name = converter.init_single_notebook_resources(anything)["nbgrader"]["assignment"]
        if name not in known:
            known[name] = _assignment(Path(course.root), name)
        if (assignment := known[name]) is not None:
            renamed = _renamed_notebooks(Path(submitted), assignment)
            if renamed:
                listed[submitted] = [*listed.get(submitted, []), *renamed]
            found |= renamed
    return found


def _assignment(course: Path, name: str) -> Assignment | None:
    """Return an assignment; None where only nbgrader can read it."""
    try:
        return load_assignment(course, name) if name in assignment_names(course) else None
    except AutograderError:
        return None  # reported for each submission when it is graded


def _renamed_notebooks(folder: Path, assignment: Assignment) -> dict[str, Path]:
    """Return the file for each notebook that a student's folder has only under another name."""
    paths = {source.name: folder / source.path.name for source in assignment.notebooks}
    missing = {name: path for name, path in paths.items() if not path.exists()}
    if not missing:
        return {}
    files: dict[str, list[RecognisedFile]] = {}
    for file in recognised_files(folder, assignment):
        files.setdefault(file.recognition.notebook, []).append(file)
    return {
        str(missing[name]): newest_answered(same).path
        for name, same in files.items()
        if name in missing
    }
