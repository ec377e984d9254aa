"""Locked cells stand once, as they were released, whatever was done to them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import made_up
import nbformat
import pytest
from handed_in_notebooks import NOTEBOOK, order, read, refusal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell

from autograder.course.assignment import (
    Assignment,
    grade_id,
    is_autograded_cell,
    is_grade_or_solution_cell,
)
from autograder.course.restored_cells import restore_cells_in_place
from autograder.course.submitted_files import parse_notebook


def test_the_last_copy_of_a_grade_cell_counts(assignment: Assignment, tmp_path: Path) -> None:
    """Of a copied grade cell only the last is one, and the copy is flagged."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells.insert(1, copy.deepcopy(notebook.cells[3]))
    submission = read(assignment, tmp_path, notebook)
    assert order(submission.notebooks["tiny"]) == [order(NOTEBOOK)[0], "", *order(NOTEBOOK)[1:]]
    assert submission.flags == ["cell 'double' is there more than once: the last one counts"]


def test_a_deleted_grade_cell_is_put_back(assignment: Assignment, tmp_path: Path) -> None:
    """A deleted grade cell comes back behind the cell that it followed."""
    notebook = copy.deepcopy(NOTEBOOK)
    del notebook.cells[3]
    submission = read(assignment, tmp_path, notebook)
    assert order(submission.notebooks["tiny"]) == order(NOTEBOOK)
    assert submission.flags == ["locked cell double was deleted: put back"]


def test_a_grade_cell_comes_back_behind_an_answer_that_is_not_known(
    assignment: Assignment, tmp_path: Path
) -> None:
    """Where the cells above it lost their metadata and read otherwise, it does not run before them."""
    notebook = copy.deepcopy(NOTEBOOK)
    del notebook.cells[3]
    for cell in notebook.cells[:3]:
        cell.metadata, cell.source, cell.id = {}, f"{cell.source}\n# mine", f"{cell.id}-mine"
    cells = read(assignment, tmp_path, notebook).notebooks["tiny"].cells
    places = {grade_id(cell): n for n, cell in enumerate(cells)}
    assert cells[places["double"] - 1].source == notebook.cells[2].source
    assert places["setup"] == 0


def test_a_deleted_set_up_is_put_back_at_the_start(assignment: Assignment, tmp_path: Path) -> None:
    """A deleted set-up cell comes back before all that needs it."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[:2] = []
    submission = read(assignment, tmp_path, notebook)
    assert order(submission.notebooks["tiny"]) == order(NOTEBOOK)[1:]
    assert submission.notebooks["tiny"].cells[0].source == made_up.SETUP
    assert submission.flags == ["locked cell setup was deleted: put back"]


def test_a_set_up_without_metadata_is_known_again(assignment: Assignment, tmp_path: Path) -> None:
    """It is neither put back a second time nor told to be deleted; alone it tells nothing."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[1].metadata = {}
    submission = read(assignment, tmp_path, notebook)
    assert order(submission.notebooks["tiny"]) == order(NOTEBOOK)
    assert submission.flags == ["nbgrader's metadata was missing: known again by id or text: setup"]
    notebook.cells = notebook.cells[:2]
    assert refusal(assignment, tmp_path, notebook)[0] == "wrong_notebook"


def test_edited_locked_cells_are_restored(assignment: Assignment, tmp_path: Path) -> None:
    """A locked cell reads as released again, and the edit is flagged."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[1].source = "import cheating"
    notebook.cells[3].source = "print('full marks')"
    notebook.cells[3].metadata.nbgrader.points = 100
    submission = read(assignment, tmp_path, notebook)
    assert submission.notebooks["tiny"].cells[1].source == made_up.SETUP
    assert submission.notebooks["tiny"].cells[3].source == 'check("double")'
    assert submission.notebooks["tiny"].cells[3].metadata.nbgrader.points == 2
    assert submission.flags == [
        "locked cell setup was edited: restored, without `import cheating`",
        "locked cell double was edited: restored",
    ]


def test_a_locked_cell_made_text_is_code_again(assignment: Assignment, tmp_path: Path) -> None:
    """A grade cell that was turned into Markdown is a grade cell again."""
    notebook = copy.deepcopy(NOTEBOOK)
    grade_id_double = notebook.cells[3].metadata
    notebook.cells[3] = nbformat.v4.new_markdown_cell(
        notebook.cells[3].source, id="double", metadata=grade_id_double
    )
    submission = read(assignment, tmp_path, notebook)
    assert is_autograded_cell(submission.notebooks["tiny"].cells[3])
    assert submission.flags == ["locked cell double was edited: restored"]


def test_space_behind_a_locked_cell_is_no_edit(assignment: Assignment, tmp_path: Path) -> None:
    """What an editor does to the end of a cell is not flagged."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[1].source += "\n"
    assert read(assignment, tmp_path, notebook).flags == []


