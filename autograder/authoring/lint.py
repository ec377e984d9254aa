"""What is wrong with an assignment: its notebook, its checks and its release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.assignment import Assignment, assignments, load_assignment
from autograder.authoring.bank_rules import bank_findings
from autograder.authoring.checks_rules import checks_problems
from autograder.authoring.finding import Finding
from autograder.authoring.notebook_rules import (
    Notebook,
    checked_notebook_problems,
    exercises_of,
    notebook_notes,
    notebook_problems,
    read_notebook,
)
from autograder.authoring.release_rules import copied_findings, release_findings
from autograder.authoring.tidying import clear_outputs
from autograder.bank import FOLDER as BANK
from autograder.errors import ConfigurationError


def lint(course: Path, name: str) -> list[Finding]:
    """Return what is wrong with an assignment, the notebook first, then its checks and its release.

    Raises:
        ConfigurationError: there is no such assignment.
    """
    assignment = load_assignment(course, name)
    notebook, unreadable = read_notebook(assignment.source)
    if unreadable:
        return unreadable
    found = list(_source_findings(assignment, notebook))
    releasable = all(finding.note for finding in found)
    if (course / BANK).is_dir() and assignment.checks.is_file():
        found += bank_findings(course, assignment.name, exercises_of(notebook))
    found += release_findings(
        course, assignment.name, notebook, assignment.checks, releasable=releasable
    )
    return found


def expect_releasable(course: Path, names: list[str]) -> None:
    """Expect no error in the source and the checks of the assignments ``names``, or of all.

    Outputs are none here: no release has them. What has no file of checks is nbgrader's to judge.

    Raises:
        ConfigurationError: there are errors, or there is no such assignment.
    """
    errors = [
        finding.line(course)
        for name in names or assignments(course)
        for finding in _release_errors(load_assignment(course, name))
    ]
    if errors:
        raise ConfigurationError("\n".join(["nothing is released, because of this:", *errors]))


def _release_errors(assignment: Assignment) -> list[Finding]:
    if not assignment.checks.is_file():
        return []
    notebook, unreadable = read_notebook(assignment.source)
    if unreadable:
        return unreadable
    clear_outputs(notebook)
    return [each for each in _source_findings(assignment, notebook) if not each.note]


def _source_findings(assignment: Assignment, notebook: Notebook) -> Iterator[Finding]:
    for place, problem in notebook_problems(notebook):
        yield Finding(assignment.source, place, problem)
    for place, problem in notebook_notes(notebook):
        yield Finding(assignment.source, place, problem, note=True)
    yield from _checks_findings(assignment, notebook)
    yield from copied_findings(assignment.source.parent)


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
