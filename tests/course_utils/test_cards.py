from __future__ import annotations

import builtins
import io
import re
import sys
from html.parser import HTMLParser
from typing import Any

import pytest

from course_utils.checking.check_result import CheckResult
from course_utils.notebook import cards
from course_utils.notebook.cards import CheckResultsCard, feedback_card, show_check_results


def result(
    outcome: str, message: str = "", *, title: str = "A title.", hidden: bool = False
) -> CheckResult:
    """Return a made-up check's result."""
    return CheckResult("test_x", "x", title, hidden, outcome, message)


class Reader(HTMLParser):
    """Reads a card's HTML as a screen reader would: its texts, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Expect the innermost open tag."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if data.strip():
            self.texts.append(data.strip())


def read(card: CheckResultsCard) -> Reader:
    """Return what a card's HTML holds, which must be well formed."""
    reader = Reader(card._repr_html_())
    assert reader.open == []
    return reader


EVERY = [
    result("passed"),
    result("failed", "x: got 3"),
    result("not_attempted", "x: not answered yet"),
    result("timeout", "no result: no answer within 10 s"),
    result("crashed", "no result: its process ended"),
    result("error", "TypeError: of ours"),
]


def test_the_text_says_what_the_html_says() -> None:
    """The card as text: a headline, and for each check a word, its title and its message."""
    assert repr(CheckResultsCard("x", EVERY)).splitlines() == [
        "x: 1 of 6 checks passed",
        "  ✓ passed: A title.",
        "  ✗ not passed: A title.",
        "      x: got 3",
        "  · not answered: A title.",
        "      x: not answered yet",
        "  ◷ took too long: A title.",
        "      no result: no answer within 10 s",
        "  ☠ crashed: A title.",
        "      no result: its process ended",
        "  ! no result: A title.",
        "      This check broke. That is not your answer's fault: please tell your instructor. "
        "TypeError: of ours",
    ]


def test_the_html_tells_each_outcome_in_words() -> None:
    """A screen reader hears how each check ended: the words are text, not colour or picture."""
    texts = read(CheckResultsCard("x", EVERY)).texts
    assert texts[:3] == ["x: 1 of 6 checks passed", "✓ passed", "A title."]
    for word in ("✗ not passed", "· not answered", "◷ took too long", "☠ crashed", "! no result"):
        assert word in texts
    assert "x: got 3" in texts


def test_one_check_is_not_several() -> None:
    """The headline counts in English."""
    assert CheckResultsCard("x", [result("passed")]).headline == "x: 1 of 1 check passed"
    assert CheckResultsCard("x", []).headline == "x: 0 of 0 checks passed"


def test_an_unknown_outcome_is_not_passed() -> None:
    """An outcome of a newer engine is shown as not passed."""
    assert "✗ not passed: A title." in repr(CheckResultsCard("x", [result("odd")]))


def test_a_message_of_several_lines_keeps_them() -> None:
    """A message's lines are kept, indented in text and as they are in HTML."""
    card = CheckResultsCard("x", [result("failed", "one\ntwo")])
    assert repr(card).endswith("\n      one\n      two")
    assert "one\ntwo" in read(card).texts


HOSTILE = "</div><script>alert(1)</script><img src=x onerror='alert(1)'>\" & <b>"


def test_everything_is_escaped() -> None:
    """Nothing that a student or an instructor wrote becomes a tag or leaves an attribute."""
    card = CheckResultsCard(
        HOSTILE, [result("failed", HOSTILE, title=HOSTILE), result(HOSTILE)], HOSTILE
    )
    reader = read(card)
    assert set(reader.tags) == {"div", "strong", "ul", "li", "span"}
    assert sum(HOSTILE in text for text in reader.texts) == 4


def test_all_passed_is_green_and_else_it_is_not() -> None:
    """The card's edge is green only where every check passed."""
    edge = f"border-left:4px solid {cards.GREEN}"
    assert edge in CheckResultsCard("x", [result("passed")])._repr_html_()
    assert edge not in CheckResultsCard("x", EVERY)._repr_html_()


