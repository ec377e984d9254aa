"""The conditions for grading an assignment: something to grade, and an environment for its code."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from autograder.course.assignment import (
    Assignment,
    SourceNotebook,
    calls_check,
    grade_cell,
)
from autograder.course.checks_folder import has_checks
from autograder.course.imported_modules import (
    distribution_name,
    imported_modules,
    missing_packages,
)
from autograder.course.kernelspecs import (
    OWN_KERNELS,
    foreign_program_of,
    has_kernel,
    interpreter_of,
)
from autograder.errors import ConfigurationError
from autograder.sandbox.kernel_environment import kernel_environment
from course_utils.notebook.notebook_language import notebook_language

OURS = "course_utils"  # every kernel sees it
PATH = "/path/to/bin/python"


def expect_gradable(assignment: Assignment, *, allow_missing: bool = False) -> None:
    """Expect that an assignment can be graded here at all.

    Args:
        assignment: the assignment.
        allow_missing: whether packages that its notebooks import may be missing.

    Raises:
        ConfigurationError: it cannot, or its Python does not start; the text says what to do.
    """
    if not assignment.exercises and not assignment.points_by_hand:
        raise ConfigurationError(
            f"{assignment.name}: nothing in it is graded: expected cells that nbgrader's Create "
            "Assignment toolbar marks as autograder tests, manually graded answers or tasks"
        )
    if not has_checks(assignment.checks) and any(
        calls_check(grade_cell(assignment, exercise), exercise) for exercise in assignment.exercises
    ):
        raise ConfigurationError(f"{assignment.name} has no checks: expected {assignment.checks}")
    kernel_environment(assignment)  # raises an error if its Python does not start
    problems = [
        f"{source.path.name}: {problem}"
        for source in assignment.notebooks
        for problem in _problems(assignment, source, allow_missing=allow_missing)
    ]
    if problems:
        raise ConfigurationError("\n".join([f"{assignment.name} is not graded:", *problems]))


def _problems(
    assignment: Assignment, source: SourceNotebook, *, allow_missing: bool
) -> Iterator[str]:
    if source.has_autotests:
        yield (
            "nbgrader writes tests of its cells when it is released (### AUTOTEST), which this "
            f"command does not know: use nbgrader autograde {assignment.name}"
        )
    metadata = source.content.metadata
    if assignment.kernel_name:  # it overrides the notebook's own, as under nbgrader
        metadata = {"kernelspec": {"name": assignment.kernel_name}}
    name = str(metadata.get("kernelspec", {}).get("name", ""))
    problem = _language_problem(notebook_language(metadata), name)
    if problem or assignment.python is not None:
        yield from [problem] if problem else []
    else:
        yield from _environment_problem(name)
    if not allow_missing:
        yield from _missing_problem(assignment, source)


def _language_problem(language: str, kernel: str) -> str:
    """Return the problem with the language of a notebook; empty if there is none."""
    if language == "python 2":
        return "expected Python 3, got a notebook of Python 2: save it with a Python 3 kernel"
    if language not in ("", "python 3"):
        return (
            f"expected a Python notebook, got one for the kernel {kernel!r} ({language}): "
            "nbgrader's own Execute runs those"
        )
    return ""


def _environment_problem(name: str) -> Iterator[str]:
    """Yield the problem if a notebook's kernel is missing or belongs to another environment."""
    if name.lower() in OWN_KERNELS:
        return
    program = foreign_program_of(name)
    if not has_kernel(name):
        yield (
            f"it is for the kernel {name!r}, which is not here: say in autograder.toml which Python "
            f'runs it, python = "{PATH}" (this one is {sys.executable})'
        )
    elif program is not None:
        yield (
            f"it is for the kernel {name!r}, of another environment than this one: say in "
            f'autograder.toml which Python runs it, python = "{interpreter_of(name) or PATH}"'
            + f" ({program} starts it)"
            * (interpreter_of(name) is None)
        )


def _missing_problem(assignment: Assignment, source: SourceNotebook) -> Iterator[str]:
    python = str(assignment.python) if assignment.python is not None else None
    modules = imported_modules(source.cells, optional=False)
    missing = missing_packages(modules, python, beside=assignment.folder)
    if missing := [name for name in missing if name != OURS]:
        install = " ".join(map(distribution_name, missing))
        yield (
            f"it imports what {python or 'this Python environment'} lacks: {', '.join(missing)}. "
            f"Install it ({python or sys.executable} -m pip install {install}), name the students' "
            "environment in autograder.toml (python = ...), or grade with --allow-missing"
        )
