"""A code cell's parts as HTML: what it showed, and the card of its checks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from nbconvert.filters.ansi import ansi2html

from autograder.safe_outputs import PICTURES, safe_outputs


@dataclass(frozen=True)
class ShownCard:
    """What autograde wrote into a grade cell: the report of its checks, and the score."""

    html: str
    headline: str
    score: float


def card_of(cell: Any) -> ShownCard | None:
    """Return the card in a grade cell; None where a cell has other outputs than autograde writes."""
    if not cell.metadata.get("nbgrader", {}).get("grade") or len(cell.outputs) != 2:
        return None
    report, value = (output.get("data", {}) for output in cell.outputs)
    if set(report) != {"text/html", "text/plain"} or set(value) != {"text/plain"}:
        return None
    headline = str(report["text/plain"]).split("\n", 1)[0]
    try:
        return ShownCard(str(report["text/html"]), headline, float(value["text/plain"]))
    except ValueError:
        return None


def shown(outputs: Iterable[Any]) -> Iterator[str]:
    """Return a cell's outputs as HTML, with nothing in it but text and pictures."""
    for output in safe_outputs(outputs):
        if output.output_type == "stream":
            yield _text(output.text)
        elif output.output_type == "error":
            yield _text("\n".join(output.traceback) or f"{output.ename}: {output.evalue}")
        else:
            yield _picture(output.data) or _text(output.data.get("text/plain", ""))


def _picture(data: Any) -> str:
    for kind in PICTURES:
        if kind in data:
            code = html.escape(data[kind].replace("\n", ""))
            return f'<img alt="what the cell drew" src="data:{kind};base64,{code}">'
    return ""


def _text(text: str) -> str:
    return f"<pre>{ansi2html(text)}</pre>"
