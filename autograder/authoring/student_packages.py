"""Packages that students have to install for an assignment: the course's as wheels, all others by name."""

from __future__ import annotations

import functools
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.authoring.student_requirements import student_requirements
from autograder.authoring.wheel_packing import installed_wheel
from autograder.course.assignment import Assignment
from autograder.course.imported_modules import distribution_name, imported_modules, lies_in
from autograder.errors import ConfigurationError
from autograder.installation import CHECKOUT

OURS, DATA = "course_utils", "course_utils_mnist"
TO_OPEN = ("ipykernel", "jupyterlab")  # to open a notebook with
TENSORFLOW = frozenset({"tensorflow", "keras"})
LOOK_UP_TIMEOUT_S = 60
_LOOK_UP = """\
import importlib.metadata as found, json, sys
owners = found.packages_distributions()
names = {each: owners.get(each, [sys.argv[2 + n]])[0] for n, each in enumerate(json.loads(sys.argv[1]))}
def version(name):
    try:
        return found.version(name)
    except found.PackageNotFoundError:
        return None
print(json.dumps({name: version(name) for name in names.values()}))
"""


@dataclass(frozen=True)
class StudentPackages:
    """What an assignment's notebooks need.

    Attributes:
        wheels: the course's packages: the contents of wheels, by file name.
        requirements: all others, each as a line of ``requirements.txt``.
        modules: the packages that the notebooks import, by the names in their imports.
    """

    wheels: dict[str, bytes] = field(default_factory=dict)
    requirements: list[str] = field(default_factory=list)
    modules: frozenset[str] = frozenset()

    @property
    def needs_tensorflow(self) -> bool:
        """Whether TensorFlow is among them."""
        return bool(TENSORFLOW & self.modules)


def student_packages(assignment: Assignment) -> StudentPackages:
    """Return what students have to install for an assignment.

    In the engine's own checkout the versions are those of its lock, which is for every system. Elsewhere
    they are the versions that the assignment is graded with.

    Raises:
        ConfigurationError: a course package cannot be packed, or the assignment's Python does not start.
    """
    modules = _imported(assignment)
    ours = OURS in modules
    names = [OURS, *([DATA] if _uses_mnist(assignment) else [])] if ours else []
    wheels = _wheels(tuple(names))
    if ours and CHECKOUT is not None and TENSORFLOW & set(modules):
        return StudentPackages(wheels, student_requirements(CHECKOUT), frozenset(modules))
    others = [name for name in modules if name not in (OURS, DATA)]
    python = str(assignment.python or sys.executable)
    pins = _pins([*others, *TO_OPEN], python)
    return StudentPackages(wheels, pins, frozenset(modules))


def _imported(assignment: Assignment) -> list[str]:
    """Return the packages that an assignment's notebooks import, without Python's own and its folder's."""
    tops = dict.fromkeys(name.partition(".")[0] for name in imported_modules(assignment.cells))
    return [
        name
        for name in tops
        if name not in sys.stdlib_module_names and not lies_in(assignment.folder, name)
    ]


def _uses_mnist(assignment: Assignment) -> bool:
    return any("mnist" in cell.source.lower() for cell in assignment.cells)


@functools.lru_cache(maxsize=4)
def _wheels(names: tuple[str, ...]) -> dict[str, bytes]:
    """Return the course's packages as wheels, built from the checkout or packed from the installation."""
    if not names:
        return {}
    if CHECKOUT is None:
        return dict(map(_as_installed, names))
    places = {OURS: CHECKOUT, DATA: CHECKOUT / "course_utils" / "datasets"}
    return _built([places[name] for name in names])


def _as_installed(name: str) -> tuple[str, bytes]:
    try:
        return installed_wheel(importlib.metadata.distribution(name))
    except importlib.metadata.PackageNotFoundError:
        raise ConfigurationError(
            f"the notebooks need {name}, which is not installed here: install its wheel, so that the "
            "bundle can hold it"
        ) from None


def _built(places: Sequence[Path]) -> dict[str, bytes]:
    """Build the course's packages, and return the wheels' contents by their names."""
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", *offline, "--wheel-dir", folder]
        done = subprocess.run(
            [*command, *map(str, places)],
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "SOURCE_DATE_EPOCH": "1577836800",
                "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            },
        )
        wheels = sorted(Path(folder).glob("*.whl"))
        if done.returncode or len(wheels) != len(places):
            reason = done.stderr.strip().rpartition("\n")[2] or "it made no wheel"
            raise ConfigurationError(
                f"course_utils could not be packed: {reason}; is this the course's own .venv "
                "(make setup)?"
            )
        return {wheel.name: wheel.read_bytes() for wheel in wheels}


def _pins(modules: Iterable[str], python: str) -> list[str]:
    """Return packages as requirements, each with the version that an interpreter has, if it has one."""
    modules = list(modules)
    guesses = [distribution_name(module) for module in modules]
    command = [python, "-I", "-c", _LOOK_UP, json.dumps(modules), *guesses]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=LOOK_UP_TIMEOUT_S
        )
        versions: dict[str, str | None] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ConfigurationError(f"{python}: expected a Python that starts, got: {error}") from None
    return sorted(
        f"{name}=={version.partition('+')[0]}" if version else name
        for name, version in versions.items()
    )
