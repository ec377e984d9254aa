"""Answers below their check: the student saw the check pass, but from top to bottom it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_utils.notebook.bound_names import bound_names
from course_utils.notebook.saved_notebook import cell_grade_id, is_answer_cell, is_grade_cell

# Text in an unanswered code cell.
CODE_STUBS = ("YOUR CODE HERE", "NotImplementedError")


def exercises_answered_below(cells: Sequence[dict[str, Any]]) -> list[str]:
    """Return the exercises with an unanswered answer cell and a cell below that binds its names.

    Args:
        cells: a notebook's cells, in order.
    """
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    checks = [n for n, cell in enumerate(code) if is_grade_cell(cell) and not is_answer_cell(cell)]
    found = []
    for number, cell in enumerate(code):
        check = next((n for n in checks if n > number), None)
        if check is None or not is_answer_cell(cell):
            continue
        if not any(stub in cell["source"] for stub in CODE_STUBS):
            continue
        names = set(bound_names(cell["source"])) - {"_"}
        below = (set(bound_names(c["source"])) for c in code[check + 1 :] if not cell_grade_id(c))
        if any(names & bound for bound in below):
            found.append(cell_grade_id(code[check]))
    return found
