"""A made-up checks file, right and wrong answers to it, and how they are judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from live_notebook import LiveNotebook

from course_utils.checking.check_result import CheckResult
from course_utils.checking.checks_runner import collect_checks
from course_utils.checking.student import Student

CHECKS = '''
"""Checks of a made-up assignment."""

import pytest

from course_utils.checking.expect import expect

exercise = pytest.mark.exercise


@exercise("double")
def test_double(student):
    """Two becomes four.

    More about it.
    """
    got = student.call("double", 2)
    expect(got == 4, f"double(2): got {got}")


### BEGIN HIDDEN TESTS
SECRET = 14


@exercise("double", weight=2, required=True)
def test_double_unseen(student):
    """Other numbers work as well."""
    expect(student.call("double", 7) == SECRET, "double: only the example works")


### END HIDDEN TESTS


@exercise("half")
def test_half(student):
    expect(student.call("half", 2) == 1, "half: no")
'''

RIGHT = "def double(x): return 2 * x\ndef half(x): return x / 2"
WRONG = "def double(x): return 4\ndef half(x): raise NotImplementedError"

Write = Callable[[str], Path]


def results_of(path: Path, *asked: tuple[str, Student]) -> list[list[CheckResult]]:
    """Return the results of each exercise asked for, of one collection."""
    found: list[list[CheckResult]] = []
    collect_checks(path, lambda plugin: found.extend(plugin.run(*each) for each in asked))
    return found


def one(path: Path, student: Student | None = None, exercise: str = "x") -> CheckResult:
    """Return the result of an exercise's only check."""
    [[result]] = results_of(path, (exercise, student or LiveNotebook().student))
    return result
