"""A check that breaks: on what one notebook gave, or whatever it judges."""

from __future__ import annotations

from typing import Any

import made_up
import pytest

from autograder.course.assignment import Assignment
from autograder.errors import ConfigurationError
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.grading_result import GradingResult
from autograder.grading.worker_process import JobOutcome

pytestmark = pytest.mark.usefixtures("shared_kernel_source")


def outcomes(assignment: Assignment, *answers: dict[str, str]) -> list[JobOutcome]:
    """Return what a grader makes of notebooks with these answers, graded one after the other."""
    notebooks = [made_up.make_notebook(each) for each in answers]
    with AssignmentGrader(assignment) as grader:
        return [
            next(iter(grader.grade([made_up.submission_of(assignment, notebook)])))[1]
            for notebook in notebooks
        ]


def frail_assignment(tmp_path: Any) -> Assignment:
    """Return the made-up assignment with a check of `greet` that breaks on a number."""
    checks = made_up.CHECKS.replace(
        '    expect(got == "hello Ada"', '    len(got)\n    expect(got == "hello Ada"'
    )
    return made_up.make_assignment(tmp_path, checks=checks)


def test_a_reply_that_breaks_a_check_costs_that_check_and_is_flagged(tmp_path: Any) -> None:
    """The other exercises keep their marks, and the next submission is graded like any other."""
    odd, honest = outcomes(
        frail_assignment(tmp_path), {"greet": "def greet(name):\n    return 7"}, {}
    )
    assert isinstance(odd, GradingResult)
    assert made_up.statuses(odd) == {"double": "passed", "greet": "failed", "total": "passed"}
    (check,) = made_up.exercise_of(odd, "greet").checks
    assert check.message.startswith("this check cannot use what your notebook gives")
    assert odd.flags == [
        "exercise greet: test_greet broke on what this notebook gave, and passes on the instructor's "
        "own; it counts as failed: TypeError: object of type 'int' has no len()"
    ]
    assert isinstance(honest, GradingResult)
    assert (honest.flags, set(made_up.statuses(honest).values())) == ([], {"passed"})


def test_a_check_that_breaks_on_the_instructors_notebook_too_judges_nobody(tmp_path: Any) -> None:
    """It is the instructor's to mend: no student has a score for it."""
    checks = made_up.CHECKS.replace("got == 7.5, f", "got.wrong == 7.5, f")
    assignment = made_up.make_assignment(tmp_path, checks=checks)
    (found,) = outcomes(assignment, {"total": "def total(values):\n    return None"})
    assert isinstance(found, ConfigurationError)
    assert "checks of tiny: test_total broke and judged nobody: AttributeError" in str(found)
