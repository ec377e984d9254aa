"""Notebooks whose cells, metadata and outputs claim points: what was released decides, and what runs."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_up
import pytest
from corpora import WRONG
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade

from autograder.course.submission import read_submission
from autograder.sandbox.warm_process import KernelSource

GRADED = "double"
IN_VAIN = {"double": 0.0, "greet": 1.0, "total": 0.0}


def _cell(notebook: Any, identity: str = GRADED) -> Any:
    return next(cell for cell in notebook.cells if cell.id == identity)


def _is_worth_more(notebook: Any) -> None:
    _cell(notebook).metadata.nbgrader.points = 100


def _has_its_score_in_its_output(notebook: Any) -> None:
    score = new_output("execute_result", {"text/plain": "2.0"}, execution_count=1)
    _cell(notebook).outputs = [score]


def _has_a_score_in_its_source(notebook: Any) -> None:
    _cell(notebook).source = "2.0"


def _is_an_answer(notebook: Any) -> None:
    _cell(notebook).metadata.nbgrader.solution = True


def _is_not_graded(notebook: Any) -> None:
    _cell(notebook).metadata.nbgrader.grade = False


def _is_a_task(notebook: Any) -> None:
    _cell(notebook).metadata.nbgrader.task = True


def _stands_last(notebook: Any) -> None:
    notebook.cells.append(notebook.cells.pop(notebook.cells.index(_cell(notebook))))


def _has_the_id_of_another(notebook: Any) -> None:
    _cell(notebook).id = "greet"


def _is_text(notebook: Any) -> None:
    cell = _cell(notebook)
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def _is_another_under_its_name(notebook: Any) -> None:
    _copy_of_greet(notebook, grade_id=GRADED)


def _has_another_beside_it(notebook: Any) -> None:
    _copy_of_greet(notebook, grade_id="bonus", points=50)


def _has_metadata_of_no_kind(notebook: Any) -> None:
    odd = {"grade_id": [GRADED], "points": float("nan"), "grade": 1, "locked": "x"}
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader = odd


def _copy_of_greet(notebook: Any, **metadata: Any) -> None:
    made = copy.deepcopy(_cell(notebook, "greet"))
    made.id = "copied"
    made.metadata.nbgrader.update(metadata)
    notebook.cells.append(made)


TRICKS = [
    *(_is_worth_more, _has_its_score_in_its_output, _has_a_score_in_its_source, _is_an_answer),
    *(_is_not_graded, _is_a_task, _stands_last, _has_the_id_of_another, _is_text),
    *(_is_another_under_its_name, _has_another_beside_it, _has_metadata_of_no_kind),
]


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.__name__.lstrip("_"))
def test_a_grade_cell_gives_what_was_released(
    trick: Callable[[Any], None], warm: KernelSource, tmp_path: Path
) -> None:
    """Each exercise has the points of the release, and the score of its answer."""
    assignment = made_up.make_assignment(tmp_path)
    notebook = made_up.make_notebook(WRONG)
    trick(notebook)
    folder = made_up.hand_in(tmp_path, "eve", notebook).parent
    found = made_up.grade_here(assignment, read_submission(folder, "eve", assignment), warm)
    assert {each.id: each.score for each in found.exercises} == IN_VAIN
    assert {each.id: each.points for each in found.exercises} == made_up.POINTS


@pytest.mark.parametrize(
    ("trick", "score"), [(_is_worth_more, 100), (_has_its_score_in_its_output, 2)]
)
def test_read_as_it_is_it_would_give_more(trick: Callable[[Any], None], score: float) -> None:
    """The twin: nbgrader's own reading of the cell as it was handed in."""
    notebook = made_up.make_notebook(WRONG)
    trick(notebook)
    cell = _cell(notebook)
    cell.metadata.nbgrader.setdefault("cell_type", "code")
    assert determine_grade(cell)[0] == score
