"""Lint rules for checks: they import without TensorFlow, and each one asks for the student's work."""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from autograder.authoring.lint_finding import LintFinding, problem_text
from autograder.course.checks_folder import checks_modules
from autograder.course.hidden_secret import FIXTURE
from autograder.course.public_checks import merge_public_checks, public_checks_name
from autograder.errors import ConfigurationError
from course_utils.checking.check_result import CheckResult
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks
from course_utils.checking.checks_source import ChecksError, hidden_line_ranges
from course_utils.checking.student import NotAttempted, Student

HEAVY_PACKAGES = ("tensorflow", "keras", "torch")
_FAULT = re.compile(r"(.+?) has a fault: (?:(line \d+): )?(.*)", re.DOTALL)


def checks_findings(
    folder: Path, exercises: list[str], without_tests: Collection[str]
) -> Iterator[LintFinding]:
    """Yield what is wrong with a folder of checks, each with its module and line.

    Args:
        folder: the assignment's checks.
        exercises: the ids of its exercises.
        without_tests: the exercises without tests in their grade cells: they need checks.
    """
    trees: dict[str, ast.Module] = {}
    sound = True
    for module in checks_modules(folder):
        for line, problem in _module_problems(module, trees):
            sound = False
            yield LintFinding(module, line, problem)
    yield from _doubled_checks(folder, trees)
    yield from _public_draws(folder, trees)
    if not sound:
        return  # importing TensorFlow takes seconds, and prints
    try:
        results = _results(folder, exercises)
        public = _public_exercises(folder, exercises)
    except (ChecksError, ConfigurationError) as error:
        yield _fault(folder, error)
        return
    for result in results:
        for problem, style in _result_problems(result):
            name = result.name.partition("[")[0]
            path, place = _place_of(folder, trees, name)
            yield LintFinding(path, place, f"{name}: {problem}", style=style)
    yield from _unknown_exercises(folder, results, exercises)
    for exercise in exercises:
        hidden = [result.hidden for result in results if result.exercise == exercise]
        if hidden or exercise in without_tests:
            yield from _coverage(folder, exercise, hidden, public)


def _module_problems(module: Path, trees: dict[str, ast.Module]) -> Iterator[tuple[str, str]]:
    """Yield the reasons why a module cannot run, each with its line; put its syntax tree into ``trees``."""
    text = module.read_text(encoding="utf-8", errors="replace")
    try:
        tree = trees[module.name] = ast.parse(text)
    except SyntaxError as error:
        yield f"line {error.lineno}", f"it is no valid Python: {error.msg}"
        return
    for line, problem in _heavy_imports(tree):
        yield f"line {line}", problem


def _place_of(folder: Path, trees: dict[str, ast.Module], name: str) -> tuple[Path, str]:
    """Return the module and the line of a check."""
    for file, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return folder / file, f"line {node.lineno}"
    return folder, ""


def _heavy_imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [str(node.module)]
        for name in names:
            if name.partition(".")[0] in HEAVY_PACKAGES:
                advice = "ask the student fixture; expected values come from NumPy"
                yield node.lineno, f"expected checks without {name}; {advice}"  # type: ignore[attr-defined]


def _doubled_checks(folder: Path, trees: dict[str, ast.Module]) -> Iterator[LintFinding]:
    """Yield each function with the name of an earlier one: students get all of them in one file."""
    seen: dict[str, tuple[str, int]] = {}
    for file, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                if node.name in seen:
                    other, line = seen[node.name]
                    where = f"line {line}" if other == file else f"line {line} of {other}"
                    problem = f"{node.name} is in {where}, too; rename one"
                    yield LintFinding(folder / file, f"line {node.lineno}", problem)
                seen[node.name] = file, node.lineno


