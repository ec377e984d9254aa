"""The markers around what students must not get, in notebooks and in files of checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
_NEAR = re.compile(
    r"#[#\s]*(BEGIN|END)[\s_-]*(SOLUTION|HIDDEN[\s_-]*TEST)S?\W*", re.IGNORECASE
)  # one misspelt marker would publish what it hides


def marker_problems(source: str) -> Iterator[tuple[int, str]]:
    """Yield the lines whose marker is misspelt or has no partner, and what is wrong with each."""
    open_pair, opened = None, 0
    for number, line in enumerate(map(str.strip, source.splitlines()), start=1):
        marker = next((pair for pair in (SOLUTION, HIDDEN) if line in pair), None)
        if marker is None:
            if _NEAR.fullmatch(line):
                yield number, f"expected a marker as {', '.join(SOLUTION + HIDDEN)}, got {line!r}"
        elif line == marker[0] and open_pair is None:
            open_pair, opened = marker, number
        elif line == marker[1] and open_pair == marker:
            open_pair = None
        else:
            yield number, f"{line!r} has no partner; BEGIN and END have to alternate"
    if open_pair is not None:
        yield opened, f"{open_pair[0]!r} has no partner; BEGIN and END have to alternate"


def without(source: str, pair: tuple[str, str]) -> list[list[str]]:
    """Return the stretches of lines before, between and after the parts that a pair encloses."""
    stretches: list[list[str]] = [[]]
    inside = False
    for line in source.splitlines():
        if line.strip() == pair[0]:
            inside = True
            stretches.append([])
        elif line.strip() == pair[1]:
            inside = False
        elif not inside:
            stretches[-1].append(line)
    return stretches


def enclosed(source: str, pair: tuple[str, str]) -> list[str]:
    """Return the lines, stripped, that a pair of markers encloses."""
    found, inside = [], False
    for line in map(str.strip, source.splitlines()):
        if line in pair:
            inside = line == pair[0]
        elif inside and line:
            found.append(line)
    return found
