"""What of a student's notebook may appear in a page that others open: feedback, formgrader.

A script in a page of formgrader's would act with the instructor's rights. So of what a cell
displays, plain text and pictures are kept, and Markdown is cleaned when it becomes HTML.
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Callable, Iterable
from typing import Any

import bleach
from nbconvert.filters.markdown import markdown2html
from nbformat.v4 import new_output

from course_utils.plain import UNSEEN

PICTURES = ("image/png", "image/jpeg")
MAX_MARKDOWN = 20_000  # letters of one cell: the converter's time grows with their square
# Colours, and the way back to the beginning of a line, which progress bars take, say something.
_SEEN_OR_NOT = re.compile(rf"(?P<seen>\x1b\[[\d;]*m|\r)|{UNSEEN.pattern}")
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
    """Return a cell's outputs, made anew with nothing in them but text and pictures."""
    made = [_safe_output(output) for output in outputs]
    return [output for output in made if output is not None]


def _safe_output(output: Any) -> Any:
    """Return an output whose every field has the type that it claims; None if it is of no kind."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output(kind, name=name, text=_text(output.get("text", "")))
    if kind == "error":
        texts = {field: _text(output.get(field, "")) for field in ("ename", "evalue")}
        return new_output(kind, **texts, traceback=list(map(_text, output.get("traceback") or [])))
    data = _safe_data(output.get("data") or {})
    # without its metadata: a picture's width would go unquoted into the page
    if kind == "display_data":
        return new_output(kind, data)
    if kind == "execute_result":
        count = output.get("execution_count")
        return new_output(kind, data, execution_count=count if isinstance(count, int) else None)
    return None


def _safe_data(data: Any) -> dict[str, str]:
    kept = {kind: _text(value) for kind, value in data.items() if _is_safe(kind, value)}
    return kept or {"text/plain": LEFT_OUT}


def _text(value: Any) -> str:
    """Return a value as text that can be written, without what is not seen in it.

    Half a surrogate pair becomes a question mark.
    """
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return _SEEN_OR_NOT.sub(lambda found: found["seen"] or "", text)


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
    return cleaned(source, markdown2html)


def cleaned(source: str, convert: Callable[[str], str]) -> str:
    """Return Markdown, as ``convert`` makes it HTML, with harmless tags and attributes alone.

    What is too long is cut, and what is nested too deep stays as it was typed: a student's cell of
    a megabyte would keep the feedback busy for hours.
    """
    if len(source) > MAX_MARKDOWN:
        source = f"{source[:MAX_MARKDOWN]}\n\n(the rest of this long text was left out)"
    source = _text(source)
    try:
        page = convert(source)
        return str(bleach.clean(page, tags=TAGS, attributes=ATTRIBUTES, strip_comments=True))
    except RecursionError:
        return f"<pre>{html.escape(source)}</pre>"
