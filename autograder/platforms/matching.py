"""Which row of a platform's table is a student's, by what the student's folder is called."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from autograder.errors import ConfigurationError
from autograder.platforms.naming import Person, folder_name
from autograder.platforms.rosters import Entry, Roster

Find = Callable[[set[str]], list[Entry]]


def finder(roster: Roster) -> Find:
    """Return what finds the rows that could be those of somebody with these names.

    A number counts with the name before it: a folder's name may end in another one.
    """
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in roster.entries:
        for alias in {each.casefold() for each in _aliases(roster, entry)}:
            by_name[alias].append(entry)

    def find(names: set[str]) -> list[Entry]:
        folded = {name.casefold() for name in names} - {""}
        found = {entry.row: entry for name in folded for entry in by_name.get(name, [])}
        return list(found.values())

    return find


def _aliases(roster: Roster, entry: Entry) -> list[str]:
    """Return what the folder of the student in a row may be called."""
    name = folder_name(entry.name)
    logins = [*entry.logins, *roster.local_parts(entry)]
    if roster.platform == "canvas":
        last, _, first = entry.name.partition(",")
        return [*logins, name, folder_name(f"{first} {last}"), _numbered(roster, entry)]
    marks = map(folder_name, entry.marks)
    return [*logins, name, *(f"{name}-{mark}" for mark in marks), _numbered(roster, entry)]


def _numbered(roster: Roster, entry: Entry) -> str:
    """Return what a folder may be called so that it is nobody else's."""
    if roster.platform == "canvas":  # which takes out of its files' names what is no letter
        return re.sub(r"\W", "", entry.name) + f"-{entry.number}"
    return f"{folder_name(entry.name)}-{entry.number}"


def on_roster(roster: Roster, people: Mapping[str, Person]) -> dict[str, Entry]:
    """Return the rows of those who handed in: by Moodle's number, where a file's name has it.

    Args:
        roster: Moodle's grading worksheet.
        people: by student, what the platform calls them.

    Raises:
        ConfigurationError: it has none of them.
    """
    by_number = {entry.number: entry for entry in roster.entries}
    find = finder(roster)
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


def why_not_one(roster: Roster, student: str, rows: list[Entry]) -> str:
    """Say why a student has no row: none that fits, or several."""
    if rows:
        numbers = "; ".join(f"{row.name} ({row.number})" for row in rows)
        folders = " or ".join(_numbered(roster, row) for row in rows)
        return f"could be {numbers}: see whose it is, and call the folder {folders}"
    hints = [
        f"{what} is {entry.name!r} there: if this is the same person, `nbgrader db student add "
        f"{shlex.quote(student)} {option}`"
        for what, entry, option in _perhaps(roster, student)
    ]
    return "; ".join([f"not in {roster.path.name}{' by that name' * bool(hints)}", *hints])


def _perhaps(roster: Roster, student: str) -> Iterator[tuple[str, Entry, str]]:
    """Yield who could be meant, by what, and how to tell the gradebook."""
    canvas = roster.platform == "canvas"
    number = student.rpartition("-")[2]
    for entry in roster.entries:
        if canvas and entry.number == number:  # Moodle's is another one in each assignment
            yield number, entry, f"--lms-user-id {number}"
        for login in sorted(entry.logins):
            if login.rpartition("@")[0] == student.casefold():
                by_address = f"--email {shlex.quote(login)}"
                yield login, entry, f"--lms-user-id {entry.number}" if canvas else by_address
