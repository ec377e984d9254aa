from __future__ import annotations

import copy
import os
import sysconfig
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests

from autograder.commands.terminal_output import exercise_legend
from autograder.course.results import ExerciseReport, SubmissionReport
from autograder.feedback_page import render_feedback_page
from autograder.feedback_page.feedback_page import NAMES_KEY, REMARKS_KEY
from autograder.feedback_page.markdown import cached_markdown_to_html
from autograder.feedback_page.mathml import tex_to_mathml
from autograder.nbgrader_bridge.feedback_exporter import (
    FeedbackExporter,
    remove_hidden_tests_and_outputs,
    unmarked_cells,
)
from autograder.nbgrader_bridge.gradebook_database import create_gradebook_if_missing
from autograder.nbgrader_bridge.preprocessors import write_cell_scores
from course_utils.checking.check_result import CheckResult

ABOUT = {"notebook": "ps", "student": "ada", "score": 1.0, "max_score": 3.0, "late_penalty": 0}
SCRIPT = "<script>stolen()</script>"
TESTS = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(7) == 49\n### END HIDDEN TESTS"


class Tags(HTMLParser):
    """A page's tags, addresses and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.ids |= {value or "" for name, value in attrs if name == "id"}
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]


def check(title: str, *, hidden: bool, passed: bool, message: str = "") -> CheckResult:
    """Return how a check ended."""
    outcome = "passed" if passed else "failed"
    return CheckResult("test_f", "f", title, hidden, outcome, message)


def graded_notebook(answer: str = "def f(x): ...", message: str = "f(2): got 3") -> Any:
    """Return a notebook as autograde leaves it, with one exercise, of which half is right."""
    about = new_markdown_cell("## 1.1 Squares\n\nThe square is $x^2$.")
    solution, graded = new_code_cell(answer), new_code_cell('check("f")')
    common = {"locked": False, "schema_version": 3, "task": False}
    solution.metadata["nbgrader"] = {
        "grade_id": "f-answer",
        "solution": True,
        "grade": False,
    } | common
    graded.metadata["nbgrader"] = {"grade_id": "f", "solution": False, "grade": True} | common
    graded.metadata.nbgrader["points"] = 3
    notebook = new_notebook(cells=[about, solution, graded])
    checks = (
        check("f squares 2.", hidden=False, passed=False, message=message),
        check("f squares others.", hidden=True, passed=True, message="f(7) is 49"),
    )
    write_cell_scores(notebook, {"f": ExerciseReport("f", 3, 1.5, "partial", checks)})
    return notebook


def page_of(notebook: Any, score: float = 1.5, **about: Any) -> str:
    """Return the page, with the score and the comment that a gradebook would give."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader["score"] = score
    return render_feedback_page(notebook, {**ABOUT, "score": score, **about})


def marked_by_hand() -> Any:
    """Return a notebook with an answer that a person marks, as the gradebook has it without a mark."""
    essay = new_markdown_cell("It grows.", id="essay")
    essay.metadata["nbgrader"] = {
        "grade_id": "essay", "grade": True, "solution": True, "locked": False, "task": False,
        "points": 4, "score": 0, "schema_version": 3, "cell_type": "markdown",
    }  # fmt: skip
    return new_notebook(cells=[essay])


def test_the_page_has_what_passed_what_did_not_and_the_points() -> None:
    """At the top stands each exercise with its points; at the exercise, its checks and why."""
    page = page_of(graded_notebook())
    top, _, rest = page.partition("<main>")
    assert "Feedback for ada" in top
    assert '<a href="#exercise-f"><code>f</code></a> <span class="soft">1.1 Squares</span>' in top
    assert "<td>1 of 2</td>" in top
    assert "1.5 of 3" in top
    assert "f(2): got 3" in rest
    assert "f squares others. (hidden check)" in rest


