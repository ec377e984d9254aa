"""The page of a class, and the command that writes it."""

from __future__ import annotations

import json
import os
import re
import sysconfig
from html.parser import HTMLParser
from pathlib import Path

import made_up
import pytest
from class_results import class_of, exercise, solved
from nbgrader.api import Gradebook

from autograder import cli
from autograder.class_report import report_page as page_module
from autograder.class_report.report_page import ClassReportPage
from autograder.class_report.statistics_export import write_statistics
from autograder.course.results import SubmissionReport
from autograder.grading import class_grading

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
HOSTILE = "\"'><script>alert(1)</script><img src=http://x.example/i onerror=alert(2)>{{ 7 * 7 }}"


class Text(HTMLParser):
    """What a page says, and the elements that it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.texts.append(data)

    @property
    def said(self) -> str:
        """All text, with single blanks."""
        return " ".join(" ".join(self.texts).split())


def write(course: Path, reports: list[SubmissionReport], file: str = "reports/tiny.html") -> str:
    """Write a class's page and return its HTML."""
    ClassReportPage(course / file, course, "tiny", graded_at=0.0).write(reports)
    return (course / file).read_text(encoding="utf-8")


# --- the page ---------------------------------------------------------------------------------


def test_the_page_names_the_hardest_exercise(tmp_path: Path) -> None:
    """With who solved it, in a sentence, and the headline figures above."""
    said = Text(write(tmp_path, class_of("+++", "+-+", "+--", "+-+"))).said
    assert "The hardest is b : 25 % passed it" in said
    assert "median score 4 of 6" in said
    assert "all exercises passed 25 % 1 submission " in said


def test_an_exercise_that_the_strong_get_wrong_is_named(tmp_path: Path) -> None:
    """A negative discrimination is told, and that a small class proves nothing."""
    said = Text(write(tmp_path, class_of("-++", "+-+", "+--", "-++"))).said
    assert "Look at a : who passed it did worse on the rest (discrimination -0.90)" in said
    assert "In a class of this size that may be chance." in said


def test_what_most_of_a_class_have_stands_once(tmp_path: Path) -> None:
    """A flag that tells of the assignment is above the list of students, who need no look for it."""
    reports = class_of("+++", "+-+", "+--", "-++", "---")
    for report in reports:
        report.flags.append("locked cell a was edited: restored")
    said = Text(write(tmp_path, reports)).said
    assert said.count("locked cell a was edited: restored") == 1
    assert "5 of 5: locked cell a was edited: restored" in said
    assert "worth a look 0 with flags" in said


def test_what_a_student_wrote_is_text(tmp_path: Path) -> None:
    """Names, messages, flags and reasons are escaped, and cannot turn the writing round."""
    reports = [
        SubmissionReport(
            HOSTILE, "tiny", [exercise("a", "failed", 0, HOSTILE)], [HOSTILE, "\u202eflag"]
        ),
        SubmissionReport(f"b{HOSTILE}", "tiny", error={"kind": "unreadable", "message": HOSTILE}),
        SubmissionReport("\ud800half", "tiny", solved(a=True)),
    ]
    html = write(tmp_path, reports)
    page = Text(html)
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "img" not in {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name[:2] == "on"]
    assert page.said.count("{{ 7 * 7 }}") == 7
    assert "\u202e" not in html
    assert "�flag" in html


def test_the_page_asks_for_nothing_from_elsewhere(tmp_path: Path) -> None:
    """Its own policy forbids the network and every script but the one that it carries."""
    html = write(tmp_path, class_of("++-", "+--"))
    page = Text(html)
    (policy,) = [
        each["content"] or "" for tag, each in page.tags if tag == "meta" and "http-equiv" in each
    ]
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'sha256-[\w+/]{43}='", policy)
    assert not [each for tag, each in page.tags if "src" in each or tag == "link"]
    links = [each["href"] or "" for tag, each in page.tags if "href" in each]
    assert all(link.startswith("#") for link in links)


def test_plots_have_texts_in_their_place(tmp_path: Path) -> None:
    """Each is an image with a title and a description that says its numbers; ids stand once."""
    page = Text(write(tmp_path, class_of("+++", "+-+", "+--", "+-+")))
    plots = [each for tag, each in page.tags if tag == "svg"]
    assert [each["role"] for each in plots] == ["img"] * 3
    named = {name for each in plots for name in (each["aria-labelledby"] or "").split()}
    ids = [each["id"] for _, each in page.tags if "id" in each]
    assert named <= set(ids)
    assert len(ids) == len(set(ids))
    assert "Bars: submissions by score, in 10 steps from 0 to 6: 0, 0, 0, 1, 0, 0, 2, 0, 0, 1." in (
        page.said
    )


def test_the_same_class_gives_the_same_page(tmp_path: Path) -> None:
    """Nothing in it is by chance, or of the day."""
    reports = class_of("+++", "+-+", "+--")
    assert write(tmp_path, reports) == write(tmp_path, reports)


