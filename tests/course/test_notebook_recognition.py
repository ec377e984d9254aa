from __future__ import annotations

import json
from pathlib import Path

import made_up
import pytest
from nbformat.v4 import new_notebook

from autograder.course.assignment import SourceNotebook
from autograder.course.notebook_recognition import recognise_cells
from course_utils.notebook.notebook_cells import clean_notebook

SOLUTION = "def double(x):\n    y = 0\n    ### BEGIN SOLUTION\n    y = 2 * x\n    ### END SOLUTION\n    return y"
STUB = "    # YOUR CODE HERE\n    raise NotImplementedError()\n"
RELEASED = f"def double(x):\n    y = 0\n{STUB}    return y"


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        (RELEASED, 0),
        (f"# my answer\n{RELEASED}\n", 0),
        (" \n", 0),
        (RELEASED.replace(STUB, "    y = x + x\n"), 1),
        (RELEASED.replace(STUB, "    # YOUR CODE HERE\n    y = x + x\n"), 1),
        (RELEASED.replace(STUB, f"    y = 2 * x\n{STUB}"), 1),
    ],
    ids=["released", "a comment", "emptied", "replaced", "below the comment", "above the stub"],
)
def test_an_answer_holds_more_than_its_release(tmp_path: Path, text: str, answered: int) -> None:
    """What students leave of the lines to be replaced does not make theirs no answer."""
    path = tmp_path / "one.ipynb"
    made_up.write_notebook(path, new_notebook(cells=[made_up.answer("double", SOLUTION)]))
    found = recognise_cells([made_up.answer("double", text)], SourceNotebook(path))
    assert (found.matched, found.answered) == (1, answered)


@pytest.mark.parametrize(
    "path", sorted((made_up.CHECKOUT / "release").glob("*/*.ipynb")), ids=lambda path: path.stem
)
def test_nothing_is_answered_in_a_release(path: Path) -> None:
    """As students get this course's notebooks, no answer cell counts as one."""
    source = SourceNotebook(made_up.CHECKOUT / "source" / path.parent.name / path.name)
    cells = clean_notebook(json.loads(path.read_text(encoding="utf-8")))["cells"]
    assert recognise_cells(cells, source).answered == 0
