"""The store: results by what determines them, so that a regrade or a restart repeats no work.

Each file under ``.autograder/`` is written whole or not at all.
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
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

import course_utils
from autograder.assignment import Assignment
from autograder.errors import ConfigurationError
from autograder.grading import Graded, graded_from_dict
from autograder.submission import Submission

FOLDER = ".autograder"
# Packages of the engine that no result depends on: what is done before a grading and after it.
BESIDE_GRADING = {"checks", "commands", "class_report", "platforms", "authoring"}
PRIVATE, PUBLIC = 0o600, 0o644  # a file's mode: results are the grader's alone
MOST_BYTES = 64 << 20  # of a file; what is larger is looked at by `read_submission`
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Reading:
    """What reading a submission's folder gave: where its result is, and what was worth a flag."""

    result: str
    flags: list[str]


class Store:
    """The results kept in the course folder ``course``, in four folders of small JSON files.

    ``results`` and ``outputs`` hold what grading gave, ``readings`` which result a folder of files
    had, ``runs`` the last result of the same code by whatever checks.
    """

    def __init__(self, course: Path) -> None:
        self._folder = course / FOLDER

    def get(self, key: str) -> Graded | None:
        """Return the result under ``key``; None where there is none that can be read."""
        graded, outputs = self.marks(key), self._read("outputs", key)
        if graded is None or outputs is None:
            return None
        try:
            graded.outputs = {
                cell: [nbformat.from_dict(output) for output in shown]
                for cell, shown in outputs.items()
            }
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None
        return graded

    def marks(self, key: str) -> Graded | None:
        """Return the result under ``key`` like `get`, without the outputs of the cells."""
        try:
            return graded_from_dict({**(self._read("results", key) or {}), "outputs": {}})
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, key: str, graded: Graded) -> None:
        """Keep a result under ``key``."""
        data = graded.as_dict()
        self._write("outputs", key, data.pop("outputs"))
        self._write("results", key, data)

    def written_ns(self, key: str) -> int:
        """Return when the result under ``key`` was written, 0 where there is none."""
        try:
            return self._path("results", key).stat().st_ctime_ns
        except OSError:
            return 0

    def reading(self, digest: str) -> Reading | None:
        """Return what reading the files of this digest gave the last time; None if it is not known."""
        data = self._read("readings", digest)
        try:
            found = Reading(str(data["result"]), list(map(str, data["flags"]))) if data else None
        except (KeyError, TypeError):
            return None
        if found is not None:  # it was used: see `prune`
            os.utime(self._path("readings", digest))
        return found

    def put_reading(self, digest: str, reading: Reading) -> None:
        """Keep what reading files gave."""
        self._write("readings", digest, vars(reading))

    def last_run(self, digest: str) -> dict[str, Any]:
        """Return what was kept of the last grading of the same code; empty if nothing was."""
        return self._read("runs", digest) or {}

    def put_run(self, digest: str, data: dict[str, Any]) -> None:
        """Keep something of a grading, for the next one of the same code."""
        self._write("runs", digest, data)

    def prune(self, unused_s: float) -> tuple[int, int]:
        """Remove what no grading has used for so long, and return how many files, of how many bytes."""
        before = time.time() - unused_s
        used: set[str] = set()
        for path in self._files("readings"):
            reading = self._read("readings", path.stem) or {}
            if path.stat().st_mtime >= before:
                used.add(str(reading.get("result")))
        removed = [
            path
            for folder in ("readings", "results", "outputs", "runs")
            for path in self._files(folder)
            if path.stem not in used and path.stat().st_mtime < before
        ]
        size = sum(path.stat().st_size for path in removed)
        for path in removed:
            path.unlink(missing_ok=True)
        return len(removed), size

    def _files(self, folder: str) -> list[Path]:
        """Return the files in one of the folders, those among them that a kill left half written."""
        return [path for path in (self._folder / folder).glob("*/*") if path.is_file()]

    def _read(self, folder: str, name: str) -> dict[str, Any] | None:
        """Return what was kept; None where there is nothing that can be read."""
        try:
            data = json.loads(self._path(folder, name).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        return data if isinstance(data, dict) else None

    def _write(self, folder: str, name: str, data: dict[str, Any]) -> None:
        write_atomically(self._path(folder, name), json.dumps(data, indent=1))

    def _path(self, folder: str, name: str) -> Path:
        return self._folder / folder / name[:2] / f"{name}.json"


@dataclass(frozen=True)
class Circumstances:
    """What determines results beside the submissions, as it was when it was looked at.

    Attributes:
        common: the hash of the assignment's source, its limits, the walls and the engine.
        checks: the hash of the checks file.
    """

    common: str
    checks: str

    def result_key(self, submission: Submission) -> str:
        """Return the hash of all that determines a result, the student's name not among it."""
        return _hash(self.run_key(submission), self.checks)

    def run_key(self, submission: Submission) -> str:
        """Return the hash of all that determines what a submission's cells do, whatever the checks."""
        return _hash(self.common, submission.digest())

    def folder_digest(self, folder: Path) -> str:
        """Return the hash of all that a submission's result and flags depend on, its files as they are.

        Empty where there is what is no plain file, or cannot be read: it has to be looked at.
        """
        parts = [self.common, self.checks]
        try:
            for path in sorted(folder.iterdir()):
                if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_BYTES:
                    return ""
                parts += [path.name, _file_digest(path)]
        except OSError:
            return ""
        return _hash(*parts)


def circumstances(assignment: Assignment, *, confined: bool = True) -> Circumstances:
    """Look at what determines the results of an assignment's submissions.

    Raises:
        ConfigurationError: the assignment has no checks.
    """
    if not assignment.checks.is_file():
        raise ConfigurationError(f"{assignment.name} has no checks: expected {assignment.checks}")
    common = _hash(
        _file_digest(assignment.source),
        json.dumps(assignment.limits.as_dict(), sort_keys=True),
        "confined" if confined else "no walls",  # where a result may have been stolen
        engine_fingerprint(),
    )
    return Circumstances(common, _file_digest(assignment.checks))


def result_key(submission: Submission, assignment: Assignment, *, confined: bool = True) -> str:
    """Return the key of a submission's result, under the circumstances of this moment.

    Raises:
        ConfigurationError: the assignment has no checks.
    """
    return circumstances(assignment, confined=confined).result_key(submission)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


@functools.cache
def engine_fingerprint() -> str:
    """Return a hash of the engine's own code and of the Python environment it runs in."""
    digest = hashlib.sha256(sys.version.encode())
    for package in (Path(__file__).parent, Path(course_utils.__file__).parent):
        for path in sorted(package.rglob("*.py")):
            if not BESIDE_GRADING & set(path.relative_to(package).parts):
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
    write_lines(path, [text])


def write_lines(path: Path, parts: Iterable[str]) -> None:
    """Write a file like `write_atomically`, from parts that need not be in memory together.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    # a folder's name may hold bytes that are no text: JSON can escape them, UTF-8 cannot
    _write(path, (_LONE_SURROGATE.sub(_escaped, part).encode() for part in parts), PRIVATE)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file like `write_atomically`, for others to read as well.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    _write(path, [data], PUBLIC)


def _write(path: Path, parts: Iterable[bytes], mode: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                os.fchmod(handle, mode)
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror or error}") from None


def _escaped(surrogate: re.Match[str]) -> str:
    return f"\\u{ord(surrogate[0]):x}"


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
