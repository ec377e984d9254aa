"""The students' requirements: the part of the grading lock file that students of this course need."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from autograder.errors import ConfigurationError

LOCK_FILE = "requirements-grading.lock"
EXTRA = "tensorflow"  # of the student's package: what this course's notebooks import
TO_OPEN = {"ipykernel", "jupyterlab"}  # to open a notebook with
# A pin as `uv pip compile --universal` writes it, and the packages that require it.
PIN_LINE = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<rest>.+?)(?: \\)?$")
VIA_LINE = re.compile(r"^ +#(?: via)? +(?P<name>[a-z0-9][a-z0-9.-]*)$")


def student_requirements(checkout: Path) -> list[str]:
    """Return the pinned requirements of the student's package, each with its environment marker.

    They are for every system of the lock, macOS and Windows too.

    Raises:
        ConfigurationError: the lock or pyproject.toml is missing, or the lock lacks a package.
    """
    try:
        project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
        lock = (checkout / LOCK_FILE).read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename} cannot be read ({error.strerror}): bundle needs a checkout of the "
            "engine's repository, whose packages and lock it packs"
        ) from None
    needs = project["project"]["dependencies"] + project["project"]["optional-dependencies"][EXTRA]
    wanted = {_name(need) for need in needs} | TO_OPEN
    pins, asked_by = _read(lock)
    if lacking := sorted(wanted - pins.keys()):
        raise ConfigurationError(f"{LOCK_FILE} has no {', '.join(lacking)}: run make lock")
    size = 0
    while size < len(wanted):
        size = len(wanted)
        wanted |= {name for name, by in asked_by.items() if by & wanted}
    return [pin for name in sorted(wanted) for pin in pins[name]]


def _read(lock: str) -> tuple[dict[str, list[str]], dict[str, set[str]]]:
    """Return each package's pins (one per Python version) and the packages that require it."""
    pins: dict[str, list[str]] = {}
    asked_by: dict[str, set[str]] = {}
    name = ""
    for line in lock.splitlines():
        if found := PIN_LINE.match(line):
            name = found["name"]
            pins.setdefault(name, []).append(f"{name}=={found['rest']}")
            asked_by.setdefault(name, set())
        elif name and (found := VIA_LINE.match(line)):
            asked_by[name].add(found["name"])
    return pins, asked_by


def _name(need: str) -> str:
    """Return a requirement's name, without its version."""
    return re.split(r"[ <>=!~;\[]", need, maxsplit=1)[0].lower().replace("_", "-")
