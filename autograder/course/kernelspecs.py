"""The interpreters behind the kernel names in notebooks."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

# Names that mean no particular environment: every Jupyter has such a kernel.
OWN_KERNELS = frozenset({"", "python", "python3"})
_OWN_PROGRAMS = frozenset(  # Jupyter runs its own interpreter for these
    {"python", "python3", f"python3.{sys.version_info.minor}"}
)


def has_kernel(name: str) -> bool:
    """Say whether Jupyter here knows a kernel of a name."""
    return _program_of(name) is not None


def foreign_program_of(name: str) -> Path | None:
    """Return the program that starts a kernel of another environment; None for a kernel of this one.

    It is an interpreter, or a program that does not tell which one it starts, such as ``conda``.
    """
    program = _program_of(name)
    if not program or program in _OWN_PROGRAMS:
        return None
    path = Path(shutil.which(program) or program)
    return None if is_this_interpreter(path) else path


def interpreter_of(name: str) -> Path | None:
    """Return the interpreter of another environment that a kernel starts, if it is known."""
    program = foreign_program_of(name)
    return program if program is not None and program.name.startswith("python") else None


def is_this_interpreter(path: Path) -> bool:
    """Say whether an interpreter belongs to the environment that runs this program.

    Links are not followed: the Pythons of two environments may be links to the same program.
    """
    same_folder = path.parent.resolve() == Path(sys.executable).parent.resolve()
    return same_folder and path.name.startswith("python")


def _program_of(name: str) -> str | None:
    """Return the program that a kernel's specification starts; None if there is no such kernel."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # slow to import

    try:
        command = KernelSpecManager().get_kernel_spec(name).argv
    except (NoSuchKernel, ValueError, OSError):  # no such kernel, no JSON, unreadable
        return None
    return str(command[0]) if command else ""
