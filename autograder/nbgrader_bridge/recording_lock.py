"""The lock that lets only one grader at a time record in a course's gradebook."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import ConfigurationError
from autograder.grading.result_store import FOLDER


@contextlib.contextmanager
def recording_lock(course: Path) -> Iterator[None]:
    """Wait until no other grader records in this course; keep others out while the block runs.

    Raises:
        ConfigurationError: the folder cannot be written; the text says why.
    """
    path = course / FOLDER / "recording"
    try:
        path.parent.mkdir(exist_ok=True)
        lock = path.open("w")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror or error}") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # it ends with its holder
        yield
