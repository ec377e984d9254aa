"""The markers around solutions, hidden tests and mark schemes, as nbgrader reads them.

To nbgrader, any line with a marker's words, such as ``BEGIN SOLUTION``, is a marker, whatever blanks
and number signs are around them. This house writes ``### BEGIN SOLUTION``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MarkerPair = tuple[str, str]

SOLUTION: MarkerPair = ("BEGIN SOLUTION", "END SOLUTION")
HIDDEN_TESTS: MarkerPair = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
MARK_SCHEME: MarkerPair = ("BEGIN MARK SCHEME", "END MARK SCHEME")
PAIRS = (SOLUTION, HIDDEN_TESTS, MARK_SCHEME)
SOLUTION_MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION")  # as this house spells them
HIDDEN_TESTS_MARKERS = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
_SPELT = SOLUTION_MARKERS + HIDDEN_TESTS_MARKERS + ("### BEGIN MARK SCHEME", "### END MARK SCHEME")
_NEAR = re.compile(
    r"#[#\s]*(BEGIN|END)[\s_-]*(SOLUTION|HIDDEN[\s_-]*TEST|MARK[\s_-]*SCHEME)S?\W*", re.IGNORECASE
)  # one misspelt marker would publish what it hides


def marker_problems(source: str, *, hides: bool = True) -> Iterator[tuple[int, str, bool]]:
    """Yield each misspelt or unpaired marker: its line, what is wrong, whether that is only style.

    ``hides`` says whether the cell can hide something; a text cell cannot.
    """
    open_since: dict[MarkerPair, int] = {}
    begun: set[MarkerPair] = set()
    lines = [line.strip() for line in source.splitlines()]
    for number, line in enumerate(lines, start=1):
        pair = _pair_of(line)
        if _NEAR.fullmatch(line) and line not in _SPELT:
            wanted = ", ".join(SOLUTION_MARKERS + HIDDEN_TESTS_MARKERS)
            style = pair is not None or not hides
            yield number, f"expected a marker as {wanted}, got {line!r}", style
        if pair is None:
            continue
        if pair[0] in line:
            if open_since:
                yield number, _without_partner(line), pair not in open_since
            open_since[pair] = number
            begun.add(pair)
        elif open_since.pop(pair, None) is None:
            # nbgrader drops the line: the part above it, meant to be hidden, is published
            yield number, _without_partner(line), pair == SOLUTION or pair in begun
    for number in open_since.values():
        yield number, _without_partner(lines[number - 1]), False


def _without_partner(line: str) -> str:
    return f"{line!r} has no partner; BEGIN and END have to alternate"


def _pair_of(line: str) -> MarkerPair | None:
    """Return the pair that the marker in a line belongs to."""
    return next((pair for pair in PAIRS if pair[0] in line or pair[1] in line), None)


def opens(source: str, pair: MarkerPair) -> bool:
    """Say whether a cell's text has the first marker of a pair."""
    return pair[0] in source


def parts_outside_markers(source: str, pair: MarkerPair) -> list[list[str]]:
    """Return the lines outside a pair of markers, one list for each part."""
    stretches: list[list[str]] = [[]]
    inside = False
    for line in source.splitlines():
        if pair[0] in line:
            inside = True
            stretches.append([])
        elif pair[1] in line:
            inside = False
        elif not inside:
            stretches[-1].append(line)
    return stretches


def parts_between_markers(source: str, pair: MarkerPair) -> list[list[str]]:
    """Return the lines between a pair of markers, stripped, without empty ones, one list for each part."""
    found: list[list[str]] = []
    inside = False
    for line in map(str.strip, source.splitlines()):
        if pair[0] in line:
            inside = True
            found.append([])
        elif pair[1] in line:
            inside = False
        elif inside and line:
            found[-1].append(line)
    return found
