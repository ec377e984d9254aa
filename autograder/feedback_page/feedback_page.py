"""The feedback page of a graded notebook: the exercises' results, then the notebook itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from autograder.feedback_page.code_cells import (
    AutogradedCard,
    find_autograded_card,
    outputs_to_html,
)
from autograder.feedback_page.markdown import (
    cached_markdown_to_html,
    first_heading,
    markdown_to_html,
)
from autograder.safe_html.code_highlighting import (
    highlight_python,
    highlighting_css,
    plain_code_html,
)
from autograder.safe_html.safe_outputs import strip_invisible
from autograder.safe_html.templates import jinja_environment
from course_utils.checking.check_result import OUTCOME_SIGNS_AND_WORDS

TEMPLATES = Path(__file__).parent / "templates"
MAX_MARKDOWN_LETTERS = 400_000  # of a page; the Markdown beyond is shown as it was typed
# In the notebook's metadata: sentences for the student; by grade_id, names of exercises that differ
# from it.
REMARKS_KEY, NAMES_KEY = "autograder_remarks", "autograder_exercises"
NO_RESPONSE = "No response."  # nbgrader's own comment on a cell as it was released
PASSED_CHECKS = re.compile(r": (\d+ of \d+) checks? passed$")


@dataclass
class FeedbackExercise:
    """An exercise as the page shows it: a cell that gives points."""

    id: str
    name: str  # as on the card, in the instructor's table and in the class report
    title: str  # the heading above it; empty where there is none
    score: float
    points: float
    checks: str  # "1 of 2"; empty where there are none
    by_hand: bool  # a person gave other points than the checks
    is_unanswered: bool = False  # what ran says that it is not answered yet
    is_unmarked: bool = False  # a person has yet to give points

    @property
    def mark(self) -> tuple[str, str]:
        """The CSS class of the exercise's result, and a sign for it."""
        if self.is_unmarked:
            return "partial", "…"
        if self.score >= self.points:
            return "passed", "✓"
        if self.is_unanswered and self.score <= 0:
            return "open", OUTCOME_SIGNS_AND_WORDS["not_attempted"][0]
        return ("partial", "◐") if self.score > 0 else ("failed", "✗")


@dataclass
class FeedbackCell:
    """A cell as the page shows it."""

    kind: str  # text, or code
    source: Markup
    outputs: list[Markup] = field(default_factory=list)
    card: Markup | None = None
    is_answer: bool = False
    exercise: FeedbackExercise | None = None
    comment: Markup | None = None
    name: str = ""


def render_feedback_page(
    notebook: Any,
    about: Mapping[str, Any],
    unmarked: Collection[str] = (),
    *,
    points_alone: bool = False,
) -> str:
    """Return the feedback page of a notebook whose cells have nbgrader's scores and comments.

    Args:
        notebook: as autograde left it; its metadata may hold remarks and names.
        about: ``notebook``, ``student``, ``score``, ``max_score`` and ``late_penalty``.
        unmarked: the ids of the cells that still wait for a person's points.
        points_alone: whether to show the points of each exercise, without its checks.
    """
    cells = list(_cells(notebook))
    exercises = [cell.exercise for cell in cells if cell.exercise]
    names = _names(notebook)
    for exercise in exercises:
        exercise.name = names.get(exercise.id, exercise.id)
        exercise.is_unmarked = exercise.id in unmarked
    return (
        _environment()
        .get_template("feedback.html")
        .render(
            about=about,
            title=next(filter(None, map(first_heading, _texts(notebook))), about["notebook"]),
            remarks=_remarks(notebook),
            cells=cells,
            exercises=exercises,
            unmarked_points=sum(each.points for each in exercises if each.is_unmarked),
            comments=[cell for cell in cells if cell.comment and not points_alone],
            points_alone=points_alone,
            has_checks=any(each.checks for each in exercises),
            styles=highlighting_css(),
        )
    )