def test_an_exercise_has_one_name_on_the_page_and_in_the_instructors_table() -> None:
    """A student and an instructor speak of the same thing; two exercises under a heading are told apart."""
    notebook = graded_notebook()
    notebook.cells.append(copy.deepcopy(notebook.cells[2]))
    notebook.cells[-1].metadata.nbgrader["grade_id"] = "g"
    notebook.metadata[NAMES_KEY] = {
        "g": "ps/g"
    }  # as where another notebook has a cell of that name
    checks = (check("g cubes.", hidden=False, passed=True),)
    parts = [ExerciseReport(name, 3, 1.5, "partial", checks) for name in ("f", "ps/g")]
    write_cell_scores(notebook, {"g": parts[1]})
    top, _, rest = page_of(notebook).partition("<main>")
    assert exercise_legend([SubmissionReport("ada", "ps", parts)]) == "1 f, 2 ps/g"
    for identity, name in (("f", "f"), ("g", "ps/g")):
        assert f'<a href="#exercise-{identity}"><code>{name}</code></a>' in top
        assert f"<h2><code>{name}</code>" in rest
        assert f"<strong>{name}: " in rest  # the card


def test_remarks_stand_above_the_exercises() -> None:
    """What was put back or left out is said first, as text; where nothing was, nothing is."""
    heading = "About what you handed in"
    assert heading not in page_of(graded_notebook())
    notebook = graded_notebook()
    notebook.metadata[REMARKS_KEY] = ["The cell f was put back.", SCRIPT]
    page = page_of(notebook)
    top, _, rest = page.partition("<nav")
    assert heading in top
    assert "<li>The cell f was put back.</li>" in top
    assert "&lt;script&gt;stolen()" in top
    assert SCRIPT not in page
    assert "put back" not in rest
    notebook.metadata |= {
        REMARKS_KEY: 3,
        NAMES_KEY: ["f"],
    }  # an older autograde left a student's own
    assert heading not in page_of(notebook)


def test_of_a_hidden_check_the_title_alone_is_shown() -> None:
    """What a hidden check said stays with the instructor."""
    assert "f(7)" not in page_of(graded_notebook())


def test_the_bare_score_that_nbgrader_reads_is_not_shown() -> None:
    """The value of a grade cell is for nbgrader; the page has it as points."""
    assert "<pre>1.5" not in page_of(graded_notebook())


def test_points_that_a_person_gave_are_said_to_be() -> None:
    """Where a person overrode the checks, the page says so, and shows both."""
    text = "These points were set by a person"
    page = page_of(graded_notebook(), score=2.0)
    assert text in page
    assert "points: 1.5 of 3" in page
    assert text not in page_of(graded_notebook())


