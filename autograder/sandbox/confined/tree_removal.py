"""A folder that a student has filled: measuring it, and removing it, however deep it is."""

from __future__ import annotations

import contextlib
import os


def measure_tree(folder: str, most_files: int) -> tuple[int, int]:
    """Return the bytes and the number of files below a folder; stop at ``most_files``."""
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
    """Remove a folder with all that is in it, as far as possible.

    This changes the process's current folder again and again, since a path may be longer than the system
    takes. No other process may work in the folder.
    """
    with contextlib.suppress(OSError):
        os.chdir(folder)
        way: list[tuple[str, list[str]]] = [("", _remove_files())]  # the way here; subfolders left
        while way:
            name, left = way[-1]
            if left and _enter(left[-1]):
                way.append((left.pop(), _remove_files()))
            elif left:
                left.pop()
            else:
                way.pop()
                os.chdir("..")
                with contextlib.suppress(OSError):
                    os.rmdir(name)
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def _enter(folder: str) -> bool:
    try:
        os.chmod(folder, 0o700)
        os.chdir(folder)
    except OSError:
        return False
    return True


def _remove_files() -> list[str]:
    """Remove the files of this folder; return its folders."""
    folders = []
    with contextlib.suppress(OSError), os.scandir(".") as entries:
        for entry in list(entries):
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(entry.name)
    return folders
