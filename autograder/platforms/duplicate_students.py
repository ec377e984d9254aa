"""Students who may have two folders: Moodle's number differs from assignment to assignment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from autograder.installation import documentation
from autograder.platforms.download_names import PlatformUser
from autograder.platforms.rosters import Roster
from autograder.platforms.student_folders import student_folder_name, student_ids


def duplicate_remarks(
    submitted: Path, people: Mapping[str, PlatformUser], roster: Roster | None
) -> dict[str, str]:
    """Return, by student, a remark on other folders that may be the same person's.

    Args:
        submitted: the folder with a folder for each student.
        people: the persons by student, as in the files' names.
        roster: Moodle's grading worksheet: it tells which others have such a name.
    """
    others = {path.name for path in submitted.glob("*/")} - people.keys() - _of_others(roster)
    found = {}
    for student, person in people.items():
        bare = student_folder_name(person.name)
        alike = sorted(n for n in others if n == bare or n.startswith(f"{bare}-"))
        if person.platform == "moodle" and alike:
            found[student] = _remark("; ".join(alike), roster)
    return found


def _of_others(roster: Roster | None) -> set[str]:
    """Return the folder names of all students on the roster."""
    if roster is None:
        return set()
    people = [PlatformUser("moodle", entry.name, entry.number) for entry in roster.entries]
    return set(student_ids(people, roster.namesake_suffixes()).values())


def _remark(alike: str, roster: Roster | None) -> str:
    if roster is None:
        return f"the same person as one of these: {alike}? --moodle WORKSHEET tells which to remove"
    return (
        f"the same person as one of these, not in {roster.path.name}: {alike}? Remove that one "
        f'({documentation("teach/grading.md")}, "Remove a student")'
    )
