"""What this machine has and lacks for grading, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder import sandbox
from autograder.assignment import assignments
from autograder.errors import AutograderError
from autograder.warm_process import WarmProcess

NEEDED_DISK_BYTES = 500 << 20
PYTHONS = ((3, 11), (3, 13))


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, what was found, what to do."""

    what: str
    well: bool
    found: str
    advice: str = ""


def examine(course: Path) -> list[Finding]:
    """Return what was found, the quick looks first."""
    looks: list[Callable[[], Finding]] = [
        _system,
        _python,
        *(lambda name=name: _package(name) for name in ("tensorflow", "nbgrader", "ipykernel")),
        lambda: _course(course),
        lambda: _disk(course),
        _memory,
        _data,
        _bubblewrap,
        _warm,
    ]
    return [look() for look in looks]


def _system() -> Finding:
    well = sys.platform == "linux"
    return Finding("system", well, platform.platform(), "grading needs Linux; students need not")


def _python() -> Finding:
    well = PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]
    return Finding("Python", well, platform.python_version(), "expected Python 3.11, 3.12 or 3.13")


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, "not installed", "run `make setup`, and use .venv/bin/python")


def _course(course: Path) -> Finding:
    found = assignments(course)
    advice = "run this in the course's folder, the one that holds source/"
    return Finding("assignments", bool(found), ", ".join(found) or f"none in {course}", advice)


def _disk(course: Path) -> Finding:
    free = shutil.disk_usage(course).free
    return Finding("disk", free > NEEDED_DISK_BYTES, f"{free >> 20} MiB free", "make room")


def _memory() -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    found = f"{total >> 20} MiB, {os.cpu_count()} cores"
    return Finding("memory", total > 3 << 30, found, "TensorFlow wants 4 GB: grade with --jobs 1")


def _data() -> Finding:
    from course_utils.datasets import mnist

    try:
        mnist.load_data()
    except RuntimeError as error:
        return Finding("MNIST", False, str(error), "run `git checkout course_utils/datasets`")
    return Finding("MNIST", True, "whole")


def _bubblewrap() -> Finding:
    advice = (
        "install bubblewrap; where user namespaces are off, "
        "`sysctl kernel.unprivileged_userns_clone=1` (Debian) or "
        "`sysctl kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu) turns them on"
    )
    try:
        sandbox.check_isolation()
        return Finding("confinement", True, f"works, by {sandbox.bwrap_path()}")
    except AutograderError as error:
        return Finding("confinement", False, str(error), advice)


def _warm() -> Finding:
    try:
        with WarmProcess():
            return Finding("warm process", True, "starts, with TensorFlow imported")
    except AutograderError as error:
        return Finding("warm process", False, str(error), "see the lines above")
