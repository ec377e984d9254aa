"""A course with the smallest possible assignment: one exercise, no TensorFlow in its cells.

It has a copy of the engine's code, and checks for that assignment.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
from _common import ROOT
from _courses import copy_engine
from nbformat.v4 import new_code_cell, new_notebook

NAME = "tiny"
CHECKS = '''
import pytest

from course_utils.checking.expect import expect


@pytest.mark.exercise("double")
def test_double(student):
    """Three becomes six."""
    got = student.call("double", 3)
    expect(got == 6, f"double(3): expected 6, got {got!r}")
'''


def make_course(place: Path) -> Path:
    """Make the course in ``place`` and return the folder of its checks."""
    source = place / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(notebook(0), source)
    copy_engine(place)
    shutil.copy(ROOT / "nbgrader_config.py", place)
    checks = place / "checks" / NAME
    checks.mkdir(parents=True)
    (checks / "double.py").write_text(CHECKS, encoding="utf-8")
    return checks


def notebook(student: int) -> Any:
    """Return the notebook with a student's answer; no two answers are the same, all are right."""
    answer = _cell("double-answer", f"def double(x):\n    return 2 * x + 0 * {student}")
    answer.metadata.nbgrader |= {"grade": False, "solution": True, "locked": False}
    grade = _cell("double", 'check("double")')
    grade.metadata.nbgrader |= {"grade": True, "solution": False, "locked": True, "points": 1}
    return new_notebook(cells=[answer, grade])


def _cell(identity: str, source: str) -> Any:
    metadata = {"nbgrader": {"grade_id": identity, "schema_version": 3, "cell_type": "code"}}
    return new_code_cell(source, id=identity, metadata=metadata)
