"""The sources of hand-ins: nbgrader's exchange, and a folder for a platform's downloads.

Each brings hand-ins to ``submitted/``, and names the students with new ones.
"""

from __future__ import annotations

import os
import pwd
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from autograder.course.assignment import assignment_names, load_assignment
from autograder.errors import AutograderError, ConfigurationError
from autograder.files import paths_below
from autograder.nbgrader_bridge.exchange import ExchangePlace, collect_from_exchange, find_exchange
from autograder.nbgrader_bridge.exchange_collecting import is_hand_in_name
from autograder.on_arrival.complaints import Complaints
from autograder.on_arrival.event_log import LOG
from autograder.on_arrival.kept_settings import changed_ns
from autograder.on_arrival.submitted_folders import SETTLED_S, Pace, folder_stamp
from autograder.platforms.archives import UnreadableDownload, downloaded_files
from autograder.platforms.collecting import choose_submissions
from autograder.platforms.placing import NEW, REPLACED, place_in_submitted

LISTING_S = 0.25  # between two listings of the exchange
LISTING_SHARE = 0.004  # of one core
ASKING_S = 20.0  # between two collections from an exchange that has no folders to list
PLACE_S = 30.0  # the exchange's place is kept so long before the configuration is read again
UNFINISHED_S = 60.0  # a hand-in without nbgrader's last files counts as whole if unchanged so long
LAST_FILES = (
    "timestamp.txt",
    "submission_secret.txt",
)  # `nbgrader submit` writes them last
ABOUT = "exchange"


# by assignment, the students with a new submission, and its time in seconds since 1970
Arrived = dict[str, dict[str, float]]


class Source(Protocol):
    """Brings hand-ins to ``submitted/``."""

    def look(self, assignments: Collection[str]) -> Arrived:
        """Bring what has come."""

    def left(self) -> list[str]:
        """Return the hand-ins that were left, each with the reason: a person has to look."""


@dataclass
class _Inbound:
    """The known hand-ins in an exchange's folder, by name."""

    good: set[str] = field(default_factory=set)  # whole ones; the newest of them were collected
    refused: dict[str, str] = field(default_factory=dict)  # with the reasons
    unfinished: dict[str, tuple[str, float]] = field(default_factory=dict)


