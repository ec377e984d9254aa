"""The class report and the page of similar work, in a browser."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from chromium import SHARP, screenshots
from playwright.sync_api import Browser, Page, expect

from autograder import cli
from autograder.authoring.answer_bank import load_answer_variants, notebook_with_answers
from autograder.class_report.report_page import ClassReportPage as Report_Page
from autograder.course.assignment import load_assignment
from autograder.course.results import ExerciseReport, SubmissionReport
from course_utils.checking.check_result import CheckResult

CHECKOUT = Path(__file__).parents[2]
NAME = "01_tensors"
ROWS_SHOWN = 11  # of the students, in the picture
WIDE: dict[str, Any] = {"viewport": {"width": 1000, "height": 900}, "device_scale_factor": SHARP}
STUDENTS = ("ada", "2021-zoe", "2021-ben", "chen", "dora", "emil", "fatou", "gita", "hugo", "ines")


def exercise(name: str, points: float, ended: str) -> ExerciseReport:
    """Return an exercise that ended so."""
    score = {"passed": points, "partial": points / 2}.get(ended, 0.0)
    outcome = "failed" if ended == "partial" else ended
    message = "" if ended == "passed" else f"{name}(3): expected float32, got float64"
    checks = (CheckResult(f"test_{name}", name, "Its dtype is right", False, outcome, message),)
    return ExerciseReport(name, points, score, ended, checks)


def class_of_thirty() -> list[SubmissionReport]:
    """Return thirty students, whom later exercises stop more often."""
    draw, reports = random.Random(4), []
    exercises = load_assignment(CHECKOUT, NAME).exercises
    ends = ["passed"] * 6 + ["partial", "failed", "failed", "timeout", "not_attempted"]
    for number in range(30):
        name = STUDENTS[number] if number < len(STUDENTS) else f"student-{number}"
        skill = draw.random()
        done = [
            exercise(
                each.id,
                each.points,
                "passed" if draw.random() < 1.3 * skill - 0.02 * place + 0.2 else draw.choice(ends),
            )
            for place, each in enumerate(exercises)
        ]
        timings = {"start": 0.1, "cells": skill, "checks": 0.3, "total": 0.4 + skill}
        reports.append(SubmissionReport(name, NAME, done, timings=timings))
    reports[4].flags.append("locked cell to_uint8 was deleted: put back")
    reports.append(
        SubmissionReport("mia", NAME, error={"kind": "missing", "message": "no notebook"})
    )
    return reports


def open_file(browser: Browser, path: Path, **options: Any) -> Iterator[Page]:
    """Open a page, and expect that it asks for nothing and complains of nothing."""
    context = browser.new_context(**options)
    page = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    yield page
    assert complaints == []
    assert asked == [path.as_uri()]
    context.close()


@pytest.fixture(scope="module")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a class of thirty."""
    course = tmp_path_factory.mktemp("report")
    file = course / "reports" / f"{NAME}.html"
    Report_Page(file, course, NAME, graded_at=1.79e9).write(class_of_thirty())
    return file


@pytest.fixture
def report(browser: Browser, report_file: Path) -> Iterator[Page]:
    """The report on a wide screen."""
    yield from open_file(browser, report_file, **WIDE)


def column(page: Page, number: int) -> list[str]:
    """Return what stands in a column of the students' table, rows that are hidden left out."""
    cells = page.locator(f"#class tbody tr:not([hidden]) > :nth-child({number})")
    return cells.all_inner_texts()


def test_the_report_begins_with_the_class_as_a_whole(report: Page) -> None:
    """Above the first picture stand the figures that an instructor asks for first."""
    figures = report.locator("dl").first
    expect(figures).to_contain_text("30 of 31 handed in")
    expect(figures).to_contain_text("median score")
    plots = report.locator("figure")
    screenshots(report, "class-report", report.locator("h1"), plots.first, plots.last)


def test_a_click_sorts_the_students(report: Page) -> None:
    """By score, up and down; by name, digits and letters; the column says which way."""
    score = report.locator("#class thead th").nth(1)
    score.get_by_role("button").click()
    scores = [float(each) for each in column(report, 2)]
    assert scores == sorted(scores)
    expect(score).to_have_attribute("aria-sort", "ascending")
    table = report.locator("#class")
    last = table.locator("tbody tr").nth(ROWS_SHOWN - 1)
    above = report.get_by_label("Find a student")
    screenshots(report, "class-report-students", above, table.locator("thead"), last)
    score.get_by_role("button").click()
    assert [float(each) for each in column(report, 2)] == sorted(scores, reverse=True)
    report.locator("#class thead th").first.get_by_role("button").click()
    assert column(report, 1)[:4] == ["2021-ben", "2021-zoe", "ada", "chen"]


def test_what_is_typed_filters_the_students(report: Page) -> None:
    """By a part of the name, in capitals or not, with how many are left."""
    report.get_by_label("Find a student").fill("2021-B")
    assert column(report, 1) == ["2021-ben"]
    expect(report.locator("output")).to_have_text("1 of 30")


def test_the_report_fits_a_phone(browser: Browser, report_file: Path) -> None:
    """Nothing but tables is scrolled to the side, dark colours or light."""
    phone = {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"}
    for page in open_file(browser, report_file, **phone):
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 31)"


def test_the_report_is_whole_without_scripts(browser: Browser, report_file: Path) -> None:
    """All rows and figures are there; what would need a script is not."""
    for page in open_file(browser, report_file, java_script_enabled=False):
        assert page.locator("#class tbody tr").count() == 30
        expect(page.get_by_label("Find a student")).to_be_hidden()
        assert page.get_by_role("button").count() == 0


def test_similar_work_stands_side_by_side(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rank leads to the pair, whose shared parts are marked."""
    for name in ("source", "release"):
        (tmp_path / name).symlink_to(CHECKOUT / name)
    assignment = load_assignment(CHECKOUT, NAME)
    released = nbformat.read(CHECKOUT / "release" / NAME / f"{NAME}.ipynb", as_version=4)
    right = [each for each in load_answer_variants(CHECKOUT, assignment) if each.right]
    draw = random.Random(2)
    for student in ("ada", "ben", "chen", "dora"):
        if student != "dora":  # who hands in what chen did
            draw.shuffle(right)
        notebook = notebook_with_answers(released, {each.exercise: each.source for each in right})
        file = tmp_path / "submitted" / student / NAME / f"{NAME}.ipynb"
        file.parent.mkdir(parents=True)
        nbformat.write(notebook, file)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["similar", NAME]) == 0
    for page in open_file(browser, tmp_path / "reports" / f"{NAME}-similar.html", **WIDE):
        expect(page.locator("main")).to_contain_text("This is no accusation.")
        assert page.locator("tbody th").all_inner_texts() == ["chen", "dora"]
        page.get_by_role("link", name="1", exact=True).click()
        shared = page.locator(".pair .sides").first
        assert shared.locator("mark").count() >= 2
        screenshots(page, "similar-work", page.locator(".pair h2").first, shared)
