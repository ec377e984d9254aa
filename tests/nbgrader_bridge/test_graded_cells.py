from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.nbgrader_bridge import configure
from autograder.nbgrader_bridge.gradebook_database import create_gradebook_if_missing
from autograder.nbgrader_bridge.graded_cells import (
    CellName,
    Difference,
    GradedCell,
    PenaltyDifference,
    StudentGrades,
    compare_graded_cells,
    read_graded_cells,
)

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own

SUM, WHY, ANSWER = CellName("p1", "sum"), CellName("p2", "why"), CellName("p1", "sum-answer")
RIGHT = GradedCell(2.0, 2.0)


def of_ada(**cells: GradedCell) -> dict[str, StudentGrades]:
    """Return a class of one student, with these cells of the notebook p1."""
    return {"ada": StudentGrades({CellName("p1", name): cell for name, cell in cells.items()})}


def test_the_same_is_no_difference() -> None:
    """Cells that agree in all, but for the last digits of a sum, are the same."""
    found = compare_graded_cells(of_ada(a=RIGHT), of_ada(a=GradedCell(2.0 + 1e-12, 2.0)))
    assert (found.students, found.cells, found.differences) == (["ada"], 1, [])


@pytest.mark.parametrize(
    "other",
    [
        GradedCell(1.5, 2.0),
        GradedCell(None, 2.0),
        GradedCell(2.0, 3.0),
        GradedCell(2.0, 2.0, needs_person=True),
        GradedCell(2.0, 2.0, comment="No response."),
    ],
)
def test_whatever_is_marked_by_is_compared(other: GradedCell) -> None:
    """Points, their maximum, the need for a person and nbgrader's own comment all count."""
    found = compare_graded_cells(of_ada(a=RIGHT, b=RIGHT), of_ada(a=RIGHT, b=other))
    assert found.differences == [Difference("ada", CellName("p1", "b"), RIGHT, other)]
    assert found.cells == 2


def test_a_cell_that_one_side_has_not_is_a_difference() -> None:
    """A cell that is in one gradebook alone is shown, whichever it is."""
    found = compare_graded_cells(of_ada(a=RIGHT), of_ada(b=RIGHT))
    assert [(d.name.cell, d.stock, d.engine) for d in found.differences] == [
        ("a", RIGHT, None),
        ("b", None, RIGHT),
    ]


def test_cells_that_are_left_out_do_not_count() -> None:
    """What only the engine can grade is neither compared nor counted."""
    found = compare_graded_cells(
        of_ada(a=RIGHT, b=RIGHT), of_ada(a=RIGHT, b=GradedCell(0.0, 2.0)), {CellName("p1", "b")}
    )
    assert (found.cells, found.differences) == (1, [])


def test_only_students_that_both_have_are_compared() -> None:
    """Whom one side did not grade is no row of differences."""
    found = compare_graded_cells(of_ada(a=RIGHT), {"bob": StudentGrades()})
    assert (found.students, found.cells) == ([], 0)


def test_a_late_penalty_that_differs_is_found() -> None:
    """What is taken off for being late is compared by student."""
    found = compare_graded_cells(
        {"ada": StudentGrades(late_penalty=1.0)}, {"ada": StudentGrades(late_penalty=0.0)}
    )
    assert found.penalties == [PenaltyDifference("ada", 1.0, 0.0)]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (RIGHT, "2 of 2, full marks"),
        (GradedCell(0.5, 2.0), "0.5 of 2, partly"),
        (GradedCell(0.0, 2.0), "0 of 2, no points"),
        (GradedCell(None, 2.0, needs_person=True), "– of 2, needs a person"),
        (GradedCell(0.0, 2.0, comment="No response."), "0 of 2, no points, no response"),
        (GradedCell(comment="No response."), "no response"),
        (GradedCell(), "answered"),
    ],
)
def test_a_cell_says_how_it_ended(cell: GradedCell, said: str) -> None:
    """Points, what they are of, and what they mean, in a few words."""
    assert str(cell) == said


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook with an assignment of two notebooks, and a student's submission."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    configure(Config())  # which finds the program that nbgrader makes it with
    create_gradebook_if_missing(f"sqlite:///{path}")
    with Gradebook(f"sqlite:///{path}") as book:
        book.add_assignment("ps", duedate=datetime.datetime(2024, 1, 1))  # noqa: DTZ001  # as nbgrader
        book.add_assignment("other")
        for notebook in ("p1", "p2"):
            book.add_notebook(notebook, "ps")
        book.add_grade_cell("sum", "p1", "ps", max_score=2, cell_type="code")
        book.add_solution_cell("sum-answer", "p1", "ps")
        book.add_grade_cell("why", "p2", "ps", max_score=3, cell_type="markdown")
        book.add_solution_cell("why", "p2", "ps")
        book.add_task_cell("do", "p2", "ps", max_score=1, cell_type="markdown")
        book.add_student("ada")
        submission = book.add_submission("ps", "ada")
        submission.notebooks[0].late_submission_penalty = 0.5
        right = book.find_grade("sum", "p1", "ps", "ada")
        right.auto_score, right.needs_manual_grade = 2.0, False
        book.find_comment("why", "p2", "ps", "ada").auto_comment = "No response."
        book.db.commit()
    return path


def test_a_gradebook_is_read_by_student_and_cell(gradebook: Path) -> None:
    """Grade cells, answers and tasks of every notebook; what is both is one cell."""
    assert read_graded_cells(gradebook, "ps") == {
        "ada": StudentGrades(
            {
                SUM: GradedCell(2.0, 2.0),
                ANSWER: GradedCell(),
                WHY: GradedCell(None, 3.0, needs_person=True, comment="No response."),
                CellName("p2", "do"): GradedCell(None, 1.0, needs_person=True),
            },
            0.5,
        )
    }


def test_what_a_gradebook_has_not_is_nobody(gradebook: Path, tmp_path: Path) -> None:
    """An assignment without submissions, one that is not there, and no gradebook are empty."""
    assert read_graded_cells(gradebook, "other") == {}
    assert read_graded_cells(gradebook, "none") == {}
    assert read_graded_cells(tmp_path / "gradebook.db", "ps") == {}
    assert not (tmp_path / "gradebook.db").exists()
