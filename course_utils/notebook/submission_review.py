"""The review of a notebook's file before packing: is it there, complete and the right one?"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from course_utils.checking.checks_source import exercises_in_checks
from course_utils.notebook.bound_names import bound_names
from course_utils.notebook.notebook_json import NotANotebook
from course_utils.notebook.notebook_language import notebook_language
from course_utils.notebook.notebook_session import NotebookSession
from course_utils.notebook.saved_notebook import (
    SavedNotebook,
    cell_grade_id,
    cell_source,
    read_saved_notebook,
)


class NotPacked(Exception):
    """No zip can be made; the error says why, and what to do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def read_reviewed_notebook(session: NotebookSession, names: Mapping[str, Any]) -> SavedNotebook:
    """Return the session's saved notebook, checked to be complete and the right one.

    Args:
        session: the assignment's session.
        names: the live notebook's namespace; in it, VS Code names the open file.

    Raises:
        NotPacked: it is missing, is not the right one, or lacks a cell.
    """
    _expect_file(session.notebook, _open_file(names))
    try:
        notebook = read_saved_notebook(session.notebook)
    except NotANotebook as error:
        raise NotPacked(
            f"{error}.",
            "Save it in Jupyter (Ctrl+S) and run this cell again; if that does not help, start "
            "from a new copy of the notebook and put your answers into it.",
        ) from None
    expected = exercises_in_checks(session.checks) or list(notebook.exercises)
    _expect_assignment(session, notebook, expected)
    _expect_python(session, notebook)
    _expect_cells(notebook, expected)
    return notebook


def _open_file(names: Mapping[str, Any]) -> Path | None:
    """Return the file that the front end has open, if it says so and the file exists."""
    said = names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME")
    path = Path(str(said)) if said else None
    return path if path is not None and path.suffix == ".ipynb" and path.is_file() else None


def _expect_file(expected: Path, opened: Path | None) -> None:
    """Raise an error unless the notebook's file exists and is the one that is open."""
    if "google.colab" in sys.modules:
        raise NotPacked(
            "Colab keeps this notebook in your Google Drive, where it cannot be read from here.",
            f"Choose File → Download → Download .ipynb, name the file {expected.name} if it is "
            "called anything else, and hand in that file.",
        )
    if opened is not None and opened.name != expected.name:
        raise NotPacked(
            f"Expected the notebook to be called {expected.name}, but this one is {opened.name}.",
            f"Save it (Ctrl+S), rename it to {expected.name} (right-click the file, Rename; if another "
            f"{expected.name} is in the way, rename that one first), and run this cell again.",
        )
    if opened is not None and opened.resolve() != expected.resolve():
        raise NotPacked(
            f"This notebook is {opened}, but its set-up cell looked for it in {expected.parent}.",
            "Restart the kernel, run the set-up cell first, and then this cell again.",
        )
    if not expected.is_file():
        found = ", ".join(sorted(path.name for path in expected.parent.glob("*.ipynb")))
        raise NotPacked(
            f"Expected {expected.name} in {expected.parent}, found {found or 'no notebook'}.",
            f"Save this notebook there as {expected.name}, or rename it so (right-click the file, "
            "Rename), and run this cell again.",
        )


def _expect_assignment(
    session: NotebookSession, notebook: SavedNotebook, expected: Sequence[str]
) -> None:
    named = notebook.assignment
    if named in ("", session.assignment) and notebook.exercises.keys() & set(expected):
        return
    found = f"cells of {named}" if named else "none of its exercises"
    raise NotPacked(
        f"{session.notebook.name} is not the notebook of {session.assignment}: it holds {found}.",
        "Was another file saved under this name? Open the right one, give it this name, and run its "
        "last cell.",
    )


def _expect_python(session: NotebookSession, notebook: SavedNotebook) -> None:
    """Raise an error if the file names another language: grading would refuse it."""
    language = notebook_language(notebook.content["metadata"])
    if language not in ("", "python 3"):
        raise NotPacked(
            f"Expected a notebook in Python 3, but {session.notebook.name} says that it is in "
            f"{language.title()}.",
            "Choose this course's kernel (Kernel, Change Kernel), save (Ctrl+S), and run this cell "
            "again.",
        )


def _expect_cells(notebook: SavedNotebook, expected: Sequence[str]) -> None:
    """Raise an error unless each exercise has its answer cell and grade cell."""
    exercises, ids = notebook.exercises, {cell_grade_id(cell) for cell in notebook.code_cells}
    lacking = [f'the cell `check("{name}")`' for name in expected if name not in exercises]
    lacking += [
        f"the answer cell of `{name}`"
        for name, exercise in exercises.items()
        if not exercise.answers and f"{name}-answer" not in ids  # a moved cell is not missing
    ]
    if lacking:
        raise NotPacked(
            f"Cells of the notebook are missing: {', '.join(lacking)}.",
            "Bring them back: Edit → Undo Cell Operation, as often as it takes, then save (Ctrl+S). Or "
            "get the notebook anew and put your answers into it. Then run this cell again.",
        )


def unsaved_exercises(notebook: SavedNotebook, history: Sequence[str]) -> list[str]:
    """Return the exercises with an answer that was run last in another form than it was saved.

    Args:
        notebook: the saved notebook.
        history: the sources of the cells that were run, in order.
    """
    saved = {cell_source(cell).strip() for cell in notebook.code_cells}
    last: dict[str, str] = {}  # the cell that last bound each name
    for source in history:
        last.update(dict.fromkeys(bound_names(source), source.replace("\r\n", "\n").strip()))
    return [
        exercise.id
        for exercise in notebook.exercises.values()
        if any(
            name in last and last[name] not in saved
            for cell in exercise.answers
            for name in bound_names(cell_source(cell))
        )
    ]
