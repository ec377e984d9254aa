"""Temporary folders that go with the process that made them, however it ends."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

JANITOR = """
import os, shutil, sys, time
sys.stdin.read()
for _ in range(100):  # a worker that has yet to notice may still make a folder in it
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    if not os.path.exists(sys.argv[1]):
        break
    time.sleep(0.1)
"""


class ScratchFolder:
    """A temporary folder, removed on `close`, or when this process ends, even by SIGKILL."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="autograder-"))
        # In no group with us, so that what ends us does not end it first.
        self._janitor = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", JANITOR, str(self.path)],
            stdin=subprocess.PIPE,  # which the system closes for us if we can't
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def close(self) -> None:
        """Remove the folder."""
        self._janitor.communicate()
        shutil.rmtree(self.path, ignore_errors=True)  # if somebody killed the janitor


@contextlib.contextmanager
def temporary_tempdir() -> Iterator[Path]:
    """Yield a folder that holds all temporary files meanwhile, and that no kill leaves behind."""
    with contextlib.closing(ScratchFolder()) as scratch:
        kept, tempfile.tempdir = tempfile.tempdir, str(scratch.path)
        try:
            yield scratch.path
        finally:
            tempfile.tempdir = kept
