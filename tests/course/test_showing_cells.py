from __future__ import annotations

from pathlib import Path

import made_up
import pytest
from nbformat import NotebookNode

from autograder.course.name_use import MOST_LETTERS
from autograder.course.showing_cells import cells_left_out, is_showing_cell

SHOW = "picture = double(21)\nfor number in range(picture):\n    print(number)"


def showing(source: str = SHOW, identity: str = "double-try") -> NotebookNode:
    """Return a cell that is tagged as one that only shows something."""
    cell = made_up.code(source, identity)
    cell.metadata["tags"] = ["smoke"]
    return cell


def notebook(*behind: NotebookNode, shown: str = SHOW) -> NotebookNode:
    """Return the made-up notebook with a cell that shows an answer, and more cells behind it."""
    made = made_up.make_notebook()
    made.cells[3:3] = [showing(shown), *behind]
    return made


def left_out(folder: Path, student: NotebookNode) -> dict[str, frozenset[str]]:
    """Return what need not be run of a student's notebook."""
    assignment = made_up.make_assignment(folder, notebook=notebook())
    return cells_left_out(student, assignment.notebooks[0])


def test_a_showing_cell_as_released_is_left_out(tmp_path: Path) -> None:
    """It is known by its text, whatever became of its tag, with the names that it binds."""
    student = notebook()
    del student.cells[3].metadata["tags"]
    student.cells[3].source += "  \n"
    assert left_out(tmp_path, student) == {"double-try": {"picture", "number"}}


@pytest.mark.parametrize(
    "behind",
    [
        "print(picture)",
        "def late():\n    return picture",
        "print(globals()['picture'])",
        "picture +",
        "!echo $picture",
    ],
)
def test_it_is_run_where_a_later_cell_may_use_its_names(tmp_path: Path, behind: str) -> None:
    """In whatever way the name stands there."""
    assert left_out(tmp_path, notebook(made_up.code(behind, "own"))) == {}


def test_it_is_run_where_a_function_above_uses_its_names(tmp_path: Path) -> None:
    """A function may be called at any time, below the showing cell too."""
    student = notebook()
    student.cells[2].source = "def double(x):\n    return 2 * x if picture else 0"
    assert left_out(tmp_path, student) == {}


@pytest.mark.parametrize(
    "behind", ["picture = 3\nprint(picture)", "for number in [1]:\n    print(number)", "x = 1"]
)
def test_cells_that_bind_the_names_themselves_need_it_not(tmp_path: Path, behind: str) -> None:
    """Names are used again all the time."""
    student = notebook(made_up.code(behind, "own"))
    assert left_out(tmp_path, student).keys() == {"double-try"}


def test_one_that_a_showing_cell_needs_which_is_run_is_run_too(tmp_path: Path) -> None:
    """What is needed may need more."""
    second = showing("frame = picture + 1", "frame")
    source = notebook(second)
    assignment = made_up.make_assignment(tmp_path, notebook=source)
    left = cells_left_out(notebook(second), assignment.notebooks[0])
    assert left.keys() == {"double-try", "frame"}
    left = cells_left_out(
        notebook(second, made_up.code("print(frame)", "own")), assignment.notebooks[0]
    )
    assert left == {}


def test_one_that_was_edited_is_run(tmp_path: Path) -> None:
    """A student may have put anything into it."""
    assert left_out(tmp_path, notebook(shown=SHOW + "\nheight = 4")) == {}


def test_without_tags_every_cell_is_run(tmp_path: Path) -> None:
    """A course that has none is graded as by nbgrader."""
    assignment = made_up.make_assignment(tmp_path)
    assert cells_left_out(made_up.make_notebook(), assignment.notebooks[0]) == {}


def test_graded_cells_and_answers_never_only_show() -> None:
    """Whatever their tags say."""
    for cell in (made_up.answer("double", "x = 1"), made_up.grade_cell("double", 1)):
        cell.metadata["tags"] = ["smoke"]
        assert not is_showing_cell(cell)


def test_of_a_notebook_with_endless_code_nothing_is_left_out(tmp_path: Path) -> None:
    """To tell what its cells need would take long, which no limit of the submission bounds."""
    student = notebook(*(made_up.code("x" * (MOST_LETTERS // 10), f"own-{at}") for at in range(11)))
    assert left_out(tmp_path, student) == {}