def render_withheld_page(notebook: Any, about: Mapping[str, Any], until: str) -> str:
    """Return the page that a student gets while feedback is held back; ``until`` says how long."""
    title = next(filter(None, map(first_heading, _texts(notebook))), about["notebook"])
    return (
        _environment().get_template("withheld.html").render(about=about, title=title, until=until)
    )


def _remarks(notebook: Any) -> list[str]:
    remarks = notebook.metadata.get(REMARKS_KEY, [])
    return [_plain(each) for each in remarks] if isinstance(remarks, list) else []


def _names(notebook: Any) -> dict[str, str]:
    names = notebook.metadata.get(NAMES_KEY, {})
    named = names.items() if isinstance(names, dict) else ()
    return {identity: _plain(name) for identity, name in named}


def _plain(value: Any) -> str:
    """Return a value as text without what is unseen, colours included."""
    return strip_invisible(value).replace("\x1b", "\N{REPLACEMENT CHARACTER}")


def _texts(notebook: Any) -> Iterator[str]:
    return (cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def _cells(notebook: Any) -> Iterator[FeedbackCell]:
    heading, letters = "", 0
    for cell in notebook.cells:
        if cell.cell_type == "raw":
            continue
        if cell.cell_type == "markdown":
            heading = first_heading(cell.source) or heading
            letters += len(cell.source)
        yield _cell(cell, heading, as_typed=letters > MAX_MARKDOWN_LETTERS)


def _cell(cell: Any, heading: str, *, as_typed: bool) -> FeedbackCell:
    graded = cell.metadata.get("nbgrader", {})
    is_code = cell.cell_type == "code"
    made = FeedbackCell(
        kind="code" if is_code else "text",
        source=Markup(highlight_python(cell.source) if is_code else _text(cell, as_typed=as_typed)),  # noqa: S704  # both clean
        is_answer=bool(graded.get("solution")),
        name=str(graded.get("grade_id", "")),
    )
    card = find_autograded_card(cell) if is_code else None
    if card:
        made.card = Markup(card.html)  # noqa: S704  # our own
    elif is_code:
        made.outputs = [Markup(output) for output in outputs_to_html(cell.outputs)]  # noqa: S704  # escaped there
    if graded.get("grade") or graded.get("task"):
        made.exercise = _exercise(graded, heading, card)
        made.exercise.is_unanswered = is_code and _is_unanswered(cell.outputs, card)
    answered_by_hand = graded.get("grade") or graded.get("task")
    if graded.get("comment") and (answered_by_hand or str(graded["comment"]) != NO_RESPONSE):
        made.comment = Markup(cached_markdown_to_html(str(graded["comment"])))  # noqa: S704  # cleaned there
    return made


def _text(cell: Any, *, as_typed: bool) -> str:
    if as_typed:
        return plain_code_html(strip_invisible(cell.source))
    pictures = cell.get("attachments")
    return (
        markdown_to_html(cell.source, pictures)
        if pictures
        else cached_markdown_to_html(cell.source)
    )


def _exercise(graded: Any, heading: str, card: Any) -> FeedbackExercise:
    share = PASSED_CHECKS.search(card.headline) if card else None
    return FeedbackExercise(
        id=str(graded["grade_id"]),
        name=str(graded["grade_id"]),
        title=heading,
        score=float(graded["score"]),
        points=float(graded["points"]),
        checks=share[1] if share else "",
        by_hand=card is not None and abs(card.score - float(graded["score"])) > 1e-6,
    )


def _is_unanswered(outputs: Iterable[Any], card: AutogradedCard | None) -> bool:
    """Say whether a grade cell tells that nothing is answered: by its card, or by the stub's error."""
    if card is not None:
        return card.is_unanswered
    return any(output.get("ename") == NotImplementedError.__name__ for output in outputs)


def format_feedback_points(value: float) -> str:
    """Return points with two decimals at most: 2, 1.5, 1.33."""
    return f"{round(value, 2):g}"


def _environment() -> Environment:
    made = jinja_environment(TEMPLATES)
    made.filters["number"] = format_feedback_points
    made.filters["plain"] = _plain
    return made
