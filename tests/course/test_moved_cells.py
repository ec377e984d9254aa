"""A set-up cell that was moved below what uses it is told of; one that was moved in vain is not."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import made_up
import pytest
from handed_in_notebooks import NOTEBOOK, read
from nbformat.v4 import new_code_cell

from autograder.course.assignment import Assignment, SourceNotebook
from autograder.course.moved_cells import moved_set_up_cells

REMARK = "locked cell setup is below total-answer, which uses its `np` and runs before it"


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """The made-up assignment."""
    return made_up.make_assignment(tmp_path)


def with_set_up_at(place: int) -> Any:
    """Return the notebook with its set-up cell, the second, at another place."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells.insert(place, notebook.cells.pop(1))
    return notebook


def test_a_set_up_below_an_answer_that_uses_it_is_told_of(
    assignment: Assignment, tmp_path: Path
) -> None:
    """The remark names the cells and what is missing; the set-up stays where it was put."""
    notebook = with_set_up_at(len(NOTEBOOK.cells) - 1)
    submission = read(assignment, tmp_path, notebook)
    assert submission.flags == [REMARK]
    assert submission.notebooks["tiny"].cells[-1].source == made_up.SETUP


def test_a_set_up_that_still_comes_before_what_uses_it_is_not_told_of(
    assignment: Assignment, tmp_path: Path
) -> None:
    """Below answers that need nothing of it a set-up does no harm."""
    assert read(assignment, tmp_path, with_set_up_at(4)).flags == []


@pytest.mark.parametrize("own", ["import numpy as np", "np = __import__('numpy')"])
def test_a_student_who_binds_the_names_needs_no_set_up(
    assignment: Assignment, tmp_path: Path, own: str
) -> None:
    """An import of the student's own above is as good."""
    notebook = with_set_up_at(len(NOTEBOOK.cells) - 1)
    notebook.cells.insert(1, new_code_cell(own))
    assert read(assignment, tmp_path, notebook).flags == []


def test_a_name_in_a_text_or_a_comment_is_no_use(assignment: Assignment, tmp_path: Path) -> None:
    """Only code uses names."""
    notebook = with_set_up_at(len(NOTEBOOK.cells) - 1)
    for cell in notebook.cells:
        if cell.id == "total-answer":
            cell.source = 'def total(values):\n    """As np.sum."""\n    return sum(values)  # np'
    assert read(assignment, tmp_path, notebook).flags == []


@pytest.mark.parametrize(
    "set_up",
    [
        "%matplotlib inline\nimport numpy as np",
        "from numpy import (\n    array as np,\n)",
        "try:\n    import numpy as np\nexcept ImportError:\n    np = None",
        "for np in [1]:\n    pass",
        "def np():\n    other = 1",
        "np = 1\nif",
    ],
)
def test_whatever_way_a_set_up_binds_a_name(tmp_path: Path, set_up: str) -> None:
    """Imports, definitions and assignments at its top level, among magics, and in code that is broken."""
    notebook = made_up.make_notebook()
    notebook.cells[1].source = set_up
    path = made_up.write_notebook(tmp_path / "tiny.ipynb", notebook)
    moved = copy.deepcopy(notebook)
    moved.cells.append(moved.cells.pop(1))
    assert moved_set_up_cells(moved, SourceNotebook(path)) == [REMARK]
