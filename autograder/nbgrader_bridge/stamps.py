"""What has been recorded: a stamp for each student, by which a second run knows that nothing changed.

A stamp is a hash of all that went into the gradebook and the ``autograded/`` folder, and of both as
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
from autograder.store import FOLDER, write_atomically

ASSIGNMENT = ""  # no student's name: what goes by it is the assignment's own


class Stamps:
    """The stamps of an assignment's class, a line each: the last one counts."""

    def __init__(self, course: Path, assignment: str) -> None:
        self._path = course / FOLDER / "recorded" / f"{assignment}.jsonl"
        self._stamps: dict[str, str] = {}
        lines = _lines(self._path)
        for line in lines:
            self._read(line)
        if len(lines) > 2 * len(self._stamps) + 100:
            write_atomically(self._path, _text(self._stamps))

    def _read(self, line: str) -> None:
        try:
            name, stamp = json.loads(line)
            self._stamps[name] = stamp
        except (ValueError, TypeError):
            return  # cut off by a kill

    def holds(self, name: str, stamp: str) -> bool:
        """Say whether this is the stamp that was kept last."""
        return self._stamps.get(name) == stamp

    def keep(self, stamps: dict[str, str]) -> None:
        """Keep new stamps.

        Raises:
            ConfigurationError: they cannot be written; the text says why.
        """
        self._stamps |= stamps
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" + _text(stamps))  # behind a line that a kill has cut off
        except OSError as error:
            reason = error.strerror or error
            raise ConfigurationError(f"{self._path} cannot be written: {reason}") from None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _text(stamps: dict[str, str]) -> str:
    return "".join(f"{json.dumps(pair)}\n" for pair in stamps.items())


def stamp(*parts: Any) -> str:
    """Return the hash of parts that JSON can hold, or that have a name of their own."""
    text = json.dumps(parts, sort_keys=True, default=_named)
    return hashlib.sha256(text.encode()).hexdigest()


def _named(thing: Any) -> str:
    """Return a text for a class or a function in nbgrader's configuration."""
    return f"{thing.__module__}.{thing.__qualname__}" if callable(thing) else repr(thing)


def fingerprint(folder: Path | str) -> list[Any]:
    """Return what tells whether a file in a folder has changed, without opening one."""
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
