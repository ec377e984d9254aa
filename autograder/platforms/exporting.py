"""Exporting: a class's scores into the table that a platform has exported."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from autograder.errors import ConfigurationError
from autograder.platforms.naming import folder_name
from autograder.platforms.rosters import KEPT, Entry, Roster


@dataclass(frozen=True)
class Score:
    """What nbgrader's gradebook has of a student: ``problem`` says why there is no score."""

    student: str
    points: float | None
    problem: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass
class Export:
    """The rows to import, and the students who have no grade in them, each with the reason."""

    rows: list[list[str]]
    problems: dict[str, str]
    graded: int
    missing: list[str]
    zeros: bool  # whether those who are missing got a zero


def export(
    roster: Roster,
    column: int,
    scores: Iterable[Score],
    max_score: float,
    *,
    missing_as_zero: bool = False,
) -> Export:
    """Fill a column with the scores.

    Raises:
        ConfigurationError: the platform has other maximum points than the assignment.
    """
    _expect_same_maximum(roster, column, max_score)
    matched, unmatched = match(roster, list(scores))
    problems = dict(unmatched)
    grades: dict[int, str] = {}
    for score, entry in matched:
        there = roster.rows[entry.row][column].strip()
        if there.upper() in KEPT:
            problems[score.student] = f"{there!r} stands on the platform: left as it is"
        elif score.points is None:
            problems[score.student] = score.problem
        else:
            grades[entry.row] = number_text(score.points)
    graded = len(grades)
    known = {entry.row for _, entry in matched}
    missing = [e for e in roster.entries if e.row not in known and _is_free(roster, e, column)]
    zeros = missing_as_zero and not unmatched  # one of whom could be one of them
    if zeros:
        grades |= {entry.row: "0" for entry in missing}
    names = [entry.name for entry in missing]
    return Export(roster.filled(column, grades), problems, graded, names, zeros)


def _is_free(roster: Roster, entry: Entry, column: int) -> bool:
    return roster.rows[entry.row][column].strip().upper() not in KEPT


def number_text(points: float) -> str:
    """Return a number with a point, and no zeros behind: both platforms read it in any language."""
    return f"{points:.4f}".rstrip("0").rstrip(".")


def _expect_same_maximum(roster: Roster, column: int, max_score: float) -> None:
    for text in roster.maxima(column):
        try:
            same = abs(float(text.replace(",", ".")) - max_score) < 0.005
        except ValueError:
            same = False
        if not same:
            raise ConfigurationError(
                f"{roster.path}: {roster.header[column]!r} has at most {text or 'no'} points there, "
                f"and {max_score:g} here: set it to {max_score:g} on the platform and export it again"
            )


def match(roster: Roster, scores: list[Score]) -> tuple[list[tuple[Score, Entry]], dict[str, str]]:
    """Find each student's row. Nobody gets a row that could be another's: they are named."""
    found: list[tuple[Score, Entry]] = []
    problems: dict[str, str] = {}
    candidates = _candidates(roster)
    for score in scores:
        rows = candidates(score)
        if len(rows) == 1:
            found.append((score, rows[0]))
        else:
            problems[score.student] = _why_unmatched(roster, rows)
    owners: dict[int, list[str]] = defaultdict(list)
    for score, entry in found:
        owners[entry.row].append(score.student)
    for several in owners.values():
        if len(several) > 1:
            problems |= dict.fromkeys(several, f"the same row as {', '.join(several)}")
    return [pair for pair in found if len(owners[pair[1].row]) == 1], problems


def _why_unmatched(roster: Roster, rows: list[Entry]) -> str:
    if not rows:
        return f"not in {roster.path.name}"
    numbers = ", ".join(f"{row.name} ({row.number})" for row in rows)
    return (
        f"could be {numbers}: add the number to the folder's name, as in {_numbered(roster, rows)}"
    )


def _numbered(roster: Roster, rows: list[Entry]) -> str:
    return next(each for each in _aliases(roster, rows[0]) if each.endswith(f"-{rows[0].number}"))


def _candidates(roster: Roster) -> Callable[[Score], list[Entry]]:
    """Return what finds the rows that could be a student's: by number, or by login and by name.

    A number counts with the name before it: a folder's name may end in another one.
    """
    by_number = {entry.number: entry for entry in roster.entries}
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in roster.entries:
        for alias in {each.casefold() for each in _aliases(roster, entry)}:
            by_name[alias].append(entry)

    def candidates(score: Score) -> list[Entry]:
        if roster.platform == "canvas" and score.lms_user_id in by_number:
            return [by_number[score.lms_user_id]]
        names = {score.student.casefold(), score.email.casefold()} - {""}
        found = {entry.row: entry for name in names for entry in by_name.get(name, [])}
        return list(found.values())

    return candidates


def _aliases(roster: Roster, entry: Entry) -> list[str]:
    """Return what the folder of the student in a row may be called."""
    name = folder_name(entry.name)
    if roster.platform == "canvas":  # which takes out of its files' names what is no letter
        letters = re.sub(r"\W", "", entry.name)
        return [*entry.logins, name, f"{letters}-{entry.number}"]
    marks = [entry.number, *map(folder_name, entry.logins)]
    return [*entry.logins, name, *(f"{name}-{mark}" for mark in marks)]
