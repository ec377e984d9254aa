"""The class report: its figures, its messages, and the page."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import statistics
import sysconfig
from html.parser import HTMLParser
from pathlib import Path

import made_up
import pytest
from nbgrader.api import Gradebook

from autograder import cli
from autograder.class_report import report_page as page_module
from autograder.class_report.common_messages import commonest_messages_by_exercise, message_pattern
from autograder.class_report.report_page import ClassReportPage
from autograder.class_report.statistics import class_statistics, exercise_statistics, point_biserial
from autograder.class_report.statistics_export import write_statistics
from autograder.course.results import ExerciseReport, SubmissionReport
from autograder.errors import ConfigurationError
from autograder.grading import class_grading
from course_utils.checking.check_result import CheckResult

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
HOSTILE = "\"'><script>alert(1)</script><img src=http://x.example/i onerror=alert(2)>{{ 7 * 7 }}"


def exercise(
    name: str, status: str, score: float, *messages: str, points: float = 2, hidden: bool = False
) -> ExerciseReport:
    """Return an exercise with a failed check for each message."""
    outcome = "failed" if status == "partial" else status
    checks = tuple(
        CheckResult(f"test_{number}", name, "Title", hidden, outcome, message)
        for number, message in enumerate(messages)
    )
    return ExerciseReport(name, points, score, status, checks)


def solved(**exercises: bool) -> list[ExerciseReport]:
    """Return exercises that were solved, or not."""
    return [
        exercise(name, "passed" if right else "failed", 2.0 * right)
        for name, right in exercises.items()
    ]


def class_of(*answers: str) -> list[SubmissionReport]:
    """Return a class with three exercises: a letter of an answer is + where it is right."""
    return [
        SubmissionReport(
            f"s{number:03}",
            "tiny",
            solved(**dict(zip("abc", (x == "+" for x in each), strict=True))),
        )
        for number, each in enumerate(answers)
    ]


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


# --- figures ----------------------------------------------------------------------------------


def test_discrimination_is_the_correlation_with_the_rest() -> None:
    """The formula gives what Pearson's correlation with 0 and 1 gives."""
    right = [True, True, False, True, False, False, True]
    rests = [9.0, 7.0, 4.0, 8.0, 5.0, 1.0, 3.0]
    expected = statistics.correlation([float(each) for each in right], rests)
    assert point_biserial(right, rests) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("right", "rests"),
    [
        ([True, True, True], [1.0, 2.0, 3.0]),
        ([False, False], [1.0, 2.0]),
        ([True, False, True], [0.1 + 0.2, 0.3, 0.3]),
        ([True], [1.0]),
    ],
)
def test_discrimination_is_not_defined_without_variance(
    right: list[bool], rests: list[float]
) -> None:
    """All or none solved it, or all have the same rest: there is nothing to correlate."""
    assert point_biserial(right, rests) is None


def test_the_exercise_itself_is_no_part_of_the_rest() -> None:
    """An exercise that has nothing to do with the others discriminates by 0, not by its own points."""
    figures = exercise_statistics(class_of("+++", "-++", "+--", "---"))
    assert [each.discrimination for each in figures] == pytest.approx(
        [0.0, 0.7071, 0.7071], abs=1e-3
    )


def test_difficulty_counts_full_marks_and_the_mean_counts_parts() -> None:
    """Not attempted and stopped are told apart from wrong."""
    ends = [("passed", 2), ("partial", 1), ("failed", 0), ("timeout", 0), ("not_attempted", 0)]
    reports = [SubmissionReport(end, "tiny", [exercise("a", end, score)]) for end, score in ends]
    reports.append(
        SubmissionReport("z", "tiny", error={"kind": "missing", "message": "no notebook"})
    )
    (figures,) = exercise_statistics(reports)
    assert (figures.graded, figures.difficulty, figures.mean_share) == (5, 0.2, 0.3)
    assert (figures.counts["failed"], figures.stopped, figures.counts["not_attempted"]) == (1, 1, 1)


def test_an_exercise_without_points_has_no_share_of_them() -> None:
    """Zero points are no division by zero."""
    (figures,) = exercise_statistics(
        [SubmissionReport("a", "tiny", [exercise("x", "passed", 0, points=0)])]
    )
    assert (figures.difficulty, figures.mean_share) == (1.0, None)


def test_scores_lie_in_tenths_of_the_points() -> None:
    """A score on a border belongs to the upper part, full marks to the last."""
    scores = [0.0, 0.59, 0.6, 3 * 0.6, 5.9, 6.0]
    reports = [
        SubmissionReport(str(score), "tiny", [exercise("a", "partial", score, points=6)])
        for score in scores
    ]
    figures = class_statistics(reports)
    assert figures.bins == [2, 1, 0, 1, 0, 0, 0, 0, 0, 2]
    assert (figures.full_marks, figures.median) == (1, pytest.approx(1.2))


# --- messages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("f(3): expected 6, got 7", "f(-5): expected -10, got 2.5e-3", True),
        ("f([1, (2, 3)]): got a list", "f([]): got a list", True),
        ("expected shape (3, 2), got (2,)", "expected shape (1,), got (9, 9, 9)", True),
        ("expected float32", "expected float64", False),
        ("got a list", "got a tuple", False),
    ],
)
def test_messages_that_differ_in_values_say_the_same(one: str, other: str, same: bool) -> None:
    """Numbers and what stands in brackets do not count; names of types do."""
    assert (message_pattern(one) == message_pattern(other)) is same


def test_a_student_counts_once_for_a_message() -> None:
    """However many checks said so; the commonest message comes first, hidden ones are told."""
    reports = [
        SubmissionReport("a", "t", [exercise("x", "failed", 0, "f(1): wrong", "f(2): wrong")]),
        SubmissionReport("b", "t", [exercise("x", "failed", 0, "f(2): wrong")]),
        SubmissionReport("c", "t", [exercise("x", "partial", 1, "f(1): odd", hidden=True)]),
        SubmissionReport("d", "t", [exercise("x", "not_attempted", 0, "not answered")]),
    ]
    found = [
        (m.students, m.example, m.hidden) for m in commonest_messages_by_exercise(reports)["x"]
    ]
    assert found == [(2, "f(1): wrong", False), (1, "f(1): odd", True)]


@pytest.mark.parametrize("text", ["(" * 2000, "([{" * 600, "1" * 2000, "()" * 1000, "-1," * 600])
def test_a_hostile_message_costs_no_time(text: str) -> None:
    """Endless brackets and numbers are read at once."""
    assert len(message_pattern.__wrapped__(text)) <= len(text)


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


def test_figures_come_as_csv_and_json(tmp_path: Path) -> None:
    """An exercise per row; as JSON with the class's figures and the messages."""
    reports = class_of("+++", "+-+", "+--")
    write_statistics(tmp_path / "s.csv", "tiny", reports)
    write_statistics(tmp_path / "s.json", "tiny", reports)
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    data = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert (rows[0]["discrimination"], data["exercises"][0]["discrimination"]) == ("", None)
    assert math.isclose(float(rows[1]["difficulty"]), data["exercises"][1]["difficulty"])
    assert data["class"]["median"] == 4.0


def test_figures_in_another_format_say_which_there_are(tmp_path: Path) -> None:
    """Neither CSV nor JSON: nothing is written."""
    with pytest.raises(ConfigurationError, match=r"expected a file \.csv or \.json, got s\.xlsx"):
        write_statistics(tmp_path / "s.xlsx", "tiny", [])


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
    assert "by the checks alone , before marks by hand and late penalties." in page
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
