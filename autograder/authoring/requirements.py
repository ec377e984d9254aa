"""What a student installs, pinned to what the course was tested with: a part of the grading lock."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from autograder.errors import ConfigurationError

LOCK = "requirements-grading.lock"
BESIDE_THE_WHEEL = {"ipykernel", "jupyterlab"}  # to open a notebook with
# A pin as `uv pip compile --universal` writes it, the hashes behind it, and who asks for it.
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<rest>.+?)(?: \\)?$")
ASKED_BY = re.compile(r"^ +#(?: via)? +(?P<name>[a-z0-9][a-z0-9.-]*)$")


def student_requirements(checkout: Path) -> list[str]:
    """Return the pins of all that the student's package needs, each with its marker.

    They are for every system of the lock, macOS and Windows too.

    Raises:
        ConfigurationError: the lock or pyproject.toml is missing, or lacks one of the needs.
    """
    try:
        project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
        lock = (checkout / LOCK).read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename} cannot be read ({error.strerror}): bundle needs a checkout of the course"
        ) from None
    wanted = {_name(need) for need in project["project"]["dependencies"]} | BESIDE_THE_WHEEL
    pins, asked_by = _read(lock)
    if lacking := sorted(wanted - pins.keys()):
        raise ConfigurationError(f"{LOCK} has no {', '.join(lacking)}: run make lock")
    size = 0
    while size < len(wanted):
        size = len(wanted)
        wanted |= {name for name, by in asked_by.items() if by & wanted}
    return [pin for name in sorted(wanted) for pin in pins[name]]


def _read(lock: str) -> tuple[dict[str, list[str]], dict[str, set[str]]]:
    """Return each package's pins (one for each kind of Python), and who asks for it."""
    pins: dict[str, list[str]] = {}
    asked_by: dict[str, set[str]] = {}
    name = ""
    for line in lock.splitlines():
        if found := PIN.match(line):
            name = found["name"]
            pins.setdefault(name, []).append(f"{name}=={found['rest']}")
            asked_by.setdefault(name, set())
        elif name and (found := ASKED_BY.match(line)):
            asked_by[name].add(found["name"])
    return pins, asked_by


def _name(need: str) -> str:
    """Return a requirement's name, without its version."""
    return re.split(r"[ <>=!~;\[]", need, maxsplit=1)[0].lower().replace("_", "-")
