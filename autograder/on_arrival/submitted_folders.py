"""The folders ``submitted/<student>/<assignment>/``: which are new or changed, and whole.

They are looked at again and again. The system's file events would not do: they do not tell of changes by
another machine on a shared disk, where a course's exchange often is. The longer a look takes, the later the
next one comes, so that all looking takes less than a hundredth of one core.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from autograder.course.file_stats import folder_file_stats

SETTLED_S = 2.0  # a folder that has not changed for so long counts as whole
SHARE = 0.001  # of one core, for one assignment's folders
LOOK_S = 0.5
NOBODY: Mapping[str, float] = MappingProxyType({})


class Pace:
    """Sets the time of the next look: the longer looks take, the later the next one.

    A single long look, as when the configuration is read again or memory is tidied up, delays nothing: the
    shorter one of the last two counts.

    Args:
        least_s: the shortest time between two looks.
        share: the largest share of one core for looking.
    """

    def __init__(self, least_s: float = LOOK_S, share: float = SHARE) -> None:
        self._least_s, self._share, self._next, self._began = least_s, share, 0.0, 0.0
        self._last_s = 0.0  # what the last look took

    def is_time(self) -> bool:
        """Say whether it is time for a look, and begin to measure it."""
        self._began = time.thread_time()
        return time.monotonic() >= self._next

    def took(self) -> None:
        """Note that a look is over."""
        spent_s = time.thread_time() - self._began
        usual_s, self._last_s = min(spent_s, self._last_s), spent_s
        self._next = time.monotonic() + max(self._least_s, usual_s / self._share)

    def hurry(self) -> None:
        """Let the next look come at once."""
        self._next = 0.0


class SubmittedFolders:
    """One assignment's submissions in a course's folder of submissions.

    Args:
        submitted: the folder.
        assignment: its name.
    """

    def __init__(self, submitted: Path, assignment: str) -> None:
        self._submitted, self._assignment = submitted, assignment
        self._pace = Pace()
        self._told: dict[str, str] = {}  # the stamp that was yielded last
        self._unsettled: dict[str, tuple[str, float]] = {}
        self._gone: list[str] = []
        self._first = True
        self.students: Collection[str] = frozenset()

    @property
    def are_settled(self) -> bool:
        """Whether they have been looked at, and all are whole."""
        return not self._first and not self._unsettled

    def forget(self) -> None:
        """Yield all submissions again at the next look."""
        self._told.clear()
        self._pace.hurry()

    def look(self, arrived: Mapping[str, float] = NOBODY) -> Iterator[tuple[str, str, float]]:
        """Yield each student with a new or changed submission, its stamp, and its time of arrival.

        Args:
            arrived: the students with a whole submission that has just been put there, and its time.
        """
        if arrived:
            there = [who for who in arrived if _is_folder(self._folder(who))]
            self.students = frozenset(self.students).union(there)
            yield from self._changed(there, arrived)
        if not self._pace.is_time():
            return
        now = self._listed()
        self._gone += [who for who in self.students if who not in now]
        self.students = now
        found = list(self._changed(sorted(now), NOBODY))
        self._pace.took()
        yield from found
        self._first = False

    def take_gone(self) -> list[str]:
        """Return the students with a submission that has gone since the last call."""
        gone, self._gone = self._gone, []
        for student in gone:
            self._told.pop(student, None)
        return gone

    def _listed(self) -> frozenset[str]:
        try:
            names = [path.name for path in self._submitted.iterdir()]
        except OSError:
            return frozenset()
        return frozenset(
            name for name in names if not name.startswith(".") and _is_folder(self._folder(name))
        )

    def _changed(
        self, students: Collection[str], arrived: Mapping[str, float]
    ) -> Iterator[tuple[str, str, float]]:
        for student in students:
            stats = folder_file_stats(self._folder(student))
            stamp = _stamp(stats)
            if self._told.get(student) == stamp:
                continue
            came = max((ctime for *_, ctime in stats), default=0) / 1e9
            if student in arrived or self._is_settled(student, stamp, came):
                self._told[student] = stamp
                self._unsettled.pop(student, None)
                yield student, stamp, arrived.get(student, came)

    def _is_settled(self, student: str, stamp: str, came: float) -> bool:
        if self._first and came < time.time() - SETTLED_S:
            return True
        before, since = self._unsettled.get(student, ("", 0.0))
        if before != stamp:
            self._unsettled[student] = stamp, time.monotonic()
            return False
        return time.monotonic() - since >= SETTLED_S

    def _folder(self, student: str) -> Path:
        return self._submitted / student / self._assignment


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # in a folder that this process may not enter
        return False


def folder_stamp(folder: Path) -> str:
    """Return a stamp that changes with a folder's files; empty if it has none."""
    return _stamp(folder_file_stats(folder))


def _stamp(stats: list[object]) -> str:
    return hashlib.sha256(json.dumps(stats).encode()).hexdigest()[:32] if stats else ""
