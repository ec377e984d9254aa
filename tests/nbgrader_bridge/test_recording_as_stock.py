"""What is recorded is, row for row and byte for byte, what stock nbgrader would have recorded."""

from __future__ import annotations

import shutil
from pathlib import Path

import made_up
import pytest
from gradebook_edits import mark_by_hand, set_duedate
from nbformat import NotebookNode
from recorded import NAME, by_hand, files, grade, gradebook, make_course, nbgrader, tables

from autograder.course.assignment import load_assignment
from autograder.nbgrader_bridge import record_in_gradebook

# SQLAlchemy's to nbgrader, and what nbgrader uses that newer Pythons deprecate.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]

LATE = """
c.LateSubmissionPlugin.penalty_method = "zero"
c.LimitOutput.max_lines = 2
c.Autograde.exclude_overwriting = {"tiny": ["kept.txt"]}
"""
CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"  # nbgrader's own
ODD = ["Ada Løve", "bob {x}", "o'neil; --", "ada"]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with an assignment that has every kind of cell, and settings of its own."""
    course = make_course(tmp_path / "ours", LATE, notebook({}))
    monkeypatch.chdir(course)  # nbgrader reads the configuration that lies there
    for name in ("kept.txt", "given.txt"):
        (course / "source" / NAME / name).write_text("the instructor's")
    return course


def notebook(answers: dict[str, str]) -> NotebookNode:
    """Return the made-up notebook with, besides, an answer in words and a task."""
    made = made_up.make_notebook(answers)
    made.cells += [by_hand("essay", 4), by_hand("drawing", 2, task=True)]
    return made


def hand_in(course: Path) -> list[str]:
    """Hand in a class; return who is in it."""
    wrong, deleted = notebook({"double": "def double(x):\n    return x"}), notebook({})
    wrong.cells[-2].source = "Because."
    deleted.cells = [cell for cell in deleted.cells if cell.id not in ("setup", "greet")]
    untouched = notebook(dict.fromkeys(made_up.STUBS, CODE_STUB))
    untouched.cells[-2].source = "YOUR ANSWER HERE"
    class_ = {"right": notebook({}), "untouched": untouched, "deleted": deleted}
    class_ |= dict.fromkeys(["wrong", "late", "marked", *ODD], wrong)
    for student, handed_in in class_.items():
        folder = made_up.hand_in(course, student, handed_in).parent
        (folder / "timestamp.txt").write_text("2021-10-31 10:00:00 UTC")
        (folder / "data").mkdir()
        (folder / "data" / "more.csv").write_text(student)
        for name in ("kept.txt", "given.txt"):
            (folder / name).write_text("the student's")
    (course / "submitted" / "late" / NAME / "timestamp.txt").write_text("2021-11-02 10:00:00 UTC")
    (course / "submitted" / "right" / NAME / "timestamp.txt").unlink()
    return list(class_)


@pytest.mark.slow
def test_a_class_is_recorded_as_stock_nbgrader_records_it(course: Path, tmp_path: Path) -> None:
    """Both gradebooks hold the same rows, both folders the same bytes; again after a regrade."""
    students = hand_in(course)
    loaded = load_assignment(course, NAME)
    results = grade(course, loaded, students, right={"right"})
    stock = shutil.copytree(course, tmp_path / "stock")
    for each in (course, stock):
        assert nbgrader(each, "generate_assignment", NAME).returncode == 0
        set_duedate(each)
    run = nbgrader(stock, "autograde", NAME)
    assert run.returncode == 0, run.stderr
    assert record_in_gradebook(course, NAME, results) == {}
    assert files(course / "autograded") == files(stock / "autograded")
    assert tables(gradebook(course)) == tables(gradebook(stock))

    for each in (course, stock):
        mark_by_hand(each)
        made_up.hand_in(each, "marked", notebook({}))
        results |= grade(each, loaded, ["marked"])
    assert nbgrader(stock, "autograde", NAME, "--force").returncode == 0
    assert record_in_gradebook(course, NAME, results) == {}
    assert files(course / "autograded") == files(stock / "autograded")
    assert tables(gradebook(course)) == tables(gradebook(stock))
    recorded = repr(tables(gradebook(course)))
    for part in ("('late_submission_penalty', 3.0)", "'No response.'", "('extra_credit', 0.25)"):
        assert part in recorded


@pytest.mark.slow
def test_several_notebooks_are_recorded_as_stock_nbgrader_records_them(
    course: Path, tmp_path: Path
) -> None:
    """Each notebook has its rows and penalty; of one that was not handed in all grades are 0."""
    second = made_up.make_notebook()
    second.cells = [*second.cells[:4], by_hand("proof", 3)]  # a grade_id that both have among them
    made_up.write_notebook(course / "source" / NAME / "second.ipynb", second)
    students = hand_in(course)
    for student in set(students) - {"late", "wrong"}:
        made_up.write_notebook(course / "submitted" / student / NAME / "second.ipynb", second)
    loaded = load_assignment(course, NAME)
    results = grade(course, loaded, students, right={"right", "late"})
    stock = shutil.copytree(course, tmp_path / "stock")
    for each in (course, stock):
        assert nbgrader(each, "generate_assignment", NAME).returncode == 0
        set_duedate(each)
    run = nbgrader(stock, "autograde", NAME)
    assert run.returncode == 0, run.stderr
    assert record_in_gradebook(course, NAME, results) == {}
    assert files(course / "autograded") == files(stock / "autograded")
    assert tables(gradebook(course)) == tables(gradebook(stock))
    assert record_in_gradebook(course, NAME, results) == {}
    assert tables(gradebook(course)) == tables(gradebook(stock))
