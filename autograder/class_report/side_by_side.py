"""Similar works as a page: the pairs, and each pair side by side with what it shares marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from autograder.class_report import pages
from autograder.class_report.similar import COMMON, LEAST_SHARED, MOST_PAIRS, Comparison, Pair
from autograder.class_report.tokens import tokens
from autograder.class_report.winnowing import GRAM_TOKENS, WINDOW_GRAMS, Spans, fingerprints
from autograder.class_report.works import Work
from autograder.store import write_lines

MOST_LISTED = 500  # pairs
MOST_SHOWN = 40  # pairs side by side
MOST_LETTERS = 4000  # of an answer


class Part(NamedTuple):
    """A part of an answer, and whether the other one has it too."""

    text: str
    shared: bool


@dataclass(frozen=True)
class Sides:
    """An exercise as two students answered it."""

    exercise: str
    shared: int
    of: int
    first: list[list[Part]]  # by cell
    second: list[list[Part]]


@dataclass(frozen=True)
class Compared:
    """What a page is of: a class, and what of it is alike.

    ``failed`` says of whom there is nothing to compare, and why.
    """

    course: Path
    assignment: str
    works: Sequence[Work]
    failed: dict[str, str]
    threshold: float
    comparison: Comparison
    pairs: list[Pair]


def write_page(file: Path, compared: Compared) -> None:
    """Write the page.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    pairs = compared.pairs
    parts = pages.render(
        "similar.html",
        compared=compared,
        feedback=partial(pages.feedback_link, file, compared.course, compared.assignment),
        pairs=pairs[:MOST_LISTED],
        sides=((pair, list(_sides(pair, compared.comparison))) for pair in pairs[:MOST_SHOWN]),
        most_shown=MOST_SHOWN,
        most_pairs=MOST_PAIRS,
        least_shared=LEAST_SHARED,
        common=COMMON,
        gram_tokens=GRAM_TOKENS,
        run_tokens=GRAM_TOKENS + WINDOW_GRAMS - 1,
    )
    write_lines(file, parts)


def _sides(pair: Pair, comparison: Comparison) -> Iterator[Sides]:
    """Yield the exercises of which two works share something."""
    both = comparison.shared_prints(pair.first, pair.second)
    for name in dict.fromkeys([*pair.first.answers, *pair.second.answers]):
        found = pair.exercises.get(name)
        parts = [
            list(_shortened([marked(cell, both) for cell in work.answers.get(name, [])]))
            for work in (pair.first, pair.second)
        ]
        if any(part.shared for side in parts for cell in side for part in cell):
            shared, of = (found.shared, found.of) if found else (0, 0)
            yield Sides(name, shared, of, *parts)


def marked(source: str, both: frozenset[int]) -> Iterator[Part]:
    """Yield a cell in parts: those that belong to a fingerprint in ``both``, and the rest."""
    found = fingerprints(tokens(source))
    spans = [span for each, places in found.items() if each in both for span in places]
    reached = 0
    for begin, end in _joined(spans):
        yield Part(source[reached:begin], shared=False)
        yield Part(source[begin:end], shared=True)
        reached = end
    yield Part(source[reached:], shared=False)


def _joined(spans: Spans) -> Spans:
    """Return spans in order, those that overlap or touch as one."""
    joined: Spans = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _shortened(cells: Iterable[Iterable[Part]]) -> Iterator[list[Part]]:
    """Yield the cells that are not empty, as far as there is room for an answer."""
    room = MOST_LETTERS
    for cell in cells:
        parts = [part for part in cell if part.text]
        shown = []
        for part in parts:
            shown.append(Part(part.text[: max(room, 0)], part.shared))
            room -= len(part.text)
        if room < 0:
            yield [*shown, Part(" […]", shared=False)]
            return
        if shown:
            yield shown
