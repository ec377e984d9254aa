"""The secret of a course's copy, from which its checks draw their hidden inputs.

The first `release` or `grade` of a course with checks that ask for `hidden_rng` makes the secret. It lies
beside ``autograder.toml``, and never enters a repository. Results depend on it, so an id of their secret
is kept beside them. If that secret is missing, or another one is in its place, nothing is graded: else
all would silently be graded again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from dataclasses import replace
from pathlib import Path

from autograder.course.assignment import Assignment, load_assignment
from autograder.course.checks_folder import checks_modules
from autograder.errors import ConfigurationError
from autograder.files import write_private_text

SEED_FILE = "hidden-secret.txt"
GRADED_WITH = Path(".autograder", "hidden-secret-id")
FIXTURE = "hidden_rng"  # the fixture of checks that draw hidden inputs
_SECRET = re.compile(r"[0-9a-f]{64}")


def load_secret_assignment(course: Path, name: str) -> Assignment:
    """Return an assignment like `load_assignment`, with the course's secret if its checks draw on it.

    If there is no secret, it is made.

    Raises:
        ConfigurationError: there is no such assignment, or the secret of earlier results is missing.
    """
    assignment = load_assignment(course, name)
    if not draws_hidden_inputs(assignment.checks):
        return assignment
    return replace(assignment, secret=course_secret(course))


def draws_hidden_inputs(checks: Path) -> bool:
    """Say whether a folder of checks asks for hidden inputs."""
    return any(FIXTURE.encode() in module.read_bytes() for module in checks_modules(checks))


def course_secret(course: Path) -> str:
    """Return the secret of a course's copy; if there is none, make it.

    Raises:
        ConfigurationError: results were graded with another secret or a missing one, or the file holds
            none.
    """
    graded_with, path = course / GRADED_WITH, course / SEED_FILE
    known = _read(graded_with) if graded_with.is_file() else ""
    if not path.exists():
        if known:
            raise ConfigurationError(f"{path} is missing{_way_back(course)}")
        _make(path)
    secret = _read(path)
    if not _SECRET.fullmatch(secret):
        raise ConfigurationError(f"{path}: expected 64 hexadecimal digits{_way_back(course)}")
    if known and known != _identity(secret):
        raise ConfigurationError(f"{path} is another secret than it was{_way_back(course)}")
    if not known:
        write_private_text(graded_with, _identity(secret) + "\n")
    return secret


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror or error}") from None


def _make(path: Path) -> None:
    """Write a new secret, unless another process does so at the same time."""
    beside = path.with_name(f"{path.name}-{os.getpid()}")
    write_private_text(beside, secrets.token_hex(32) + "\n")
    try:
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror or error}") from None
    finally:
        beside.unlink(missing_ok=True)


def _identity(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def _way_back(course: Path) -> str:
    return (
        ": the hidden inputs of the checks are drawn from it, and the results here were graded with "
        "it. Bring the file back from a copy of this folder or from where the class was graded "
        f"before. If it is lost, remove {course / GRADED_WITH}: then a new one is made, and the "
        "next `grade` judges every submission again, by other hidden inputs"
    )