def test_what_nobody_has_marked_yet_is_no_zero() -> None:
    """Until a person has given points, the page says so, and how many can still come."""
    page = render_feedback_page(marked_by_hand(), ABOUT, {"essay"})
    assert "not marked yet, of 4" in page
    assert "4 more points can still come" in page
    page = render_feedback_page(marked_by_hand(), ABOUT)
    assert "0 of 4" in page
    assert "not marked yet" not in page


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
def test_the_gradebook_tells_what_nobody_has_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A grade that needs a person is one that nobody has given; one that was given is not."""
    scripts = sysconfig.get_path("scripts")  # nbgrader makes a gradebook with alembic
    monkeypatch.setenv("PATH", f"{scripts}{os.pathsep}{os.environ['PATH']}")
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    about = {**ABOUT, "db_url": url, "assignment": "ps"}
    notebook = marked_by_hand()
    create_gradebook_if_missing(url)
    with Gradebook(url) as book:
        book.add_assignment("ps")
        book.add_notebook("ps", "ps")
        book.add_grade_cell("essay", "ps", "ps", max_score=4, cell_type="markdown")
        book.add_student("ada")
        book.add_submission("ps", "ada")
        grade = book.find_grade("essay", "ps", "ps", "ada")
        grade.needs_manual_grade = True
        book.db.commit()
        assert unmarked_cells(notebook, about) == {"essay"}
        grade.manual_score, grade.needs_manual_grade = 3, False
        book.db.commit()
    assert unmarked_cells(notebook, about) == set()
    assert unmarked_cells(notebook, {**about, "student": "bob"}) == set()
    assert unmarked_cells(notebook, ABOUT) == set()


def test_comments_and_a_late_penalty_are_on_the_page() -> None:
    """A comment stands below its answer, with a way to it from the top; so does what being late cost."""
    notebook = graded_notebook()
    notebook.cells[1].metadata.nbgrader["comment"] = f"Look at **powers**: $x^2$ {SCRIPT}"
    page = page_of(notebook, late_penalty=0.5)
    assert '<a href="#comment-f-answer">' in page
    assert "Look at <strong>powers</strong>: <math" in page
    assert "−0.5" in page
    assert SCRIPT not in page


def test_the_page_needs_no_network_and_runs_nothing() -> None:
    """No script, no address but its own parts, and a policy that forbids the rest."""
    page = page_of(graded_notebook(f"print({SCRIPT!r})", message=SCRIPT))
    tags = Tags(page)
    assert not {"script", "link", "iframe", "img"} & tags.tags
    assert {address.lstrip("#") for address in tags.addresses} <= tags.ids
    assert "default-src 'none'" in page


def test_outputs_that_autograde_did_not_write_are_made_safe() -> None:
    """HTML in a grade cell is shown only where it is the report; by itself it is left out."""
    notebook = graded_notebook()
    notebook.cells[1].outputs = [new_output("display_data", {"text/html": SCRIPT})]
    notebook.cells[2].outputs = notebook.cells[2].outputs[:1]
    notebook.cells[2].outputs[0]["data"]["text/html"] = SCRIPT
    assert SCRIPT not in page_of(notebook)


def test_nothing_that_steers_a_terminal_is_in_remarks_or_names() -> None:
    """Nor what turns the direction of text: a folder's name and an edited cell may hold both."""
    notebook = graded_notebook()
    notebook.metadata["autograder_remarks"] = ["edited: \x1b]0;owned\x07 \x1b[31mred", "a\u202eb"]
    page = page_of(notebook, student="eve\u202e\x1b[2J")
    assert "owned" in page
    assert not {"\x1b", "\x07", "\u202e"} & set(page)


def conventional_notebook(ending: str) -> Any:
    """Return a notebook whose tests stand in its cell, and failed with ``ending``."""
    notebook = graded_notebook()
    notebook.cells[2].source = TESTS
    text = "----> 3 assert f(7) == 49"
    notebook.cells[2].outputs = [
        new_output("stream", text="f of 7 is not 49"),
        new_output("error", ename=ending, evalue="49", traceback=[text]),
    ]
    return notebook


def test_hidden_tests_in_a_cell_stay_hidden() -> None:
    """Neither their code nor what they printed or said is in the page; that one failed, is."""
    notebook = conventional_notebook("AssertionError")
    remove_hidden_tests_and_outputs(notebook, ClearHiddenTests())
    page = page_of(notebook)
    assert "This cell has hidden tests, which are not shown. It ended with: AssertionError" in page
    assert "49" not in page.partition("<main>")[2]
    assert "assert f(1) == 1" in Tags(page).text


def failed_at(line: int, ending: str = "AssertionError") -> str:
    """Return the page of a notebook with hidden tests in its cell, which failed at a line of it."""
    notebook = conventional_notebook(ending)
    place = (
        f"\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[7]\x1b[39m\x1b[32m, line {line}\x1b[39m"
    )
    notebook.cells[2].outputs[1].traceback = [f"{place}\n----> {line}\nCell In[2], line 1, in f"]
    remove_hidden_tests_and_outputs(notebook, ClearHiddenTests())
    return page_of(notebook, score=0)


def test_a_visible_test_beside_hidden_ones_says_what_it_says() -> None:
    """Its line and its message are shown, without the lines around."""
    page = failed_at(1)
    assert "line 1: assert f(1) == 1\nAssertionError: 49" in Tags(page).text
    assert "f(7)" not in page


