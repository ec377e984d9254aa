"""What a student sees while a notebook is tried and once it is packed: HTML in Jupyter, or text."""

from __future__ import annotations

import html
from collections.abc import Sequence

from course_utils.cards import AMBER, CARD, GREEN, GREY


class Notice:
    """A headline, what is to be known, and what to do next."""

    def __init__(
        self, headline: str, facts: Sequence[str], next_step: str, *, is_good: bool = False
    ) -> None:
        self.headline = f"{'✓' if is_good else '!'} {headline}"
        self.facts, self.next_step, self.is_good = facts, f"Next: {next_step}", is_good

    def __repr__(self) -> str:
        return "\n".join([self.headline, *(f"  - {fact}" for fact in self.facts), self.next_step])

    def _repr_html_(self) -> str:
        facts = "".join(f"<li>{html.escape(fact)}</li>" for fact in self.facts)
        return (
            f'<div role="status" style="{CARD.format(GREEN if self.is_good else AMBER)}">'
            f"<strong>{html.escape(self.headline)}</strong>"
            f'<ul style="margin:.4em 0;padding-left:1.4em">{facts}</ul>'
            f"<div>{html.escape(self.next_step)}</div></div>"
        )


class Trying:
    """How far the trial of a notebook is."""

    def __init__(self, notebook: str, number: int, cells: int, line: str) -> None:
        self.headline = f"Trying {notebook} from top to bottom in a fresh kernel"
        self.number, self.cells, self.line = number, cells, line

    def __repr__(self) -> str:
        return f"{self.headline}: {self.cells} cells …"

    def _repr_html_(self) -> str:
        # no live region: a screen reader would read out every cell
        return (
            f'<div style="{CARD.format(GREY)}"><strong>{html.escape(self.headline)}</strong><br>'
            f'<progress aria-label="cells run" value="{self.number - 1}" max="{self.cells}">'
            f"</progress> cell {self.number} of {self.cells}: <code>{html.escape(self.line)}</code>"
            "</div>"
        )
