"""Locks on an assignment's grading: any number of `grade` may hold it, or the one `watch` of the course.

A `grade` and a `watch` at the same time would overwrite each other's results of the class. A lock ends
with its holder, however that ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from autograder.errors import ConfigurationError
from autograder.grading.result_store import FOLDER
from autograder.suggested_commands import suggested_command

WATCH_FOLDER = Path(FOLDER, "watch")
COURSE_LOCK = "watch.lock"


@contextlib.contextmanager
def grading_lock(course: Path, assignment: str) -> Iterator[None]:
    """Keep `watch` from an assignment while the block runs; other `grade` commands may grade it too.

    Raises:
        ConfigurationError: a `watch` grades it; the text says which.
    """
    with _opened(_assignment_lock(course, assignment)) as lock:
        if not _taken(lock, fcntl.LOCK_SH):
            raise ConfigurationError(
                f"{assignment} is graded on arrival by {_holder(course)}: it grades all that is in "
                f"submitted/ by itself, `{suggested_command('watch', '--status')}` says how far it "
                "is. To grade by hand, end it first"
            )
        yield


def hold_course(course: Path) -> IO[str]:
    """Return the lock of the course's one `watch`, for the life of this process.

    Raises:
        ConfigurationError: another one watches this course; the text says which.
    """
    lock = _opened(course / WATCH_FOLDER / COURSE_LOCK)
    if not _taken(lock, fcntl.LOCK_EX):
        said = _holder(course)
        lock.close()
        raise ConfigurationError(
            f"this course is watched already, by {said}: one watch does all assignments; "
            f"`{suggested_command('watch', '--status')}` says how it is"
        )
    lock.truncate(0)
    lock.write(json.dumps({"pid": os.getpid(), "since": time.time()}) + "\n")
    lock.flush()
    return lock


def hold_assignment(course: Path, assignment: str) -> IO[str] | None:
    """Return the lock of an assignment that `watch` grades; None while a `grade` holds it."""
    lock = _opened(_assignment_lock(course, assignment))
    if _taken(lock, fcntl.LOCK_EX):
        return lock
    lock.close()
    return None


def is_watched(course: Path) -> bool:
    """Say whether a `watch` runs on this course, here or on another machine with the same disk."""
    path = course / WATCH_FOLDER / COURSE_LOCK
    if not path.is_file():
        return False
    with path.open(encoding="utf-8") as lock:
        return not _taken(lock, fcntl.LOCK_SH)


def _holder(course: Path) -> str:
    try:
        about = json.loads((course / WATCH_FOLDER / COURSE_LOCK).read_text(encoding="utf-8"))
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(about["since"]))
        return f"`watch` (process {about['pid']}, since {when})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another `watch`"


def _assignment_lock(course: Path, assignment: str) -> Path:
    return course / WATCH_FOLDER / f"{assignment}.lock"


def _opened(path: Path) -> IO[str]:
    """Return a lock's file; opening keeps what its holder has written there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror or error}") from None


def _taken(lock: IO[str], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
