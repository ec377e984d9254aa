"""Temporary folders that are removed when the process that made them ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

JANITOR = """
import os, sys, time
os.environ["PATH"] = os.environ.get("PATH", "") + ":" + os.defpath  # a caller may have cleared it
sys.stdin.read()
for _ in range(100):  # a worker that has yet to notice may still make a folder in it
    os.spawnlp(os.P_WAIT, "rm", "rm", "-rf", "--", sys.argv[1])  # which no depth stops
    if not os.path.exists(sys.argv[1]):
        break
    time.sleep(0.1)
"""


class ScratchFolder:
    """A temporary folder, removed by `close`, or when this process ends, even by SIGKILL."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="autograder-"))
        # In a group of its own, so that a signal to this process's group does not end it first.
        self._janitor = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", JANITOR, str(self.path)],
            stdin=subprocess.PIPE,  # the system closes it at this process's end
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def close(self) -> None:
        """Remove the folder."""
        self._janitor.communicate()
        if self.path.exists():  # somebody killed the janitor
            path = f"{os.environ.get('PATH', '')}:{os.defpath}"
            with contextlib.suppress(OSError):
                subprocess.run(["rm", "-rf", "--", self.path], env={"PATH": path}, check=False)


@contextlib.contextmanager
def temporary_tempdir() -> Iterator[Path]:
    """Yield a folder for all temporary files of a block; no kill leaves it behind."""
    with contextlib.closing(ScratchFolder()) as scratch:
        kept, tempfile.tempdir = tempfile.tempdir, str(scratch.path)
        try:
            yield scratch.path
        finally:
            tempfile.tempdir = kept
