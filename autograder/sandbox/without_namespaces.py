"""The walls for a host without namespaces, on the grader's side: the paths that a warm process may reach.

`confined/walls_without_namespaces.py` puts up the walls themselves, inside. Nothing has to be installed, and
nothing runs around the warm process.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import autograder
import course_utils
from autograder.sandbox import bubblewrap
from autograder.sandbox.kernel_environment import KernelEnvironment
from autograder.sandbox.launch import Launch

LOOKED_UP = ("/etc/nsswitch.conf", "/etc/mime.types")


def launch_bare(
    script: str, arguments: list[str], environment: KernelEnvironment, folder: Path
) -> Launch:
    """Return how to start a script of `confined/` with no walls around it.

    It imports nothing that lies beside `course_utils`.
    """
    packages = _packages(folder)
    variables = bubblewrap.sandbox_environment()
    variables |= {"HOME": str(folder), "PYTHONPATH": str(packages)}
    command = [environment.python, str(bubblewrap.CONFINED / script), *arguments, "{}"]
    return Launch(command, variables, folder)


def launch_plainly(
    script: str, arguments: list[str], environment: KernelEnvironment, folder: Path
) -> Launch:
    """Return how to start a script of `confined/` that puts up its own walls.

    Args:
        script: its name.
        arguments: its arguments, before the settings of its walls.
        environment: its interpreter, and the folders that it may read.
        folder: a new folder of the grader's; the homes are below it.
    """
    packages = _packages(folder)
    for path in (folder / "homes", folder / "home"):
        path.mkdir(exist_ok=True)
    if os.geteuid() == 0:  # each fork is a user of its own, and must reach its home
        for path in (folder, folder / "homes", packages):
            path.chmod(0o711)
    variables = bubblewrap.sandbox_environment()
    home = str(folder / "home")
    variables |= {"HOME": home, "TMPDIR": home, "PYTHONPATH": str(packages)}
    walls = json.dumps(_walls(environment, folder))
    command = [environment.python, str(bubblewrap.CONFINED / script), *arguments, walls]
    return Launch(command, variables, folder)


def _packages(folder: Path) -> Path:
    """Return a folder that holds only `course_utils`."""
    packages, ours = folder / "packages", _course_utils()
    packages.mkdir(exist_ok=True)
    if not (packages / ours.name).exists():
        (packages / ours.name).symlink_to(ours)
    return packages


def _course_utils() -> Path:
    return Path(os.path.abspath(Path(str(course_utils.__file__)).parent))


def _walls(environment: KernelEnvironment, folder: Path) -> dict[str, Any]:
    package, listed = _course_utils(), [str(folder / "packages")]
    read = [*bubblewrap.SYSTEM, *LOOKED_UP, str(package), str(bubblewrap.CONFINED)]
    engine = Path(os.path.abspath(Path(str(autograder.__file__)).parent))
    for shown in map(Path, environment.folders):
        if engine.is_relative_to(shown):
            around, beside = _all_but(shown, engine)
            read += beside
            listed += around
        else:
            read.append(str(shown))
    return {
        "read": read,
        "listed": listed,
        "home": str(folder / "home"),
        "homes": str(folder / "homes"),
        "closed": os.geteuid() == 0
        and any(_is_closed(Path(path)) for path in [*environment.folders, str(package)]),
    }


def _all_but(folder: Path, hidden: Path) -> tuple[list[str], list[str]]:
    """Return the folders that lead to a hidden one, and all else in them: Landlock cannot exclude a path."""
    way = [folder, *reversed([path for path in hidden.parents if path.is_relative_to(folder)][:-1])]
    beside = [
        str(path) for place in way for path in place.iterdir() if not hidden.is_relative_to(path)
    ]
    return list(map(str, way)), beside


def _is_closed(path: Path) -> bool:
    """Say whether only its owner can reach a folder."""
    return any(not place.stat().st_mode & stat.S_IXOTH for place in (path, *path.parents))
