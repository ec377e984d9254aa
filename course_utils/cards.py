"""Cards: what a student sees of an exercise's checks, as HTML in Jupyter and as text elsewhere."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

SIGNS = {"passed": "✓", "not_attempted": "–", "error": "!"}  # all else: ✗


class Card:
    """The results of one exercise's checks, shown by whatever front end there is."""

    def __init__(self, exercise: str, results: Sequence[Any], score: str = "") -> None:
        self.exercise, self.results, self.score = exercise, results, score

    @property
    def headline(self) -> str:
        """One line: how many checks passed."""
        passed = sum(result.passed for result in self.results)
        return f"{self.exercise}: {passed} of {len(self.results)} checks passed{self.score}"

    def __repr__(self) -> str:
        lines = [self.headline]
        for result in self.results:
            lines.append(f"  {SIGNS.get(result.outcome, '✗')} {result.title}")
            if result.message:
                lines.append(f"      {result.message}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        passed = all(result.passed for result in self.results)
        colour = "#2e7d32" if passed else "#b26a00"
        rows = "".join(_row(result) for result in self.results)
        return (
            f'<div role="status" style="border-left:4px solid {colour};padding:.4em .8em;margin:.3em 0">'
            f"<strong>{html.escape(self.headline)}</strong>"
            f'<ul style="list-style:none;margin:.3em 0 0;padding:0">{rows}</ul></div>'
        )


def _row(result: Any) -> str:
    sign = SIGNS.get(result.outcome, "✗")
    colour = "#2e7d32" if result.passed else "#b26a00"
    spoken = "passed" if result.passed else result.outcome.replace("_", " ")
    message = f"<br><span>{html.escape(result.message)}</span>" if result.message else ""
    return (
        f'<li style="margin:.2em 0"><span aria-label="{spoken}" style="color:{colour}">{sign}</span> '
        f"{html.escape(result.title)}{message}</li>"
    )


def show_card(exercise: str, results: Sequence[Any]) -> None:
    """Show the results: through IPython's display where it runs, else printed."""
    card = Card(exercise, results)
    try:
        from IPython import get_ipython
    except ImportError:
        print(card)
        return
    shell = get_ipython()  # type: ignore[no-untyped-call]
    if shell is None:
        print(card)
        return
    from IPython.display import display

    display(card)  # type: ignore[no-untyped-call]