class ExchangeSource:
    """Collects from nbgrader's exchange, whichever is configured.

    Args:
        course: the course's folder.
        complaints: the current problems.
    """

    def __init__(self, course: Path, complaints: Complaints) -> None:
        self._course, self._complaints = course, complaints
        self._pace = Pace(LISTING_S, LISTING_SHARE)
        self._ask_at = 0.0
        self._place: ExchangePlace | None = None
        self._place_at = 0.0
        self._inbound = _Inbound()

    def look(self, assignments: Collection[str]) -> Arrived:
        """Collect what has come."""
        if not self._pace.is_time() or not self._complaints.may_try(ABOUT):
            return {}
        try:
            place = self._exchange()
            if place.inbound is None:
                found = self._ask(assignments)
            else:
                found = self._collect(place, assignments)
            self._complaints.settle(ABOUT)
            return found
        except ConfigurationError as error:
            self._complaints.say(ABOUT, str(error))
            self._place = None
            return {}

    def left(self) -> list[str]:
        """Return the hand-ins that were left, each with the reason: a person has to look."""
        return sorted(self._inbound.refused.values())

    def _exchange(self) -> ExchangePlace:
        now = time.monotonic()
        if self._place is None or now - self._place_at > PLACE_S:
            self._place, self._place_at = find_exchange(self._course), now
        return self._place

    def _ask(self, assignments: Collection[str]) -> Arrived:
        """Collect from an exchange that cannot be listed: new hand-ins then appear in ``submitted/``."""
        self._pace.took()
        if time.monotonic() >= self._ask_at:
            for name in assignments:
                collect_from_exchange(self._course, name, None)
            self._ask_at = time.monotonic() + ASKING_S
        return {}

    def _collect(self, place: ExchangePlace, assignments: Collection[str]) -> Arrived:
        found: Arrived = {}
        come = self._fresh(place, assignments)
        self._pace.took()  # only the looking counts; the rest is work
        for name, fresh in come.items():
            who = _earliest(fresh)
            # all hand-ins of these students: by the due date, say, an older one may be the one to collect
            earlier = {
                entry
                for entry in self._inbound.good
                if _assignment_of(entry) == name and _student_of(entry) in who
            }
            collected = collect_from_exchange(self._course, name, earlier.union(fresh))
            found[name] = {each: who.get(each, time.time()) for each in collected.students}
            for student, reason in collected.failures.items():
                self._complaints.say(f"{name}: {student}", f"cannot be collected: {reason}")
            for student in who.keys() - collected.failures.keys():
                self._complaints.settle(f"{name}: {student}")
            self._inbound.good |= {
                entry for entry in fresh if _student_of(entry) not in collected.failures
            }
        return found

    def _fresh(self, place: ExchangePlace, assignments: Collection[str]) -> Arrived:
        """Return the names and times of the new, whole hand-ins, by assignment."""
        assert place.inbound is not None  # noqa: S101  # else `_ask` is used
        names, known = _listed(place.inbound), self._inbound
        known.good &= names
        known.refused = {e: why for e, why in known.refused.items() if e in names}
        known.unfinished = {e: seen for e, seen in known.unfinished.items() if e in names}
        fresh: Arrived = {}
        for entry in sorted(names - known.good - known.refused.keys()):
            name, student = _assignment_of(entry), _student_of(entry)
            if name not in assignments or not self._complaints.may_try(f"{name}: {student}"):
                continue
            folder = place.inbound / entry
            if problem := hand_in_problem(folder, entry, checks_owner=place.checks_owner):
                known.refused[entry] = f"{name}: left in the exchange: {problem}"
                LOG.warning("%s", known.refused[entry])
            elif self._is_whole(folder, entry):
                fresh.setdefault(name, {})[entry] = changed_ns(folder) / 1e9
        return fresh

    def _is_whole(self, folder: Path, entry: str) -> bool:
        """Say whether a hand-in is completely written and readable."""
        try:
            written = all((folder / name).stat().st_size > 0 for name in LAST_FILES)
            if written and all(os.access(path, os.R_OK) for path in [folder, *paths_below(folder)]):
                return True
        except OSError:
            pass
        stamp, now = folder_stamp(folder), time.monotonic()
        before, since = self._inbound.unfinished.get(entry, ("", now))
        if before != stamp:
            self._inbound.unfinished[entry] = stamp, now
            return False
        return now - since >= UNFINISHED_S  # if it cannot be read, collecting reports that


def _earliest(entries: Mapping[str, float]) -> dict[str, float]:
    """Return the time of each student's first hand-in."""
    found: dict[str, float] = {}
    for entry, came in entries.items():
        student = _student_of(entry)
        found[student] = min(came, found.get(student, came))
    return found


def _listed(inbound: Path) -> set[str]:
    try:
        return set(os.listdir(inbound))  # noqa: PTH208  # only the names: it is done four times a second
    except OSError as error:
        raise ConfigurationError(
            f"expected the exchange's folder {inbound}: {error.strerror}; it comes with the first "
            "`nbgrader release_assignment`. Hand-ins in submitted/ are graded meanwhile"
        ) from None


def _student_of(entry: str) -> str:
    return entry.rsplit("+", 3)[0]


def _assignment_of(entry: str) -> str:
    parts = entry.rsplit("+", 3)
    return parts[1] if len(parts) >= 3 else ""


def hand_in_problem(folder: Path, entry: str, *, checks_owner: bool) -> str:
    """Return why a program must not collect a hand-in; empty if it may."""
    try:
        if folder.is_symlink() or not folder.is_dir():
            return f"{entry}: expected a folder, as nbgrader submit makes it"
        if not is_hand_in_name(entry):
            return f"{entry}: expected a name with the time of the hand-in, as nbgrader submit gives it"
        if not checks_owner:
            return ""
        owner = folder.stat().st_uid
    except OSError:
        return ""  # gone, or soon readable
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = f"user {owner}"
    if name == _student_of(entry):
        return ""
    return (
        f"{entry} says that it is {_student_of(entry)}'s and its files are {name}'s: a person has to "
        "look. Where all students share one account, set c.ExchangeCollect.check_owner = False"
    )


