"""Collecting from nbgrader's exchange into ``submitted/``, by nbgrader's own collector.

It does the same as `nbgrader collect --update`. But it runs unattended, so it is stricter in three points:
a hand-in is taken only when it is whole; a folder in ``submitted/`` is there whole or not at all; and no
link is followed. By a link, a student could have an instructor's file copied, and read it in the feedback.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns, parse_utc

from autograder.platforms.hand_in_times import TIMESTAMP_FILE

HIDDEN = ".collecting"  # in submitted/; to nbgrader, it is no student's folder
EPOCH = "1970-01-01 00:00:00 UTC"


class CarefulCollector(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collector, for given hand-ins; one that cannot be copied harms no other.

    Attributes:
        eligible: the names of the hand-ins in the exchange that may be collected.
        failures: the reason why a hand-in could not be copied, by student.
        collected: the students with a new folder in ``submitted/``.
    """

    eligible: Collection[str] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.update = True
        self.failures: dict[str, str] = {}
        self.src_records: list[dict[str, Any]] = []
        self.inbound_path = ""
        self.collected: list[str] = []

    def _path_to_record(self, path: str) -> Any:
        if Path(path).name in self.eligible and is_hand_in_name(Path(path).name):
            return super()._path_to_record(path)
        return {"username": "", "filename": "", "timestamp": parse_utc(EPOCH)}

    def copy_files(self) -> None:
        """Copy each student's newest hand-in, if it is eligible.

        Each is first copied beside its place: nbgrader removes the old one before it copies.
        """
        self.src_records = [
            each
            for each in self.src_records
            if each["filename"] in self.eligible and self._stage(each)
        ]
        try:
            if self.src_records:
                super().copy_files()
        finally:
            shutil.rmtree(self._beside(), ignore_errors=True)

    def _stage(self, record: dict[str, Any]) -> bool:
        """Copy a hand-in beside its place; return whether that went well."""
        source, new = Path(self.inbound_path, record["filename"]), self._staged(record["filename"])
        course = self.coursedir
        try:
            self._expect_size(str(source))
            ignored = ignore_patterns(
                exclude=course.ignore,
                include=course.include,
                max_file_size=course.max_file_size,
                log=self.log,
            )
            copy_without_links(source, new, ignored)
            place = course.format_path(
                course.submitted_directory, record["username"], course.assignment_id
            )
            for folder in (new, Path(place)):
                drop_unreadable_time(folder)
            self._share(new)
        except (OSError, RuntimeError) as error:
            self.failures[record["username"]] = str(getattr(error, "strerror", None) or error)
            return False
        return True

    def _beside(self) -> Path:
        """Return a folder on the disk to which hand-ins are collected."""
        place = self.coursedir.format_path(self.coursedir.submitted_directory, ".", ".")
        return Path(place).resolve() / HIDDEN

    def _staged(self, name: str) -> Path:
        return self._beside() / name

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Move a hand-in to its place."""
        self._staged(Path(src).name).rename(dest)
        self.collected.append(Path(dest).parent.name)

    def _expect_size(self, src: str) -> None:
        size, most = self.get_size(src), 1000 * self.coursedir.max_dir_size
        if size > most:
            raise RuntimeError(
                f"it has {size} bytes: at most {most} (CourseDirectory.max_dir_size)"
            )

    def _share(self, folder: Path) -> None:
        """Give the group its rights if instructors share the course, as nbgrader does."""
        if not self.coursedir.groupshared:
            return
        for where, _, names in os.walk(folder):
            Path(where).chmod((Path(where).stat().st_mode | 0o2770) & 0o2777)
            for name in names:
                path = Path(where, name)
                path.chmod((path.stat().st_mode | 0o660) & 0o777)


def is_hand_in_name(entry: str) -> bool:
    """Say whether nbgrader can read the name of a folder in the exchange: student, assignment and time."""
    parts = entry.rsplit("+", 3)
    try:
        return len(parts) >= 3 and parse_utc(parts[2]) is not None
    except (ValueError, OverflowError, TypeError):
        return False


def drop_unreadable_time(folder: Path) -> None:
    """Remove the time of a hand-in if nbgrader cannot read it: it would collect from nobody any more.

    A student writes that file. Without it, nbgrader takes the next hand-in as newer.
    """
    path = folder / TIMESTAMP_FILE
    try:
        if path.is_file() and (text := path.read_text(encoding="utf-8").strip()):
            parse_utc(text)
    except (ValueError, OverflowError, TypeError):
        path.unlink()


def copy_without_links(
    source: Path, target: Path, ignored: Callable[[str, list[str]], Collection[str]]
) -> None:
    """Copy a folder's plain files, with their rights and times; links in it are left out.

    The folder belongs to its student, who may swap files for links at any moment. So each file is opened
    without following links.

    Raises:
        OSError: the folder is a link, or a file cannot be read or written.
    """
    top = os.open(source, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for where, folders, names, handle in os.fwalk(".", dir_fd=top, onerror=_raise):
            place = source / where
            left = set(ignored(str(place), [*folders, *names]))
            folders[:] = [name for name in folders if name not in left]
            (target / where).mkdir(parents=True, exist_ok=True)
            for name in names:
                if name not in left:
                    _copy_file(name, handle, target / where / name)
    finally:
        os.close(top)


def _raise(error: OSError) -> None:
    raise error


def _copy_file(name: str, folder: int, target: Path) -> None:
    """Copy one file of an open folder; leave it out if it is no plain file."""
    if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
        return
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            return
        with target.open("wb") as copy:
            shutil.copyfileobj(file, copy)
            os.fchmod(copy.fileno(), stat.S_IMODE(about.st_mode) | stat.S_IRUSR | stat.S_IWUSR)
    os.utime(target, ns=(about.st_atime_ns, about.st_mtime_ns))
