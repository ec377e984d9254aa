"""The names of students' folders, and the names that other systems cannot keep apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from autograder.platforms.download_names import PlatformUser

APOSTROPHES = re.compile("['\u2019`]")
KEPT_SIGNS = "_.@-"
MAX_NAME_LETTERS = 100  # letters of a student's folder
MAX_NAME_BYTES = 200  # file systems allow 255, and a number may follow
NUMBERED = ("canvas", "brightspace")  # their number is the same for a student in every course
WINDOWS_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def student_ids(
    people: Iterable[PlatformUser], namesakes: Mapping[str, str] | None = None
) -> dict[PlatformUser, str]:
    """Return each person's student id, unique unless no number tells namesakes apart.

    Canvas's and Brightspace's number is the same for a student in every course: it is always a part of
    the id. Moodle's differs in each assignment: it is a part of the id only if two have the same name.

    Args:
        people: the people who handed in.
        namesakes: suffixes by number, which tell people of the same name on the roster apart, also
            from people who have not handed in.
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
    """Return a letter of a folder's name as it is; nothing for an invisible mark; else a gap."""
    kind = unicodedata.category(letter)
    if letter.isalnum() or letter in KEPT_SIGNS or kind in ("Mn", "Mc"):
        return letter
    return "" if kind == "Cf" else "\0"  # Cf: the direction of writing, say


def _cut(text: str) -> str:
    """Return a name, cut to the length that a file system takes."""
    return text[:MAX_NAME_LETTERS].encode()[:MAX_NAME_BYTES].decode(errors="ignore")


def _code_points(name: str) -> list[str]:
    """Return the code points of signs that cannot be in a folder's name, such as emoji."""
    return [f"{ord(letter):x}" for letter in name[:8] if ord(letter) > 0x7F]


def indistinct_elsewhere(students: Iterable[str]) -> Iterator[str]:
    """Yield a line on each folder name that Windows or macOS cannot have, or cannot tell from another."""
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
