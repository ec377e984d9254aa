"""Files for a kernel's home, as a tar archive in memory that any number of forks can unpack."""

from __future__ import annotations

import io
import os
import tarfile
import time
from collections.abc import Mapping
from pathlib import Path


class FileArchive:
    """A tar archive in memory; its ``descriptor`` is sent to the warm process with a request."""

    def __init__(self, data: bytes = b"") -> None:
        self.descriptor = os.memfd_create("files")
        with open(self.descriptor, "wb", closefd=False) as file:
            file.write(data)

    def close(self) -> None:
        """Free its memory."""
        os.close(self.descriptor)


def archive_of(files: Mapping[str, Path | bytes]) -> FileArchive:
    """Return an archive of files or their contents, by their paths in it.

    Raises:
        OSError: one of them cannot be read.
    """
    archive = FileArchive()
    with (
        open(archive.descriptor, "wb", closefd=False) as file,
        tarfile.open(fileobj=file, mode="w") as tar,
    ):
        for name, given in files.items():
            about = tarfile.TarInfo(name)
            if isinstance(given, bytes):
                about.size, about.mtime = len(given), time.time()
                tar.addfile(about, io.BytesIO(given))
                continue
            found = given.stat()
            about.size, about.mtime, about.mode = found.st_size, found.st_mtime, found.st_mode
            with given.open("rb") as content:
                tar.addfile(about, content)
    return archive
