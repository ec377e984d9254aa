"""Lint rules for how notebooks call their checks: the set-up cell, and ``check("…")`` in grade cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.authoring.lint_finding import Problem, Problems, problem_text
from autograder.authoring.notebook_file import NotebookDict, place_of
from autograder.authoring.source_reading import (
    MAKES_CHECK,
    GradedCell,
    SourceReading,
    has_generated_grade_id,
)
from autograder.course.assignment import nbgrader_metadata

_BINDS_CHECK = re.compile(r"\bcheck\s*=|\bdef\s+check\b|\bimport\b.*\bcheck\b|\bas\s+check\b")
OURS = "course_utils"


def check_call_problems(reading: SourceReading, name: str) -> Problems:
    """Yield the problems in how one of an assignment's notebooks calls its checks.

    It is an error if grading would pass anything that a student writes, or if students could not run
    their checks; the rest is style.
    """
    cells = [each for each in reading.notebooks[name]["cells"] if each["cell_type"] == "code"]
    graded = [each for each in reading.graded if each.notebook == name]
    with_checks = [each for each in graded if each.call or each.exercise in reading.checked]
    if with_checks:
        yield from _set_up_problems(reading.assignment.name, cells, with_checks)
    for each in with_checks:
        yield from _grade_cell_problems(each, checked=each.exercise in reading.checked)


def _set_up_problems(
    name: str, cells: list[NotebookDict], with_checks: list[GradedCell]
) -> Iterator[Problem]:
    wanted = f'exercises("{name}")'
    makers = [each for each in cells if _makes(each) == name]
    others = [each for each in cells if _makes(each) not in ("", name)]
    if any(OURS in each["source"] for each in cells):
        for each in others:
            got = f'exercises("{_makes(each)}")'
            yield Problem(place_of(each), problem_text(wanted, got, "its checks are the other's"))
    if len(makers) != 1:
        bound = any(_BINDS_CHECK.search(each["source"]) for each in cells)
        called = any(each.call for each in with_checks)
        advice = f"the set-up cell says: check = {wanted}"
        text = problem_text(f"one cell with {wanted}", len(makers), advice)
        yield Problem("", text, style=bound or not called)
    for each in makers:
        if not nbgrader_metadata(each).get("locked"):
            text = "expected it locked (nbgrader: read-only), so that it runs as is"
            yield Problem(place_of(each), text, style=True)


def _makes(cell: NotebookDict) -> str:
    """Return the assignment for which a cell makes ``check``, if the cell names it."""
    found = MAKES_CHECK.search(cell["source"])
    return (found[2] or "") if found else ""


def _grade_cell_problems(each: GradedCell, *, checked: bool) -> Iterator[Problem]:
    place = place_of(each.cell)
    if has_generated_grade_id(each.cell):
        if each.call:
            text = f"its ID was not set; set it to {each.call!r} in Create assignment"
            yield Problem(place, text)
        return
    call, source = f'check("{each.exercise}")', each.cell["source"].strip()
    if each.call and each.call != each.exercise and not checked:
        advice = "in grading such a call judges nothing"
        yield Problem(place, problem_text(call, f"{source[:80]!r}", advice))
    elif source != call:
        advice = "its checks hold the tests; a grade cell's other lines are never run"
        yield Problem(place, problem_text(call, f"{source[:80]!r}", advice), style=True)
