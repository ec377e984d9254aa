"""A diagnosis of this machine: what it has and lacks for grading, with advice."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.course.assignment import assignment_names, load_assignment
from autograder.course.nbgrader_config_file import course_folder
from autograder.errors import AutograderError
from autograder.installation import how_to_install
from autograder.sandbox import bubblewrap, control_groups, isolation_kinds
from autograder.sandbox.confined import landlock
from autograder.sandbox.kernel_environment import kernel_environment
from autograder.sandbox.warm_process import WarmProcess

NEEDED_DISK_BYTES = 500 << 20
SUPPORTED_PYTHONS = ((3, 11), (3, 13))


@dataclass(frozen=True)
class MachineFinding:
    """A finding on one thing that grading needs: whether it is fine, and advice if it is not."""

    what: str
    well: bool
    found: str
    advice: str = ""


def diagnose_machine(course: Path) -> list[MachineFinding]:
    """Return the findings on this machine, the quick ones first."""
    looks: list[Callable[[], MachineFinding]] = [
        _system,
        _python,
        *(lambda name=name: _package(name) for name in ("nbgrader", "ipykernel")),
        *([lambda: _package("tensorflow")] if _mentioned(course, b"tensorflow") else []),
        lambda: _course(course),
        lambda: _disk(course),
        _memory,
        *([_data] if _mentioned(course, b"mnist") else []),
        _confinement,
        _groups,
        lambda: _warm(course),
    ]
    return [look() for look in looks]


def _system() -> MachineFinding:
    well = sys.platform == "linux"
    return MachineFinding(
        "system", well, platform.platform(), "grading needs Linux; students need not"
    )


def _python() -> MachineFinding:
    well = SUPPORTED_PYTHONS[0] <= sys.version_info[:2] <= SUPPORTED_PYTHONS[1]
    return MachineFinding(
        "Python", well, platform.python_version(), "expected Python 3.11, 3.12 or 3.13"
    )


def _package(name: str) -> MachineFinding:
    try:
        return MachineFinding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return MachineFinding(name, False, "not installed", how_to_install(name))


def _mentioned(course: Path, word: bytes) -> bool:
    """Say whether a word is in a notebook of the course: a data set that none uses may be missing."""
    try:
        notebooks = course_folder(course, "source").glob("*/*.ipynb")
    except AutograderError:  # the finding on the assignments reports it
        return False
    return any(word in path.read_bytes() for path in notebooks if path.is_file())


def _course(course: Path) -> MachineFinding:
    try:
        found = assignment_names(course)
    except AutograderError as error:
        return MachineFinding("assignments", False, str(error), "mend what it names")
    advice = "run this in the course's folder, the one that holds source/"
    return MachineFinding(
        "assignments", bool(found), ", ".join(found) or f"none in {course}", advice
    )


def _disk(course: Path) -> MachineFinding:
    free = shutil.disk_usage(course).free
    return MachineFinding("disk", free > NEEDED_DISK_BYTES, f"{free >> 20} MiB free", "make room")


def _memory() -> MachineFinding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    found = f"{total >> 20} MiB, {os.cpu_count()} cores"
    return MachineFinding(
        "memory", total > 3 << 30, found, "TensorFlow wants 4 GB: grade with --jobs 1"
    )


def _data() -> MachineFinding:
    from course_utils.datasets import mnist

    try:
        mnist.load_data()
    except RuntimeError as error:
        return MachineFinding(
            "MNIST", False, str(error), "do what it says, or leave it where no notebook loads it"
        )
    return MachineFinding("MNIST", True, "whole")


def _confinement() -> MachineFinding:
    """Try each kind of walls; one that works is sufficient."""
    reasons = {kind: isolation_kinds.reason_against(kind) for kind in isolation_kinds.WALLS}
    found = "; ".join(
        f"{kind}: {f'no: {reason}' if reason else f'works, by {_built_by(kind)}'}"
        for kind, reason in reasons.items()
    )
    needed = ". ".join(f"{kind} needs {isolation_kinds.NEEDS[kind]}" for kind in reasons)
    return MachineFinding("confinement", not all(reasons.values()), found, needed)


def _built_by(kind: str) -> str:
    version = f"Landlock {landlock.version()}" if landlock.version() else "no Landlock"
    if kind == isolation_kinds.LANDLOCK:
        return version
    return f"{bubblewrap.find_bwrap()}, with {version} behind it"


def _groups() -> MachineFinding:
    """Say whether a submission's processes have a common limit; grading works without one."""
    if (own := control_groups.own_group()) is not None:
        found = f"one for each submission, in {own}"
    elif control_groups.scope_command():
        found = "one for each submission, by systemd"
    else:
        found = "none to be had: each process of a submission is bounded, all together are not"
    return MachineFinding("control groups", True, found)


def _warm(course: Path) -> MachineFinding:
    """Start the same warm process as grading: the course's Python, with the imports of its settings."""
    try:
        names = assignment_names(course)
        environment = kernel_environment(load_assignment(course, names[0])) if names else None
        with WarmProcess(environment, isolation=isolation_kinds.find_isolation(None)):
            return MachineFinding("warm process", True, "starts, and has imported what it must")
    except AutograderError as error:
        return MachineFinding("warm process", False, str(error), "mend what it names")
