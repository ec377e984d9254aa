"""Filling a class's scores into a platform's exported table, which is then imported again."""

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
    """The rows to import, and the students without a grade in them.

    Attributes:
        rows: the table.
        problems: why a student in the gradebook, or with a submission here, got no grade, by student.
        matched: the names on the platform of students with a grade, by student.
        missing: the names on the platform of students who handed in nothing.
        uncollected: those of students who handed in on the platform, but have nothing here.
        unclear: those of students with nothing here, of whom the platform does not say more.
        zeros: whether the missing ones got a zero.
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
    zeros = missing_as_zero and not unmatched  # an unmatched student could be a missing one
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
    """Split students without a submission here: handed in nothing, handed in, unknown."""
    if roster.platform == "canvas":  # its table never says so
        return rest, [], []
    by_status = {
        said: [entry for entry in rest if roster.has_submitted(entry) is said]
        for said in (False, True, None)
    }
    return by_status[False], by_status[True], by_status[None]


def _is_free(roster: Roster, entry: RosterEntry, column: int) -> bool:
    return roster.rows[entry.row][column].strip().upper() not in PROTECTED_GRADES


def format_platform_score(points: float) -> str:
    """Return a score with a decimal point and no trailing zeros, which every locale can import."""
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
    """Match each score to its row; return also why a student has no row."""
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
