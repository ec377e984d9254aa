"""Students who may be there twice, by two names: Moodle's number is another one in each assignment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from autograder.platforms.naming import Person, folder_name, student_ids
from autograder.platforms.rosters import Roster


def doubles(submitted: Path, people: Mapping[str, Person], roster: Roster | None) -> dict[str, str]:
    """Return, by student, a remark on folders of the same name but for what stands behind it.

    Args:
        submitted: the folder with one of each student.
        people: by student, those whose files Moodle has named.
        roster: Moodle's grading worksheet, which tells who else has such a name.
    """
    others = {path.name for path in submitted.glob("*/")} - people.keys() - _of_others(roster)
    found = {}
    for student, person in people.items():
        bare = folder_name(person.name)
        alike = sorted(n for n in others if n == bare or n.startswith(f"{bare}-"))
        if person.platform == "moodle" and alike:
            found[student] = _remark("; ".join(alike), roster)
    return found


def _of_others(roster: Roster | None) -> set[str]:
    """Return what the folders of all on the roster are called."""
    if roster is None:
        return set()
    people = [Person("moodle", entry.name, entry.number) for entry in roster.entries]
    return set(student_ids(people, roster.namesakes()).values())


def _remark(alike: str, roster: Roster | None) -> str:
    if roster is None:
        return f"the same person as one of these: {alike}? --moodle WORKSHEET tells which to remove"
    return (
        f"the same person as one of these, not in {roster.path.name}: {alike}? Remove that one "
        '(docs/teach/grading.md, "Remove a student")'
    )
