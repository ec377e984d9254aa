"""Hints: commands that a message tells a person to run, as that person can type them."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from contextvars import ContextVar
from pathlib import Path

PATH = os.environ.get("PATH", os.defpath)  # a person's: what runs here may add to it
_typed_in: ContextVar[Path | None] = ContextVar("typed_in", default=None)


def as_typed(*words: str) -> str:
    """Return a command of this program as a person types it, by the Python that runs it now."""
    command = shlex.join([_python(), "-m", "autograder", *words])
    there = _typed_in.get()
    if there is None:
        return command
    return f"(cd {shlex.quote(os.path.relpath(Path.cwd(), there))} && {command})"


def _python() -> str:
    found = shutil.which("python", path=PATH)
    # not where links lead: a virtual environment's Python is a link to the system's
    if found is not None and Path(found).absolute() == Path(sys.executable).absolute():
        return "python"
    return min(os.path.relpath(sys.executable), sys.executable, key=len)


@contextmanager
def in_folder(folder: Path) -> Iterator[None]:
    """Work in a folder; a command that is told meanwhile is one to type in the folder from before."""
    token = _typed_in.set(Path.cwd())
    try:
        with chdir(folder):
            yield
    finally:
        _typed_in.reset(token)
