"""A student's folder for tests: a made-up assignment of three exercises, no TensorFlow in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NAME = "made_up"
CHECKS = '''
import pytest
from course_utils.checking.expect import expect

exercise = pytest.mark.exercise

@exercise("double")
def test_double(student):
    """Two becomes four."""
    expect(student.call("double", 2) == 4, "double(2): no")

@exercise("double", weight=3)
def test_double_zero(student):
    """Nothing stays nothing."""
    expect(student.call("double", 0) == 0, "double(0): no")

@pytest.mark.exercise("greet")
def test_greet(student):
    """A name is greeted."""
    expect(student.call("greet", "Ada") == "hello Ada", "greet('Ada'): no")

@exercise("total")
def test_total(student):
    """A sum is taken."""
    expect(student.call("total", [1, 2]) == 3, "total: no")
'''
SETUP = 'from course_utils import exercises, progress, submit_zip\ncheck = exercises("made_up")'
ANSWERS = {
    "double": "def double(x):\n    return 2 * x",
    "greet": 'def greet(name):\n    return f"hello {name}"',
    "total": "def total(values):\n    return sum(values)",
}
POINTS = {"double": 2, "greet": 1, "total": 3}
UNANSWERED = 'def {}(*_):\n    raise NotImplementedError("not answered yet: write your code here")'


def code(source: str, **nbgrader: Any) -> dict[str, Any]:
    """Return a cell of code, with nbgrader's metadata if there are any."""
    metadata = {"nbgrader": nbgrader} if nbgrader else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def cells(**answers: str) -> list[dict[str, Any]]:
    """Return the notebook's cells, all answered but for what ``answers`` says."""
    made = [code(SETUP, grade_id="setup", locked=True)]
    for name, right in ANSWERS.items():
        answer = answers.get(name, right)
        made.append(code(answer, grade_id=f"{name}-answer", solution=True))
        points = POINTS[name]
        made.append(code(f'check("{name}")', grade_id=name, grade=True, points=points))
    return [*made, code("progress()"), code("packed = submit_zip()")]


def write(folder: Path, content: list[dict[str, Any]], name: str = NAME) -> Path:
    """Write a notebook of these cells, without ids as older programs do, beside its checks."""
    (folder / f"test_{NAME}.py").write_text(CHECKS, encoding="utf-8")
    path = folder / f"{name}.ipynb"
    notebook = {"cells": content, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path
