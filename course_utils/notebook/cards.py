"""Cards with the results of an exercise's checks, as HTML in Jupyter and as text elsewhere.

The HTML has inline styles, with colours that are readable on white and on black: Jupyter's themes change
the page's text and background, never these badges. Each outcome is also a word, for people who do not see
colours, and for screen readers.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from course_utils.checking.check_result import outcome_text

if TYPE_CHECKING:
    from course_utils.checking.check_result import CheckResult

# The badges' colours. White on them has a contrast of at least 4.5; they have one of at least 3 on white
# and on JupyterLab's #111.
GREEN, AMBER, GREY = "#2e7d32", "#b45309", "#6b7280"
BADGE_COLOURS = {"passed": GREEN, "not_attempted": GREY, "error": GREY}  # all else: amber
NOT_DEFINED = "is not defined yet"  # the end of the message of a check that found no answer
AS_ABOVE = "the same as above"
BROKEN_CHECK_NOTE = (
    "This check broke. That is not your answer's fault: please tell your instructor. "
)

CARD_STYLE = "border-left:4px solid {};padding:.4em .8em;margin:.3em 0;overflow-wrap:anywhere"
LIST_STYLE = "list-style:none;margin:.4em 0 0;padding:0"
BADGE_STYLE = (
    "background:{};color:#fff;border-radius:.7em;padding:.05em .6em;font-size:.85em;"
    "white-space:nowrap"
)
MESSAGE_STYLE = "margin:.15em 0 .3em 1em;white-space:pre-wrap"
SMALL_STYLE = "font-size:.9em;margin:.4em 0 0"
BACKTICKED_CODE = re.compile(r"`([^`\n]+)`")
MESSAGE_WITH_HINT = re.compile(r"(.+); (.+)")  # what came, and what to look at


class CheckResultsCard:
    """The results of one exercise's checks, for Jupyter and for a terminal."""

    def __init__(
        self, exercise: str, results: Sequence[CheckResult], score: str = "", next_step: str = ""
    ) -> None:
        self.exercise, self.results, self.score = exercise, _each_message_once(results), score
        self.next_step = next_step

    @property
    def headline(self) -> str:
        """A line that says how many checks passed."""
        passed = sum(result.passed for result in self.results)
        return f"{self.exercise}: {checks_count_text(passed, self.results)} passed"

    def __repr__(self) -> str:
        lines = [self.headline, *([f"  {self.score}"] if self.score else [])]
        for result in self.results:
            lines.append(f"  {outcome_text(result.outcome)}: {result.title}")
            lines += [f"      {line}" for line in _message(result).splitlines()]
        lines += [f"  {self.next_step}"] if self.next_step else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        passed = all(result.passed for result in self.results)
        score = f"<div>{html.escape(self.score)}</div>" if self.score else ""
        rows = "".join(map(_row, self.results))
        after = (
            f'<div style="{SMALL_STYLE}">{text_to_html(self.next_step)}</div>'
            if self.next_step
            else ""
        )
        return (
            f'<div role="status" style="{CARD_STYLE.format(GREEN if passed else AMBER)}">'
            f"<strong>{html.escape(self.headline)}</strong>{score}"
            f'<ul role="list" style="{LIST_STYLE}">{rows}</ul>{after}</div>'
        )


def checks_count_text(number: int, results: Sequence[CheckResult]) -> str:
    """Return a number of checks out of all of them as text: ``2 of 3 checks``."""
    return f"{number} of {len(results)} check{'s' if len(results) != 1 else ''}"


def feedback_card(
    exercise: str,
    results: Sequence[CheckResult],
    score: float,
    points: float,
    *,
    reveal: bool = False,
) -> CheckResultsCard:
    """Return the card of a graded exercise; it shows only the outcomes of hidden checks.

    With ``reveal`` it also shows their messages.
    """
    shown = [
        _without_secret(result) if result.hidden and not reveal else result for result in results
    ]
    return CheckResultsCard(exercise, shown, f"points: {round(score, 2):g} of {points:g}")


def show_check_results(exercise: str, results: Sequence[CheckResult]) -> None:
    """Show the results of one exercise's checks, and the next step if one did not pass."""
    display_card(CheckResultsCard(exercise, results, next_step=_next_step(results)))


def _next_step(results: Sequence[CheckResult]) -> str:
    if all(result.passed for result in results):
        return ""
    if any(result.message.endswith(NOT_DEFINED) for result in results):
        return "Run the cell with your answer first (Shift+Enter), then this one."
    return "Changed something? Run the answer's cell, then this one."


def display_card(card: object) -> None:
    """Show a card by IPython's display if IPython runs, else print it."""
    if ipython_shell() is None:
        _print(card)
    else:
        from IPython.display import display

        display(card)


def ipython_shell() -> Any:
    """Return IPython's shell; None if this Python runs without IPython."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


class CardDisplay:
    """A display in which each card replaces the last one; outside Jupyter each card is printed."""

    def __init__(self) -> None:
        self._handle: Any = None

    @property
    def is_live(self) -> bool:
        """Whether a card can be replaced."""
        return hasattr(
            ipython_shell(), "kernel"
        )  # a terminal's shell would print the next one below

    def show(self, card: object) -> None:
        """Show a card, and replace the last one."""
        if not self.is_live:
            display_card(card)
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
    """Replace each repeated message by a reference to the first one."""
    said: set[str] = set()
    shown = []
    for result in results:
        shown.append(replace(result, message=AS_ABOVE) if result.message in said else result)
        if result.message:
            said.add(result.message)
    return shown


def _message(result: CheckResult) -> str:
    broken = result.outcome == "error" and result.message
    return BROKEN_CHECK_NOTE + result.message if broken else result.message


def text_to_html(text: str) -> str:
    """Return text as HTML: escaped, with text in backticks as code."""
    return BACKTICKED_CODE.sub(r"<code>\1</code>", html.escape(text))


def _lines(message: str) -> str:
    """Put the hint at the end of a message on a line of its own."""
    found = MESSAGE_WITH_HINT.fullmatch(message)
    return f"{found[1]};\n{found[2]}" if found else message


def _row(result: CheckResult) -> str:
    badge = BADGE_STYLE.format(BADGE_COLOURS.get(result.outcome, AMBER))
    message = text_to_html(_lines(_message(result)))
    return (
        f'<li style="margin:.3em 0"><span style="{badge}">{outcome_text(result.outcome)}</span> '
        f"{text_to_html(result.title)}"
        + (f'<div style="{MESSAGE_STYLE}">{message}</div>' if message else "")
        + "</li>"
    )
