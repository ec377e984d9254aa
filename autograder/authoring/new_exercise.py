"""Checks for one exercise of an existing assignment: a module to be filled in, and answers for it.

The other exercises keep the tests in their cells. Until somebody has written the checks, they raise an
error, so that no student is judged by a template.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.answer_bank import answer_cell, bank_file_name, is_answer_cell
from autograder.authoring.assignment_name import module_name
from autograder.authoring.nbgrader_markers import PAIRS
from autograder.authoring.new_assignment import expect_absent, write_files
from autograder.course.assignment import (
    Assignment,
    Exercise,
    calls_check,
    grade_cell,
    grade_id,
    is_graded_by_hand,
    load_assignment,
)
from autograder.course.checks_folder import checks_modules, digests_by_exercise
from autograder.course.settings import load_settings
from autograder.errors import ConfigurationError

_CHECKS = '''\
"""{exercise}: SAY HERE WHAT IT IS ABOUT."""

import pytest

from course_utils.checking.expect import expect

exercise = pytest.mark.exercise


{helper}


@exercise("{exercise}")
def test_{module}_of_the_example(student):
    """SAY HERE WHAT IS CHECKED, AS STUDENTS READ IT."""
    raise NotImplementedError("write this check")  # {call}


### BEGIN HIDDEN TESTS
@exercise("{exercise}", weight=2)
def test_{module}_of_what_they_have_not_seen(student):
    """SAY HERE WHAT IS CHECKED, AND GIVE NOTHING AWAY."""
    raise NotImplementedError("write this check")  # {call}


# The cell's own tests, in whose place these checks are:
#
{tests}
### END HIDDEN TESTS
'''
_FUNCTION = '''\
def expect_{module}(student, argument, expected):
    """Expect what `{name}` has to return, and name the mistake where it does not."""
    got = student.call("{name}", argument)
    expect(got == expected, f"{name}({{argument!r}}): got {{got!r}}; SAY WHAT TO LOOK AT")'''
_VALUE = '''\
def expect_{module}(student, expected):
    """Expect what `{name}` has to be, and name the mistake where it is not."""
    got = student.value("{name}")
    expect(got == expected, f"{name}: got {{got!r}}; SAY WHAT TO LOOK AT")'''
_BANK = """\
# %% right: the notebook's own
{solution}

# %% wrong: {title} | got None
{nothing}
"""
UNKNOWN = "NAME"  # of the student's function, where the notebook does not tell its name


@dataclass(frozen=True)
class _Asked:
    """The function or other value that an exercise asks for."""

    name: str
    is_function: bool


def write_exercise_checks(course: Path, name: str, exercise: str) -> list[Path]:
    """Write checks to be filled in for an exercise of the assignment ``name``, and answers for it.

    Returns:
        The files' paths: the module's, and the bank's if the exercise has an answer cell.

    Raises:
        ConfigurationError: there is no such exercise, or it has checks already.
    """
    assignment = load_assignment(course, name)
    found = find_exercise(assignment, exercise)
    checks, bank = assignment.checks, load_settings(course).bank / assignment.name
    if found.id in digests_by_exercise(checks):
        raise ConfigurationError(f"{found.id} has checks already, in {checks}: write them there")
    module = module_name(found.id, {path.stem for path in checks_modules(checks)})
    cells = assignment.notebook(found.notebook).cells
    answer = answer_cell(cells, found.grade_id)
    asked = _asked(cells, found.grade_id)
    texts = {
        checks / f"{module}.py": _checks_text(module, found.id, asked, _tests(assignment, found))
    }
    if answer is not None:
        texts[bank / bank_file_name(found.id)] = _bank_text(answer.source, asked)
    expect_absent(list(texts))
    return write_files(texts)


def find_exercise(assignment: Assignment, exercise: str) -> Exercise:
    """Return an exercise of an assignment by its id.

    Raises:
        ConfigurationError: there is none; the text lists those there are.
    """
    for each in assignment.exercises:
        if each.id == exercise:
            return each
    if any(grade_id(cell) == exercise for cell in filter(is_graded_by_hand, assignment.cells)):
        raise ConfigurationError(
            f"{assignment.name}: a person gives the points of {exercise!r}: expected a cell with "
            "'Autograded tests'"
        )
    there_are = ", ".join(each.id for each in assignment.exercises) or "none"
    raise ConfigurationError(
        f"{assignment.name}: no exercise {exercise!r}: expected the grade_id of a cell with "
        f"'Autograded tests'; there are: {there_are}"
    )


def _checks_text(module: str, exercise: str, asked: _Asked, tests: Sequence[str]) -> str:
    helper = (_FUNCTION if asked.is_function else _VALUE).format(module=module, name=asked.name)
    arguments = "student, ARGUMENT, EXPECTED" if asked.is_function else "student, EXPECTED"
    return _CHECKS.format(
        exercise=exercise,
        module=module,
        helper=helper,
        call=f"expect_{module}({arguments})",
        tests="\n".join(f"#     {line}".rstrip() for line in tests),
    )


def _bank_text(answer: str, asked: _Asked) -> str:
    solution = "\n".join(_without_markers(answer)).strip("\n")
    if not asked.is_function:
        return _BANK.format(solution=solution, title="None", nothing=f"{asked.name} = None")
    nothing = f"def {asked.name}(*arguments):\n    pass"
    return _BANK.format(solution=solution, title="nothing returned", nothing=nothing)


def _tests(assignment: Assignment, exercise: Exercise) -> list[str]:
    """Return the lines of the tests in an exercise's grade cell."""
    cell = grade_cell(assignment, exercise)
    if calls_check(cell, exercise):
        return ["(none)"]
    return list(_without_markers(cell.source)) or ["(none)"]


def _without_markers(source: str) -> Iterator[str]:
    """Yield a cell's lines without nbgrader's markers, and without lines that look like a bank's header."""
    for line in source.splitlines():
        marker = any(marker in line for pair in PAIRS for marker in pair)
        if not marker and not re.match(r"\s*#\s*%%", line):
            yield line


def _asked(cells: Sequence[Any], identity: str) -> _Asked:
    """Return what a grade cell asks for: the first name in it that an answer before it defines.

    If it names none, as ``check("…")`` does, that is the first function of the answer before it.
    """
    functions: set[str] = set()
    values: set[str] = set()
    last: list[str] = []
    for cell in cells:
        if grade_id(cell) == identity:
            break
        if is_answer_cell(cell):
            tree = _tree(cell.source)
            functions |= {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
            values |= {each.id for each in _names(tree, ast.Store)}
            last = [each.name for each in tree.body if isinstance(each, ast.FunctionDef)]
    used = [each.id for cell in cells if grade_id(cell) == identity for each in _loads(cell)]
    name = next((each for each in (*used, *last[:1]) if each in functions | values), "")
    return _Asked(name or UNKNOWN, name in functions or not name)


def _loads(cell: Any) -> list[ast.Name]:
    """Return the names that a cell reads, in their order."""
    found = _names(_tree(cell.source), ast.Load)
    return sorted(found, key=lambda each: (each.lineno, each.col_offset))


def _names(tree: ast.Module, context: type[ast.expr_context]) -> list[ast.Name]:
    names = [each for each in ast.walk(tree) if isinstance(each, ast.Name)]
    return [each for each in names if isinstance(each.ctx, context)]


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])
