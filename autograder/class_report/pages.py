"""Pages that stand by themselves: one file, no network, no script but ours, all text escaped."""

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

from autograder import table
from autograder.templates import environment
from course_utils.cards import CODE

TEMPLATES = Path(__file__).parent / "templates"
BUFFERED = 1000  # pieces of text that are written together
CELL_NAME = re.compile(r"<ipython-input-[^<>\n]*>(, )?")  # in the text of a SyntaxError


def render(template: str, **context: Any) -> Iterator[str]:
    """Yield the parts of a page.

    All text in ``context`` is escaped, and what would steer a terminal or turn the direction of
    writing becomes a sign for an unknown letter.
    """
    script = (TEMPLATES / "table.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    files = {
        # ours, from the files beside this one
        "style": Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),  # noqa: S704
        "script": Markup(script),  # noqa: S704
        "script_digest": digest,
    }
    parts = _environment().get_template(template).stream(**files, **context)
    parts.enable_buffering(BUFFERED)
    return parts


def _environment() -> Environment:
    made = environment(TEMPLATES, finalize=_harmless)
    made.filters["percent"] = percent
    made.filters["points"] = table.points
    made.filters["message"] = message
    return made


def _harmless(value: Any) -> Any:
    """Return what a page may show of a value: letters that print, and line ends."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "\n".join(table.plain(line).plain for line in value.split("\n"))


def message(text: str) -> Markup:
    """Return a check's message: code as code, and no names of cells that the kernel made up."""
    text = _harmless(CELL_NAME.sub("", text))
    # escaped before: what is marked as code is the message's own text
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704


def feedback_link(page: Path, course: Path, assignment: str, student: str) -> str:
    """Return where a student's feedback is, seen from a page; empty if there is none."""
    if student in ("", ".", "..") or "/" in student:
        return ""
    path = course / "feedback" / student / assignment / f"{assignment}.html"
    if not path.is_file():
        return ""
    # a folder's name may hold bytes that are no text
    return quote(os.fsencode(os.path.relpath(path, page.parent)))


def percent(share: float | None) -> str:
    """Return a share as people read it; a dash where it is not defined."""
    return "–" if share is None else f"{100 * share:.0f} %"
