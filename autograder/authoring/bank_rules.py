"""What an assignment's bank has to be: readable answers, to exercises that there are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.finding import Finding
from autograder.bank import FOLDER, header_problems


def bank_findings(course: Path, name: str, exercises: list[str]) -> Iterator[Finding]:
    """Yield what is wrong with the files of answers that prove an assignment's checks."""
    folder = course / FOLDER / name
    for path in sorted(folder.glob("*.py")):
        if path.stem in exercises:
            text = path.read_text(encoding="utf-8", errors="replace")
            for line, problem in (*header_problems(text), *_syntax_problems(text)):
                yield Finding(path, f"line {line}", problem)
        else:
            there = ", ".join(exercises) or "none"
            problem = (
                f"no exercise {path.stem!r}; there are: {there}; rename the file, or remove it"
            )
            yield Finding(path, "", problem)
    for exercise in exercises:
        path = folder / f"{exercise}.py"
        if not path.is_file():
            problem = "no such file: nothing proves this exercise's checks"
            yield Finding(path, "", problem, note=True)


def _syntax_problems(text: str) -> Iterator[tuple[int, str]]:
    try:
        ast.parse(text)
    except SyntaxError as error:
        yield error.lineno or 1, f"it is no valid Python: {error.msg}"
