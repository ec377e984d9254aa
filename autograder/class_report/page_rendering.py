"""Self-contained HTML pages: one file, no network, only the engine's own script, all text escaped."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup, escape

from autograder.course.result_display import format_points, printable_text
from autograder.safe_html.templates import jinja_environment
from course_utils.notebook.cards import BACKTICKED_CODE

TEMPLATES = Path(__file__).parent / "templates"
BUFFERED_PARTS = 1000  # pieces of text that are written together
IPYTHON_CELL_NAME = re.compile(r"<ipython-input-[^<>\n]*>(, )?")  # in the text of a SyntaxError


def stream_html_page(template: str, **context: Any) -> Iterator[str]:
    """Yield a rendered page in parts.

    All text in ``context`` is escaped. Characters that would control a terminal or change the direction
    of writing become the sign for an unknown letter.
    """
    script = (TEMPLATES / "table.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    files = {
        # safe: the engine's own files
        "style": Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),  # noqa: S704
        "script": Markup(script),  # noqa: S704
        "script_digest": digest,
    }
    parts = _environment().get_template(template).stream(**files, **context)
    parts.enable_buffering(BUFFERED_PARTS)
    return parts


def _environment() -> Environment:
    made = jinja_environment(TEMPLATES, finalize=_harmless)
    made.filters["percent"] = format_percent
    made.filters["points"] = format_points
    made.filters["message"] = message_html
    return made


def _harmless(value: Any) -> Any:
    """Return a value with its unprintable characters replaced; line ends stay."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "\n".join(printable_text(line) for line in value.split("\n"))


def message_html(text: str) -> Markup:
    """Return a check's message as HTML, with backticked code and without IPython's cell names."""
    text = _harmless(IPYTHON_CELL_NAME.sub("", text))
    # the message's text is escaped first
    return Markup(BACKTICKED_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704


def feedback_link(page: Path, course: Path, assignment: str, student: str) -> str:
    """Return the relative link from a page to a student's feedback; empty if there is none."""
    if student in ("", ".", "..") or "/" in student:
        return ""
    path = course / "feedback" / student / assignment / f"{assignment}.html"
    if not path.is_file():
        return ""
    # a folder's name may hold bytes that are not text
    return quote(os.fsencode(os.path.relpath(path, page.parent)))


def format_percent(share: float | None) -> str:
    """Return a share as a percentage; a dash where it is not defined."""
    return "–" if share is None else f"{100 * share:.0f} %"
