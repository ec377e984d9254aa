"""The digest of the engine itself: of its code, and of the Python environment that it runs in."""

from __future__ import annotations

import functools
import hashlib
import site
import sys
from collections.abc import Iterator
from pathlib import Path

import autograder
import course_utils
from autograder.course.assignment import Assignment
from autograder.sandbox.kernel_environment import kernel_environment

# Rooms of the engine that no result depends on: they do what comes before or after a grading.
BESIDE_GRADING = {"checks", "commands", "on_arrival", "class_report", "platforms", "authoring"}


@functools.cache
def engine_digest() -> str:
    """Return a hash of the engine's code and of the names and versions of the packages here."""
    digest = hashlib.sha256(sys.version.encode())
    for package in (autograder, course_utils):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*.py")):
            if not BESIDE_GRADING & set(path.relative_to(folder).parts):
                digest.update(path.read_bytes())
    # not sys.path: imports (of setuptools, say) and the folder of a command change it
    folders = [*site.getsitepackages(), site.getusersitepackages() if site.ENABLE_USER_SITE else ""]
    found = (each for path in filter(None, folders) for each in Path(path).glob("*.dist-info"))
    for name in sorted({each.name for each in found}):
        digest.update(name.encode())
    return digest.hexdigest()


def environment_parts(assignment: Assignment) -> Iterator[str]:
    """Yield the parts of the notebooks' Python that determine results, if it is not the engine's.

    Raises:
        ConfigurationError: that Python does not start.
    """
    if assignment.python is not None:
        environment = kernel_environment(assignment)
        yield environment.python
        for folder in environment.folders:
            for pattern in ("lib/python*/site-packages/*.dist-info", "*.dist-info"):
                yield from sorted(path.name for path in Path(folder).glob(pattern))
