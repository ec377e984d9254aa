"""Python in colours, within bounds: a student's code must not keep a page, or a server, busy."""

from __future__ import annotations

import functools
import html
import re

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

MAX_COLOURED = 20_000  # letters of one text
# The lexer's time grows with the square of a run of blanks or empty lines, which no program needs.
_LONG_RUN = re.compile(r"\s{100}")
CSS_CLASS = "highlight hl-ipython3"  # the second as nbconvert's templates have it


@functools.lru_cache(maxsize=1024)  # of a class's cells, most are the same
def highlighted(source: str) -> str:
    """Return Python as HTML, in colours; without them where they would take long."""
    if len(source) > MAX_COLOURED or _LONG_RUN.search(source):
        return uncoloured(source)
    return str(highlight(source, PythonLexer(), HtmlFormatter(cssclass=CSS_CLASS)))


def uncoloured(source: str) -> str:
    """Return any code as HTML that looks like Python's, without colours."""
    return f'<div class="highlight"><pre>{html.escape(source)}</pre></div>\n'


def styles() -> str:
    """Return the colours of code as CSS, for light and for dark."""
    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}"
