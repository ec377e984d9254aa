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
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            with contextlib.suppress(OSError):  # it has just been removed, or may not be read
                found = entry.stat(follow_symlinks=False)
                yield entry.path, found.st_size, found.st_ctime_ns  # the ctime cannot be set back
