"""Cells that only show something: which of them a grading can leave out.

An instructor tags such a cell ``smoke``. Left out, it costs no student's grading anything: it is most
of the time that a notebook of pictures and trainings takes.
"""

from __future__ import annotations

from typing import Any

from autograder.course.assignment import SourceNotebook, is_grade_or_solution_cell
from autograder.course.name_use import NameUse, name_use, words_of
from autograder.course.released_text import released_texts, without_trailing_space

SMOKE = "smoke"
LEFT_OUT = "as handed in: grading does not run a cell that only shows something"


def is_showing_cell(cell: Any) -> bool:
    """Say whether a cell is tagged as one that only shows something, and nothing depends on."""
    tags = cell.get("metadata", {}).get("tags") or ()
    return cell.get("cell_type") == "code" and SMOKE in tags and not is_grade_or_solution_cell(cell)


def cells_left_out(notebook: Any, source: SourceNotebook) -> dict[str, frozenset[str]]:
    """Return the cells of a student's notebook that need not run, by id, with the names they bind.

    They are as they were released, and bind no name that a cell needs which runs later.
    """
    showing = {
        text
        for cell in filter(is_showing_cell, source.cells)
        for text in released_texts(cell.source)
    }
    if not showing:
        return {}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    uses = {cell.id: name_use(cell.source) for cell in code}
    left_out = {
        cell.id: use.binds
        for cell in code
        if (use := uses[cell.id]) and without_trailing_space(cell.source) in showing
    }
    while needed := _needed_cells(code, uses, left_out):
        left_out = {each: binds for each, binds in left_out.items() if each not in needed}
    return left_out


def _needed_cells(
    code: list[Any], uses: dict[str, NameUse | None], left_out: dict[str, frozenset[str]]
) -> set[str]:
    """Return those of the cells left out that bind a name which a cell that runs needs."""
    run = [(cell, uses[cell.id]) for cell in code if cell.id not in left_out]
    # of functions, wherever they stand: they may be called at any time
    read = set[str]().union(*(_read_later(cell, use) for cell, use in run))
    needed = set()
    for cell in reversed(code):
        if cell.id not in left_out:
            use = uses[cell.id]
            read |= words_of(cell.source) if use is None else use.needs
        elif left_out[cell.id] & read:
            needed.add(cell.id)
    return needed


def _read_later(cell: Any, use: NameUse | None) -> frozenset[str]:
    return words_of(cell.source) if use is None else use.needs_later
