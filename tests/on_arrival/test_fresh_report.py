from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import made_up
import pytest
from made_up import NAME
from running import until

from autograder.course.results import SubmissionReport
from autograder.grading.class_grading import class_results_file, write_class_results
from autograder.on_arrival import fresh_report
from autograder.on_arrival.complaints import Complaints
from autograder.on_arrival.fresh_report import FreshReport
from autograder.on_arrival.kept_settings import changed_ns


class Made:
    """A course with results of a class, and the commands that would make its report."""

    def __init__(self, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.course, self.started = course, 0
        self.complaints = Complaints()
        made_up.make_assignment(course)
        real = subprocess.Popen

        def counted(*arguments: object, **options: object) -> object:
            self.started += 1
            return real([sys.executable, "-c", f"raise SystemExit({self.status})"])

        self.status = 0
        monkeypatch.setattr(fresh_report.subprocess, "Popen", counted)

    def results(self, *students: str) -> None:
        """Write the results of a class, later than all before."""
        path = class_results_file(self.course, NAME)
        path.parent.mkdir(exist_ok=True)
        write_class_results(path, [SubmissionReport(each, NAME, []) for each in students])


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """A course without results."""
    return Made(tmp_path, monkeypatch)


def finish(report: FreshReport, *, hurry: bool = False) -> None:
    """Wait until a report shows the newest results."""
    until(lambda: report.look(hurry=hurry), "a fresh report")


def test_a_report_is_made_when_results_are_new(made: Made) -> None:
    """None without results, one for each change of them, none for nothing."""
    report = FreshReport(made.course, NAME, made.complaints)
    finish(report)
    assert made.started == 0
    for number, students in enumerate((["ada"], ["ada", "bob"]), start=1):
        made.results(*students)
        finish(report, hurry=True)
        finish(report)
        assert made.started == number


def test_the_next_one_comes_a_minute_later(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many hand in: a page takes seconds of a core."""
    report = FreshReport(made.course, NAME, made.complaints)
    made.results("ada")
    finish(report)
    made.results("ada", "bob")
    assert not report.look()
    now = fresh_report.time.monotonic()
    monkeypatch.setattr(fresh_report.time, "monotonic", lambda: now + fresh_report.LEAST_S)
    assert made.started == 1
    report.look()
    assert made.started == 2
    report.close()


def test_a_report_that_is_there_is_not_made_again(made: Made) -> None:
    """After a new start, the page that is newer than the results is fresh."""
    made.results("ada")
    page = made.course / "reports" / f"{NAME}.html"
    page.parent.mkdir()
    results = class_results_file(made.course, NAME)
    page.touch()
    while changed_ns(page) <= changed_ns(results):  # the system's clock for files is a coarse one
        page.touch()
    finish(FreshReport(made.course, NAME, made.complaints))
    assert made.started == 0


def test_a_report_that_cannot_be_written_is_said(made: Made) -> None:
    """With the command that says why; it is over with the next that can."""
    report = FreshReport(made.course, NAME, made.complaints)
    made.results("ada")
    made.status = 2
    finish(report)
    [said] = made.complaints.all()
    assert said["about"] == "tiny: class report"
    assert "autograder report tiny` says why" in str(said["text"])
    made.results("ada", "bob")
    made.status = 0
    finish(report, hurry=True)
    assert made.complaints.all() == []
