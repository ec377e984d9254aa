"""Similar works as a page: the pairs, and each pair side by side with what it shares marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
    first: list[Part]
    second: list[Part]


@dataclass(frozen=True)
class Compared:
    """What a page is of: a class, and what of it is alike.

    ``failed`` says of whom there is nothing to compare, and why.
    """

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
            list(_shortened(marked(work.answers.get(name, []), both)))
            for work in (pair.first, pair.second)
        ]
        if any(part.shared for side in parts for part in side):
            shared, of = (found.shared, found.of) if found else (0, 0)
            yield Sides(name, shared, of, *parts)


def marked(cells: list[str], both: frozenset[int]) -> Iterator[Part]:
    """Yield cells in parts: those that belong to a fingerprint in ``both``, and the rest."""
    for number, source in enumerate(cells):
        found = fingerprints(tokens(source))
        spans = [span for each, places in found.items() if each in both for span in places]
        yield Part("\n\n" if number else "", shared=False)
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


def _shortened(parts: Iterable[Part]) -> Iterator[Part]:
    room = MOST_LETTERS
    for part in parts:
        if part.text:
            yield Part(part.text[:room], part.shared)
        room -= len(part.text)
        if room < 0:
            yield Part(" […]", shared=False)
            return
