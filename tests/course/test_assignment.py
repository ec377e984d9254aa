from __future__ import annotations

from pathlib import Path

import made_up
import pytest

from autograder.course.assignment import (
    Assignment,
    Exercise,
    assignment_names,
    grade_id,
    is_autograded_cell,
    is_grade_or_solution_cell,
    is_locked_code_cell,
    load_assignment,
    nbgrader_metadata,
)
from autograder.course.limits import Limits
from autograder.course.settings import FILE
from autograder.errors import ConfigurationError


def test_exercises_are_the_grade_cells_in_order(assignment: Assignment) -> None:
    """An exercise is a grade cell: its id and its points, as the notebook gives them."""
    assert assignment.exercises == [
        Exercise("double", 2.0, "tiny", "double"),
        Exercise("greet", 1.0, "tiny", "greet"),
        Exercise("total", 3.0, "tiny", "total"),
    ]
    assert assignment.max_score == 6


def test_locked_cells_are_the_set_up_and_the_grade_cells(assignment: Assignment) -> None:
    """What a student must not change: locked code and grade cells, no answers."""
    assert list(assignment.notebook("tiny").locked) == ["setup", "double", "greet", "total"]


def test_load_assignment_takes_limits_and_checks_from_their_places(tmp_path: Path) -> None:
    """An assignment comes with the checks of its name and the course's limits for it."""
    made_up.make_assignment(tmp_path)
    (tmp_path / FILE).write_text("[limits.tiny]\ncell_s = 3\n", encoding="utf-8")
    loaded = load_assignment(tmp_path, "tiny")
    assert loaded.limits == Limits(cell_s=3)
    assert loaded.checks.name == "tiny"


def test_an_unknown_assignment_lists_those_there_are(tmp_path: Path) -> None:
    """A wrong name is answered with the path that was expected and the names that there are."""
    made_up.make_assignment(tmp_path)
    with pytest.raises(ConfigurationError) as refused:
        load_assignment(tmp_path, "tinny")
    expected = tmp_path / "source" / "tinny" / "*.ipynb"
    assert str(refused.value) == f"no assignment 'tinny': expected {expected}; there are: tiny"


def test_a_folder_without_a_course_says_so(tmp_path: Path) -> None:
    """Outside of a course the message says where it looked."""
    with pytest.raises(ConfigurationError, match=f"there are: none in {tmp_path}/source"):
        load_assignment(tmp_path, "tiny")


def test_assignments_are_the_folders_with_a_notebook(tmp_path: Path) -> None:
    """Whatever the notebook is called; hidden folders, and those without one, are no assignments."""
    made_up.make_assignment(tmp_path)
    for name in ("Week 1/problem1.ipynb", ".ipynb_checkpoints/tiny.ipynb", "empty/notes.txt"):
        path = tmp_path / "source" / name
        path.parent.mkdir()
        path.write_text("{}", encoding="utf-8")
    assert assignment_names(tmp_path) == ["Week 1", "tiny"]


def test_exercises_of_several_notebooks_come_in_the_notebooks_order(tmp_path: Path) -> None:
    """A grade_id that two notebooks share stands behind the notebook's name, any other alone."""
    assignment = made_up.make_assignment(tmp_path)
    another = made_up.make_notebook()
    another.cells = [*another.cells[:4], made_up.grade_cell("last", 5)]
    made_up.write_notebook(assignment.folder / "more.ipynb", another)
    assert [source.name for source in assignment.notebooks] == ["more", "tiny"]
    assert assignment.exercises == [
        Exercise("more/double", 2.0, "more", "double"),
        Exercise("last", 5.0, "more", "last"),
        Exercise("tiny/double", 2.0, "tiny", "double"),
        Exercise("greet", 1.0, "tiny", "greet"),
        Exercise("total", 3.0, "tiny", "total"),
    ]
    with pytest.raises(ConfigurationError) as refused:
        _ = assignment.source
    assert str(refused.value) == "tiny: expected one notebook, got more.ipynb, tiny.ipynb"


def test_a_source_that_is_no_notebook_is_the_instructors_to_mend(tmp_path: Path) -> None:
    """A broken source is named, with what is wrong."""
    assignment = made_up.make_assignment(tmp_path)
    assignment.source.write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"tiny\.ipynb: not a notebook: "):
        _ = assignment.exercises


def test_a_grade_cell_without_points_is_the_instructors_to_mend(tmp_path: Path) -> None:
    """A grade cell whose points are missing is named."""
    notebook = made_up.make_notebook()
    del notebook.cells[3].metadata.nbgrader["points"]
    assignment = made_up.make_assignment(tmp_path, notebook=notebook)
    with pytest.raises(ConfigurationError) as refused:
        _ = assignment.exercises
    assert str(refused.value).endswith(
        "tiny.ipynb: cell double: expected points of 0 or more, got None"
    )


def test_two_grade_cells_of_one_name_are_the_instructors_to_mend(tmp_path: Path) -> None:
    """An id that stands twice is named: its points would count twice."""
    notebook = made_up.make_notebook()
    notebook.cells.append(made_up.grade_cell("double", 2) | {"id": "copy"})
    assignment = made_up.make_assignment(tmp_path, notebook=notebook)
    with pytest.raises(ConfigurationError) as refused:
        _ = assignment.exercises
    assert str(refused.value).endswith("tiny.ipynb: the grade_id 'double' is there more than once")


@pytest.mark.parametrize(
    ("cell", "autograded", "exercise", "locked"),
    [
        (made_up.locked("setup", ""), False, False, True),
        (made_up.answer("double", ""), False, True, False),
        (made_up.grade_cell("double", 2), True, True, True),
        (made_up.code("", "plain"), False, False, False),
    ],
    ids=["locked", "answer", "grade cell", "plain"],
)
def test_kinds_of_cells(cell: object, autograded: bool, exercise: bool, locked: bool) -> None:
    """A cell's kind is what its nbgrader metadata says."""
    assert is_autograded_cell(cell) is autograded
    assert is_grade_or_solution_cell(cell) is exercise
    assert is_locked_code_cell(cell) is locked


@pytest.mark.parametrize("metadata", [{}, {"nbgrader": None}, {"nbgrader": [1]}, {"nbgrader": "x"}])
def test_malformed_metadata_is_none(metadata: dict[str, object]) -> None:
    """Metadata of a wrong kind makes an ordinary cell, not an error."""
    cell = {"cell_type": "code", "metadata": metadata}
    assert nbgrader_metadata(cell) == {}
    assert grade_id(cell) == ""
    assert not is_autograded_cell(cell)
