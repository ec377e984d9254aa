"""Set-up cells that were moved below the cells that use them: there they run too late.

A set-up cell is locked, and is no test: it imports or defines names for the cells below it.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.course.assignment import (
    SourceNotebook,
    grade_id,
    is_autograded_cell,
    is_solution_cell,
)
from autograder.course.name_use import name_use
from autograder.course.python_tokens import TooManyTokenErrors, python_tokens, shorten_blank_runs
from course_utils.notebook.bound_names import IMPORT, bound_names

SHOWN = 3  # names in one remark
WORD = re.compile(r"[^\W\d]\w*")


def moved_set_up_cells(notebook: Any, source: SourceNotebook) -> list[str]:
    """Report set-up cells below a cell that uses their names, and that was released below them.

    A name may also come from another cell further up, such as a copy of the set-up.

    Args:
        notebook: the student's, with its locked cells restored.
        source: the instructor's.
    """
    place = {grade_id(cell): n for n, cell in enumerate(notebook.cells) if grade_id(cell)}
    released = [grade_id(cell) for cell in source.cells if grade_id(cell) in place]
    flags = []
    for number, identity in enumerate(released):
        if identity not in source.locked or is_autograded_cell(source.locked[identity]):
            continue
        above = {each for each in released[number + 1 :] if place[each] < place[identity]}
        if not above:
            continue
        names = _names_bound_by(source.locked[identity].source)
        for user, used in _users(notebook.cells[: place[identity]], above, names):
            listed = ", ".join(f"`{name}`" for name in sorted(used)[:SHOWN])
            flags.append(
                f"locked cell {identity} is below {user}, which uses its {listed} and runs before it"
            )
            break
    return flags


def _names_bound_by(source: str) -> set[str]:
    """Return the names that an instructor's cell binds at its top level."""
    use = name_use(source)
    return set(use.binds) if use.is_told else set(bound_names(source))


def _users(
    cells: Iterable[Any], released_below: set[str], names: set[str]
) -> Iterator[tuple[str, set[str]]]:
    """Yield the answers and checks that use names without a binding in them or in a cell above."""
    missing = set(names)
    for cell in cells:
        if cell.cell_type != "code":
            continue
        missing -= _names_perhaps_bound_by(cell.source)
        judged = is_solution_cell(cell) or is_autograded_cell(cell)
        if judged and grade_id(cell) in released_below:
            used = missing & _words(cell.source)
            if used:
                yield grade_id(cell), used


def _names_perhaps_bound_by(source: str) -> set[str]:
    """Return the names that a student's cell binds, and all words of its imports, without parsing it."""
    lines = [line.strip() for line in source.splitlines()]
    imports = (WORD.findall(line) for line in lines if IMPORT.match(line))
    return set(bound_names(source)).union(*imports)


def _words(source: str) -> set[str]:
    """Return the names in a student's code, without the words in its texts and comments."""
    try:
        tokens = python_tokens(shorten_blank_runs(source))
        return {token.string for token in tokens if token.type == tokenize.NAME}
    except TooManyTokenErrors:
        return set()
