"""The score of a grade cell with its own tests, by nbgrader's own function."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import IgnorePattern
from nbgrader.utils import determine_grade

from autograder.course.assignment import grade_id
from autograder.errors import ConfigurationError
from autograder.grading.own_tests import ScoreCell
from autograder.nbgrader_bridge.nbgrader_app import open_nbgrader_app
from autograder.safe_html.safe_outputs import safe_outputs


@functools.cache
def cell_scorer(course: Path) -> ScoreCell:
    """Return the function that scores a course's grade cells, by its configuration of nbgrader."""
    with open_nbgrader_app(course.resolve()) as app:
        ignored = IgnorePattern(parent=app)

    def score_cell(cell: Any) -> float:
        cell.outputs = safe_outputs(cell.outputs)  # as they will be recorded
        if ignored.enabled:
            cell, _ = ignored.preprocess_cell(cell, {}, 0)
        try:
            score, _ = determine_grade(cell, ignored.log)
        except ValueError as error:  # such as more points than the cell has
            raise ConfigurationError(
                f"cell {grade_id(cell)}: nbgrader takes no score from what it shows: {error}"
            ) from None
        return float(score or 0)

    return score_cell
