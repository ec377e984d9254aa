"""The interpreters behind the names of kernels that notebooks carry."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

# Names that mean no environment in particular: every Jupyter has a kernel called so.
OWN_KERNELS = frozenset({"", "python", "python3"})
_OWN_PROGRAMS = frozenset(  # Jupyter runs its own interpreter for these
    {"python", "python3", f"python3.{sys.version_info.minor}"}
)


def has_kernel(name: str) -> bool:
    """Say whether Jupyter knows a kernel of a name here."""
    return _program_of(name) is not None


def foreign_program_of(name: str) -> Path | None:
    """Return the program that starts a kernel of another environment; None for one of this.

    It is an interpreter, or what does not tell which one it starts, as ``conda``.
    """
    program = _program_of(name)
    if not program or program in _OWN_PROGRAMS:
        return None
    path = Path(shutil.which(program) or program)
    return None if is_this_interpreter(path) else path


def interpreter_of(name: str) -> Path | None:
    """Return the interpreter of another environment that a kernel starts, where that can be told."""
    program = foreign_program_of(name)
    return program if program is not None and program.name.startswith("python") else None


def is_this_interpreter(path: Path) -> bool:
    """Say whether an interpreter is of the environment that runs this program.

    Where links lead tells nothing: the Pythons of two environments may be links to one program.
    """
    same_folder = path.parent.resolve() == Path(sys.executable).parent.resolve()
    return same_folder and path.name.startswith("python")


def _program_of(name: str) -> str | None:
    """Return the program that a kernel's specification starts; None if there is no such kernel."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # slow to import

    try:
        command = KernelSpecManager().get_kernel_spec(name).argv
    except (NoSuchKernel, ValueError, OSError):  # none, one that is no JSON, one that is unreadable
        return None
    return str(command[0]) if command else ""
