"""How `adopt` is run, and what a folder holds before and after."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Run = Callable[..., tuple[int, str, str]]


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the files of a folder, with their modes, without what Python keeps for itself."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
