"""Markdown as sanitised HTML for the feedback page, with its formulas as MathML."""

from __future__ import annotations

import functools
import html
import re
import secrets
from collections.abc import Mapping
from typing import Any

from nbconvert.filters.markdown_mistune import MarkdownWithMath

from autograder.feedback_page.mathml import tex_to_mathml
from autograder.safe_html.safe_markdown import NotebookMarkdownRenderer, sanitised_html

# They mark a formula's place while the HTML around it is cleaned: letters of no meaning in Unicode. A
# student's text may have them too, but it cannot know the random mark between them.
PLACEHOLDER_OPEN, PLACEHOLDER_CLOSE = "\ue000", "\ue001"
MAX_HEADING = 200  # letters
_PLACE = re.compile(rf"{PLACEHOLDER_OPEN}(?P<mark>[0-9a-f]+):(?P<number>\d+){PLACEHOLDER_CLOSE}")
_TAG_OR_PLACE = re.compile(rf"""(?P<tag><(?:[^>"']|"[^"]*"|'[^']*')*>)|{_PLACE.pattern}""")
_HEADING = re.compile(r"^#{1,6}[ \t](.*)$", re.MULTILINE)


class _Renderer(NotebookMarkdownRenderer):
    """A Markdown renderer that leaves a placeholder for each formula."""

    def __init__(self, attachments: Mapping[str, Any] | None) -> None:
        super().__init__(attachments)
        self.formulas: list[str] = []
        self.mark = secrets.token_hex(8)

    def _left_out(self, tex: str, *, block: bool) -> str:
        self.formulas.append(tex_to_mathml(tex, block=block))
        return f"{PLACEHOLDER_OPEN}{self.mark}:{len(self.formulas) - 1}{PLACEHOLDER_CLOSE}"

    def block_math(self, body: str) -> str:
        return self._left_out(body, block=True)

    def inline_math(self, body: str) -> str:
        return self._left_out(body, block=False)

    def latex_environment(self, name: str, body: str) -> str:
        return self._left_out(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)


def markdown_to_html(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Return Markdown as HTML that runs nothing and loads nothing.

    Args:
        source: the Markdown.
        attachments: the pictures that were pasted into it, by name.
    """
    renderer = _Renderer(attachments)
    text = sanitised_html(source, MarkdownWithMath(renderer=renderer).render)

    def put_back(found: re.Match[str]) -> str:
        if found["tag"]:
            return _PLACE.sub("", found["tag"])  # a title, say: no place for a formula's tags
        return renderer.formulas[int(found["number"])] if found["mark"] == renderer.mark else ""

    return _TAG_OR_PLACE.sub(put_back, text)


# most cells of a class are the same; cells with pictures are too large to keep
cached_markdown_to_html = functools.lru_cache(maxsize=1024)(markdown_to_html)


def first_heading(source: str) -> str:
    """Return the first heading in Markdown as text; empty if there is none."""
    found = _HEADING.search(source)
    return html.unescape(re.sub(r"[*`]", "", found[1][:MAX_HEADING])).strip(" \t#") if found else ""
