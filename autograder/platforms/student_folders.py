"""What a student's folder is called, and which names other systems cannot keep apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from autograder.platforms.download_names import PlatformUser

APOSTROPHES = re.compile("['\u2019`]")
KEPT_SIGNS = "_.@-"
MAX_NAME_LETTERS = 100  # letters of a student's folder
MAX_NAME_BYTES = 200  # file systems have 255, and a number comes behind it
NUMBERED = ("canvas", "brightspace")  # whose number is the student's in every course
WINDOWS_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def student_ids(
    people: Iterable[PlatformUser], namesakes: Mapping[str, str] | None = None
) -> dict[PlatformUser, str]:
    """Return each person's student id, unique unless no number tells namesakes apart.

    Canvas's and Brightspace's number is the student's in every course: it always stands in the
    name. Moodle's is another one in each assignment: it stands there only where two have the same
    name.

    Args:
        people: those who handed in.
        namesakes: by number, what tells a person on the roster from another one of that name, who
            need not have handed in.
    """
    namesakes = namesakes or {}
    plain = {person: student_folder_name(person.name) for person in people}
    count = Counter(plain.values())
    return {
        person: f"{name}-{namesakes.get(person.number, person.number)}"
        if person.number
        and (person.platform in NUMBERED or count[name] > 1 or person.number in namesakes)
        else name
        for person, name in plain.items()
    }


def student_folder_name(name: str) -> str:
    """Return a person's name as a safe folder name: no spaces or path parts, same capitals."""
    text = APOSTROPHES.sub("", unicodedata.normalize("NFC", name.strip()))
    text = re.sub("\0+", "_", "".join(map(_kept, text)))
    text = _cut(text.lstrip(".-_")).rstrip("._-")
    return text or "-".join(["student", *_code_points(name)])


def _kept(letter: str) -> str:
    """Return a letter, or what stands for it: a mark that shows nothing goes, all else is a gap."""
    kind = unicodedata.category(letter)
    if letter.isalnum() or letter in KEPT_SIGNS or kind in ("Mn", "Mc"):
        return letter
    return "" if kind == "Cf" else "\0"  # Cf: the direction of writing, say


def _cut(text: str) -> str:
    """Return as much of a name as a file system takes."""
    return text[:MAX_NAME_LETTERS].encode()[:MAX_NAME_BYTES].decode(errors="ignore")


def _code_points(name: str) -> list[str]:
    """Return the numbers of signs of which none can stand in a folder's name, emoji say."""
    return [f"{ord(letter):x}" for letter in name[:8] if ord(letter) > 0x7F]


def indistinct_elsewhere(students: Iterable[str]) -> Iterator[str]:
    """Yield, in words, the students whose folders Windows or macOS could not keep or tell apart."""
    alike: dict[str, set[str]] = defaultdict(set)
    for student in students:
        alike[unicodedata.normalize("NFC", student).casefold()].add(student)
    for several in alike.values():
        if len(several) > 1:
            names = " and ".join(sorted(several))
            yield f"{names}: one and the same folder on Windows and macOS"
    bad = sorted(name for several in alike.values() for name in several if _is_bad_on_windows(name))
    yield from (f"{name}: no folder can be called so on Windows" for name in bad)


def _is_bad_on_windows(name: str) -> bool:
    device = WINDOWS_DEVICES.fullmatch(name) is not None
    return device or name.endswith((".", " ")) or re.search(r'[<>:"|?*\\]', name) is not None
