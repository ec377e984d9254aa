"""Reading the names in a download: by its platform, or as an instructor names files."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from autograder.platforms.download_names import (
    COPY_NUMBER,
    DownloadName,
    PlatformUser,
    copy_number,
    is_notebook,
    stem_of,
)
from autograder.platforms.platform_formats import readings

# The first of these that fits a name counts, if nothing in the download tells the platform.
PREFERENCE = ("canvas", "moodle", "brightspace", "blackboard", "ilias")
BROWSER_COPY = re.compile(r" ?\(\d{1,3}\)$|-Copy\d{1,3}$")


def parse_download_name(path: PurePosixPath, assignment: str, platform: str = "") -> DownloadName:
    """Parse the path of a downloaded file: the outermost part that a platform named counts.

    If several platforms could have given the name, ``platform``, the download's, counts.
    """
    path = _composed(path)
    found = readings(path)
    for each in (platform, *PREFERENCE):
        if each in found:
            named = found[each]
            return replace(named, attempt=(named.attempt[0], copy_number(named.file)))
    return _by_hand(path, assignment)


def detect_platform(paths: Iterable[PurePosixPath]) -> str:
    """Return the platform that most of a download's file names point to; empty if none does.

    If all names fit several platforms, the one with the most people counts. An assignment called
    ``Lab_1_2``, for example, would be the same Canvas user in all names.
    """
    counts: Counter[str] = Counter()
    people: dict[str, set[PlatformUser | None]] = defaultdict(set)
    for path in paths:
        read = readings(_composed(path))
        for platform, named in read.items():
            people[platform].add(named.person)
            counts[platform] += len(read) == 1
    likely = [each for each in PREFERENCE if each in people]
    return max(likely, key=lambda each: (counts[each], len(people[each])), default="")


def _composed(path: PurePosixPath) -> PurePosixPath:
    """Return a path with each letter and its accent composed; macOS writes them as two."""
    return PurePosixPath(unicodedata.normalize("NFC", str(path)))


def _by_hand(path: PurePosixPath, assignment: str) -> DownloadName:
    """Parse ``ada.ipynb``, ``ada_01_tensors.ipynb``, ``ada/01_tensors.ipynb`` and the like."""
    attempt = 0, copy_number(path.name)
    folders = [part for part in path.parts[:-1] if part != assignment]
    if folders:
        return DownloadName(PlatformUser("", folders[-1]), path.name, attempt=attempt)
    stem = stem_of(path.name)
    if COPY_NUMBER.sub("", stem) == assignment:
        return DownloadName(None, path.name, attempt=attempt)
    file = f"{assignment}.ipynb" if is_notebook(path.name) else path.name
    bare = BROWSER_COPY.sub("", stem)  # keeps team-1 and team-2 apart
    name = re.sub(rf"^{re.escape(assignment)}[_ -]+|[_ -]+{re.escape(assignment)}$", "", bare)
    return DownloadName(PlatformUser("", name), file, attempt=attempt)
