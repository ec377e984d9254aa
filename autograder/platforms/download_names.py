"""The parts of a downloaded file's name: its owner, the student's name for it, and its time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

NOTEBOOK_NAME = re.compile(  # with what systems and people add to .ipynb, and browsers to that
    r"(?P<stem>.*)\.ipynb(?:\.(?:txt|json))?(?P<again> ?\(\d{1,3}\))?", re.IGNORECASE | re.DOTALL
)
COPY_NUMBER = re.compile(  # behind a file's name
    r"(?:-(?P<canvas>\d{1,3})| ?\((?P<browser>\d{1,3})\)|-Copy(?P<jupyter>\d{1,3}))$"
)


@dataclass(frozen=True)
class PlatformUser:
    """A person as a platform's file names identify them; ``number`` is empty if there is none.

    ``platform`` is the platform's name; empty for a file that the instructor named.
    """

    platform: str
    name: str
    number: str = ""


@dataclass(frozen=True)
class DownloadName:
    """The parts of a downloaded file's name.

    Attributes:
        person: the person who handed it in; None: unknown.
        file: the student's name for it; empty: the platform made it.
        late: whether the platform says that it came late.
        attempt: greater for newer files, if the platform counts them.
        copy: greater for newer copies in one archive.
        handed_in: the time of the hand-in, if the platform writes that into the name.
    """

    person: PlatformUser | None
    file: str
    late: bool = False
    attempt: tuple[int, int] = (0, 0)
    copy: int = 0
    handed_in: datetime | None = None

    @property
    def stem(self) -> str:
        """The file's name without its suffix and copy number."""
        return COPY_NUMBER.sub("", stem_of(self.file))

    def for_inner_file(self, file: str) -> DownloadName:
        """Return this archive's name applied to a file in it: the owner stays."""
        return replace(self, file=file, copy=copy_number(file))


def is_notebook(file: str) -> bool:
    """Say whether a file has the name of a notebook, or of one that was saved as text."""
    return NOTEBOOK_NAME.fullmatch(file) is not None


def stem_of(file: str) -> str:
    """Return a file's name without its suffix."""
    notebook = NOTEBOOK_NAME.fullmatch(file)
    if notebook is None:
        return PurePosixPath(file).stem
    return notebook["stem"] + (notebook["again"] or "")


def copy_number(file: str) -> int:
    """Return the number that a browser, Jupyter or Canvas put behind the name of a copy."""
    again = COPY_NUMBER.search(stem_of(file))
    return int(next(filter(None, again.groups()))) if again else 0
