"""The names that platforms give to files in their downloads.

Moodle, "Download all submissions" (``mod/assign/classes/downloader.php``), with a folder for each
student and without::

    Ada Lovelace_12345_assignsubmission_file_/01_tensors.ipynb
    Ada Lovelace_12345_assignsubmission_file_01_tensors.ipynb

The number is the student's in this one assignment: "Participant 12345" in its grading worksheet.

Canvas, "Download Submissions" (``lib/content_zipper.rb``): only the letters of the sortable name,
``LATE`` if it is, the user's number, the file's number, the file's name::

    lovelaceada_12345_67890_01_tensors.ipynb
    lovelaceada_LATE_12345_67890_01_tensors-1.ipynb
    anon_x7Kq2_67890_01_tensors.ipynb

Brightspace (D2L), "Download" of a submission folder: the user's number and the assignment's, the
name, and the local time of the hand-in, to the minute and without its colon. Its source is not
public, but scripts that read such downloads are (``cgmb/d2lmf``; others for Purdue and Nottingham
Trent, with a login before the name, and the day before the month)::

    12345-678901 - Ada Lovelace - Nov 3, 2026 1159 PM/01_tensors.ipynb
    12345-678901 - Ada Lovelace- 3 November, 2026 1159 PM - 01_tensors.ipynb
    index.html

Blackboard, "Assignment File Download" of the grade centre: the assignment, the login, a word in
the instructor's language, the local time; Blackboard adds a text of its own. nbgrader's
``FileNameCollectorPlugin`` documents the form, ``kwurst/bb-file-cleanup`` the text::

    Problem set 1_ada_attempt_2026-11-03-23-59-12_01_tensors.ipynb
    Problem set 1_ada_attempt_2026-11-03-23-59-12.txt

ILIAS, "Download all submissions" (``components/ILIAS/Exercise/Submission/SubmissionManager.php``):
last name, first name, login and the user's number, under the team's folder if there are teams. ILIAS
removes its time stamp from the file's name: digits in front of a name are the student's own::

    Problem set 1/Submissions/Lovelace_Ada_ada_12345/01_tensors.ipynb
    Problem set 1/Submissions/Team 7/Lovelace_Ada_ada_12345/Late Submission - 01_tensors.ipynb
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from autograder.platforms.download_names import DownloadName, PlatformUser
from autograder.platforms.hand_in_times import local_time
from autograder.platforms.worded_dates import WORDED_DATE, parse_worded_date

MOODLE_FOLDER = re.compile(
    r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_[a-z]+_?(?P<file>)"
)
MOODLE_MARK = re.compile("_assignsubmission_[a-z]+_")
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<number>\d+))?_assignsubmission_[a-z]+(?:_(?P<file>.*))?")
CANVAS = re.compile(
    r"(?P<name>.+?)(?P<late>_LATE)?_(?P<number>[1-9]\d*)_(?P<attempt>[1-9]\d*)_(?P<file>.+)"
)
CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon)_(?P<number>[A-Za-z0-9]{3,8})_(?P<attempt>[1-9]\d*)_(?P<file>.+)"
)
BRIGHTSPACE = re.compile(
    rf"(?P<number>\d+)-\d+ - (?P<name>.+?) ?- (?P<date>{WORDED_DATE})(?: ?- ?(?P<file>.+))?"
)
BRIGHTSPACE_INDEX = "index.html"
BLACKBOARD = re.compile(
    r"(?P<name>.+?_.+?)_[^\W\d_]+_(?P<date>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)"
)
ILIAS_PERSON = re.compile(r"(?P<name>[^_]+_[^_]+_(?P<rest>[^_]+(?:_[^_]+)*))_(?P<number>\d{3,})")
ILIAS_TEAM = re.compile(r"Team \d+")
ILIAS_SUBMISSIONS = ("Submissions", "Abgaben")
ILIAS_LATE = re.compile(r"(?:Late Submission|Versp(?:ä|ae|a)tete Abgabe) - (?P<file>.+)", re.I)
MAX_PART_LETTERS = 255  # file systems' limit for a part of a path; longer parts are not searched


def readings(path: PurePosixPath) -> dict[str, DownloadName]:
    """Return, by platform, the meaning of a path if it is in that platform's download.

    If a platform could have named several parts of the path, the outermost counts: a student may have
    chosen those below. If platforms differ in that part, only the outermost of all is kept.
    """
    found: dict[str, DownloadName] = {}
    others: dict[str, DownloadName] = {}
    if len(path.parts) > 1 and len(path.parts[0]) <= MAX_PART_LETTERS:
        others = _read_part(path.parts[0], path.name, is_file=False)
    if others.keys() - {"canvas"}:  # an exercise of ILIAS's may be called as Canvas calls files
        return others
    if (ilias := _by_ilias(path)) is not None:
        found["ilias"] = ilias
        if _below_submissions(path) != path.parts:
            return found
    last = len(path.parts) - 1
    for place, part in enumerate(path.parts):
        if len(part) <= MAX_PART_LETTERS:
            read = _read_part(part, path.name, is_file=place == last)
            if read:
                return {**found, **read}
    return found


def _read_part(part: str, file: str, *, is_file: bool) -> dict[str, DownloadName]:
    """Return, by platform, the meaning of a part of a path; ``file`` is the last part."""
    read = {
        "brightspace": _by_brightspace(part, file, is_file=is_file),
        "blackboard": _by_blackboard(part, file, is_file=is_file),
        "canvas": _by_canvas(part, file, is_file=is_file),
        "moodle": _by_moodle(part, file, is_file=is_file),
    }
    return {platform: name for platform, name in read.items() if name is not None}


def _by_moodle(part: str, file: str, *, is_file: bool) -> DownloadName | None:
    """Parse a name in Moodle's form; a name with Moodle's mark twice has no owner."""
    match = (not is_file and MOODLE_FOLDER.fullmatch(part)) or MOODLE.fullmatch(part)
    if match is None:
        return None
    if match.re is MOODLE and len(MOODLE_MARK.findall(part)) > 1:
        return DownloadName(None, part if is_file else file)
    person = PlatformUser("moodle", match["name"], match["number"] or "")
    return DownloadName(person, (is_file and match["file"]) or file)


def _by_canvas(part: str, file: str, *, is_file: bool) -> DownloadName | None:
    match = CANVAS_ANONYMOUS.fullmatch(part) or CANVAS.fullmatch(part)
    if match is None:
        return None
    person = PlatformUser("canvas", match["name"], match["number"])
    attempt = int(match["attempt"]), 0
    return DownloadName(
        person, match["file"] if is_file else file, match["late"] is not None, attempt
    )


def _by_brightspace(part: str, file: str, *, is_file: bool) -> DownloadName | None:
    match = BRIGHTSPACE.fullmatch(part)
    if match is None:
        return None
    person = PlatformUser("brightspace", match["name"], match["number"])
    name = match["file"] if is_file and match["file"] else file
    return DownloadName(person, name, handed_in=parse_worded_date(match["date"]))


def _by_blackboard(part: str, file: str, *, is_file: bool) -> DownloadName | None:
    """Parse a name in Blackboard's form; the person's name still begins with the assignment's."""
    match = BLACKBOARD.fullmatch(part)
    if match is None:
        return None
    name = (match["file"] or "") if is_file else file
    person = PlatformUser("blackboard", match["name"])
    return DownloadName(person, name, handed_in=local_time(*map(int, match["date"].split("-"))))


