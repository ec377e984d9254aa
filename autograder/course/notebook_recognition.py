"""Recognising a file's notebook, and its cells, by their content.

A cell is known by the ``grade_id`` that it was released with. Some programs save a notebook without
nbgrader's metadata. They keep the cells' ids, or at least their texts, and these identify the cells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from autograder.course.assignment import (
    Assignment,
    SourceNotebook,
    grade_id,
    is_grade_or_solution_cell,
    is_graded_by_hand,
    is_solution_cell,
    nbgrader_metadata,
)
from autograder.course.released_text import released_texts
from course_utils.notebook.answers_below import CODE_STUBS
from course_utils.notebook.notebook_cells import Notebook, read_notebook
from course_utils.notebook.notebook_json import NotANotebook

STUBS = (*CODE_STUBS, "YOUR ANSWER HERE")
BEGIN_SOLUTION, END_SOLUTION = "BEGIN SOLUTION", "END SOLUTION"  # as nbgrader looks for them
CHECK_CALL = re.compile(r"""\s*check\(\s*(["'])(?P<exercise>[^"'\\]{1,200})\1\s*\)\s*(?:#.*)?""")
LONGEST_CALL = 500  # letters of a cell that only calls `check`


@dataclass(frozen=True)
class Recognition:
    """What a file was recognised as.

    Attributes:
        notebook: the name of the assignment's notebook that it is.
        matched: how many of that notebook's cells are in it.
        answered: how many of its answer cells hold something.
    """

    notebook: str
    matched: int
    answered: int


def recognise(data: bytes, assignment: Assignment) -> Recognition | None:
    """Return the assignment's notebook that is in a file's bytes; None if none is."""
    try:
        notebook, _ = read_notebook(data)
    except NotANotebook:
        return None
    return recognise_notebook(notebook, assignment)


def recognise_notebook(notebook: Notebook, assignment: Assignment) -> Recognition | None:
    """Return the assignment's notebook that a notebook is a copy of; None if it is of none."""
    found = [recognise_cells(notebook["cells"], source) for source in assignment.notebooks]
    best = max(found, key=lambda each: each.matched, default=None)
    return best if best is not None and best.matched else None


def recognise_cells(cells: list[Any], source: SourceNotebook) -> Recognition:
    """Return how many of a notebook's cells are cells of ``source``."""
    known = _known_ids(cells, source)
    originals = ((cells[number], source.by_grade_id[name]) for number, name in known.items())
    answered = sum(
        is_solution_cell(original) and _is_answered(cell["source"], original)
        for cell, original in originals
    )
    return Recognition(source.name, len(known), answered)


def _is_answered(text: str, original: Any) -> bool:
    """Say whether an answer has more than its release; many students keep the line ``# YOUR CODE HERE``."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not any(stub in text for stub in STUBS):
        return bool(lines)
    given = _given_lines(original["source"])
    comment = "#" if original["cell_type"] == "code" else "YOUR ANSWER HERE"
    return any(
        line not in given
        and not line.startswith(comment)
        and not any(stub in line for stub in STUBS)
        for line in lines
    )


def _given_lines(source: str) -> set[str]:
    """Return the lines of an instructor's answer that students get: the lines around the solution."""
    lines = [line.strip() for line in source.splitlines()]
    if BEGIN_SOLUTION not in source:
        return {line for line in lines if line.endswith(":")}
    given, solution = set(), False
    for line in lines:
        if BEGIN_SOLUTION in line or END_SOLUTION in line:
            solution = BEGIN_SOLUTION in line
        elif not solution:
            given.add(line)
    return given


def restore_grade_ids(notebook: Any, source: SourceNotebook) -> list[str]:
    """Give cells without their ``grade_id`` the one that they were released with.

    Returns:
        What was found, in words, for a person to look at.
    """
    found = []
    known = _known_ids(notebook.cells, source)
    if known:  # a locked cell alone is no sign: other assignments begin with the same one
        nameless = {n: cell for n, cell in enumerate(notebook.cells) if n not in known}
        locked = {k: cell for k, cell in source.locked.items() if k not in known.values()}
        known |= dict(_by_marks(locked, nameless))
    for number, identity in known.items():
        cell = notebook.cells[number]
        if grade_id(cell) != identity:
            cell.metadata["nbgrader"] = dict(nbgrader_metadata(source.by_grade_id[identity]))
            found.append(identity)
    if not found:
        return []
    named = ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
    return [f"nbgrader's metadata was missing: known again by id or text: {named}"]


def _known_ids(cells: list[Any], source: SourceNotebook) -> dict[int, str]:
    """Return the places of recognised cells, each with the ``grade_id`` that it has or has lost."""
    originals = source.by_grade_id
    known = {n: grade_id(cell) for n, cell in enumerate(cells) if grade_id(cell) in originals}
    lost = originals.keys() - set(known.values())
    if not lost:
        return known
    nameless = {n: cell for n, cell in enumerate(cells) if n not in known}
    graded = {
        name: cell
        for name, cell in originals.items()
        if name in lost and (is_grade_or_solution_cell(cell) or is_graded_by_hand(cell))
    }
    known |= dict(_by_marks(graded, nameless))
    lost -= set(known.values())
    return known | dict(_by_place(cells, source, lost, nameless)) if known else {}


def _by_marks(lost: Mapping[str, Any], nameless: dict[int, Any]) -> Iterator[tuple[int, str]]:
    """Yield lost cells that their content identifies, and remove them from the nameless.

    A content that several lost cells share identifies none: many courses have the same comment in all
    their cells of hidden tests.
    """
    rest = dict(lost)
    for marks in (_id, _check, _text):
        holders = Counter(mark for original in rest.values() for mark in marks(original))
        places = {
            mark: n for n, cell in nameless.items() for mark in marks(cell) if holders[mark] == 1
        }
        for identity, original in [*rest.items()]:
            found = {places[m] for m in marks(original) if m in places} & nameless.keys()
            if found:
                nameless.pop(max(found))  # the last of several copies counts
                rest.pop(identity)
                yield max(found), identity


def _id(cell: Any) -> set[str]:
    identity = cell.get("id")
    return {identity} if identity else set()


def _check(cell: Any) -> set[str]:
    """Return the exercise of a cell that only calls ``check``."""
    call = CHECK_CALL.fullmatch(cell["source"]) if len(cell["source"]) < LONGEST_CALL else None
    return {call["exercise"]} if call else set()


def _text(cell: Any) -> set[str]:
    """Return the texts that a code cell has or was released with, without an empty one."""
    return released_texts(cell["source"]) - {""} if cell["cell_type"] == "code" else set()


def _by_place(
    cells: list[Any], source: SourceNotebook, lost: Set[str], nameless: Mapping[int, Any]
) -> Iterator[tuple[int, str]]:
    """Yield unknown cells behind the text that an answer was released behind, each with the answer's id."""
    places = {cell["source"].strip(): n for n, cell in reversed([*enumerate(cells)])}
    for before, answer in pairwise(source.cells):
        if grade_id(answer) in lost and (is_solution_cell(answer) or is_graded_by_hand(answer)):
            place = places.get(before["source"].strip() or None, -1) + 1
            if place in nameless and nameless[place]["cell_type"] == answer["cell_type"]:
                yield place, grade_id(answer)
