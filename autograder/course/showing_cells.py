"""Cells that only show something, and which of them a grading can leave out.

An instructor tags such a cell ``smoke``. In a notebook of pictures and trainings these cells take most of
the time; a grading that leaves them out saves it.
"""

from __future__ import annotations

import functools
from typing import Any

from autograder.course.assignment import SourceNotebook, is_grade_or_solution_cell
from autograder.course.name_use import MOST_LETTERS, NameUse, cells_not_needed, name_use
from autograder.course.released_text import released_texts, without_trailing_space

SMOKE = "smoke"
LEFT_OUT = "as handed in: grading does not run a cell that only shows something"


def is_showing_cell(cell: Any) -> bool:
    """Say whether a cell is tagged as one that only shows something."""
    tags = cell.get("metadata", {}).get("tags") or ()
    return cell.get("cell_type") == "code" and SMOKE in tags and not is_grade_or_solution_cell(cell)


def cells_left_out(notebook: Any, source: SourceNotebook) -> dict[str, frozenset[str]]:
    """Return the cells of a student's notebook that need not run, by id, with the names they bind.

    They are as released, and bind no name that a later cell needs. None is left out of a notebook with
    more code than `MOST_LETTERS`.
    """
    showing = {
        text
        for cell in filter(is_showing_cell, source.cells)
        for text in released_texts(cell.source)
    }
    if not showing:
        return {}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if sum(len(cell.source) for cell in code) > MOST_LETTERS:  # to parse them would take long
        return {}
    ours = frozenset(cell.source for cell in source.cells)
    uses = {
        cell.id: (_kept_name_use if cell.source in ours else name_use)(cell.source) for cell in code
    }
    candidates = [
        cell.id
        for cell in notebook.cells
        if cell.id in uses and without_trailing_space(cell.source) in showing
    ]
    return {each: uses[each].binds for each in cells_not_needed(uses, candidates)}


@functools.lru_cache(maxsize=1_000)
def _kept_name_use(source: str) -> NameUse:
    """Return what an instructor's cell does with names; cached, since every notebook of a class has it."""
    return name_use(source)