@pytest.mark.parametrize("line", [2, 3, 4, 0, 99])
def test_a_hidden_test_says_nothing_but_how_it_ended(line: int) -> None:
    """Nor does one at a line that there is not."""
    page = failed_at(line)
    assert "not shown. It ended with: AssertionError" in page
    assert "49" not in page.partition("<main>")[2]


def test_what_is_not_answered_has_the_sign_of_the_class_table() -> None:
    """With tests in cells and with checks."""
    assert '<span class="open" aria-hidden="true">·</span>' in failed_at(1, "NotImplementedError")
    assert '<span class="failed" aria-hidden="true">✗</span>' in failed_at(1)


def test_a_course_without_checks_reads_of_tests() -> None:
    """Its page has no column of checks, and no word on hidden ones."""
    text = Tags(failed_at(1)).text
    assert "ends with a cell of tests" in text
    assert "checks passed" not in text


def test_hidden_tests_are_shown_where_the_instructor_says_so() -> None:
    """The setting `FeedbackExporter.show_hidden_tests` is off until it is set."""
    assert FeedbackExporter().show_hidden_tests is False
    assert "f of 7 is not 49" in page_of(conventional_notebook("AssertionError"))


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\sigma(x)", "<mi>σ</mi>"),
        (r"\frac{1}{n}", "<mfrac>"),
        (r"\arg\max_k", "<mo>arg</mo>"),
        (r"\text{a<b}", "a&lt;b"),
    ],
)
def test_formulas_become_mathml(tex: str, expected: str) -> None:
    """A browser shows them by itself, without a script."""
    assert expected in tex_to_mathml(tex)


@pytest.mark.parametrize(
    "tex", [r"\href{javascript:stolen()}{x}", r"\style{position:fixed}{x}", r"\class{x}{y}"]
)
def test_a_formula_carries_neither_links_nor_styles(tex: str) -> None:
    """What TeX may do beyond formulas is left out."""
    assert not {"href", "style", "class"} & set(tex_to_mathml(tex).replace("=", " ").split())
    assert "javascript" not in tex_to_mathml(tex) or "<code>" in tex_to_mathml(tex)


@pytest.mark.parametrize("tex", ["{" * 400, "x^" * 400, "x" * 5000])
def test_what_is_no_formula_stays_as_it_was_typed(tex: str) -> None:
    """A formula that cannot be read, or is too long, is shown as code."""
    assert tex_to_mathml(tex) == f"<code>{tex}</code>"


def test_a_formula_in_an_attribute_makes_no_tags_in_it() -> None:
    """Where HTML has no place for tags, a formula's place is left empty."""
    html = cached_markdown_to_html("![a > $x$](https://example.org/a.png) and $y$")
    assert html.count("<math") == 1
    assert 'alt="a > "' in html or 'alt="a &gt; "' in html


def test_dollars_in_code_are_no_formulas() -> None:
    """A shell's variables and prices in code stay as they are."""
    assert "<math" not in cached_markdown_to_html("`$HOME and $PATH`")


def test_a_student_makes_no_formula_out_of_the_letters_that_hold_its_place() -> None:
    """As entities they got past: a number too high was an error, another repeated a formula."""
    html = cached_markdown_to_html(
        "$y$ &#57344;0&#57345; &#57344;99&#57345; &#57344;0123456789abcdef:0&#57345;"
    )
    assert html.count("<math") == 1


def test_a_pasted_picture_is_on_the_page() -> None:
    """A picture that a student pasted into a text stands in it."""
    notebook = graded_notebook()
    notebook.cells[0].source += "\n\n![my sketch](attachment:a.png)"
    notebook.cells[0]["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="my sketch">' in page_of(notebook)


def test_of_a_page_of_endless_text_the_rest_is_shown_as_it_was_typed() -> None:
    """Converting it would keep the feedback of a class busy; nothing is lost, and nothing runs."""
    cells = [new_markdown_cell(f"**{number}** {SCRIPT}" + "*a " * 6000) for number in range(30)]
    page = render_feedback_page(new_notebook(cells=cells), ABOUT)
    assert "<strong>0</strong>" in page
    assert "**29**" in page
    assert "<script>stolen" not in page
