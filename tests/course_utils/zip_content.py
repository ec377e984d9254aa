"""What is in a zip that is handed in."""

from __future__ import annotations

import zipfile
from pathlib import Path


def content_of(path: Path) -> dict[str, bytes]:
    """Return what is in a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
