"""Collecting: find the owner of each file of a download, and choose each student's notebooks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from autograder.course.assignment import Assignment
from autograder.platforms.archives import DownloadedFile
from autograder.platforms.download_names import DownloadName, PlatformUser, is_notebook
from autograder.platforms.name_parsing import detect_platform, parse_download_name
from autograder.platforms.named_file import NamedFile
from autograder.platforms.notebook_choice import (
    ChosenSubmission,
    SkippedSubmission,
    choose_submission,
)
from autograder.platforms.platform_formats import BRIGHTSPACE_INDEX, blackboard_logins
from autograder.platforms.student_folders import student_ids

WHOLE_DOWNLOAD = (
    "seems to be a platform's whole download: give it by itself, unless it is one student's"
)


def choose_submissions(
    found: Iterable[DownloadedFile],
    assignment: Assignment,
    others: Sequence[Assignment] = (),
    *,
    student: str = "",
    namesakes: Mapping[str, str] | None = None,
) -> tuple[list[ChosenSubmission], list[SkippedSubmission]]:
    """Choose each student's notebooks.

    Args:
        found: the files.
        assignment: the assignment.
        others: the course's other assignments; their notebooks are not taken.
        student: the owner of all files; empty: the files' names tell the owners.
        namesakes: suffixes that tell people of the same name on the roster apart, by number.

    Returns:
        The choices, and the students without any, each sorted by student.
    """
    files = _with_their_notebooks(_read_all(list(found), assignment.name))
    if student:
        files = [NamedFile(f.item, _owned(f, PlatformUser("", student))) for f in files]
    else:
        files = _without_downloads(files, assignment.name)
    nameless = {PlatformUser("", other.name) for other in others}
    files = [  # 02_gradients.ipynb names no student
        NamedFile(f.item, replace(f.named, person=None)) if f.named.person in nameless else f
        for f in files
    ]
    left = [_nobodys(f) for f in files if f.named.person is None]
    by_student, people, twice = _by_student(files, namesakes)
    left += twice
    choices: list[ChosenSubmission] = []
    for name, theirs in by_student.items():
        chosen = choose_submission(name, people[name], theirs, assignment, others)
        if isinstance(chosen, ChosenSubmission):
            choices.append(chosen)
        else:
            left.append(chosen)
    return sorted(choices, key=lambda each: each.student), sorted(left, key=lambda each: each.who)


def _read_all(found: list[DownloadedFile], assignment: str) -> list[NamedFile]:
    """Parse the names of files, each by the platform of its download."""
    downloads: dict[Path | None, list[DownloadedFile]] = defaultdict(list)
    for item in found:
        downloads[item.download].append(item)
    files: list[NamedFile] = []
    for items in downloads.values():
        platform = detect_platform(item.trusted_path for item in items)
        files += _logged_in([_read(item, assignment, platform) for item in items])
        if platform == "brightspace":
            files = [f for f in files if f.item.path.name != BRIGHTSPACE_INDEX or _has_owner(f)]
    return files


def _with_their_notebooks(files: list[NamedFile]) -> list[NamedFile]:
    """Give files that no platform named to the owner of a notebook in a folder around them.

    If there is ``ada/01_tensors.ipynb``, ``ada/data/x.csv`` is Ada's, and not a student Data's.
    """
    owners: dict[tuple[Path | None, PurePosixPath], PlatformUser | None] = {}
    for each in files:
        if is_notebook(each.item.path.name) and len(each.item.trusted_path.parts) > 1:
            owners[each.item.download, each.item.trusted_path.parent] = each.named.person

    def owned(found: NamedFile) -> NamedFile:
        person = found.named.person
        if person is None or person.platform or is_notebook(found.item.path.name):
            return found
        around = [(found.item.download, folder) for folder in found.item.trusted_path.parents]
        owner = next((owners[folder] for folder in around if folder in owners), person)
        return NamedFile(found.item, replace(found.named, person=owner))

    return [owned(each) for each in files]


def _read(item: DownloadedFile, assignment: str, platform: str = "") -> NamedFile:
    named = parse_download_name(item.trusted_path, assignment, platform)
    return NamedFile(item, named.for_inner_file(item.path.name) if item.outer else named)


def _has_owner(found: NamedFile) -> bool:
    return found.named.person is not None and found.named.person.platform != ""


def _logged_in(files: list[NamedFile]) -> list[NamedFile]:
    """Return a download's files; those that Blackboard named have only the login as the person's name."""
    people = {f.named.person for f in files if f.named.person}
    logins = blackboard_logins(each.name for each in people if each.platform == "blackboard")
    return [
        NamedFile(f.item, replace(f.named, person=replace(f.named.person, name=login)))
        if f.named.person
        and (login := logins.get(f.named.person.name, ""))
        and f.named.person.platform == "blackboard"
        else f
        for f in files
    ]


def _without_downloads(files: list[NamedFile], assignment: str) -> list[NamedFile]:
    """Replace each archive that holds a platform's whole download by one file with a problem.

    The names in it are of several people, but a student may have made them up.
    """
    inside: dict[PurePosixPath, set[PlatformUser]] = defaultdict(set)
    for each in files:
        if each.item.outer and is_notebook(each.item.path.name):
            person = parse_download_name(each.item.path, assignment).person
            inside[each.item.outer] |= {person} if person and person.platform else set()
    downloads = {outer for outer, people in inside.items() if len(people) > 1}
    rest = [each for each in files if each.item.outer not in downloads]
    told = [
        _read(DownloadedFile(outer, problem=WHOLE_DOWNLOAD), assignment)
        for outer in sorted(downloads)
    ]
    return rest + told


def _owned(found: NamedFile, owner: PlatformUser) -> DownloadName:
    """Return a file's parsed name with a known owner in place of the parsed one."""
    by_platform = found.named.person is not None and found.named.person.platform
    file = found.named.file if by_platform else found.item.path.name
    return replace(found.named, person=owner, file=file)


def _nobodys(found: NamedFile) -> SkippedSubmission:
    unknown = "its name does not name a student: give it by itself, with --student NAME"
    return SkippedSubmission(str(found.item.path), found.item.problem or unknown)


def _by_student(
    files: list[NamedFile], namesakes: Mapping[str, str] | None
) -> tuple[dict[str, list[NamedFile]], dict[str, PlatformUser], list[SkippedSubmission]]:
    """Group files by student; leave out people with the same folder name."""
    by_person: dict[PlatformUser, list[NamedFile]] = defaultdict(list)
    for each in files:
        if each.named.person is not None:
            by_person[each.named.person].append(each)
    ids = student_ids(by_person, namesakes)
    owners: dict[str, list[PlatformUser]] = defaultdict(list)
    for person, identity in ids.items():
        owners[identity].append(person)
    left = [
        SkippedSubmission(identity, f"several people would be called so: {_names(several)}")
        for identity, several in owners.items()
        if len(several) > 1
    ]
    single = {identity: people[0] for identity, people in owners.items() if len(people) == 1}
    return {identity: by_person[person] for identity, person in single.items()}, single, left


def _names(people: list[PlatformUser]) -> str:
    return ", ".join(repr(f"{person.name} {person.number}".strip()) for person in people)
