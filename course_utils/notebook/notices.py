"""Notices for a student on the trial run and the zip, as HTML in Jupyter or as text."""

from __future__ import annotations

import html
from collections.abc import Sequence

from course_utils.notebook.cards import AMBER, CARD_STYLE, GREEN, GREY, text_to_html


class SubmissionNotice:
    """A notice: a headline, a text below it, things to look at, and the next step."""

    def __init__(self, headline: str, text: str, things: Sequence[str], next_step: str) -> None:
        self.headline, self.text, self.things = headline, text, things
        self.next_step = f"Next: {next_step}"

    def __repr__(self) -> str:
        things = [f"  - {thing}" for thing in self.things]
        return "\n".join([self.headline, self.text, *things, self.next_step])

    def _repr_html_(self) -> str:
        edge = CARD_STYLE.format(GREEN if self.headline.startswith("✓") else AMBER)
        return (
            f'<div role="status" style="{edge}"><strong>{html.escape(self.headline)}</strong>'
            f"<div>{text_to_html(self.text)}</div>{_listed(self.things)}<div>{text_to_html(self.next_step)}</div></div>"
        )


class TrialProgress:
    """The progress of a notebook's trial run, and the problems known so far.

    Args:
        notebook: its name.
        number: the running cell's number, from 1.
        cells: the number of cells.
        line: the line by which a person knows the cell.
        time: how long it has run, in words; empty while that is short.
        things: the problems known so far.
    """

    def __init__(
        self,
        notebook: str,
        number: int,
        cells: int,
        line: str,
        time: str = "",
        things: Sequence[str] = (),
    ) -> None:
        self.headline = f"Trying {notebook} from top to bottom in a fresh kernel"
        self.number, self.cells, self.line = number, cells, line
        self.time, self.things = time, things

    def __repr__(self) -> str:
        things = [f"  - {thing}" for thing in self.things]
        return "\n".join([f"{self.headline}: {self.cells} cells …", *things])

    def _repr_html_(self) -> str:
        # no live region: a screen reader would read out every cell
        return (
            f'<div style="{CARD_STYLE.format(GREY)}"><strong>{html.escape(self.headline)}</strong><br>'
            f'<progress aria-label="cells run" value="{self.number - 1}" max="{self.cells}">'
            f"</progress> cell {self.number} of {self.cells}: <code>{html.escape(self.line)}</code>"
            f"{html.escape(self.time)}{_listed(self.things)}</div>"
        )


def _listed(things: Sequence[str]) -> str:
    """Return things to look at as an HTML list; empty if there are none."""
    items = "".join(f"<li>{text_to_html(thing)}</li>" for thing in things)
    return f'<ul style="margin:.4em 0;padding-left:1.4em">{items}</ul>' if items else ""
