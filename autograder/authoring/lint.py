"""The linter: finds errors in an assignment's notebooks, checks, answer bank and release.

An error breaks a release or a grading. All else is style: how this house writes notebooks in which
students run checks. In an assignment that uses checks throughout, style is an error as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from autograder.authoring.answer_bank_format import answer_bank_findings
from autograder.authoring.check_call_rules import check_call_problems
from autograder.authoring.checks_rules import checks_findings
from autograder.authoring.lint_finding import LintFinding, Problem, findings_in
from autograder.authoring.named_files import missing_file_notes
from autograder.authoring.nbgrader_rules import nbgrader_problems
from autograder.authoring.notebook_file import NotebookDict, place_of
from autograder.authoring.notebook_rules import notebook_notes, style_problems
from autograder.authoring.promises import promise_findings
from autograder.authoring.proof_record import unproven_notes
from autograder.authoring.release_rules import copied_file_findings, stale_release_findings
from autograder.authoring.showing_cell_rules import missing_tag_notes, wrong_tag_problems
from autograder.authoring.source_reading import SourceReading, read_sources
from autograder.course.assignment import (
    AUTOTEST,
    assignment_names,
    is_graded_by_hand,
    load_assignment,
)
from autograder.errors import ConfigurationError
from course_utils.notebook.notebook_language import notebook_language


def lint_assignment(course: Path, name: str) -> list[LintFinding]:
    """Return an assignment's findings: the notebooks' first, then the checks' and the release's.

    In an assignment that uses checks throughout, style is an error too.

    Raises:
        ConfigurationError: there is no such assignment.
    """
    reading = read_sources(load_assignment(course, name))
    unreadable = [finding for finding in reading.findings if finding.is_error]
    if unreadable:
        return unreadable
    found = _strictly(reading, [*reading.findings, *_source_findings(reading)])
    releasable = not any(finding.is_error for finding in found)
    if reading.has_checks:
        found += answer_bank_findings(course, reading)
        found += unproven_notes(course, reading)
    found += stale_release_findings(course, reading, releasable=releasable)
    return found


def expect_releasable(course: Path, names: list[str]) -> None:
    """Raise an error if something in the assignments ``names``, or in any, would break their grading.

    Problems of style do not keep a release back.

    Raises:
        ConfigurationError: there are errors, or there is no such assignment.
    """
    readings = [
        read_sources(load_assignment(course, name)) for name in names or assignment_names(course)
    ]
    errors = [
        finding.as_line(course)
        for reading in readings
        for finding in (*reading.findings, *_source_findings(reading))
        if finding.is_error
    ]
    if errors:
        raise ConfigurationError("\n".join(["nothing is released, because of this:", *errors]))


def _strictly(reading: SourceReading, findings: Iterable[LintFinding]) -> list[LintFinding]:
    """Return findings; in an assignment that uses checks throughout, style is an error."""
    return [replace(each, style=each.style and not reading.in_house_style) for each in findings]


def _source_findings(reading: SourceReading) -> Iterator[LintFinding]:
    for name, notebook in reading.notebooks.items():
        path = reading.assignment.notebook(name).path
        problems = [
            *nbgrader_problems(notebook),
            *style_problems(reading, name),
            *check_call_problems(reading, name),
            *wrong_tag_problems(reading, name),
        ]
        yield from findings_in(path, _from_the_top(problems, notebook))
        missing = missing_file_notes(notebook, path.parent)
        for place, text, _ in (
            *notebook_notes(notebook),
            *_autotest_notes(notebook),
            *_language_notes(notebook),
            *missing_tag_notes(reading, name),
            *missing,
        ):
            yield LintFinding(path, place, text, note=True)
    yield from _checks_findings(reading)
    yield from copied_file_findings(reading.assignment.folder)


def _from_the_top(problems: list[Problem], notebook: NotebookDict) -> Iterator[Problem]:
    """Yield problems in the order of their cells; those without a cell come last."""
    order = {"": -1}
    for number, cell in enumerate(notebook["cells"]):
        order.setdefault(place_of(cell), number)
    yield from sorted(problems, key=lambda problem: order.get(problem.place, len(order)))


def _autotest_notes(notebook: NotebookDict) -> Iterator[Problem]:
    for cell in notebook["cells"]:
        if AUTOTEST.search(cell["source"]):
            advice = "python -m autograder grade does not know that, nbgrader autograde does"
            text = f"### AUTOTEST: nbgrader writes tests here when it is released; {advice}"
            yield Problem(place_of(cell), text)


def _language_notes(notebook: NotebookDict) -> Iterator[Problem]:
    language = notebook_language(notebook["metadata"])
    if language not in ("", "python 3"):
        text = f"in {language.title()}, which python -m autograder does not grade: nbgrader autograde does"
        yield Problem("", text)


def _checks_findings(reading: SourceReading) -> Iterator[LintFinding]:
    path = reading.assignment.checks
    without_tests = [each.exercise for each in reading.unchecked]
    if reading.has_checks:
        yield from checks_findings(path, reading.exercises, without_tests)
        yield from promise_findings(reading)
    elif without_tests:
        yield LintFinding(
            path, "", f"expected the checks of {', '.join(without_tests)} here, got none"
        )
    elif reading.graded:
        text = (
            "no checks there: graded by the tests in its own cells, which a student's code reaches"
        )
        yield LintFinding(path, "", text, note=True)
    elif not any(is_graded_by_hand(cell) for cell in reading.assignment.cells):
        text = "nothing in it is graded: python -m autograder grade does not take it"
        yield LintFinding(reading.assignment.folder, "", text, note=True)
