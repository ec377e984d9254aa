"""Syntax highlighting within limits: a student's code must not keep a page or a server busy."""

from __future__ import annotations

import functools
import html
import re

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

MAX_HIGHLIGHTED_LETTERS = 20_000  # letters of one text
# The lexer's time grows with the square of a run of blanks or empty lines. No program needs long runs.
_LONG_RUN = re.compile(r"\s{100}")
CSS_CLASS = "highlight hl-ipython3"  # the second class is that of nbconvert's templates


@functools.lru_cache(maxsize=1024)  # most cells of a class are the same
def highlight_python(source: str) -> str:
    """Return Python code as highlighted HTML; without colours if they would take too long."""
    if len(source) > MAX_HIGHLIGHTED_LETTERS or _LONG_RUN.search(source):
        return plain_code_html(source)
    return str(highlight(source, PythonLexer(), HtmlFormatter(cssclass=CSS_CLASS)))


def plain_code_html(source: str) -> str:
    """Return code in any language as HTML of the same style, without colours."""
    return f'<div class="highlight"><pre>{html.escape(source)}</pre></div>\n'


def highlighting_css() -> str:
    """Return the CSS of highlighted code, for light and dark mode."""
    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