def test_a_grade_cell_of_the_students_own_is_none(assignment: Assignment, tmp_path: Path) -> None:
    """A grade cell that was never released gives no points."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells.append(made_up.grade_cell("bonus", 100))
    assert order(read(assignment, tmp_path, notebook).notebooks["tiny"])[-1] == ""


def test_moved_grade_cells_stay_where_they_are(assignment: Assignment, tmp_path: Path) -> None:
    """A moved grade cell stands once, at its new place."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells.append(notebook.cells.pop(3))
    moved = order(notebook)
    assert order(read(assignment, tmp_path, notebook).notebooks["tiny"]) == moved


def test_outputs_of_locked_cells_are_dropped(assignment: Assignment, tmp_path: Path) -> None:
    """What a student's grade cell showed is not taken for what ours does."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[3].outputs = [nbformat.v4.new_output("stream", text="all passed")]
    assert read(assignment, tmp_path, notebook).notebooks["tiny"].cells[3].outputs == []


cells = st.sampled_from(range(len(NOTEBOOK.cells)))
disturbances = st.lists(
    st.one_of(
        st.tuples(st.just("delete"), cells),
        st.tuples(st.just("copy"), cells),
        st.tuples(st.just("move"), cells),
        st.tuples(st.just("edit"), cells),
        st.tuples(st.just("to text"), cells),
        st.tuples(st.just("rename"), cells),
        st.tuples(st.just("bare"), cells),
    ),
    max_size=8,
)


def disturbed(steps: list[tuple[str, int]]) -> Any:
    """Return a notebook after what a student's hands did to it."""
    notebook = copy.deepcopy(NOTEBOOK)
    for what, number in steps:
        if not notebook.cells:
            break
        place = number % len(notebook.cells)
        cell = notebook.cells[place]
        if what == "delete":
            del notebook.cells[place]
        elif what == "copy":
            notebook.cells.append(copy.deepcopy(cell))
        elif what == "move":
            notebook.cells.insert(0, notebook.cells.pop(place))
        elif what == "edit":
            cell.source += "\n# mine"
        elif what == "to text":
            cell.cell_type = "markdown"
            cell.pop("outputs", None), cell.pop("execution_count", None)
        elif what == "rename" and "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.grade_id = "total"
        elif what == "bare":
            cell.metadata.pop("nbgrader", None)
    return notebook


@given(disturbances)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_mending_each_locked_cell_stands_once_as_released(
    tmp_path: Path, steps: list[tuple[str, int]]
) -> None:
    """Whatever a student did: every locked cell once, as released; mending again is nothing new."""
    assignment = made_up.make_assignment(tmp_path)
    notebook = nbformat.from_dict(parse_notebook(json.dumps(disturbed(steps)).encode())[0])
    if not any(map(is_grade_or_solution_cell, notebook.cells)):
        return  # the wrong notebook, as other tests show
    source = assignment.notebook("tiny")
    restore_cells_in_place(notebook, source)
    for identity, original in source.locked.items():
        (cell,) = [cell for cell in notebook.cells if grade_id(cell) == identity]
        assert (cell.cell_type, cell.source) == ("code", original.source)
        assert cell.metadata == original.metadata
    nbformat.validate(notebook)
    again = copy.deepcopy(notebook)
    assert [
        flag
        for flag in restore_cells_in_place(again, source)
        if "is missing" not in flag and "runs before it" not in flag  # that is not mended
    ] == []
    assert again == notebook


@pytest.mark.parametrize(
    "more", ["", "\n\nMy drawing shows a rise."], ids=["untouched", "answered"]
)
@pytest.mark.parametrize("keeps_ids", [True, False], ids=["ids", "place"])
def test_a_task_without_metadata_is_known_again(tmp_path: Path, more: str, keeps_ids: bool) -> None:
    """It is not taken for deleted, whatever the student wrote into it."""
    task = new_markdown_cell("Draw it.", id="draw")
    task.metadata["nbgrader"] = {
        "grade_id": "draw", "grade": False, "solution": False, "locked": True, "task": True,
        "points": 3, "schema_version": 3, "cell_type": "markdown",
    }  # fmt: skip
    notebook = made_up.make_notebook()
    notebook.cells += [new_markdown_cell("## Part 2", id="part-2"), task]
    assignment = made_up.make_assignment(tmp_path, notebook=notebook)
    handed_in = copy.deepcopy(notebook)
    handed_in.cells[-1].source += more
    del handed_in.cells[-1].metadata["nbgrader"]
    if not keeps_ids:
        handed_in.cells[-1].id = "another"
    submission = read(assignment, tmp_path, handed_in)
    assert submission.flags == ["nbgrader's metadata was missing: known again by id or text: draw"]
    (cells,) = [each.cells for each in submission.notebooks.values()]
    assert cells[-1].source == f"Draw it.{more}"
    assert cells[-1].metadata.nbgrader.task
