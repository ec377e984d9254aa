"""A file of entries, one on each line; the last entry of a name counts.

Entries are appended: a kill costs at most the line that was being written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.errors import ConfigurationError
from autograder.files import write_private_text


class LatestEntries:
    """The last entry of each name in a file; read when it is made, then kept in memory.

    Args:
        path: the file, which need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[str, Any] = {}
        lines = _lines(path)
        for line in lines:
            self._read(line)
        if len(lines) > 2 * len(self._entries) + 100:
            write_private_text(path, _text(self._entries))

    def _read(self, line: str) -> None:
        try:
            name, entry = json.loads(line)
        except (ValueError, TypeError):
            return  # cut off by a kill
        if isinstance(name, str):
            self._entries[name] = entry

    def get(self, name: str) -> Any:
        """Return a name's last entry; None where there is none."""
        return self._entries.get(name)

    def items(self) -> list[tuple[str, Any]]:
        """Return all names, each with its last entry."""
        return list(self._entries.items())

    def keep(self, entries: Mapping[str, Any]) -> None:
        """Save new entries.

        Raises:
            ConfigurationError: they cannot be written; the text says why.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" + _text(entries))  # ends a line that a kill has cut off
        except OSError as error:
            reason = error.strerror or error
            raise ConfigurationError(f"{self._path} cannot be written: {reason}") from None
        self._entries |= entries


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _text(entries: Mapping[str, Any]) -> str:
    return "".join(f"{json.dumps(pair)}\n" for pair in entries.items())
