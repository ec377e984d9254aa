"""From a graded notebook to the page: what each exercise got and why, then the notebook itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from autograder.feedback_page.cells import card_of, shown
from autograder.feedback_page.colours import highlighted, styles
from autograder.feedback_page.markdown import converted, one_line, rendered
from autograder.templates import environment

TEMPLATES = Path(__file__).parent / "templates"
SHARE = re.compile(r": (\d+ of \d+) checks? passed$")


@dataclass
class Exercise:
    """A cell that gives points."""

    id: str
    title: str
    score: float
    points: float
    checks: str  # "1 of 2"; empty where there are none
    by_hand: bool  # a person gave other points than the checks

    @property
    def mark(self) -> tuple[str, str]:
        """What its colour is called, and a sign for it."""
        if self.score >= self.points:
            return "passed", "✓"
        return ("partial", "◐") if self.score > 0 else ("failed", "✗")


@dataclass
class Cell:
    """A cell as the page shows it."""

    kind: str  # text, or code
    source: Markup
    outputs: list[Markup] = field(default_factory=list)
    card: Markup | None = None
    is_answer: bool = False
    exercise: Exercise | None = None
    comment: Markup | None = None
    name: str = ""


def render(notebook: Any, about: Mapping[str, Any]) -> str:
    """Return the page for a notebook whose cells have their scores and comments, as nbgrader sets them.

    Args:
        notebook: as autograde left it.
        about: ``notebook``, ``student``, ``score``, ``max_score`` and ``late_penalty``.
    """
    cells = list(_cells(notebook))
    return (
        _environment()
        .get_template("feedback.html")
        .render(
            about=about,
            title=next(filter(None, map(one_line, _texts(notebook))), about["notebook"]),
            cells=cells,
            exercises=[cell.exercise for cell in cells if cell.exercise],
            comments=[cell for cell in cells if cell.comment],
            styles=styles(),
        )
    )


def _texts(notebook: Any) -> Iterator[str]:
    return (cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def _cells(notebook: Any) -> Iterator[Cell]:
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "raw":
            continue
        if cell.cell_type == "markdown":
            heading = one_line(cell.source) or heading
        yield _cell(cell, heading)


def _cell(cell: Any, heading: str) -> Cell:
    graded = cell.metadata.get("nbgrader", {})
    is_code = cell.cell_type == "code"
    made = Cell(
        kind="code" if is_code else "text",
        source=Markup(highlighted(cell.source) if is_code else _text(cell)),  # noqa: S704  # both clean
        is_answer=bool(graded.get("solution")),
        name=str(graded.get("grade_id", "")),
    )
    card = card_of(cell) if is_code else None
    if card:
        made.card = Markup(card.html)  # noqa: S704  # our own
    elif is_code:
        made.outputs = [Markup(output) for output in shown(cell.outputs)]  # noqa: S704  # escaped there
    if graded.get("grade") or graded.get("task"):
        made.exercise = _exercise(graded, heading, card)
    if graded.get("comment"):
        made.comment = Markup(rendered(str(graded["comment"])))  # noqa: S704  # cleaned there
    return made


def _text(cell: Any) -> str:
    pictures = cell.get("attachments")
    return converted(cell.source, pictures) if pictures else rendered(cell.source)


def _exercise(graded: Any, heading: str, card: Any) -> Exercise:
    share = SHARE.search(card.headline) if card else None
    return Exercise(
        id=str(graded["grade_id"]),
        title=heading,
        score=float(graded["score"]),
        points=float(graded["points"]),
        checks=share[1] if share else "",
        by_hand=card is not None and abs(card.score - float(graded["score"])) > 1e-6,
    )


def number(value: float) -> str:
    """Return points as people write them: 2, 1.5, 1.33."""
    return f"{round(value, 2):g}"


def _environment() -> Environment:
    made = environment(TEMPLATES)
    made.filters["number"] = number
    return made
