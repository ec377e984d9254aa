"""Cards: what a student sees of an exercise's checks, as HTML in Jupyter and as text elsewhere.

The HTML is styled inline, with colours that can be read on white and on black alike: Jupyter's
themes change the page's text and background, never these badges. Each outcome is also a word, so
that nothing depends on seeing a colour, and a screen reader reads it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_utils.checks_plugin import CheckResult

# What each outcome is called, and its badge's colour: white on it, and it on white or on
# JupyterLab's #111, have contrasts of at least 4.5 and 3.
WORDS = {
    "passed": "✓ passed",
    "failed": "✗ not passed",
    "not_attempted": "– not answered",
    "timeout": "✗ took too long",
    "crashed": "✗ crashed",
    "error": "! no result",
}
GREEN, AMBER, GREY = "#2e7d32", "#b45309", "#6b7280"
COLOURS = {"passed": GREEN, "not_attempted": GREY, "error": GREY}  # all else: amber
NOT_DEFINED = "is not defined yet"  # so ends the message of a check that found no answer
AS_ABOVE = "the same as above"
BROKEN = "This check broke. That is not your answer's fault: please tell your instructor. "

CARD = "border-left:4px solid {};padding:.4em .8em;margin:.3em 0;overflow-wrap:anywhere"
LIST = "list-style:none;margin:.4em 0 0;padding:0"
BADGE = (
    "background:{};color:#fff;border-radius:.7em;padding:.05em .6em;font-size:.85em;"
    "white-space:nowrap"
)
MESSAGE = "margin:.15em 0 .3em 1em;white-space:pre-wrap"
SMALL = "font-size:.9em;margin:.4em 0 0"
CODE = re.compile(r"`([^`\n]+)`")
HINT = re.compile(r"(.+); (.+)")  # what came, and what to look at


class Card:
    """The results of one exercise's checks, shown by whatever front end there is."""

    def __init__(
        self, exercise: str, results: Sequence[CheckResult], score: str = "", next_step: str = ""
    ) -> None:
        self.exercise, self.results, self.score = exercise, _each_message_once(results), score
        self.next_step = next_step

    @property
    def headline(self) -> str:
        """One line: how many checks passed."""
        passed = sum(result.passed for result in self.results)
        return f"{self.exercise}: {share(passed, self.results)} passed"

    def __repr__(self) -> str:
        lines = [self.headline, *([f"  {self.score}"] if self.score else [])]
        for result in self.results:
            lines.append(f"  {_word(result)}: {result.title}")
            lines += [f"      {line}" for line in _message(result).splitlines()]
        lines += [f"  {self.next_step}"] if self.next_step else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        passed = all(result.passed for result in self.results)
        score = f"<div>{html.escape(self.score)}</div>" if self.score else ""
        rows = "".join(map(_row, self.results))
        after = f'<div style="{SMALL}">{rich_text(self.next_step)}</div>' if self.next_step else ""
        return (
            f'<div role="status" style="{CARD.format(GREEN if passed else AMBER)}">'
            f"<strong>{html.escape(self.headline)}</strong>{score}"
            f'<ul role="list" style="{LIST}">{rows}</ul>{after}</div>'
        )


def share(number: int, results: Sequence[CheckResult]) -> str:
    """Say how many of all the checks: ``2 of 3 checks``."""
    return f"{number} of {len(results)} check{'s' if len(results) != 1 else ''}"


def feedback_card(
    exercise: str, results: Sequence[CheckResult], score: float, points: float
) -> Card:
    """Return what a student sees of a graded exercise: of a hidden check only how it ended."""
    shown = [_without_secret(result) if result.hidden else result for result in results]
    return Card(exercise, shown, f"points: {score:g} of {points:g}")


def show_card(exercise: str, results: Sequence[CheckResult]) -> None:
    """Show the results of one exercise's checks, and what to do next where one did not pass."""
    show(Card(exercise, results, next_step=_next_step(results)))


def _next_step(results: Sequence[CheckResult]) -> str:
    if all(result.passed for result in results):
        return ""
    if any(result.message.endswith(NOT_DEFINED) for result in results):
        return "Run the cell with your answer first (Shift+Enter), then this one."
    return "Changed something? Run the answer's cell, then this one."


def show(card: object) -> None:
    """Show a card: through IPython's display where it runs, else printed."""
    if shell() is None:
        _print(card)
    else:
        from IPython.display import display

        display(card)


def shell() -> Any:
    """Return IPython's shell, or None where this Python runs without one."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


class Place:
    """A place on the page whose card can be replaced; elsewhere each card is printed."""

    def __init__(self) -> None:
        self._handle: Any = None

    @property
    def is_live(self) -> bool:
        """Whether a card can be replaced."""
        return hasattr(shell(), "kernel")  # a terminal's shell would print the next one below

    def show(self, card: object) -> None:
        """Show a card in the place of the last one."""
        if not self.is_live:
            show(card)
        elif self._handle is None:
            from IPython.display import display

            self._handle = display(card, display_id=True)
        else:
            self._handle.update(card)


def _print(card: object) -> None:
    try:
        print(card)
    except UnicodeEncodeError:  # an old terminal
        print(repr(card).encode("ascii", "replace").decode())


def _without_secret(result: CheckResult) -> CheckResult:
    return replace(result, title=f"{result.title} (hidden check)", message="")


def _each_message_once(results: Sequence[CheckResult]) -> list[CheckResult]:
    """Point back to a message that was read already, in place of saying it again."""
    said: set[str] = set()
    shown = []
    for result in results:
        shown.append(replace(result, message=AS_ABOVE) if result.message in said else result)
        if result.message:
            said.add(result.message)
    return shown


def _word(result: CheckResult) -> str:
    return WORDS.get(result.outcome, "✗ not passed")


def _message(result: CheckResult) -> str:
    broken = result.outcome == "error" and result.message
    return BROKEN + result.message if broken else result.message


def rich_text(text: str) -> str:
    """Return text as HTML: escaped, with what stands in backticks as code."""
    return CODE.sub(r"<code>\1</code>", html.escape(text))


def _lines(message: str) -> str:
    """Give what to look at, at a message's end, a line of its own."""
    found = HINT.fullmatch(message)
    return f"{found[1]};\n{found[2]}" if found else message


def _row(result: CheckResult) -> str:
    badge = BADGE.format(COLOURS.get(result.outcome, AMBER))
    message = rich_text(_lines(_message(result)))
    return (
        f'<li style="margin:.3em 0"><span style="{badge}">{_word(result)}</span> '
        f"{rich_text(result.title)}"
        + (f'<div style="{MESSAGE}">{message}</div>' if message else "")
        + "</li>"
    )
