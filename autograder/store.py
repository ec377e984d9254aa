"""The store: results by what determines them, so that a regrade or a restart repeats no work.

A result is one JSON file under ``.autograder/results/``, written whole or not at all.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

import course_utils
from autograder.assignment import Assignment
from autograder.errors import ConfigurationError
from autograder.grading import Graded, graded_from_dict
from autograder.submission import Submission

FOLDER = ".autograder"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Store:
    """The results kept in the course folder ``course``."""

    def __init__(self, course: Path) -> None:
        self._folder = course / FOLDER / "results"

    def get(self, key: str) -> Graded | None:
        """Return the result under ``key``; None where there is none that can be read."""
        try:
            data = json.loads(self._path(key).read_text(encoding="utf-8"))
            graded = graded_from_dict(data)
            for outputs in graded.outputs.values():
                outputs[:] = [nbformat.from_dict(output) for output in outputs]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        return graded

    def put(self, key: str, graded: Graded) -> None:
        """Keep a result under ``key``."""
        write_atomically(self._path(key), json.dumps(graded.as_dict()))

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def result_key(submission: Submission, assignment: Assignment, *, confined: bool = True) -> str:
    """Return the hash of all that determines a result, the student's name not among it.

    Raises:
        ConfigurationError: the assignment has no checks.
    """
    if not assignment.checks.is_file():
        raise ConfigurationError(f"{assignment.name} has no checks: expected {assignment.checks}")
    parts = [
        submission.digest(),
        _file_digest(assignment.source),
        _file_digest(assignment.checks),
        json.dumps(assignment.limits.as_dict(), sort_keys=True),
        "confined" if confined else "no walls",  # where a result may have been stolen
        engine_fingerprint(),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@functools.cache
def engine_fingerprint() -> str:
    """Return a hash of the engine's own code and of the Python environment it runs in."""
    digest = hashlib.sha256(sys.version.encode())
    for package in (Path(__file__).parent, Path(course_utils.__file__).parent):
        for path in sorted(package.rglob("*.py")):
            if "checks" not in path.relative_to(package).parts:
                digest.update(path.read_bytes())
    environment = Path(sys.prefix)
    for metadata in sorted(environment.glob("lib/python*/site-packages/*.dist-info")):
        digest.update(metadata.name.encode())
    return digest.hexdigest()


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, sees the old one or the new one whole.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    try:
        _write(path, text)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror or error}") from None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_json(path: Path, data: Any) -> None:
    """Write ``data`` as JSON that a person can read, atomically."""
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    # a folder's name may hold bytes that are no text: JSON can escape them, UTF-8 cannot
    write_atomically(path, _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):x}", text))


@contextlib.contextmanager
def only_writer(course: Path) -> Iterator[None]:
    """Wait until no other grader records in this course, as long as the block runs be the only one.

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
        fcntl.flock(lock, fcntl.LOCK_EX)  # which goes with its holder
        yield


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