def blackboard_logins(names: Iterable[str]) -> Mapping[str, str]:
    """Return the login in each name of a Blackboard download; the names begin with the assignment.

    Both may have underscores in them: the common beginning of all names tells where the logins begin.
    """
    several = sorted(set(names))
    if len(several) == 1:
        return {several[0]: several[0].rpartition("_")[2]}
    begin = os.path.commonprefix(several).rfind("_") + 1  # noqa: RUF071  # by letters, as intended
    return {name: name[begin:] for name in several}


def _by_ilias(path: PurePosixPath) -> DownloadName | None:
    """Parse a path in ILIAS's form: the student is the team, or else a login."""
    *folders, file = _below_submissions(path)
    person = _ilias_person(["", "", *folders][-2:], is_sure=len(folders) + 1 < len(path.parts))
    if person is None:
        return None
    late = ILIAS_LATE.fullmatch(file)
    return DownloadName(person, late["file"] if late else file, late is not None)


def _ilias_person(folders: list[str], *, is_sure: bool) -> PlatformUser | None:
    """Return the person in the two innermost folders; if a name has ``_``, the login is unknown."""
    team, name = folders
    match = ILIAS_PERSON.fullmatch(name[: MAX_PART_LETTERS + 1])
    if ILIAS_TEAM.fullmatch(team) and (match or is_sure):
        return PlatformUser("ilias", team)
    if match is None:
        return None
    login = match["name"] if "_" in match["rest"] else match["rest"]
    return PlatformUser("ilias", login, match["number"])


def _below_submissions(path: PurePosixPath) -> tuple[str, ...]:
    """Return the parts below ILIAS's folder of submissions; the exercise above it may have any name."""
    if len(path.parts) > 3 and path.parts[1] in ILIAS_SUBMISSIONS:
        return path.parts[2:]
    return path.parts
