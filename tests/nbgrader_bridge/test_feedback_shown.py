"""What the page of feedback shows is the course's choice, until the due date and after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import made_up
import pytest
from nbgrader.api import Gradebook
from recorded import NAME, grade, gradebook, make_course

from autograder.course.assignment import load_assignment
from autograder.course.results import SubmissionReport, exercise_report_from_dict
from autograder.grading.class_grading import save_class_results
from autograder.nbgrader_bridge import record_in_gradebook
from autograder.nbgrader_bridge.exchange import read_due_dates, write_feedback

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
SECRET = "double(-5): got -5"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with a graded student."""
    course = make_course(tmp_path)
    monkeypatch.chdir(course)
    made_up.hand_in(course, "ada", made_up.make_notebook())
    graded = grade(course, load_assignment(course, NAME), ["ada"])
    assert record_in_gradebook(course, NAME, graded) == {}
    return course


def page(course: Path, settings: str) -> str:
    """Return the student's page under some settings."""
    (course / "autograder.toml").write_text(settings, encoding="utf-8")
    assert write_feedback(course, NAME, "ada") == ""
    return (course / "feedback" / "ada" / NAME / f"{NAME}.html").read_text(encoding="utf-8")


def set_due(course: Path, days: float, extension_days: float = 0.0) -> None:
    """Let the assignment be due so many days from now, with an extension for the student."""
    with Gradebook(gradebook(course)) as book:
        due = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=days)
        book.find_assignment(NAME).duedate = due
        book.find_submission(NAME, "ada").extension = timedelta(days=extension_days)
        book.db.commit()


def test_points_alone(course: Path) -> None:
    """The points of each exercise and all together; no check, no message, no notebook."""
    assert "1 of 2 checks passed" in page(course, "")
    alone = page(course, '[feedback]\nshows = "points"\n')
    assert "<strong>3</strong> of 6 points" in alone
    assert "<code>double</code>" in alone
    for text in ("checks passed", "✗ not passed", "return 2 * x", "#exercise-"):
        assert text not in alone


def test_until_the_due_date(course: Path) -> None:
    """Before the due date, or an extension of it, as the one setting says; then as the other does."""
    settings = '[feedback.tiny]\nuntil_due = "points"\n'
    set_due(course, days=1)
    assert "checks passed" not in page(course, settings)
    set_due(course, days=-1)
    assert "checks passed" in page(course, settings)
    set_due(course, days=-1, extension_days=2)
    assert "checks passed" not in page(course, settings)
    assert sorted(read_due_dates(course, NAME)) == ["", "ada"]


def test_nothing_until_the_due_date(course: Path) -> None:
    """The page says when feedback comes, and no point of it; without a due date it holds, too."""
    settings = '[feedback]\nuntil_due = "nothing"\n'
    assert read_due_dates(course, NAME) == {}
    held = page(course, settings)
    assert "Feedback comes after the due date." in held
    set_due(course, days=1)
    held = page(course, settings)
    assert f"after the due date, {datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}" in held
    for text in ("of 6", "points", "checks"):
        assert text not in held.split("</style>")[1]


def test_everything_shows_what_hidden_checks_said(course: Path) -> None:
    """By default a hidden check shows its title alone; told to, the page shows what it said."""
    checks = [
        {"name": "a", "title": "A", "hidden": False, "outcome": "passed", "message": ""},
        {"name": "b", "title": "Unseen", "hidden": True, "outcome": "failed", "message": SECRET},
    ]
    entry = {"id": "double", "points": 2.0, "score": 1.0, "status": "partial"}
    rest = {"weight": 1.0, "required": False}
    exercise = exercise_report_from_dict({**entry, "checks": [{**c, **rest} for c in checks]})
    save_class_results(course, NAME, [SubmissionReport("ada", NAME, [exercise])])
    assert SECRET not in page(course, "")
    assert SECRET in page(course, '[feedback]\nshows = "everything"\n')