def luminance(colour: str) -> float:
    """Return a colour's relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return two colours' contrast ratio (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [cards.GREEN, cards.AMBER, cards.GREY])
def test_badges_can_be_read_on_white_and_on_black(colour: str) -> None:
    """A badge's text has WCAG's contrast for text, and the badge that for graphics in each theme."""
    assert contrast("#ffffff", colour) >= 4.5
    assert contrast(colour, "#111111") >= 3


def test_text_takes_its_colour_from_the_theme() -> None:
    """Only badges set a colour of text, always white on their own background."""
    html = CheckResultsCard("x", EVERY)._repr_html_()
    for style in re.findall(r'style="([^"]*)"', html):
        sets_colour = re.search(r"(^|;)color:", style) is not None
        assert sets_colour == style.startswith("background:")


def test_feedback_shows_of_a_hidden_check_only_how_it_ended() -> None:
    """In the grader's feedback a hidden check has a title and a sign, and no message in any form."""
    results = [
        result("failed", "x: got 3"),
        result("failed", "the secret is 14", title="Others work.", hidden=True),
        result("error", "AssertionError: 14 secret", title="Broken.", hidden=True),
    ]
    card = feedback_card("x", results, 2.5, 4)
    assert repr(card).splitlines() == [
        "x: 0 of 3 checks passed",
        "  points: 2.5 of 4",
        "  ✗ not passed: A title.",
        "      x: got 3",
        "  ✗ not passed: Others work. (hidden check)",
        "  ! no result: Broken. (hidden check)",
    ]
    assert "secret" not in card._repr_html_()
    assert "points: 2.5 of 4" in read(card).texts


@pytest.mark.parametrize(
    ("score", "points", "line"), [(4.0, 4.0, "points: 4 of 4"), (0.6667, 2, "points: 0.67 of 2")]
)
def test_points_are_written_short(score: float, points: float, line: str) -> None:
    """Whole points have no decimals, others two at most."""
    assert line in repr(feedback_card("x", [], score, points))


def test_outside_ipython_the_text_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """In a terminal the card is printed."""
    show_check_results("x", [result("passed")])
    assert capsys.readouterr().out == "x: 1 of 1 check passed\n  ✓ passed: A title.\n"


def test_without_ipython_the_text_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where IPython is not installed the card is printed."""
    imported = builtins.__import__

    def lacking(name: str, *args: Any) -> Any:
        if name.startswith("IPython"):
            raise ImportError(name)
        return imported(name, *args)

    monkeypatch.setattr(builtins, "__import__", lacking)
    show_check_results("x", [result("passed")])
    assert capsys.readouterr().out.startswith("x: 1 of 1 check passed")


def test_a_terminal_without_unicode_gets_what_it_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old terminal's encoding costs the signs, not the report."""
    stream = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(stream, "ascii"))
    show_check_results("x", [result("passed")])
    sys.stdout.flush()
    assert b"  ? passed: A title." in stream.getvalue()


def test_a_message_is_said_once() -> None:
    """Where two checks fail by the same mistake the second points back; empty ones stay empty."""
    twice = [result("failed", "x: got 3"), result("passed"), result("failed", "x: got 3")]
    assert [each.message for each in CheckResultsCard("x", twice).results] == [
        "x: got 3",
        "",
        cards.AS_ABOVE,
    ]
    assert [each.message for each in CheckResultsCard("x", [result("passed")] * 2).results] == [
        "",
        "",
    ]


def test_what_to_look_at_has_a_line_of_its_own() -> None:
    """In HTML a message's last part, what to look at, begins a line; the words stay as they are."""
    message = "x: expected shape (3,), got (3, 1); did you sum over axis 1?"
    texts = read(CheckResultsCard("x", [result("failed", message)])).texts
    assert "x: expected shape (3,), got (3, 1);\ndid you sum over axis 1?" in texts
    assert message in repr(CheckResultsCard("x", [result("failed", message)]))


def test_names_in_backticks_are_shown_as_code() -> None:
    """What a title or a message puts in backticks is code in HTML, and escaped all the same."""
    html = CheckResultsCard(
        "x", [result("failed", "`a < b` and `c` is `", title="`f` < g")]
    )._repr_html_()
    assert "<code>a &lt; b</code> and <code>c</code> is `" in html
    assert "<code>f</code> &lt; g" in html
