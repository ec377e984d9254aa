"""Commands that messages suggest to the user, in the form that the user can type."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from contextvars import ContextVar
from pathlib import Path

PATH = os.environ.get("PATH", os.defpath)  # the user's own: this program may add to it
SCRIPT = "autograder"  # the command that the engine's wheel installs
CALLED = Path(sys.argv[0] if sys.argv else "").absolute()  # the program that a person started
_typed_in: ContextVar[Path | None] = ContextVar("typed_in", default=None)


def suggested_command(*words: str) -> str:
    """Return a command of this program as the user can type it, for the Python that runs now."""
    command = shlex.join([*_program(), *words])
    there = _typed_in.get()
    if there is None:
        return command
    return f"(cd {shlex.quote(os.path.relpath(Path.cwd(), there))} && {command})"


def _program() -> list[str]:
    if CALLED.name == SCRIPT:
        return [_shortest(SCRIPT, CALLED)]
    return [_shortest("python", Path(sys.executable)), "-m", "autograder"]


def _shortest(name: str, path: Path) -> str:
    """Return how to call the program at a path: by its name, if the shell finds just that one."""
    found = shutil.which(name, path=PATH)
    # not where links lead: a virtual environment's Python is a link to the system's
    if found is not None and Path(found).absolute() == path.absolute():
        return name
    return min(os.path.relpath(path), str(path), key=len)


@contextmanager
def chdir_with_suggestions(folder: Path) -> Iterator[None]:
    """Work in a folder; commands suggested meanwhile are to be typed in the previous folder."""
    token = _typed_in.set(Path.cwd())
    try:
        with chdir(folder):
            yield
    finally:
        _typed_in.reset(token)
