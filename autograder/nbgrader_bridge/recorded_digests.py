"""Digests of what was recorded, one per student: a later run skips whoever has not changed.

A digest is of all that went into the gradebook and the ``autograded/`` folder, and of both as
they were left. It is written last: whoever has none is recorded again, which harms nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.errors import ConfigurationError
from autograder.files import write_private_text
from autograder.grading.result_store import FOLDER

ASSIGNMENT_ENTRY = ""  # no student's name: what goes by it is the assignment's own


class RecordedDigests:
    """The digests recorded for an assignment's class, one a line: a student's last one counts."""

    def __init__(self, course: Path, assignment: str) -> None:
        self._path = course / FOLDER / "recorded" / f"{assignment}.jsonl"
        self._digests: dict[str, str] = {}
        lines = _lines(self._path)
        for line in lines:
            self._read(line)
        if len(lines) > 2 * len(self._digests) + 100:
            write_private_text(self._path, _text(self._digests))

    def _read(self, line: str) -> None:
        try:
            name, digest = json.loads(line)
            self._digests[name] = digest
        except (ValueError, TypeError):
            return  # cut off by a kill

    def is_recorded(self, name: str, digest: str) -> bool:
        """Say whether this digest is the last one saved under a name."""
        return self._digests.get(name) == digest

    def keep(self, digests: dict[str, str]) -> None:
        """Save new digests.

        Raises:
            ConfigurationError: they cannot be written; the text says why.
        """
        self._digests |= digests
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" + _text(digests))  # behind a line that a kill has cut off
        except OSError as error:
            reason = error.strerror or error
            raise ConfigurationError(f"{self._path} cannot be written: {reason}") from None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _text(digests: dict[str, str]) -> str:
    return "".join(f"{json.dumps(pair)}\n" for pair in digests.items())


def json_digest(*parts: Any) -> str:
    """Return the SHA-256 digest of parts as JSON; classes and functions count by their names."""
    text = json.dumps(parts, sort_keys=True, default=_named)
    return hashlib.sha256(text.encode()).hexdigest()


def _named(thing: Any) -> str:
    """Return the qualified name of a class or function in nbgrader's configuration."""
    return f"{thing.__module__}.{thing.__qualname__}" if callable(thing) else repr(thing)


def folder_file_stats(folder: Path | str) -> list[Any]:
    """Return path, size and change time of each file in a folder, which show any change."""
    return sorted(_files(str(folder)))


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            found = entry.stat(follow_symlinks=False)
            yield entry.path, found.st_size, found.st_ctime_ns  # which nobody sets back
