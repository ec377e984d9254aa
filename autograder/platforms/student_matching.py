"""Matching students to rows of a platform's table by the names of their folders."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from autograder.errors import ConfigurationError
from autograder.platforms.download_names import PlatformUser
from autograder.platforms.rosters import Roster, RosterEntry
from autograder.platforms.student_folders import student_folder_name

FindEntries = Callable[[set[str]], list[RosterEntry]]


def entry_finder(roster: Roster) -> FindEntries:
    """Return a function that finds the roster entries for some names.

    A number counts only with the name before it: a folder's name may end in some other number.
    """
    by_name: dict[str, list[RosterEntry]] = defaultdict(list)
    for entry in roster.entries:
        for alias in {each.casefold() for each in _aliases(roster, entry)}:
            by_name[alias].append(entry)

    def find(names: set[str]) -> list[RosterEntry]:
        folded = {name.casefold() for name in names} - {""}
        found = {entry.row: entry for name in folded for entry in by_name.get(name, [])}
        return list(found.values())

    return find


def _aliases(roster: Roster, entry: RosterEntry) -> list[str]:
    """Return the possible names of a student's folder."""
    name = student_folder_name(entry.name)
    logins = [*entry.logins, *roster.email_local_parts(entry)]
    if roster.platform == "canvas":
        last, _, first = entry.name.partition(",")
        return [*logins, name, student_folder_name(f"{first} {last}"), _numbered(roster, entry)]
    marks = map(student_folder_name, entry.distinguishing_logins)
    return [*logins, name, *(f"{name}-{mark}" for mark in marks), _numbered(roster, entry)]


def _numbered(roster: Roster, entry: RosterEntry) -> str:
    """Return a folder name that is unique to a student."""
    if roster.platform == "canvas":  # Canvas keeps only the letters of a name in its file names
        return re.sub(r"\W", "", entry.name) + f"-{entry.number}"
    return f"{student_folder_name(entry.name)}-{entry.number}"


def find_moodle_entries(
    roster: Roster, people: Mapping[str, PlatformUser]
) -> dict[str, RosterEntry]:
    """Return the roster entries of students who handed in, by Moodle's number if known.

    Args:
        roster: Moodle's grading worksheet.
        people: the persons by student, as in the files' names.

    Raises:
        ConfigurationError: the roster has none of them.
    """
    by_number = {entry.number: entry for entry in roster.entries}
    find = entry_finder(roster)
    found = {}
    for student, person in people.items():
        rows = [by_number[person.number]] if person.number in by_number else []
        if not person.number:
            rows = find({student})
        if len(rows) == 1:
            found[student] = rows[0]
    if people and not found:
        raise ConfigurationError(
            f"--moodle: none of these {len(people)} is in {roster.path.name}: is it another "
            "assignment's? Its numbers count for one assignment alone"
        )
    return found


def no_match_reason(roster: Roster, student: str, rows: list[RosterEntry]) -> str:
    """Return why a student has no row: no row fits, or several do."""
    if rows:
        numbers = "; ".join(f"{row.name} ({row.number})" for row in rows)
        folders = " or ".join(_numbered(roster, row) for row in rows)
        return f"could be {numbers}: find out which student it is, and call the folder {folders}"
    hints = [
        f"{what} is {entry.name!r} there: if this is the same person, `nbgrader db student add "
        f"{shlex.quote(student)} {option}`"
        for what, entry, option in _perhaps(roster, student)
    ]
    return "; ".join([f"not in {roster.path.name}{' by that name' * bool(hints)}", *hints])


def _perhaps(roster: Roster, student: str) -> Iterator[tuple[str, RosterEntry, str]]:
    """Yield likely roster entries, with the clue, and the option by which the gradebook learns of it."""
    canvas = roster.platform == "canvas"
    number = student.rpartition("-")[2]
    for entry in roster.entries:
        if canvas and entry.number == number:  # Moodle's differs in each assignment
            yield number, entry, f"--lms-user-id {number}"
        for login in sorted(entry.logins):
            if login.rpartition("@")[0] == student.casefold():
                by_address = f"--email {shlex.quote(login)}"
                yield login, entry, f"--lms-user-id {entry.number}" if canvas else by_address
