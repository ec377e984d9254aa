from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import made_up
import nbformat
import pytest
from handed_in_notebooks import NOTEBOOK, read, refusal

from autograder.course.assignment import Assignment
from autograder.course.submission import read_submission
from autograder.errors import UngradableSubmission


def test_a_sound_notebook_is_read_as_it_is(assignment: Assignment, tmp_path: Path) -> None:
    """A right submission has no flags, and its cells as they were handed in."""
    submission = read(assignment, tmp_path, NOTEBOOK)
    assert (submission.student, submission.assignment, submission.flags) == ("ada", "tiny", [])
    assert [cell.source for cell in submission.notebooks["tiny"].cells] == [
        c.source for c in NOTEBOOK.cells
    ]
    assert [cell.id for cell in submission.notebooks["tiny"].cells] == [
        c.id for c in NOTEBOOK.cells
    ]


def test_another_assignments_notebook_is_the_wrong_one(
    assignment: Assignment, tmp_path: Path
) -> None:
    """A notebook with none of the assignment's cells is the wrong notebook."""
    other = nbformat.v4.new_notebook(cells=[made_up.code("x = 1", "a")])
    assert refusal(assignment, tmp_path, other) == (
        "wrong_notebook",
        "no cell of tiny is in it: is it another assignment's, or a new notebook?",
    )


def test_a_notebook_that_is_missing_beside_another_is_flagged(tmp_path: Path) -> None:
    """Of several notebooks those that were handed in are read; without any there is nothing."""
    assignment = made_up.make_assignment(tmp_path)
    made_up.write_notebook(assignment.folder / "more.ipynb", NOTEBOOK)
    submission = read(assignment, tmp_path, NOTEBOOK)
    assert list(submission.notebooks) == ["tiny"]
    assert submission.flags == ["more.ipynb is missing: its exercises have no answers"]
    with pytest.raises(UngradableSubmission) as refused:
        read_submission(tmp_path / "nowhere", "ada", assignment)
    assert str(refused.value) == "no notebook: expected more.ipynb, tiny.ipynb"


def digest(assignment: Assignment, notebook: Any, **files: bytes) -> str:
    """Return the digest of a submission."""
    return made_up.submission_of(assignment, copy.deepcopy(notebook), files=files).digest()


def test_the_digest_is_of_what_runs(assignment: Assignment) -> None:
    """Code, its cells' ids and the files beside it change the digest; outputs and text don't."""
    same = copy.deepcopy(NOTEBOOK)
    same.cells[0].source = "# Another title"
    same.cells[2].outputs = [nbformat.v4.new_output("stream", text="hello")]
    same.cells[2].execution_count = 7
    assert digest(assignment, same) == digest(assignment, NOTEBOOK)
    code = copy.deepcopy(NOTEBOOK)
    code.cells[2].source += "\n"
    renamed = copy.deepcopy(NOTEBOOK)
    renamed.cells[2].id = "another"
    digests = [
        digest(assignment, NOTEBOOK),
        digest(assignment, code),
        digest(assignment, renamed),
        digest(assignment, NOTEBOOK, a=b"1"),
        digest(assignment, NOTEBOOK, a=b"2"),
        digest(assignment, NOTEBOOK, b=b"1"),
    ]
    assert len(set(digests)) == len(digests)
