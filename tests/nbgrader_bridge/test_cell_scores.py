"""The score that we write into a grade cell is the one that nbgrader reads there."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.utils import determine_grade

from autograder.course.results import ExerciseReport
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.preprocessors import write_cell_scores

# SQLAlchemy's to nbgrader, and what nbgrader uses that newer Pythons deprecate.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


def graded_cell(points: float) -> Any:
    """Return a notebook with one grade cell."""
    graded = {"grade_id": "e", "grade": True, "solution": False, "locked": True, "points": points}
    cell = new_code_cell('check("e")')
    cell.metadata["nbgrader"] = {**graded, "schema_version": 3, "task": False}
    return new_notebook(cells=[cell])


@pytest.mark.parametrize("score", [0, 0.0, 1e-4, 1 / 3, 1.5, 2, 2.0000001, -0.0])
def test_nbgrader_reads_the_score_that_we_write(score: float) -> None:
    """Whatever the score, nbgrader reads it, cut to the cell's points, and nothing else."""
    notebook = graded_cell(2)
    write_cell_scores(notebook, {"e": ExerciseReport("e", 2, score, "partial", ())})
    assert determine_grade(notebook.cells[0]) == (min(score, 2), 2)


def test_nbgrader_would_read_other_numbers_as_full_marks() -> None:
    """The trap that the plain float avoids: NumPy's way to write 0.5 would be full marks."""
    cell = graded_cell(2).cells[0]
    cell.outputs = [new_output("execute_result", {"text/plain": "np.float64(0.5)"})]
    assert determine_grade(cell) == (2, 2)


def test_a_stale_gradebook_is_an_error_and_no_score() -> None:
    """Where source/ has other points than the gradebook, nobody gets a wrong share of them."""
    with pytest.raises(ConfigurationError, match="exercise e is not in the gradebook as it is in"):
        write_cell_scores(graded_cell(2), {"e": ExerciseReport("e", 3, 3, "passed", ())})
