"""A folder that a student has filled: how large it is, and removing it, however deep it is."""

from __future__ import annotations

import contextlib
import os


def measure_tree(folder: str, most_files: int) -> tuple[int, int]:
    """Return how many bytes and how many files lie below a folder; it stops at ``most_files``."""
    used = files = 0
    waiting = [folder]
    while waiting and files <= most_files:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                files += 1
                with contextlib.suppress(OSError):
                    used += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    return used, files


def remove_tree(folder: str) -> None:
    """Remove a folder with all that is in it; what resists is left.

    Folders in folders are moved up until none is deep: a path may be longer than the system takes.
    """
    name, number = os.urandom(8).hex(), 0
    again = True
    while again:
        again = False
        for path in _entries(folder):
            try:
                os.unlink(path)
            except IsADirectoryError:
                for inner in _entries(path):
                    number += 1
                    with contextlib.suppress(OSError):
                        os.rename(inner, os.path.join(folder, f"{name}{number}"))
                        again = True
                with contextlib.suppress(OSError):
                    os.rmdir(path)
            except OSError:
                pass
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def _entries(folder: str) -> list[str]:
    with contextlib.suppress(OSError):
        os.chmod(folder, 0o700)
        with os.scandir(folder) as entries:
            return [entry.path for entry in entries]
    return []
