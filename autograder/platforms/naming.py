"""Whose file is it? By the names that learning platforms give to what they let one download.

Moodle, "Download all submissions" (``mod/assign/classes/downloader.php``), with a folder for each
student and without::

    Ada Lovelace_12345_assignsubmission_file_/01_tensors.ipynb
    Ada Lovelace_12345_assignsubmission_file_01_tensors.ipynb

The number is the student's in this one assignment: "Participant 12345" in its grading worksheet.

Canvas, "Download Submissions" (``lib/content_zipper.rb``): the sortable name without what is no
letter, ``LATE`` if it is, the user's number, the file's number, the file's name::

    lovelaceada_12345_67890_01_tensors.ipynb
    lovelaceada_LATE_12345_67890_01_tensors-1.ipynb
    anon_x7Kq2_67890_01_tensors.ipynb
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

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
BROWSERS = re.compile(r" ?\(\d{1,3}\)$")
AGAIN = re.compile(r"(?:-(?P<canvas>\d{1,3})| ?\((?P<browser>\d{1,3})\))$")  # behind a file's name
NOT_IN_A_NAME = re.compile(r"[^\w.@-]+")
APOSTROPHES = re.compile("['\u2019`]")
LONGEST = 100  # letters of a student's folder
LONGEST_PART = 255  # of a path, as file systems have it: no more is searched


@dataclass(frozen=True)
class Person:
    """Who handed in, as far as a platform's name says: ``number`` is empty where it names none.

    ``platform`` is moodle, canvas or empty: a file that the instructor named.
    """

    platform: str
    name: str
    number: str = ""


@dataclass(frozen=True)
class Named:
    """What a file's path says.

    Attributes:
        person: whose it is; None: nobody's that can be told.
        file: what the student called it.
        late: whether the platform says that it came late.
        attempt: which of several is newer, where the platform counts them.
        copy: which of several in one archive is newer.
    """

    person: Person | None
    file: str
    late: bool = False
    attempt: tuple[int, int] = (0, 0)
    copy: int = 0

    @property
    def stem(self) -> str:
        """The file's name without ending and without what marks a further copy."""
        return AGAIN.sub("", PurePosixPath(self.file).stem)

    def holding(self, file: str) -> Named:
        """Return what an archive's name says of a file in it: whose it is stays."""
        return replace(self, file=file, copy=_attempt(0, file)[1])


def read_name(path: PurePosixPath, assignment: str, platform: str = "") -> Named:
    """Return what the path of a file in a download says: its outermost part that says something.

    A part that reads as either platform's is read as that of ``platform``, the download's.
    """
    for part, is_file in _parts(path):
        canvas, moodle = _by_canvas(part), _by_moodle(part, is_file=is_file)
        found = canvas if moodle is None or (canvas and platform != "moodle") else moodle
        if found is not None:
            file = found.file if is_file and found.file else path.name
            return Named(found.person, file, found.late, _attempt(found.attempt[0], file))
    return _by_hand(path, assignment)


def platform_of(paths: Iterable[PurePosixPath]) -> str:
    """Return whose download it is by what most names are that read as one platform's alone."""
    moodle = canvas = 0
    for path in paths:
        for part, is_file in _parts(path):
            reads = _by_moodle(part, is_file=is_file) is not None, _by_canvas(part) is not None
            moodle += reads == (True, False)
            canvas += reads == (False, True)
            if any(reads):
                break
    return "moodle" if moodle > canvas else "canvas"


def _parts(path: PurePosixPath) -> list[tuple[str, bool]]:
    """Return the parts that may be a platform's, and of each whether it is the file's own name."""
    last = len(path.parts) - 1
    named = enumerate(path.parts)
    return [(part, place == last) for place, part in named if len(part) <= LONGEST_PART]


def _by_moodle(part: str, *, is_file: bool) -> Named | None:
    """Read one of Moodle's names: where its mark stands twice, in a file's, it is nobody's."""
    match = (not is_file and MOODLE_FOLDER.fullmatch(part)) or MOODLE.fullmatch(part)
    if match is None:
        return None
    if match.re is MOODLE and len(MOODLE_MARK.findall(part)) > 1:
        return Named(None, part)
    person = Person("moodle", match["name"], match["number"] or "")
    return Named(person, match["file"] or "")


def _by_canvas(part: str) -> Named | None:
    match = CANVAS_ANONYMOUS.fullmatch(part) or CANVAS.fullmatch(part)
    if match is None:
        return None
    person = Person("canvas", match["name"], match["number"])
    return Named(person, match["file"], match["late"] is not None, (int(match["attempt"]), 0))


def _by_hand(path: PurePosixPath, assignment: str) -> Named:
    """Read ``ada.ipynb``, ``ada_01_tensors.ipynb``, ``ada/01_tensors.ipynb`` and the like."""
    attempt = _attempt(0, path.name)
    folders = [part for part in path.parts[:-1] if part != assignment]
    if folders:
        return Named(Person("", folders[-1]), path.name, attempt=attempt)
    stem = AGAIN.sub("", path.stem)
    if stem == assignment:
        return Named(None, path.name, attempt=attempt)
    file = f"{assignment}.ipynb" if path.suffix == ".ipynb" else path.name
    stem = BROWSERS.sub("", path.stem)  # team-1 and team-2 are two
    name = re.sub(rf"^{re.escape(assignment)}[_ -]+|[_ -]+{re.escape(assignment)}$", "", stem)
    return Named(Person("", name), file, attempt=attempt)


def _attempt(number: int, file: str) -> tuple[int, int]:
    again = AGAIN.search(PurePosixPath(file).stem)
    copy = int(again["canvas"] or again["browser"]) if again else 0
    return number, copy


def student_ids(
    people: Iterable[Person], namesakes: Mapping[str, str] | None = None
) -> dict[Person, str]:
    """Return a folder's name for each person; two share one only where no number tells them apart.

    Canvas's number is the student's in every course: it always stands in the name. Moodle's is
    another one in each assignment: it stands there only where two have the same name.

    Args:
        people: who handed in.
        namesakes: by number, what tells a person on the roster from another one of that name, who
            need not have handed in.
    """
    namesakes = namesakes or {}
    plain = {person: folder_name(person.name) for person in people}
    count = Counter(plain.values())
    return {
        person: f"{name}-{namesakes.get(person.number, person.number)}"
        if person.number
        and (person.platform == "canvas" or count[name] > 1 or person.number in namesakes)
        else name
        for person, name in plain.items()
    }


def folder_name(name: str) -> str:
    """Return a name as a folder's: no spaces, nothing that leads elsewhere, capitals as they are."""
    text = APOSTROPHES.sub("", unicodedata.normalize("NFC", name.strip()))
    text = NOT_IN_A_NAME.sub("_", text)
    return text.lstrip(".-_")[:LONGEST].rstrip("._-") or "student"
