"""What a file of checks has to be: it imports, by itself and without TensorFlow, and asks."""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course_utils.checks_plugin import (
    CheckResult,
    ChecksError,
    ChecksPlugin,
    public_part,
    run_checks_file,
)
from course_utils.student import NotAttempted, Student

Problems = Iterator[tuple[str, str, bool]]  # the place, what is wrong, and whether it is but a note

HEAVY = ("tensorflow", "keras", "torch")
_FAULT = re.compile(r"\S+ has a fault: (?:(line \d+): )?(.*)", re.DOTALL)


def checks_problems(path: Path, exercises: list[str]) -> Problems:
    """Yield what is wrong with a file of checks for these exercises, each with its line."""
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield f"line {error.lineno}", f"it is no valid Python: {error.msg}", False
        return
    for line, problem in (*_heavy_imports(tree), *_doubled_checks(tree)):
        yield f"line {line}", problem, False
    if _imports_heavy(tree):
        return  # which takes seconds, and prints
    try:
        results = _results(path, exercises)
        public = _public_exercises(path, text)
    except ChecksError as error:
        yield *_fault(error), False
        return
    lines = {each.name: each.lineno for each in tree.body if isinstance(each, ast.FunctionDef)}
    for result in results:
        for problem in _result_problems(result):
            name = result.name.partition("[")[0]
            yield f"line {lines.get(name, 1)}", f"{name}: {problem}", False
    yield from _coverage_problems(results, exercises, public)


def _heavy_imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [str(node.module)]
        for name in names:
            if name.partition(".")[0] in HEAVY:
                advice = "ask the student fixture; expected values come from NumPy"
                yield node.lineno, f"expected checks without {name}; {advice}"  # type: ignore[attr-defined]


def _imports_heavy(tree: ast.Module) -> bool:
    return any(_heavy_imports(tree))


def _doubled_checks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the second of two functions by the same name: Python forgets the first."""
    seen: dict[str, int] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            if node.name in seen:
                yield node.lineno, f"{node.name} stands in line {seen[node.name]} too; rename one"
            seen[node.name] = node.lineno


def _results(path: Path, exercises: list[str]) -> list[CheckResult]:
    """Return what each check says of a notebook in which nothing is answered."""
    results: list[CheckResult] = []

    def drive(plugin: ChecksPlugin) -> None:
        for exercise in dict.fromkeys([*exercises, *plugin.exercises]):
            results.extend(plugin.run(exercise, Student(_not_answered)))

    run_checks_file(path, drive)
    return results


def _not_answered(*_question: Any) -> Any:
    raise NotAttempted("not answered")


def _fault(error: ChecksError) -> tuple[str, str]:
    """Return the line that an error names, empty if it names none, and what is wrong there."""
    match = _FAULT.fullmatch(str(error))
    return (match[1] or "", match[2]) if match else ("", str(error))


def _public_exercises(path: Path, text: str) -> set[str]:
    """Return the exercises that a student's ``check`` can say something about.

    Raises:
        ChecksError: what students get of the file does not import without its hidden parts.
    """
    public = public_part(text)
    found: set[str] = set()
    if "\ndef test_" not in public:
        return found
    with tempfile.TemporaryDirectory() as folder:
        released = Path(folder) / path.name
        released.write_text(public, encoding="utf-8")
        try:
            run_checks_file(released, lambda plugin: found.update(plugin.exercises))
        except ChecksError as error:
            problem = _FAULT.fullmatch(str(error)).group(2)  # type: ignore[union-attr]  # matches all
            advice = "move what the public checks need out of the hidden part"
            raise ChecksError(
                f"the public part alone does not import: {problem}; {advice}"
            ) from None
    return found


def _result_problems(result: CheckResult) -> Iterator[str]:
    if result.title == result.name:
        yield "expected a docstring, which is the title that a student reads, got none"
    if result.outcome == "passed":
        yield "it passes where nothing is answered; ask the student fixture, and expect something"
    if result.outcome == "error":
        yield f"it breaks before it asks anything: {result.message}"


def _coverage_problems(
    results: list[CheckResult], exercises: list[str], public: set[str]
) -> Problems:
    for exercise in dict.fromkeys(result.exercise for result in results):
        if exercise not in exercises:
            advice = f"the notebook has: {', '.join(exercises) or 'none'}"
            yield "", f"checks for {exercise!r}, which is no exercise; {advice}", False
    for exercise in exercises:
        hidden = [result.hidden for result in results if result.exercise == exercise]
        if not hidden:
            mark = f'@pytest.mark.exercise("{exercise}")'
            yield "", f"exercise {exercise!r} has no checks; expected a check with {mark}", False
        elif exercise not in public:
            problem = f"all checks of {exercise!r} are hidden: students' check has nothing to say"
            yield "", problem, True
        elif not any(hidden):
            problem = (
                f"no check of {exercise!r} is hidden: the examples alone could be written down"
            )
            yield "", problem, True
