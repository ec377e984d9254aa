"""The similarity page: the similar pairs, and each pair side by side with shared code marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from autograder.class_report import page_rendering
from autograder.class_report.normalised_tokens import normalised_tokens
from autograder.class_report.similarity import (
    COMMON_SHARE,
    LEAST_SHARED,
    MOST_PAIRS,
    ClassComparison,
    SimilarPair,
)
from autograder.class_report.student_work import StudentWork
from autograder.class_report.winnowing import GRAM_TOKENS, WINDOW_GRAMS, Spans, fingerprints
from autograder.files import write_private_parts

MOST_LISTED = 500  # pairs
MOST_SHOWN = 40  # pairs side by side
MOST_LETTERS = 4000  # of an answer


class AnswerPart(NamedTuple):
    """A part of an answer, and whether the other student's answer has it too."""

    text: str
    shared: bool


@dataclass(frozen=True)
class ExerciseComparison:
    """An exercise as two students answered it."""

    exercise: str
    shared: int
    of: int
    first: list[list[AnswerPart]]  # by cell
    second: list[list[AnswerPart]]


@dataclass(frozen=True)
class SimilarityReport:
    """The contents of the similarity page: a class's works and its similar pairs.

    ``failed`` names the students without a work to compare, and why.
    """

    course: Path
    assignment: str
    works: Sequence[StudentWork]
    failed: dict[str, str]
    threshold: float
    comparison: ClassComparison
    pairs: list[SimilarPair]


def write_similarity_page(file: Path, compared: SimilarityReport) -> None:
    """Write the similarity page.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    pairs = compared.pairs
    parts = page_rendering.stream_html_page(
        "similar.html",
        compared=compared,
        feedback=partial(page_rendering.feedback_link, file, compared.course, compared.assignment),
        pairs=pairs[:MOST_LISTED],
        sides=((pair, list(_sides(pair, compared.comparison))) for pair in pairs[:MOST_SHOWN]),
        most_shown=MOST_SHOWN,
        most_pairs=MOST_PAIRS,
        least_shared=LEAST_SHARED,
        common=COMMON_SHARE,
        gram_tokens=GRAM_TOKENS,
        run_tokens=GRAM_TOKENS + WINDOW_GRAMS - 1,
    )
    write_private_parts(file, parts)


def _sides(pair: SimilarPair, comparison: ClassComparison) -> Iterator[ExerciseComparison]:
    """Yield the exercises in which two works share something, as both students answered them."""
    both = comparison.shared_fingerprints(pair.first, pair.second)
    for name in dict.fromkeys([*pair.first.answers, *pair.second.answers]):
        found = pair.exercises.get(name)
        parts = [
            list(_shortened([mark_shared_parts(cell, both) for cell in work.answers.get(name, [])]))
            for work in (pair.first, pair.second)
        ]
        if any(part.shared for side in parts for cell in side for part in cell):
            shared, of = (found.shared, found.of) if found else (0, 0)
            yield ExerciseComparison(name, shared, of, *parts)


def mark_shared_parts(source: str, both: frozenset[int]) -> Iterator[AnswerPart]:
    """Yield a cell in parts; a part is shared if a fingerprint in ``both`` covers it."""
    found = fingerprints(normalised_tokens(source))
    spans = [span for each, places in found.items() if each in both for span in places]
    reached = 0
    for begin, end in _joined(spans):
        yield AnswerPart(source[reached:begin], shared=False)
        yield AnswerPart(source[begin:end], shared=True)
        reached = end
    yield AnswerPart(source[reached:], shared=False)


def _joined(spans: Spans) -> Spans:
    """Return spans in order, merging those that overlap or touch."""
    joined: Spans = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _shortened(cells: Iterable[Iterable[AnswerPart]]) -> Iterator[list[AnswerPart]]:
    """Yield the cells that are not empty, cut off where an answer gets too long."""
    room = MOST_LETTERS
    for cell in cells:
        parts = [part for part in cell if part.text]
        shown = []
        for part in parts:
            shown.append(AnswerPart(part.text[: max(room, 0)], part.shared))
            room -= len(part.text)
        if room < 0:
            yield [*shown, AnswerPart(" […]", shared=False)]
            return
        if shown:
            yield shown
