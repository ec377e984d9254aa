"""Which row of a platform's table is a student's, by what the student's folder is called."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Mapping

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
    if roster.platform == "canvas":  # which takes out of its files' names what is no letter
        letters = re.sub(r"\W", "", entry.name)
        last, _, first = entry.name.partition(",")
        return [*entry.logins, name, folder_name(f"{first} {last}"), f"{letters}-{entry.number}"]
    marks = [entry.number, *map(folder_name, entry.logins)]
    return [*entry.logins, name, *(f"{name}-{mark}" for mark in marks)]


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
        mark = f"-{rows[0].number}"
        numbered = next(each for each in _aliases(roster, rows[0]) if each.endswith(mark))
        return f"could be {numbers}: add the number to the folder's name, as in {numbered}"
    number = student.rpartition("-")[2]
    namely = next((e for e in roster.entries if e.number == number), None)
    if namely is None or roster.platform != "canvas":  # Moodle's is another one in each assignment
        return f"not in {roster.path.name}"
    return (
        f"not in {roster.path.name} by that name; {number} is {namely.name!r} there: if this is the "
        f"same person, `nbgrader db student add {shlex.quote(student)} --lms-user-id {number}`"
    )
