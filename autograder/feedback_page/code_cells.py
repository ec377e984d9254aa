"""A code cell's outputs as HTML, and the card with the results of its checks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from nbconvert.filters.ansi import ansi2html

from autograder.safe_html.safe_outputs import PICTURE_TYPES, safe_outputs
from course_utils.checking.check_result import OUTCOME_SIGNS_AND_WORDS, outcome_text

NOT_ANSWERED = outcome_text("not_attempted")
OTHER_OUTCOMES = [outcome_text(each) for each in OUTCOME_SIGNS_AND_WORDS if each != "not_attempted"]


@dataclass(frozen=True)
class AutogradedCard:
    """The card that autograde wrote into a grade cell: its checks' results, and the score."""

    html: str
    headline: str
    score: float
    is_unanswered: bool


def find_autograded_card(cell: Any) -> AutogradedCard | None:
    """Return the card in a grade cell; None where autograde did not write the outputs."""
    if not cell.metadata.get("nbgrader", {}).get("grade") or len(cell.outputs) != 2:
        return None
    report, value = (output.get("data", {}) for output in cell.outputs)
    if set(report) != {"text/html", "text/plain"} or set(value) != {"text/plain"}:
        return None
    headline, *rows = str(report["text/plain"]).split("\n")
    is_unanswered = any(row.strip().startswith(NOT_ANSWERED) for row in rows) and not any(
        row.strip().startswith(sign) for row in rows for sign in OTHER_OUTCOMES
    )
    try:
        score = float(value["text/plain"])
        return AutogradedCard(str(report["text/html"]), headline, score, is_unanswered)
    except ValueError:
        return None


def outputs_to_html(outputs: Iterable[Any]) -> Iterator[str]:
    """Yield a cell's outputs as HTML, with nothing but text and pictures in it."""
    for output in safe_outputs(outputs):
        if output.output_type == "stream":
            yield _text(output.text)
        elif output.output_type == "error":
            yield _text("\n".join(output.traceback) or f"{output.ename}: {output.evalue}")
        else:
            yield _picture(output.data) or _text(output.data.get("text/plain", ""))


def _picture(data: Any) -> str:
    for kind in PICTURE_TYPES:
        if kind in data:
            code = html.escape(data[kind].replace("\n", ""))
            return f'<img alt="what the cell drew" src="data:{kind};base64,{code}">'
    return ""


def _text(text: str) -> str:
    return f"<pre>{ansi2html(text)}</pre>"
