"""A folder's files as the file system lists them: cheap to ask, and different after any change."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def folder_file_stats(folder: Path | str) -> list[Any]:
    """Return path, size and change time of each file in a folder: they show any change."""
    return sorted(_files(str(folder)))


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                entries = list(found)
        except OSError:
            continue
        for entry in entries:
            with contextlib.suppress(OSError):  # it has just been removed, or may not be read
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    continue
                about = entry.stat(follow_symlinks=False)
                yield entry.path, about.st_size, about.st_ctime_ns  # the ctime cannot be set back
