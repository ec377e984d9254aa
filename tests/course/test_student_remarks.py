"""Of the flags a student is told what he or she can do better, and nothing that is for a person's look."""

from __future__ import annotations

import copy
from pathlib import Path

import made_up
import pytest
from handed_in_notebooks import NOTEBOOK, read
from nbformat.v4 import new_code_cell

from autograder.course.assignment import Assignment
from autograder.course.student_remarks import remarks_for_student

FOR_THE_INSTRUCTOR = [
    "worth a look: `ctypes` (cell own)",
    "a.ipynb: worth a look: `ctypes` (cell 'x' is graded: its cells are)",
    "worth a look: 500000 letters of code, too many to look through",
    "exercise double: judged by what the notebook's own process says, since it uses more than Keras's",
    "exercise double: test_unseen broke on what this notebook gave, and passes on the instructor's own",
    "a question was not answered: timeout: stopped after 10 s",
    "something new",
]


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """The made-up assignment."""
    return made_up.make_assignment(tmp_path)


def test_a_student_is_told_what_was_put_back(assignment: Assignment, tmp_path: Path) -> None:
    """An edited cell, a deleted one and a changed file, each as a sentence."""
    (assignment.folder / "data.csv").write_text("1")
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells[1].source += "\nimport math"
    del notebook.cells[3]
    folder = made_up.hand_in(tmp_path, "ada", notebook).parent
    (folder / "data.csv").write_text("2")
    assert remarks_for_student(read(assignment, tmp_path, notebook).flags) == [
        "The cell setup is the course's and had been edited: it was put back as you got it, without "
        "`import math`. What you add belongs into a cell of your own.",
        "The cell double is the course's and had been deleted: it was put back.",
        "A file of the course's had been changed; the course's own was used: 'data.csv'.",
    ]


def test_suspicion_is_the_instructors_alone(assignment: Assignment, tmp_path: Path) -> None:
    """Of code that is worth a look its author is told nothing."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells.append(new_code_cell("import ctypes"))
    flags = read(assignment, tmp_path, notebook).flags
    assert "worth a look: `ctypes`" in "\n".join(flags)
    assert remarks_for_student(flags) == []


@pytest.mark.parametrize("flag", FOR_THE_INSTRUCTOR)
def test_what_is_not_listed_for_students_is_not_told(flag: str) -> None:
    """Nor is a flag of a kind that nobody has thought of here."""
    assert remarks_for_student([flag], "a.ipynb") == []


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        (
            "cell total-answer: timeout: stopped after 20 s",
            "The cell total-answer took too long: stopped after 20 s.",
        ),
        (
            "answer double-answer is below its check, which runs before it",
            "Your answer double-answer was below its check. A notebook is run from top to bottom, so "
            "it has to be above.",
        ),
        (
            "locked cell setup is below total-answer, which uses its `np` and runs before it",
            "The cell setup was below total-answer, which uses its `np`. A notebook is run from top to "
            "bottom, so setup has to be above it.",
        ),
        ("'{name} {rest}' is not a plain file: left out", "{name} {rest} is no plain file and was left out."),
    ],
)  # fmt: skip
def test_a_student_is_spoken_to(flag: str, told: str) -> None:
    """In a sentence that says what to do, whatever the names in it are."""
    assert remarks_for_student([flag, flag]) == [told]


def test_of_several_notebooks_a_page_has_its_own_remarks() -> None:
    """What is said of another notebook stands on that one's page; what is said of all, on each."""
    flags = [
        "a.ipynb: answer cell x is missing",
        "b.ipynb is missing: its exercises have no answers",
    ]
    both = "The notebook b.ipynb was missing: its exercises have no answers."
    assert remarks_for_student(flags, "a.ipynb") == ["The answer cell x was missing.", both]
    assert remarks_for_student(flags, "c.ipynb") == [both]
