"""Promises in the text of an exercise, and the check that holds an answer to each.

A comment above a check quotes the promise, in the words of the task or of the answer cell's docstring::

    # holds: "The list is not changed."
    @exercise("mean")
    def test_mean_of_a_list(student):
        ...

`lint` reports a quotation that is not in the text. The page of exercises lists the promises.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.lint_finding import LintFinding
from autograder.authoring.source_reading import GradedCell, SourceReading
from autograder.course.checks_folder import checks_modules
from course_utils.checking.checks_source import exercises_in_tree

_MARKER = re.compile(r'\s*# holds: "(.+)"\s*')
_NEARLY = re.compile(r"\s*#+\s*holds?\b.*", re.IGNORECASE)
_EXPECTED = 'expected # holds: "words of the text" directly above a check'


@dataclass(frozen=True)
class Promise:
    """A promise that a check holds an answer to.

    Attributes:
        exercise: the exercise's id.
        text: the promise, quoted from the exercise's text.
        check: the first line of the check's docstring.
        path: the check's module.
        line: the line of the comment in it, from 1.
    """

    exercise: str
    text: str
    check: str
    path: Path
    line: int


def read_promises(checks: Path) -> list[Promise]:
    """Return the promises that the checks in a folder quote, module by module, in their order."""
    return [promise for path in checks_modules(checks) for promise in _promises_in(path)]


def promise_findings(reading: SourceReading) -> Iterator[LintFinding]:
    """Yield each quotation that is not in the exercise's text, and each comment that is almost one."""
    texts = {each.exercise: exercise_text(reading, each) for each in reading.graded}
    for path in checks_modules(reading.assignment.checks):
        there = set()
        for promise in _promises_in(path):
            there.add(promise.line)
            if _words(promise.text) not in texts.get(promise.exercise, promise.text):
                problem = (
                    f"the text of {promise.exercise!r} does not say {promise.text!r}; "
                    "quote it as it is, or take the comment out"
                )
                yield LintFinding(path, f"line {promise.line}", problem, style=True)
        for number, line in enumerate(_lines(path), start=1):
            if _NEARLY.fullmatch(line) and number not in there:
                problem = f"{_EXPECTED}, got {line.strip()!r}"
                yield LintFinding(path, f"line {number}", problem, style=True)


def exercise_text(reading: SourceReading, graded: GradedCell) -> str:
    """Return the text of an exercise: all between the graded cell before it and its own."""
    cells = reading.notebooks[graded.notebook]["cells"]
    place = next(place for place, cell in enumerate(cells) if cell is graded.cell)
    others = [each.cell for each in reading.graded if each.notebook == graded.notebook]
    before = itertools.takewhile(
        lambda cell: not any(cell is other for other in others), reversed(cells[:place])
    )
    return _words(" ".join(cell["source"] for cell in reversed(list(before))))


def _promises_in(path: Path) -> Iterator[Promise]:
    lines = _lines(path)
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return  # reported where the checks are run
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or not node.decorator_list:
            continue
        title = (ast.get_docstring(node) or node.name).partition("\n")[0]
        first = node.decorator_list[0].lineno - 1
        above = itertools.takewhile(
            lambda number: lines[number].startswith("#"), range(first - 1, -1, -1)
        )
        for number in reversed(list(above)):
            if match := _MARKER.fullmatch(lines[number]):
                for exercise in exercises_in_tree(ast.Module([node], [])):
                    yield Promise(exercise, match[1], title, path, number + 1)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").split("\n")


def _words(text: str) -> str:
    """Return a text on one line: a quotation may run over the ends of lines."""
    return " ".join(text.split())
