"""Markdown as HTML for the page of feedback: cleaned, with its formulas as MathML."""

from __future__ import annotations

import functools
import html
import re

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.feedback_page.formulas import mathml
from autograder.safe_outputs import cleaned

# A formula's place, while the HTML around it is cleaned: letters that no Unicode text has a use for.
OPEN, CLOSE = "\ue000", "\ue001"
MAX_HEADING = 200  # letters
_TAG_OR_PLACE = re.compile(
    rf"""(?P<tag><(?:[^>"']|"[^"]*"|'[^']*')*>)|{OPEN}(?P<number>\d+){CLOSE}"""
)
_PLACE = re.compile(rf"{OPEN}\d+{CLOSE}")
_HEADING = re.compile(r"^#{1,6}[ \t](.*)$", re.MULTILINE)


class _Renderer(IPythonRenderer):
    """Leaves the formulas out, each with a mark where it was."""

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.formulas: list[str] = []

    def _left_out(self, tex: str, *, block: bool) -> str:
        self.formulas.append(mathml(tex, block=block))
        return f"{OPEN}{len(self.formulas) - 1}{CLOSE}"

    def block_math(self, body: str) -> str:
        return self._left_out(body, block=True)

    def inline_math(self, body: str) -> str:
        return self._left_out(body, block=False)

    def latex_environment(self, name: str, body: str) -> str:
        return self._left_out(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)


@functools.lru_cache(maxsize=1024)  # of a class's cells, most are the same
def rendered(source: str) -> str:
    """Return Markdown as HTML that runs nothing and loads nothing but the pictures it names."""
    renderer = _Renderer()
    convert = MarkdownWithMath(renderer=renderer).render
    text = cleaned(source.replace(OPEN, "").replace(CLOSE, ""), convert)

    def put_back(found: re.Match[str]) -> str:
        if found["tag"]:
            return _PLACE.sub("", found["tag"])  # a title or the like: no place for tags
        return renderer.formulas[int(found["number"])]

    return _TAG_OR_PLACE.sub(put_back, text)


def one_line(source: str) -> str:
    """Return the first heading of Markdown as text; nothing if there is none."""
    found = _HEADING.search(source)
    return html.unescape(re.sub(r"[*`]", "", found[1][:MAX_HEADING])).strip(" \t#") if found else ""