class DownloadsSource:
    """Collects a platform's downloads from a folder, each when it is whole.

    A download in a folder with an assignment's name belongs to that assignment. Any other belongs to the
    only assignment under watch.

    Args:
        course: the course's folder.
        downloads: the folder of downloads.
        submitted: the folder of submissions.
        complaints: the current problems.
    """

    def __init__(
        self, course: Path, downloads: Path, submitted: Path, complaints: Complaints
    ) -> None:
        self._course, self._downloads, self._submitted = course, downloads, submitted
        self._complaints, self._pace = complaints, Pace()
        self._known: dict[Path, str] = {}
        self._unsettled: dict[Path, tuple[str, float]] = {}
        self._left: dict[Path, list[str]] = {}

    def left(self) -> list[str]:
        """Return the hand-ins that were left, each with the reason: a person has to look."""
        there = {path: texts for path, texts in self._left.items() if path.exists()}
        self._left = there
        return [text for path in sorted(there) for text in there[path]]

    def look(self, assignments: Collection[str]) -> Arrived:
        """Collect what has come."""
        if not self._pace.is_time():
            return {}
        found: Arrived = {}
        try:
            for name, path in self._settled(assignments):
                new = dict.fromkeys(sorted(self._place(name, path)), time.time())
                found.setdefault(name, {}).update(new)
            self._complaints.settle("downloads")
        except OSError as error:
            text = f"{self._downloads} cannot be read: {error.strerror or error}"
            self._complaints.say("downloads", text)
        except AutograderError as error:
            self._complaints.say("downloads", str(error))
        self._pace.took()
        return found

    def _settled(self, assignments: Collection[str]) -> Iterable[tuple[str, Path]]:
        """Yield the new downloads that have not changed for a while, oldest first."""
        now = time.monotonic()
        for name, path in sorted(
            self._there(assignments), key=lambda each: each[1].stat().st_mtime
        ):
            stamp = _download_stamp(path)
            if self._known.get(path) == stamp:
                continue
            before, since = self._unsettled.get(path, ("", now))
            if before != stamp:
                self._unsettled[path] = stamp, now
            elif now - since >= SETTLED_S:
                yield name, path
                self._known[path] = stamp

    def _there(self, assignments: Collection[str]) -> Iterable[tuple[str, Path]]:
        only = next(iter(assignments)) if len(assignments) == 1 else ""
        for path in self._downloads.iterdir():
            if path.name.startswith("."):
                continue
            if path.is_dir() and path.name in assignments:
                inner = [each for each in path.iterdir() if not each.name.startswith(".")]
                yield from ((path.name, each) for each in inner)
            elif only:
                yield only, path
            elif self._known.get(path) != "":
                self._known[path] = ""
                names = " or ".join(sorted(assignments))
                text = f"downloads: {path.name}: of which assignment? Put it into a folder called so: {names}"
                self._left[path] = [text]
                LOG.warning("%s", text)

    def _place(self, name: str, path: Path) -> set[str]:
        """Put a download's notebooks into ``submitted/``, like `collect`; return students with new ones."""
        assignment = load_assignment(self._course, name)
        others = [load_assignment(self._course, other) for other in assignment_names(self._course)]
        new, out = set(), list[str]()
        with ExitStack() as open_for:
            choices, left = choose_submissions(
                list(downloaded_files(path, open_for)),
                assignment,
                [other for other in others if other.name != name],
            )
            for choice in choices:
                try:
                    done = place_in_submitted(self._submitted, assignment, choice, choice.handed_in)
                except UnreadableDownload as error:
                    out.append(f"{name}: {path.name}: {choice.student}: left out: {error}")
                    continue
                if done.status in (NEW, REPLACED):
                    new.add(choice.student)
        out += [f"{name}: {path.name}: {each.who}: left out: {each.reason}" for each in left]
        for text in out:
            LOG.warning("%s", text)
        self._left[path] = out
        LOG.info("%s: %s: %d new or newer", name, path.name, len(new))
        return new


def _download_stamp(path: Path) -> str:
    if path.is_dir():
        return folder_stamp(path)
    about = path.stat()
    return str((about.st_size, about.st_mtime_ns))
