"""Zip archives that are the same, byte for byte, whenever they are made of the same files."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Collection, Mapping

IN_1980 = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
UNIX = 3  # the system that modes are of, whatever system this is
PACKED = (".whl", ".npz", ".zip")


def zip_of(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """Return an archive of files by their names in it; ``programs`` of them can be run."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(files.items()):
            archive.writestr(_entry(name, 0o755 if name in programs else 0o644), data)
    return out.getvalue()


def _entry(name: str, mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, IN_1980)
    entry.external_attr = (stat.S_IFREG | mode) << 16
    entry.create_system = UNIX
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(PACKED) else zipfile.ZIP_DEFLATED
    return entry
