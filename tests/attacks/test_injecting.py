"""What attackers put into outputs and messages: no program, and nothing unseen, where people read."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import made_up
import nbformat
import pytest
from corpora import WRONG, Attack, load
from nbconvert.exporters import HTMLExporter
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from rich.console import Console

from autograder import nbgrader_bridge
from autograder.commands.terminal_output import class_table
from autograder.course.results import SubmissionReport
from autograder.feedback_page import render_feedback_page
from autograder.grading.class_grading import make_report
from autograder.grading.grading_result import GradingResult
from autograder.nbgrader_bridge import preprocessors
from autograder.safe_html.safe_outputs import PICTURE_TYPES, safe_outputs
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking import checks_runner
from course_utils.notebook import cards

ATTACKS = {attack.title: attack for attack in load("injecting")}
SHOWN_HERE = [title for title, attack in ATTACKS.items() if Path(__file__).name in attack.twin]
TAGS = {"script", "style", "iframe", "object", "embed", "form", "input", "svg", "base", "link"}
PICTURE = re.compile(rf"data:({'|'.join(PICTURE_TYPES)});base64,")
LINK = re.compile(r"\s*(javascript|vbscript|data):", re.IGNORECASE)
# What controls a terminal; what turns the direction of text; what has no width.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
NONE_OF_THEM = re.compile(r"(?!)")

pytestmark = [
    pytest.mark.slow,
    # SQLAlchemy's to nbgrader, and what nbgrader uses that newer Pythons deprecate
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


class Active(HTMLParser):
    """Collects what of a page a browser would run, load, or lay over the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and what is code among its attributes."""
        if tag in TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            text = value or ""
            is_code = LINK.match(text) and not PICTURE.match(text)
            if name.startswith("on") or is_code or (name == "style" and "position" in text):
                self.found.append(f"{name}={text}")


def active(page: str) -> list[str]:
    """Return what is active in a page, in order."""
    parser = Active()
    parser.feed(page)
    return parser.found


def graded(
    folder: Path, warm: KernelSource, answers: dict[str, str] | None = None
) -> tuple[Any, GradingResult, SubmissionReport]:
    """Return a notebook with these answers, what grading it gave, and its report."""
    assignment = made_up.make_assignment(folder)
    notebook = made_up.make_notebook(answers)
    submission = made_up.submission_of(assignment, notebook)
    found = made_up.grade_here(assignment, submission, warm)
    return notebook, found, make_report(submission, found)


def autograded(
    notebook: Any, found: GradingResult, guard: Callable[[Iterable[Any]], list[Any]]
) -> Any:
    """Return the notebook as the bridge to nbgrader leaves it."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = guard(
                map(nbformat.from_dict, found.outputs[made_up.NAME].get(cell.id, []))
            )
    preprocessors.write_cell_scores(notebook, {each.id: each for each in found.exercises})
    return notebook


def feedback(notebook: Any, *, filtered: bool = True) -> str:
    """Return nbgrader's page of feedback on a notebook, with or without our filter of Markdown."""
    config = GenerateFeedback(coursedir=CourseDirectory()).config
    if filtered:
        nbgrader_bridge.configure(config)
    for cell in notebook.cells:  # as nbgrader's GetGrades does, out of its gradebook
        cell.metadata.get("nbgrader", {}).update(score=0, comment="")
    about = {"notebook": made_up.NAME, "score": 0, "max_score": 6, "late_penalty": 0}
    page, _ = HTMLExporter(config=config).from_notebook_node(notebook, {"nbgrader": about})
    return str(page)


def kept(notebook: Any) -> str:
    """Return our own page of feedback, which a student keeps."""
    about = {"notebook": made_up.NAME, "student": "eve", "score": 0, "max_score": 6}
    return render_feedback_page(notebook, {**about, "late_penalty": 0})


def table_of(report: SubmissionReport) -> str:
    """Return the class table as a terminal gets it, without colours."""
    console = Console(file=io.StringIO(), width=200, no_color=True)
    console.print(class_table(made_up.NAME, [report]))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory, warm: KernelSource) -> str:
    """The page of feedback on right answers: what is active in it is nbgrader's own."""
    notebook, found, _ = graded(tmp_path_factory.mktemp("honest"), warm)
    return feedback(autograded(notebook, found, safe_outputs))


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_what_people_read_is_text_and_pictures(
    attack: Attack, warm: KernelSource, honest: str, tmp_path: Path
) -> None:
    """Neither the notebook, its feedback, the report nor the table has a program or unseen text."""
    notebook, found, report = graded(tmp_path, warm, attack.answers(tmp_path))
    notebook = autograded(notebook, found, safe_outputs)
    outputs = {cell.id: cell.get("outputs", []) for cell in notebook.cells}
    kinds = {kind for output in outputs["double-answer"] for kind in output.get("data", {})}
    assert kinds <= {"text/plain", *PICTURE_TYPES}
    page = feedback(notebook)
    assert active(page) == active(honest)
    assert active(kept(notebook)) == ["<style>"]  # its own
    assert ",Safe" in page  # MathJax's own guard: formulas in a message are set, links in them not
    as_json = json.dumps([outputs, report.as_dict()], ensure_ascii=False)
    for text in (
        page,
        kept(notebook),
        as_json,
        table_of(report),
        made_up.messages(found, "double"),
    ):
        assert UNSEEN.findall(text) == []


@pytest.mark.parametrize("title", SHOWN_HERE)
def test_without_the_guards_they_would_read_it(
    title: str, warm: KernelSource, honest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: outputs as they came, nbgrader's own filter, and messages neither cut nor escaped.

    Wrong answers without an attack show nothing of the kind there.
    """
    monkeypatch.setattr(checks_runner, "INVISIBLE_CHARACTERS", NONE_OF_THEM)
    monkeypatch.setattr(cards, "html", SimpleNamespace(escape=str))
    notebook, found, _ = graded(tmp_path, warm, ATTACKS[title].answers(tmp_path))
    page = feedback(autograded(notebook, found, list), filtered=False)
    assert active(page) != active(honest) or UNSEEN.findall(page)
    notebook, found, _ = graded(tmp_path, warm, WRONG)
    page = feedback(autograded(notebook, found, list), filtered=False)
    assert active(page) == active(honest)
    assert UNSEEN.findall(page) == []
