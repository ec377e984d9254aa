"""The made-up notebook, handed in and read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import made_up
import pytest

from autograder.course.assignment import Assignment, grade_id
from autograder.course.submission import Submission, read_submission
from autograder.errors import UngradableSubmission

NOTEBOOK = made_up.make_notebook()
TEXT = json.dumps(NOTEBOOK)
BLANK = made_up.make_notebook(made_up.STUBS)


def read(assignment: Assignment, course: Path, notebook: Any) -> Submission:
    """Hand a notebook in and read it back."""
    path = made_up.hand_in(course, "ada", notebook)
    return read_submission(path.parent, "ada", assignment)


def refusal(assignment: Assignment, course: Path, notebook: Any) -> tuple[str, str]:
    """Return the kind and text with which a notebook is refused."""
    with pytest.raises(UngradableSubmission) as refused:
        read(assignment, course, notebook)
    return refused.value.kind, str(refused.value)


def order(notebook: Any) -> list[str]:
    """Return the grade ids in the order of the cells, empty for a cell that has none."""
    return [grade_id(cell) for cell in notebook.cells]
