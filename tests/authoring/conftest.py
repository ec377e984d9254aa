"""A course to lint: a new assignment in it, and one that is released."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from existing_courses import allow_as_here
from linted_course import CHECKOUT, NAME, RELEASED

from autograder.authoring.new_assignment import write_new_assignment


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one new assignment, which nobody has touched, as the current folder."""
    (tmp_path / "source").mkdir()
    write_new_assignment(tmp_path, NAME)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def released(course: Path) -> Path:
    """The same course with one of ours, which is released."""
    for folder in ("source", "release"):
        shutil.copytree(CHECKOUT / folder / RELEASED, course / folder / RELEASED)
    shutil.copytree(CHECKOUT / "autograder/checks" / RELEASED, course / "checks" / RELEASED)
    allow_as_here(course)
    return course
