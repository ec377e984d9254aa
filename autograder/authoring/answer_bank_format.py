"""Lint rules for an answer bank: valid files, each named after an exercise of the notebooks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.answer_bank import (
    bank_file_name,
    bank_files,
    bank_header_problems,
)
from autograder.authoring.lint_finding import LintFinding
from autograder.authoring.source_reading import SourceReading
from autograder.course.settings import load_settings


def answer_bank_findings(course: Path, reading: SourceReading) -> Iterator[LintFinding]:
    """Yield the problems in an assignment's answer bank.

    A course without a bank has none.
    """
    bank = load_settings(course).bank
    if not bank.is_dir():
        return
    files, strangers = bank_files(bank / reading.assignment.name, reading.exercises)
    for path in files.values():
        text = path.read_text(encoding="utf-8", errors="replace")
        for line, problem in (*bank_header_problems(text), *_syntax_problems(text)):
            yield LintFinding(path, f"line {line}", problem)
    for path, problem in strangers:
        yield LintFinding(path, "", problem)
    for each in reading.graded:
        if each.exercise not in files and (each.call or each.exercise in reading.checked):
            path = bank / reading.assignment.name / bank_file_name(each.exercise)
            problem = "no such file: nothing proves this exercise's checks"
            yield LintFinding(path, "", problem, note=True)


def _syntax_problems(text: str) -> Iterator[tuple[int, str]]:
    try:
        ast.parse(text)
    except SyntaxError as error:
        yield error.lineno or 1, f"it is no valid Python: {error.msg}"
