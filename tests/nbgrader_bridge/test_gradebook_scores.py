"""A class's scores are read from the gradebook as nbgrader has them, and by as many queries for any class."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.nbgrader_bridge.gradebook_scores import GradebookScore, read_scores_and_maximum

# SQLAlchemy's to nbgrader, and what nbgrader uses that newer Pythons deprecate.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with an empty gradebook, of two assignments; one has two notebooks."""
    scripts = sysconfig.get_path("scripts")  # nbgrader makes a gradebook with alembic
    monkeypatch.setenv("PATH", f"{scripts}{os.pathsep}{os.environ['PATH']}")
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        for assignment, notebooks in {"ps1": ("p1", "p2"), "ps2": ("p1",)}.items():
            gradebook.add_assignment(assignment)
            for notebook in notebooks:
                gradebook.add_notebook(notebook, assignment)
                for cell in ("tests", "text"):
                    kind = "code" if cell == "tests" else "markdown"
                    options = {"max_score": 4, "cell_type": kind}
                    gradebook.add_grade_cell(cell, notebook, assignment, **options)
    return tmp_path


def hand_in(course: Path, student: str, assignment: str, **about: Any) -> None:
    """Record a submission: in each notebook a grade by tests, and others as told."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_student(student, email=about.get("email"))
        submission = gradebook.add_submission(assignment, student)
        for number, notebook in enumerate(submission.notebooks):
            notebook.late_submission_penalty = about.get("penalty")
            for grade in notebook.grades:
                grade.needs_manual_grade = grade.name == "text" and about.get("unmarked", False)
                grade.auto_score = 2 + number if grade.name == "tests" else None
                grade.manual_score = about.get("by_hand") if grade.name == "text" else None
                grade.extra_credit = about.get("extra")
        gradebook.db.commit()


def as_nbgrader_has_them(course: Path, assignment: str) -> list[GradebookScore]:
    """Return the scores by the properties of nbgrader's own objects."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = gradebook.find_assignment(assignment).submissions
        scores = [
            GradebookScore(
                each.student.id,
                max(0.0, each.score - (each.late_submission_penalty or 0)),
                each.late_submission_penalty or 0.0,
                bool(each.needs_manual_grade),
                each.student.email or "",
                each.student.lms_user_id or "",
            )
            for each in found
        ]
    return sorted(scores, key=lambda score: score.student)


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Yield a list that gets all that is asked of any database as long as the block runs."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_scores_are_nbgraders_own(course: Path) -> None:
    """With several notebooks, penalties, marks by hand, extra credit, and nothing at all."""
    hand_in(course, "late", "ps1", penalty=1.5, email="late@example.org")
    hand_in(course, "too-late", "ps1", penalty=20)
    hand_in(course, "by-hand", "ps1", by_hand=3, extra=0.5)
    hand_in(course, "unmarked", "ps1", unmarked=True)
    hand_in(course, "late", "ps2", by_hand=1)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.add_student("nothing")
        empty = gradebook.add_submission("ps1", "nothing")
        for notebook in empty.notebooks:
            gradebook.db.delete(notebook)
        gradebook.db.commit()
    for assignment, maximum in (("ps1", 16), ("ps2", 8)):
        scores, found = read_scores_and_maximum(course, assignment)
        assert found == maximum
        assert scores == as_nbgrader_has_them(course, assignment)
    points = {each.student: each.points for each in read_scores_and_maximum(course, "ps1")[0]}
    assert points == {"by-hand": 13, "late": 2, "nothing": 0, "too-late": 0, "unmarked": 5}


def test_a_larger_class_takes_no_more_queries(course: Path) -> None:
    """A query for each student, through all notebooks, would take a minute for 10,000."""
    numbers = []
    for students in (("a", "b"), ("c", "d", "e", "f", "g")):
        for student in students:
            hand_in(course, student, "ps1")
        with counted_queries() as asked:
            read_scores_and_maximum(course, "ps1")
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
