"""What the tests of forgeries share: checks of their own, and a grading with a forgery in front."""

from __future__ import annotations

import made_up

from autograder.course.assignment import Assignment
from autograder.grading.grading_result import GradingResult
from autograder.sandbox.warm_process import KernelSource

CHECKS = """
import numpy as np
import pytest

from course_utils.checking.expect import expect, expect_close
from course_utils.checking.plain_data import tensor

exercise = pytest.mark.exercise


@exercise("double")
def test_double(student):
    \"\"\"Numbers are doubled.\"\"\"
    expect_close("double", student.call("double", np.array([1.0, 2.5])), [2.0, 5.0])


### BEGIN HIDDEN TESTS
@exercise("double")
def test_double_hidden(student):
    \"\"\"Other numbers are doubled too.\"\"\"
    expect_close("double", student.call("double", np.array([-7.0, 0.25])), [-14.0, 0.5])
### END HIDDEN TESTS


@exercise("greet")
def test_greet(student):
    \"\"\"A name is greeted.\"\"\"
    expect(student.call("greet", "Ada") == "hello Ada", "greet: not the greeting")


@exercise("total")
def test_total(student):
    \"\"\"The sum of an array is a number.\"\"\"
    expect(student.call("total", np.array([1.0, 2.0, 4.5])) == 7.5, "total: not the sum")
"""
WRONG = {
    "double": "def double(x):\n    return 0 * x",
    "greet": "def greet(name):\n    return ''",
    "total": "def total(values):\n    return 0.0",
}


def graded_with(
    assignment: Assignment, warm: KernelSource, answers: dict[str, str], forgery: str = ""
) -> GradingResult:
    """Grade a notebook that begins with a cell of its own."""
    notebook = made_up.make_notebook(answers)
    if forgery:
        notebook.cells.insert(0, made_up.code(forgery, "forgery"))
    return made_up.grade_here(assignment, made_up.submission_of(assignment, notebook), warm)


def scores(graded: GradingResult) -> dict[str, float]:
    """Return the score of each exercise."""
    return {exercise.id: exercise.score for exercise in graded.exercises}


def cell(source: str) -> str:
    """Return a cell's source without the indentation that it has in this file."""
    import textwrap

    return textwrap.dedent(source).strip()
