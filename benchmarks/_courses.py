"""Throw-away copies of this course to grade in."""

from __future__ import annotations

import shutil
from pathlib import Path

from _common import ROOT

from autograder.demo import PARTS


def copy_course(place: Path) -> None:
    """Copy the course to ``place``: sources and settings, no submissions, nothing graded."""
    place.mkdir(exist_ok=True)
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, place / part)
