"""Filling a class's scores into a table that a platform exported, to import it again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.errors import ConfigurationError
from autograder.platforms.rosters import PROTECTED_GRADES, Roster, RosterEntry
from autograder.platforms.student_matching import entry_finder, no_match_reason


@dataclass(frozen=True)
class StudentScore:
    """A student's score in nbgrader's gradebook; ``problem`` says why there is none."""

    student: str
    points: float | None
    problem: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass
class ScoreExport:
    """The rows to import, and the students who have no grade in them.

    Attributes:
        rows: the table.
        problems: by student, why one who is in the gradebook, or handed in here, got no grade.
        matched: by student who got a grade, the name on the platform.
        missing: the names on the platform of those who handed nothing in.
        uncollected: those who handed in, as the platform says, and have nothing here.
        unclear: those who have nothing here; the platform does not say whether they handed in.
        zeros: whether those who are missing got a zero.
    """

    rows: list[list[str]]
    problems: dict[str, str]
    matched: dict[str, str]
    missing: list[str]
    uncollected: list[str]
    unclear: list[str]
    zeros: bool


def export_scores(
    roster: Roster,
    column: int,
    scores: Iterable[StudentScore],
    max_score: float,
    *,
    missing_as_zero: bool = False,
) -> ScoreExport:
    """Fill a column of the roster with the scores, and return the rows to import.

    Raises:
        ConfigurationError: the platform has other maximum points than the assignment.
    """
    _expect_same_maximum(roster, column, max_score)
    matched, unmatched = match_scores_to_rows(roster, list(scores))
    problems = dict(unmatched)
    grades: dict[int, str] = {}
    names: dict[str, str] = {}
    for score, entry in matched:
        there = roster.rows[entry.row][column].strip()
        if there.upper() in PROTECTED_GRADES:
            problems[score.student] = f"{there!r} is on the platform: left as it is"
        elif score.points is None:
            problems[score.student] = score.problem
        else:
            grades[entry.row] = format_platform_score(score.points)
            names[score.student] = entry.name
    known = {entry.row for _, entry in matched}
    rest = [e for e in roster.entries if e.row not in known and _is_free(roster, e, column)]
    missing, uncollected, unclear = _by_status(roster, rest)
    zeros = missing_as_zero and not unmatched  # one of whom could be one of them
    if zeros:
        grades |= {entry.row: "0" for entry in missing}
    return ScoreExport(
        rows=roster.filled_rows(column, grades),
        problems=problems,
        matched=names,
        missing=[entry.name for entry in missing],
        uncollected=[entry.name for entry in uncollected],
        unclear=[entry.name for entry in unclear],
        zeros=zeros,
    )


def _by_status(
    roster: Roster, rest: list[RosterEntry]
) -> tuple[list[RosterEntry], list[RosterEntry], list[RosterEntry]]:
    """Split students without a submission here: handed nothing in, handed in, unknown."""
    if roster.platform == "canvas":  # whose table never says it
        return rest, [], []
    by_status = {
        said: [entry for entry in rest if roster.has_submitted(entry) is said]
        for said in (False, True, None)
    }
    return by_status[False], by_status[True], by_status[None]


def _is_free(roster: Roster, entry: RosterEntry, column: int) -> bool:
    return roster.rows[entry.row][column].strip().upper() not in PROTECTED_GRADES


def format_platform_score(points: float) -> str:
    """Return a score with a decimal point and no trailing zeros, as every locale imports it."""
    return f"{points:.4f}".rstrip("0").rstrip(".")


def _expect_same_maximum(roster: Roster, column: int, max_score: float) -> None:
    for text in roster.maximum_points(column):
        try:
            same = abs(float(text.replace(",", ".")) - max_score) < 0.005
        except ValueError:
            same = False
        if not same:
            raise ConfigurationError(
                f"{roster.path}: {roster.header[column]!r} has at most {text or 'no'} points there, "
                f"and {max_score:g} here: set it to {max_score:g} on the platform and export it again"
            )


def match_scores_to_rows(
    roster: Roster, scores: list[StudentScore]
) -> tuple[list[tuple[StudentScore, RosterEntry]], dict[str, str]]:
    """Match each score to its row; return also why students have no row of their own."""
    found: list[tuple[StudentScore, RosterEntry]] = []
    problems: dict[str, str] = {}
    find = entry_finder(roster)
    by_number = {entry.number: entry for entry in roster.entries}
    for score in scores:
        if roster.platform == "canvas" and score.lms_user_id in by_number:
            rows = [by_number[score.lms_user_id]]
        else:
            rows = find({score.student, score.email})
        if len(rows) == 1:
            found.append((score, rows[0]))
        else:
            problems[score.student] = no_match_reason(roster, score.student, rows)
    owners: dict[int, list[str]] = defaultdict(list)
    for score, entry in found:
        owners[entry.row].append(score.student)
    for several in owners.values():
        if len(several) > 1:
            problems |= dict.fromkeys(several, f"the same row as {'; '.join(several)}")
    return [pair for pair in found if len(owners[pair[1].row]) == 1], problems
