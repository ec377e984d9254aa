"""A file of a download with its parsed name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from autograder.platforms.archives import DownloadedFile
from autograder.platforms.download_names import DownloadName
from autograder.platforms.hand_in_times import EARLIEST


@dataclass(frozen=True)
class NamedFile:
    """A file and its parsed name."""

    item: DownloadedFile
    named: DownloadName

    @property
    def newness(self) -> tuple[int, datetime, int, datetime, int]:
        """The key by which one file is newer than another one of the same student."""
        attempt, copy = self.named.attempt
        came = self.named.handed_in or EARLIEST
        return attempt, came, copy, self.item.date or EARLIEST, self.named.copy
