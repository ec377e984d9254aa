from __future__ import annotations

import re
import shutil
from datetime import UTC
from pathlib import Path

import made_up
import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import parse_utc
from recorded import NAME, grade, gradebook, make_course, nbgrader

from autograder.course.assignment import load_assignment
from autograder.nbgrader_bridge import generate_releases, record_in_gradebook
from autograder.nbgrader_bridge.late_penalty import DAY_S, late_penalty
from autograder.platforms.hand_in_times import parse_timestamp

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
POLICY = """
c.LateDays.policies = {
    "tiny": {"percent_per_day": 20, "grace_minutes": 15, "at_most_percent": 50},
}
"""
HANDED_IN = {  # half of 6 points each; what is left of them with the due date below
    "early": ("2026-10-31 12:00:00 UTC", 3.0),
    "grace": ("2026-11-01 12:14:00 UTC", 3.0),
    "late": ("2026-11-01 12:16:00 UTC", 2.4),
    "later": ("2026-11-02 12:16:00 UTC", 1.8),
    "latest": ("2026-11-20 12:00:00 UTC", 1.5),
}


@pytest.mark.parametrize(
    ("late_s", "points"),
    [(0, 0), (900, 0), (901, 2), (DAY_S, 2), (DAY_S + 1, 4), (9 * DAY_S, 5)],
)
def test_each_day_begun_takes_its_share(late_s: float, points: float) -> None:
    """A grace period first, then whole days from the due date, up to the most."""
    assert late_penalty(10, late_s, 20, 15, 50) == points


def scores(course: Path) -> dict[str, float]:
    """Return what is left of each student's points, as nbgrader exports it."""
    with Gradebook(gradebook(course)) as book:
        return {
            submission.student.id: submission.score - (submission.late_submission_penalty or 0)
            for submission in book.find_assignment(NAME).submissions
        }


@pytest.mark.slow
def test_a_policy_holds_in_grade_autograde_feedback_and_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of grading take the same off; the feedback page and nbgrader's export show it."""
    course = make_course(tmp_path / "ours", POLICY)
    monkeypatch.chdir(course)
    for student, (when, _) in HANDED_IN.items():
        folder = made_up.hand_in(course, student, made_up.make_notebook()).parent
        (folder / "timestamp.txt").write_text(when)
    results = grade(course, load_assignment(course, NAME), HANDED_IN)
    generate_releases(course, [NAME])
    with Gradebook(gradebook(course)) as book:
        book.update_or_create_assignment(NAME, duedate="2026-11-01 12:00:00 UTC")
    stock = shutil.copytree(course, tmp_path / "stock")

    assert record_in_gradebook(course, NAME, results) == {}
    run = nbgrader(stock, "autograde", NAME)
    assert run.returncode == 0, run.stderr
    expected = {student: points for student, (_, points) in HANDED_IN.items()}
    assert scores(course) == pytest.approx(expected)
    assert scores(stock) == pytest.approx(expected)

    assert nbgrader(course, "generate_feedback", NAME, "--student", "later").returncode == 0
    page = (course / "feedback" / "later" / NAME / f"{NAME}.html").read_text()
    assert re.search(r"(?i)late\b.*1\.2", page)
    assert nbgrader(course, "export").returncode == 0
    rows = (course / "grades.csv").read_text().splitlines()
    assert any(",later,,,,3.0,1.2,1.8,6.0" in row for row in rows)


def test_a_setting_that_there_is_not_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a misspelt setting, which would hold for nothing, nobody is recorded."""
    course = make_course(tmp_path, POLICY.replace("grace_minutes", "grace"))
    monkeypatch.chdir(course)
    folder = made_up.hand_in(course, "ada", made_up.make_notebook()).parent
    (folder / "timestamp.txt").write_text("2026-11-02 12:00:00 UTC")
    results = grade(course, load_assignment(course, NAME), ["ada"])
    failures = record_in_gradebook(course, NAME, results)
    assert "no setting 'grace'; there are: percent_per_day, grace_minutes" in failures["ada"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-01 10:00:00 UTC",
        "2026-11-01 10:00:00",
        "2026-11-01 10:00:00.25 America/New_York",
        "2026-10-25 02:30:00 Europe/Berlin",
        "2026-03-29 02:30:00 Europe/Berlin",
        "2026-11-01 10:00:00 Nowhere",
        "2026-11-01 10:00:00 +3600",
        "2026-11-01T10:00:00+01:00",
    ],
)
def test_a_timestamp_is_the_same_time_to_nbgrader(text: str) -> None:
    """Whatever wrote it: what has no zone is UTC in such a file, on every machine."""
    found = parse_timestamp(text)
    assert found is not None
    assert found.astimezone(UTC).replace(tzinfo=None) == parse_utc(text)
