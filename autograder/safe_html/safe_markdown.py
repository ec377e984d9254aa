"""A student's Markdown as HTML that is safe for others to open: it runs and loads nothing.

A script in a page of formgrader's would act with the instructor's rights. So would a class or an id that
formgrader's own scripts listen to. The browser also asks for a picture's address with the instructor's
login.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

import bleach
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

from autograder.safe_html.code_highlighting import highlight_python, plain_code_html
from autograder.safe_html.safe_outputs import PICTURE_TYPES, strip_invisible, text_and_image_bundle

MAX_MARKDOWN = 20_000  # letters of one cell
# After each of these, the converter searches the whole rest of the text for the end.
OPENINGS = ("\\\\(", "\\\\[", "\\begin{", "```", "~~~", "$$")
MAX_OPENINGS = 400  # of each, in one cell

ALLOWED_TAGS = [
    *bleach.ALLOWED_TAGS,
    *("p", "br", "hr", "div", "span", "pre", "del", "sub", "sup", "kbd", "details", "summary"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "img", "dl", "dt", "dd"),
    *("table", "thead", "tbody", "tr", "th", "td"),
]
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "acronym": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "th": {"align"},
    "td": {"align"},
    "div": {"class"},
    "span": {"class"},
}
# Only the classes of coloured code: others mean something to Bootstrap's and formgrader's scripts.
_CLASSES = {"highlight", "highlight hl-ipython3", *STANDARD_TYPES.values()}
_LINK = re.compile(r"https?://|mailto:|#", re.IGNORECASE)  # no address on the page's own server
_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/]+=*$")


def _is_harmless(tag: str, name: str, value: str) -> bool:
    """Return whether a tag may have this attribute with this value."""
    if name not in ALLOWED_ATTRIBUTES.get(tag, ()):
        return False
    if name == "class":
        return value in _CLASSES
    pattern = {"href": _LINK, "src": _PICTURE}.get(name)
    return pattern is None or pattern.match(value) is not None


class NotebookMarkdownRenderer(IPythonRenderer):
    """A Markdown renderer that shows the pictures that were pasted into the cell.

    Args:
        attachments: the cell's attachments, as the student handed them in.
    """

    def __init__(self, attachments: Mapping[str, Any] | None = None) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self.pictures = dict(attachments or {})

    def block_code(self, code: str, info: str | None = None) -> str:
        """Highlight only Python: a text can make lexers of other languages run for very long."""
        return (
            highlight_python(code)
            if (info or "").split()[:1] == ["python"]
            else plain_code_html(code)
        )

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Show a pasted picture only once: a thousand copies would fill the page."""
        if url.startswith("attachment:"):
            url = _address(self.pictures.pop(unquote(url.removeprefix("attachment:")), {}))
        return str(super().image(text, url, title))


def _address(attachment: Any) -> str:
    """Return a pasted picture as a data URL; empty if it is not a picture."""
    data = text_and_image_bundle(attachment)
    kind = next((kind for kind in PICTURE_TYPES if kind in data), None)
    return f"data:{kind};base64,{data[kind]}".replace("\n", "") if kind else ""


def markdown_to_safe_html(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Return Markdown as HTML without scripts, handlers, frames or links that run code.

    Its formulas stay TeX.

    Args:
        source: the Markdown.
        attachments: the pictures that were pasted into it, by name.
    """
    return sanitised_html(
        source, MarkdownWithMath(renderer=NotebookMarkdownRenderer(attachments)).render
    )


def sanitised_html(source: str, convert: Callable[[str], str]) -> str:
    """Return Markdown as HTML from ``convert``, with only harmless tags and attributes.

    Too long a text is cut: a cell of a megabyte would keep the feedback busy for hours. A text that cannot
    be converted (nested too deep, say) stays as typed.
    """
    if len(source) > MAX_MARKDOWN:
        source = f"{source[:MAX_MARKDOWN]}\n\n(the rest of this long text was left out)"
    source = strip_invisible(source)
    if any(source.count(opening) > MAX_OPENINGS for opening in OPENINGS):
        return f"<pre>{html.escape(source)}</pre>"
    try:
        return str(
            bleach.clean(
                convert(source),
                tags=ALLOWED_TAGS,
                attributes=_is_harmless,
                protocols=["http", "https", "mailto", "data"],  # `data:` for pictures, see above
                strip_comments=True,
            )
        )
    except Exception:  # noqa: BLE001  # the converter may raise anything on a student's text
        return f"<pre>{html.escape(source)}</pre>"
