"""The site made from these pages, by `make site`. On a code host they are read as they are."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

project = "A TensorFlow course that grades itself"
author = "The course's authors"
extensions = ["myst_parser"]
myst_heading_anchors = 4  # a link to a heading is written as on a code host: page.md#its-words
html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"

SCREENSHOTS = Path(__file__).parents[1] / "build" / "screenshots"
# Parts, and the pages that come first in each; all others of its folder follow.
PARTS = {
    "Start": ["start", "tour"],
    "Learn": ["learn/start"],
    "Teach": [
        "teach/is-it-for-me",
        "teach/grading",
        "teach/in-grading",
        "teach/feedback",
        "teach/report",
        "teach/commands",
        "teach/trouble",
        "teach/upgrading",
        "teach/ways",
        "teach/collect",
        "teach/export",
        "teach/late-work",
        "teach/gradescope",
        "teach/nbgrader",
        "teach/nbgrader-differences",
    ],
    "Author": ["author/writing"],
    "How it works": ["how/engine", "how/security"],
}
_SCREENSHOT = re.compile(r"^<!-- screenshot: ([\w-]+) \| ([^>]+?) -->$", re.MULTILINE)


def setup(app: Sphinx) -> None:
    """Put into the pages what a code host's readers are better off without."""
    app.connect("source-read", _complete)


def _complete(app: Sphinx, page: str, source: list[str]) -> None:
    source[0] = _SCREENSHOT.sub(_picture, source[0])
    if page == "index":  # the menu
        source[0] = source[0].replace("../README.md", "start.md") + _menu(app.srcdir)


def _picture(screenshot: Any) -> str:
    """Return the picture that the browser tests made; nothing where they could not run."""
    path = SCREENSHOTS / f"{screenshot[1]}.png"
    if path.is_file():
        return f"![{screenshot[2]}](/../build/screenshots/{path.name})"
    print(f"site: built without a picture: the browser tests have not made {path}", file=sys.stderr)
    return ""


def _menu(pages: Path) -> str:
    parts = []
    for part, first in PARTS.items():
        there = [page for page in first if (pages / f"{page}.md").is_file()]
        folder = first[0].rpartition("/")[0]
        rest = [f"{folder}/*"] if folder and any((pages / folder).glob("*.md")) else []
        parts.append(_part(part, [*there, *rest]))
    return "".join(parts)


def _part(caption: str, pages: list[str]) -> str:
    lines = "\n".join(pages)
    return f"\n\n```{{toctree}}\n:hidden:\n:glob:\n:caption: {caption}\n\n{lines}\n```\n"
