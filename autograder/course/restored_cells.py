"""Restoring a student's notebook: each locked cell as released, and each graded cell exactly once."""

from __future__ import annotations

import copy
from itertools import takewhile
from typing import Any

from autograder.course.assignment import (
    SourceNotebook,
    grade_id,
    is_autograded_cell,
    is_grade_or_solution_cell,
    is_graded_by_hand,
    is_solution_cell,
)
from autograder.course.moved_cells import moved_set_up_cells
from autograder.course.notebook_recognition import restore_grade_ids
from autograder.course.released_text import is_as_released
from autograder.course.suspicious_code import suspicious_code_flags
from autograder.errors import UngradableSubmission
from course_utils.notebook.answers_below import exercises_answered_below
from course_utils.notebook.bound_names import IMPORT

SHOWN = 3  # imports in one flag


def restore_cells_in_place(notebook: Any, source: SourceNotebook) -> list[str]:
    """Put each graded cell of ``source`` into the notebook exactly once, and each locked cell as released.

    A cell that has lost its metadata is recognised by its id or text. Of several copies the last one
    counts, as in nbgrader. A deleted cell is put back behind the cell that it followed. Restoring a
    second time changes nothing more, but reports again what it cannot restore.

    Returns:
        What was found, in words, for a person to look at.

    Raises:
        UngradableSubmission: none of the source's cells are there.
    """
    flags = _drop_copies(notebook)
    flags += restore_grade_ids(notebook, source)
    present = {grade_id(cell) for cell in notebook.cells}
    expected = {grade_id(cell) for cell in source.cells if is_grade_or_solution_cell(cell)}
    if expected and not present & expected:
        raise UngradableSubmission(
            "wrong_notebook",
            f"no cell of {source.name} is in it: is it another assignment's, or a new notebook?",
        )
    flags += _restore_types(notebook, source)
    flags += _restore_locked(notebook, source)
    flags += _restore_missing(notebook, source)
    flags += restore_grade_ids(notebook, source)  # a cell that is back identifies the one behind it
    flags += moved_set_up_cells(notebook, source)
    flags += _misplaced_answers(notebook, source)
    flags += [
        f"the answer to {name} seems to be in a new cell below its check, which runs before it"
        for name in exercises_answered_below(notebook.cells)
    ]
    return flags + suspicious_code_flags(notebook, source)


def _drop_copies(notebook: Any) -> list[str]:
    flags: list[str] = []
    seen: set[str] = set()
    for cell in reversed(notebook.cells):
        identity = grade_id(cell)
        if identity and identity in seen:
            cell.metadata.pop("nbgrader")
            flags.append(f"cell {identity[:80]!r} is there more than once: the last one counts")
        seen.add(identity)
    return list(dict.fromkeys(flags))


def _restore_types(notebook: Any, source: SourceNotebook) -> list[str]:
    """Turn an answer back into a code or text cell if its type was changed."""
    flags = []
    types = {grade_id(cell): cell.cell_type for cell in source.cells if is_solution_cell(cell)}
    for cell in notebook.cells:
        was = types.get(grade_id(cell), cell.cell_type)
        if was != cell.cell_type:
            flags.append(f"answer {grade_id(cell)} was a {cell.cell_type} cell: taken as {was}")
            bare: dict[str, Any] = {"outputs": [], "execution_count": None} if was == "code" else {}
            kept = {key: cell[key] for key in ("id", "metadata", "source")}
            cell.clear()
            cell.update(kept, cell_type=was, **bare)
    return flags


def _restore_locked(notebook: Any, source: SourceNotebook) -> list[str]:
    flags = []
    for cell in notebook.cells:
        original = source.locked.get(grade_id(cell))
        if original is None:
            if is_autograded_cell(cell):
                cell.metadata.pop("nbgrader")
            continue
        if cell.cell_type == "code" and is_as_released(cell.source, original.source):
            shown = cell.outputs
        else:
            shown = []
            lost = _without_imports(cell.source, original.source)
            flags.append(f"locked cell {grade_id(cell)} was edited: restored{lost}")
        _become(cell, original, shown)
    return flags