def test_students_link_to_their_feedback_where_there_is_some(tmp_path: Path) -> None:
    """Relative to the page; no link leads to a file that is not there, or out of the folder."""
    names = ["a b#c", "none", "..", "x/../../y"]
    for name in ("a b#c", "y"):
        file = tmp_path / "feedback" / name / "tiny" / "tiny.html"
        file.parent.mkdir(parents=True)
        file.touch()
    reports = [SubmissionReport(name, "tiny", solved(a=True)) for name in names]
    reports[0].flags.append("cell a-answer: timeout")
    for file, start in (("reports/tiny.html", "../"), ("tiny.html", "")):
        page = Text(write(tmp_path, reports, file))
        links = [each["href"] or "" for tag, each in page.tags if tag == "a"]
        wanted = f"{start}feedback/a%20b%23c/tiny/tiny.html"
        # worth a look, and in the class
        assert [link for link in links if not link.startswith("#")] == [wanted] * 2


def test_a_message_says_whose_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folded, by name, some of them in a large class; the data has no names."""
    monkeypatch.setattr(page_module, "MOST_NAMED", 2)
    reports = [SubmissionReport(who, "tiny", [exercise("a", "failed", 0, "odd")]) for who in "xyz"]
    assert "3 students odd x , y and 1 more" in Text(write(tmp_path, reports)).said
    write_statistics(tmp_path / "s.json", "tiny", reports)
    data = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert data["exercises"][0]["messages"] == [{"students": 3, "example": "odd", "hidden": False}]


def test_messages_show_code_as_code(tmp_path: Path) -> None:
    """What stands in backticks; a file name that the kernel made up is left out."""
    text = "use `<b>x`: SyntaxError: '(' was never closed (<ipython-input-8-cbeb9d498ee1>, line 1)"
    html = write(tmp_path, [SubmissionReport("ada", "tiny", [exercise("a", "failed", 0, text)])])
    assert "use <code>&lt;b&gt;x</code>: SyntaxError" in html
    assert "was never closed (line 1)" in html


def test_people_see_two_decimals(tmp_path: Path) -> None:
    """In the table of the class; what sorts it has them all."""
    html = write(tmp_path, [SubmissionReport("ada", "tiny", [exercise("a", "partial", 1.4667)])])
    assert 'data-key="1.4667">1.47</td>' in html


def test_a_large_class_is_bounded_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more students than a browser likes, the first are shown; the figures are of all."""
    monkeypatch.setattr(page_module, "MOST_STUDENTS", 3)
    said = Text(write(tmp_path, class_of(*["+-+"] * 7))).said
    assert "By name, the first 3 of 7" in said
    assert "s002" in said
    assert "s003" not in said
    assert "7 of 7 handed in" in said


def test_a_class_of_which_none_was_graded_has_a_page(tmp_path: Path) -> None:
    """It says so, and why."""
    error = {"kind": "missing", "message": "no notebook: expected tiny.ipynb"}
    said = Text(write(tmp_path, [SubmissionReport("ada", "tiny", error=error)])).said
    assert "None of the submissions could be graded" in said
    assert "no notebook: expected tiny.ipynb" in said


def test_a_class_that_solved_everything_has_no_hardest_exercise(tmp_path: Path) -> None:
    """Nor a discrimination: a dash stands for what is not defined."""
    said = Text(write(tmp_path, class_of("+++", "+++"))).said
    assert "Everyone who was graded passed every exercise." in said
    assert "100 % 100 % –" in said


# --- data and the command ---------------------------------------------------------------------


def test_another_score_in_the_gradebook_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Marks by hand and late penalties are in the gradebook alone: who has some is named."""
    made_up.make_assignment(tmp_path)
    class_grading.save_class_results(tmp_path, "tiny", class_of("+++", "+-+"))
    scripts = sysconfig.get_path("scripts")  # nbgrader makes a gradebook with alembic
    monkeypatch.setenv("PATH", os.pathsep.join([os.environ["PATH"], scripts]))
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        book.add_assignment("tiny")
        book.add_notebook("tiny", "tiny")
        book.add_grade_cell("a", "tiny", "tiny", max_score=6, cell_type="code")
        for student, score in (("s000", 6), ("s001", 5.5)):
            book.add_student(student)
            book.add_submission("tiny", student)
            book.find_grade("a", "tiny", "tiny", student).manual_score = score
        book.db.commit()
    monkeypatch.chdir(tmp_path)
    said = "others (marks by hand, late penalties): s001 5.5, here 4. Final scores: `"
    for arguments, told in ((["--csv", "c.csv"], True), (["--json", "c.json"], False), ([], True)):
        assert cli.main(["report", "tiny", *arguments]) == 0
        assert (said in capsys.readouterr().err) is told
    page = Text((tmp_path / "reports/tiny.html").read_text("utf-8")).said
    assert "by checks and tests alone , before marks by hand and late penalties." in page
    assert "The gradebook has another score for 1 student." in page
    assert "s001 4 5.5" in page


def test_the_page_goes_where_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """--html writes it elsewhere; --stats alone writes no page."""
    made_up.make_assignment(tmp_path)
    class_grading.save_class_results(tmp_path, "tiny", class_of("+++", "+-+"))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report", "tiny", "--stats", "s.csv"]) == 0
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "reports").exists()
    assert cli.main(["report", "tiny", "--html", "out/page.html"]) == 0
    assert "on a page: out/page.html\n" in capsys.readouterr().out
    assert "The hardest is" in Text((tmp_path / "out/page.html").read_text("utf-8")).said