def _public_draws(folder: Path, trees: dict[str, ast.Module]) -> Iterator[LintFinding]:
    """Yield the public checks that draw hidden inputs."""
    for file, tree in trees.items():
        try:
            text = (folder / file).read_text(encoding="utf-8", errors="replace")
            hidden = hidden_line_ranges(text)
        except ChecksError:
            continue  # reported where the checks are run
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test"):
                continue
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            is_hidden = any(node.lineno in lines for lines in hidden)
            if not is_hidden and any(each.arg == FIXTURE for each in arguments):
                advice = (
                    "students have no secret at home: put it between the markers of hidden tests, or "
                    "write its inputs into it"
                )
                problem = problem_text(f"no {FIXTURE} in a public check", node.name, advice)
                yield LintFinding(folder / file, f"line {node.lineno}", problem)


def _results(folder: Path, exercises: list[str]) -> list[CheckResult]:
    """Return the results of all checks on a notebook with no answers."""
    results: list[CheckResult] = []

    def drive(plugin: ChecksPlugin) -> None:
        for exercise in dict.fromkeys([*exercises, *plugin.exercises]):
            results.extend(plugin.run(exercise, Student(_not_answered)))

    collect_checks(folder, drive)
    return results


def _not_answered(*_question: Any) -> Any:
    raise NotAttempted("not answered")


def _fault(folder: Path, error: Exception) -> LintFinding:
    """Return a finding at the module and line that an error names, if it names them."""
    match = _FAULT.fullmatch(str(error))
    if match is None:
        return LintFinding(folder, "", str(error))
    module = folder / match[1]
    return LintFinding(module if module.is_file() else folder, match[2] or "", match[3])


def _public_exercises(folder: Path, exercises: list[str]) -> set[str]:
    """Return the exercises with public checks.

    Raises:
        ChecksError: the public part does not import without the hidden parts.
        ConfigurationError: the modules cannot be put into one file.
    """
    public = merge_public_checks(folder, exercises)
    found: set[str] = set()
    if "\ndef test_" not in public:
        return found
    with tempfile.TemporaryDirectory() as place:
        released = Path(place) / public_checks_name(folder)
        released.write_text(public, encoding="utf-8")
        try:
            collect_checks(released, lambda plugin: found.update(plugin.exercises))
        except ChecksError as error:
            problem = _FAULT.fullmatch(str(error)).group(3)  # type: ignore[union-attr]  # matches all
            advice = "move what the public checks need out of the hidden part"
            raise ChecksError(
                f"the public part alone does not import: {problem}; {advice}"
            ) from None
    return found


def _result_problems(result: CheckResult) -> Iterator[tuple[str, bool]]:
    """Yield what is wrong with a check, and whether that is only style."""
    if result.title == result.name:
        text = "expected a docstring, which is the title that a student reads, got none"
        yield text, True
    if result.outcome == "passed":
        text = "it passes where nothing is answered; ask the student fixture, and expect something"
        yield text, False
    if result.outcome == "error":
        yield f"it breaks before it asks anything: {result.message}", False


def _unknown_exercises(
    folder: Path, results: list[CheckResult], exercises: list[str]
) -> Iterator[LintFinding]:
    for exercise in dict.fromkeys(result.exercise for result in results):
        if exercise not in exercises:
            there_are = ", ".join(exercises) or "none"
            text = f"checks for {exercise!r}, which is no exercise; the notebook has: {there_are}"
            yield LintFinding(folder, "", text)


def _coverage(
    folder: Path, exercise: str, hidden: list[bool], public: set[str]
) -> Iterator[LintFinding]:
    """Yield what an exercise's checks lack, given which of them are hidden."""
    if not hidden:
        mark = f'@pytest.mark.exercise("{exercise}")'
        text = f"exercise {exercise!r} has no checks; expected a check with {mark}"
        yield LintFinding(folder, "", text)
    elif exercise not in public:
        text = f"all checks of {exercise!r} are hidden: students' check has nothing to say"
        yield LintFinding(folder, "", text, note=True)
    elif not any(hidden):
        text = f"no check of {exercise!r} is hidden: the examples alone could be written down"
        yield LintFinding(folder, "", text, note=True)
