from __future__ import annotations

from pathlib import Path

import made_up
import pytest

from autograder.assignment import (
    Assignment,
    Exercise,
    assignments,
    grade_id,
    is_autograded,
    is_exercise,
    is_locked_code,
    load_assignment,
    nbgrader_of,
)
from autograder.errors import ConfigurationError
from autograder.limits import FILE, Limits


def test_exercises_are_the_grade_cells_in_order(assignment: Assignment) -> None:
    """An exercise is a grade cell: its id and its points, as the notebook gives them."""
    assert assignment.exercises == [
        Exercise("double", 2.0),
        Exercise("greet", 1.0),
        Exercise("total", 3.0),
    ]
    assert assignment.max_score == 6


def test_locked_cells_are_the_set_up_and_the_grade_cells(assignment: Assignment) -> None:
    """What a student must not change: locked code and grade cells, no answers."""
    assert list(assignment.locked) == ["setup", "double", "greet", "total"]


def test_load_assignment_takes_limits_and_checks_from_their_places(tmp_path: Path) -> None:
    """An assignment comes with the checks of its name and the course's limits for it."""
    made_up.make_assignment(tmp_path)
    (tmp_path / FILE).write_text("[limits.tiny]\ncell_s = 3\n", encoding="utf-8")
    loaded = load_assignment(tmp_path, "tiny")
    assert loaded.limits == Limits(cell_s=3)
    assert loaded.checks.name == "test_tiny.py"


def test_an_unknown_assignment_lists_those_there_are(tmp_path: Path) -> None:
    """A wrong name is answered with the path that was expected and the names that there are."""
    made_up.make_assignment(tmp_path)
    with pytest.raises(ConfigurationError) as refused:
        load_assignment(tmp_path, "tinny")
    expected = tmp_path / "source" / "tinny" / "tinny.ipynb"
    assert str(refused.value) == f"no assignment 'tinny': expected {expected}; there are: tiny"


def test_a_folder_without_a_course_says_so(tmp_path: Path) -> None:
    """Outside of a course the message says where it looked."""
    with pytest.raises(ConfigurationError, match=f"there are: none in {tmp_path}/source"):
        load_assignment(tmp_path, "tiny")


def test_assignments_are_the_folders_with_a_notebook_of_their_name(tmp_path: Path) -> None:
    """Drafts beside a notebook, and folders without one, are no assignments."""
    made_up.make_assignment(tmp_path)
    (tmp_path / "source" / "tiny" / "draft.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / "source" / "empty").mkdir()
    assert assignments(tmp_path) == ["tiny"]


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
    assert str(refused.value).endswith("tiny.ipynb: the grade_id 'double' stands more than once")


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
    assert is_autograded(cell) is autograded
    assert is_exercise(cell) is exercise
    assert is_locked_code(cell) is locked


@pytest.mark.parametrize("metadata", [{}, {"nbgrader": None}, {"nbgrader": [1]}, {"nbgrader": "x"}])
def test_malformed_metadata_is_none(metadata: dict[str, object]) -> None:
    """Metadata of a wrong kind makes an ordinary cell, not an error."""
    cell = {"cell_type": "code", "metadata": metadata}
    assert nbgrader_of(cell) == {}
    assert grade_id(cell) == ""
    assert not is_autograded(cell)
