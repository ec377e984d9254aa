"""Lint rules for cells that only show something: wrong tags, and missing ones."""

from __future__ import annotations

import ast
import re

from autograder.authoring.lint_finding import Problem, Problems
from autograder.authoring.notebook_file import NotebookDict, place_of
from autograder.authoring.source_reading import SourceReading
from autograder.course.assignment import nbgrader_metadata
from autograder.course.checks_folder import checks_modules
from autograder.course.name_use import NameUse, cells_not_needed, name_use
from autograder.course.showing_cells import SMOKE, is_showing_cell

_ASKED_FOR = re.compile(r"\bstudent\.\w+\(\s*[\"'](\w+)[\"']")  # such as student.value("weights")
MEND = "take the tag off, or bind the name elsewhere"


def wrong_tag_problems(reading: SourceReading, name: str) -> Problems:
    """Yield the cells of a notebook that are tagged as showing cells, though something depends on them.

    It costs no marks, but time: such a cell is run, or the whole submission is run twice.
    """
    cells = reading.notebooks[name]["cells"]
    showing = [cell for cell in cells if is_showing_cell(cell)]
    asked_for, uses = _names_asked_for(reading), _uses(cells)
    can_be_left_out = cells_not_needed(uses, [place_of(cell) for cell in showing])
    for cell in cells:
        place, asked = place_of(cell), sorted(uses.get(place_of(cell), NameUse()).binds & asked_for)
        if SMOKE not in cell.get("metadata", {}).get("tags", ()):
            continue
        if cell not in showing:
            yield _problem(place, "it is graded, or no code: take the tag off")
        elif asked:
            yield _problem(place, f"a check asks for `{asked[0]}`: {MEND}")
        elif place not in can_be_left_out:
            yield _problem(place, f"a later cell needs a name that it binds: {MEND}")


def missing_tag_notes(reading: SourceReading, name: str) -> Problems:
    """Yield the cells of a notebook that seem only to show something, and have no tag.

    A notebook without any such tag has no missing ones.
    """
    cells = reading.notebooks[name]["cells"]
    showing = [place_of(cell) for cell in cells if is_showing_cell(cell)]
    if not showing:
        return
    free = [place_of(cell) for cell in cells if _is_free(cell) and _ends_with_a_call(cell)]
    asked_for, uses = _names_asked_for(reading), _uses(cells)
    for place in cells_not_needed(uses, [*showing, *free]):
        if place in free and not uses[place].binds & asked_for:
            text = f"no cell needs its names: if it only shows something, tag it {SMOKE!r}"
            yield Problem(place, text)


def _problem(place: str, why: str) -> Problem:
    return Problem(place, f"tagged {SMOKE!r}, but {why}", style=True)


def _uses(cells: list[NotebookDict]) -> dict[str, NameUse]:
    return {
        place_of(cell): name_use(cell["source"]) for cell in cells if cell["cell_type"] == "code"
    }


def _is_free(cell: NotebookDict) -> bool:
    """Say whether a cell is code without nbgrader's metadata and without the tag."""
    return cell["cell_type"] == "code" and not nbgrader_metadata(cell) and not is_showing_cell(cell)


def _ends_with_a_call(cell: NotebookDict) -> bool:
    try:
        body = ast.parse(cell["source"]).body
    except (SyntaxError, ValueError):
        return False
    return bool(body) and isinstance(body[-1], ast.Expr) and isinstance(body[-1].value, ast.Call)


def _names_asked_for(reading: SourceReading) -> set[str]:
    """Return the names that the assignment's checks ask for."""
    texts = (path.read_text(encoding="utf-8") for path in checks_modules(reading.assignment.checks))
    return {found for text in texts for found in _ASKED_FOR.findall(text)}
