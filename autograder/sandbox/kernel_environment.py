"""The environment of kernels: a Python interpreter, and the modules that are imported before a fork."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.course.checks_folder import has_checks
from autograder.errors import ConfigurationError

LEAST = (3, 10)  # for the part of the engine that runs in the sandbox
PACKAGE_FOLDERS = ("site-packages", "dist-packages")
QUESTION = """
import json, sys
try:
    import ipykernel
    kernel = ipykernel.__version__
except ImportError:
    kernel = ""
paths = [path for path in sys.path if path]
print(json.dumps([list(sys.version_info[:2]), sys.prefix, sys.base_prefix, paths, kernel]))
"""
ANSWER_S = 120.0


@dataclass(frozen=True)
class KernelEnvironment:
    """An interpreter, and the modules that its warm process imports.

    Attributes:
        python: the interpreter's path.
        folders: the folders that it needs, and that students' code may read.
        modules: the modules to import before a kernel is forked.
        modules_required: whether a failing import is an error: the instructor named the modules.
        needs_agent: whether checks ask its kernels; that needs NumPy there.
    """

    python: str
    folders: tuple[str, ...]
    modules: tuple[str, ...] = ()
    modules_required: bool = False
    needs_agent: bool = False


def own_environment(modules: tuple[str, ...] = ()) -> KernelEnvironment:
    """Return the environment of the engine's own interpreter."""
    # a path with '..' in it does not exist in the sandbox
    # packages may also be installed elsewhere (by --user, say); other folders on the path may hold anything
    elsewhere = [path for path in sys.path if Path(path).name in PACKAGE_FOLDERS]
    shown = [sys.base_prefix, sys.prefix, *filter(os.path.isdir, elsewhere)]
    folders = tuple(dict.fromkeys(os.path.abspath(path) for path in shown))
    return KernelEnvironment(os.path.abspath(sys.executable), folders, modules)


def kernel_environment(assignment: Assignment) -> KernelEnvironment:
    """Return the environment of an assignment's kernels.

    Raises:
        ConfigurationError: its Python does not start, is too old or lacks ipykernel.
    """
    environment = own_environment(assignment.warm_modules)
    if assignment.python is not None and not _is_own(assignment.python):
        python = os.path.abspath(assignment.python)
        environment = replace(environment, python=python, folders=_folders(python))
    return replace(
        environment,
        modules_required=assignment.warm is not None,
        needs_agent=has_checks(assignment.checks),
    )


def _is_own(python: Path) -> bool:
    return os.path.abspath(python) == os.path.abspath(sys.executable)


@functools.cache
def _folders(python: str) -> tuple[str, ...]:
    """Return the folders that an interpreter imports from.

    A folder on its path that holds a course or the engine is left out: students' code must not see it.
    """
    version, prefix, base_prefix, paths, ipykernel = _ask(python)
    if tuple(version) < LEAST:
        got = ".".join(map(str, version))
        raise ConfigurationError(
            f"python: {python} is Python {got}: expected {LEAST[0]}.{LEAST[1]} or newer"
        )
    if not ipykernel:
        raise ConfigurationError(
            f"python: {python} lacks ipykernel, which runs notebooks: "
            f"run {python} -m pip install ipykernel"
        )
    shown = [prefix, base_prefix, *filter(_holds_packages_only, paths)]
    return tuple(dict.fromkeys(os.path.abspath(path) for path in shown))


def _holds_packages_only(path: str) -> bool:
    """Say whether a folder that Python imports from holds neither a course nor a home."""
    folder = Path(path)
    if not folder.is_dir() or any(
        place.is_relative_to(folder) for place in (Path.cwd(), Path.home())
    ):
        return False
    if folder.name in PACKAGE_FOLDERS:
        return True
    ours = ("autograder", "nbgrader_config.py", "gradebook.db", "source", "submitted")
    return not any((folder / name).exists() for name in ours)


def _ask(python: str) -> tuple[list[int], str, str, list[str], str]:
    command = [python, "-I", "-c", QUESTION]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=ANSWER_S, check=True
        )
        version, prefix, base_prefix, paths, ipykernel = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        reason = _reason(error)
        raise ConfigurationError(
            f"python: expected a Python interpreter, {python} does not start: {reason}"
        ) from None
    return version, prefix, base_prefix, paths, ipykernel


def _reason(error: Exception) -> str:
    """Return one line on why a program gave no answer, without the question."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"no answer within {ANSWER_S:g} s"
    if isinstance(error, subprocess.CalledProcessError):
        said = (error.stderr or "").strip() or f"it ended with exit status {error.returncode}"
        return str(said.splitlines()[-1])
    return str(error) or "it said nothing"
