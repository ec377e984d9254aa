"""What is wrong with an assignment: its notebook, its checks and its release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.assignment import Assignment, load_assignment
from autograder.authoring.checks_rules import checks_problems
from autograder.authoring.finding import Finding
from autograder.authoring.notebook_rules import (
    Notebook,
    checked_notebook_problems,
    exercises_of,
    notebook_problems,
    read_notebook,
)
from autograder.authoring.release_rules import copied_findings, release_findings
from autograder.bank import FOLDER as BANK


def lint(course: Path, name: str) -> list[Finding]:
    """Return what is wrong with an assignment, the notebook first, then its checks and its release.

    Raises:
        ConfigurationError: there is no such assignment.
    """
    assignment = load_assignment(course, name)
    notebook, unreadable = read_notebook(assignment.source)
    if unreadable:
        return unreadable
    return [
        *(Finding(assignment.source, *each) for each in notebook_problems(notebook)),
        *_checks_findings(assignment, notebook),
        *_bank_findings(course, assignment, notebook),
        *copied_findings(assignment.source.parent),
        *release_findings(course, assignment.name, notebook, assignment.checks),
    ]


def _checks_findings(assignment: Assignment, notebook: Notebook) -> Iterator[Finding]:
    exercises, path = exercises_of(notebook), assignment.checks
    if path.is_file():
        for place, problem in checked_notebook_problems(notebook, assignment.name):
            yield Finding(assignment.source, place, problem)
        for place, problem, note in checks_problems(path, exercises):
            yield Finding(path, place, problem, note)
    elif any(each["source"].startswith("check(") for each in notebook["cells"]):
        yield Finding(path, "", f"expected the checks of {', '.join(exercises)} here, got no file")
    else:
        problem = (
            "no such file: graded by the tests in its own cells, which a student's code reaches"
        )
        yield Finding(path, "", problem, note=True)


def _bank_findings(course: Path, assignment: Assignment, notebook: Notebook) -> Iterator[Finding]:
    """Yield the exercises without right and wrong answers that prove their checks."""
    if not (course / BANK).is_dir() or not assignment.checks.is_file():
        return
    for exercise in exercises_of(notebook):
        path = course / BANK / assignment.name / f"{exercise}.py"
        if not path.is_file():
            yield Finding(
                path, "", "no such file: nothing proves this exercise's checks", note=True
            )