def _without_imports(text: str, source: str) -> str:
    """Say which imports an edited cell loses; the notebook may need their names."""
    ours = {line.strip() for line in source.splitlines()}
    lines = (line.strip() for line in text.splitlines())
    lost = [line[:80] for line in lines if IMPORT.match(line) and line not in ours]
    return f", without {', '.join(f'`{line}`' for line in lost[:SHOWN])}" if lost else ""


def _become(cell: Any, original: Any, outputs: list[Any]) -> None:
    """Give ``cell`` the content of the released one, and these outputs; it keeps its id."""
    identity = cell["id"]
    cell.clear()
    cell.update(copy.deepcopy(original), id=identity, outputs=outputs, execution_count=None)


def _restore_missing(notebook: Any, source: SourceNotebook) -> list[str]:
    """Put back deleted cells that are locked (the set-up at the start, say) or that a person marks."""
    flags = []
    ordered = [cell for cell in source.cells if grade_id(cell)]
    present = {grade_id(cell) for cell in notebook.cells}
    wanted = source.locked | {
        grade_id(cell): _deleted(cell) for cell in source.cells if is_graded_by_hand(cell)
    }
    for number, original in enumerate(ordered):
        identity = grade_id(original)
        if identity not in wanted or identity in present:
            continue
        cell = copy.deepcopy(wanted[identity])
        cell.setdefault("id", f"cell-{identity}")
        taken = {existing["id"] for existing in notebook.cells}
        while cell["id"] in taken:
            cell["id"] += "-x"
        notebook.cells.insert(_place_of_missing(ordered, number, notebook), cell)
        what = "locked cell" if identity in source.locked else "cell marked by hand,"
        flags.append(f"{what} {identity} was deleted: put back")
    return flags


def _place_of_missing(ordered: list[Any], number: int, notebook: Any) -> int:
    """Return the place for the deleted cell ``ordered[number]``: behind all cells that come before it.

    Tests with an unknown answer go as far down as they may: the answer may be in a new cell.
    """
    where = {grade_id(cell): n for n, cell in enumerate(notebook.cells)}
    before = [where[name] for name in map(grade_id, ordered[:number]) if name in where]
    behind = max(before) + 1 if before else 0
    if not is_autograded_cell(ordered[number]):
        return behind
    above = takewhile(lambda cell: not is_autograded_cell(cell), reversed(ordered[:number]))
    if all(grade_id(cell) in where for cell in above if is_solution_cell(cell)):
        return behind
    after = [where[name] for name in map(grade_id, ordered[number:]) if name in where]
    return max(behind, min(after, default=len(notebook.cells)))


def _misplaced_answers(notebook: Any, source: SourceNotebook) -> list[str]:
    """Report answers that are missing, or that are below their check."""
    place = {grade_id(cell): n for n, cell in enumerate(notebook.cells) if grade_id(cell)}
    flags = []
    waiting: list[str] = []
    for cell in source.cells:
        identity = grade_id(cell)
        if is_solution_cell(cell):
            waiting += [identity] if identity in place else []
            if identity not in place and not is_graded_by_hand(cell):
                flags.append(f"answer cell {identity} is missing")
        elif is_autograded_cell(cell):
            below = [answer for answer in waiting if place[answer] > place[identity]]
            flags += [f"answer {each} is below its check, which runs before it" for each in below]
            waiting = []
    return flags


def _deleted(cell: Any) -> Any:
    """Return an empty cell for a deleted answer or task, so that a person can give it points."""
    text = "(This cell was missing from what was handed in.)"
    bare = copy.deepcopy(cell)
    bare["source"] = f"# {text}" if cell.cell_type == "code" else text
    return bare
