"""What of a student's notebook may appear in a page that others open: feedback, formgrader.

A script in a page of formgrader's would act with the instructor's rights. So of what a cell
displays, plain text and pictures are kept, and Markdown is cleaned when it becomes HTML.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterable
from typing import Any

import bleach
import nbformat
from nbconvert.filters.markdown import markdown2html

PICTURES = ("image/png", "image/jpeg")
LEFT_OUT = "(an output that cannot be shown safely was left out)"

TAGS = [
    *bleach.ALLOWED_TAGS,
    *("p", "br", "hr", "div", "span", "pre", "del", "sub", "sup", "kbd", "details", "summary"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "img", "dl", "dt", "dd"),
    *("table", "thead", "tbody", "tr", "th", "td"),
]
ATTRIBUTES = {
    "*": ["class", "id", "title"],
    "a": ["href"],
    "img": ["src", "alt", "width", "height"],
    "th": ["align"],
    "td": ["align"],
}


def safe_outputs(outputs: Iterable[Any]) -> list[Any]:
    """Return a cell's outputs with nothing in them but text and pictures."""
    return [
        nbformat.from_dict(_safe_display(output) if "data" in output else output)
        for output in outputs
    ]


def _safe_display(output: Any) -> dict[str, Any]:
    """Return a display without its metadata, too: a picture's width goes unquoted into the page."""
    kept = {kind: data for kind, data in output["data"].items() if _is_safe(kind, data)}
    data = kept or {"text/plain": LEFT_OUT}
    return {**output, "data": data, "metadata": {}}


def _is_safe(kind: str, data: Any) -> bool:
    if kind not in PICTURES:
        return kind == "text/plain"
    try:
        binascii.a2b_base64(str(data).replace("\n", ""), strict_mode=True)
    except ValueError:
        return False
    return True


def safe_markdown(source: str) -> str:
    """Return Markdown as HTML without scripts, handlers, frames or links that run code."""
    html = markdown2html(source)
    return str(bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, strip_comments=True))
