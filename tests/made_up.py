"""A made-up course, small and quick: three exercises, no TensorFlow in them."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.assignment import Assignment
from autograder.course.limits import Limits
from autograder.course.restored_cells import restore_cells_in_place
from autograder.course.results import ExerciseReport
from autograder.course.settings import load_settings
from autograder.course.submission import Submission
from autograder.grading.grading_result import GradingResult
from autograder.grading.submission_grading import grade_submission
from autograder.kernels.kernel_supply import KernelSupply
from autograder.sandbox.kernel_environment import KernelEnvironment, own_environment
from autograder.sandbox.warm_process import KernelSource
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks

CHECKOUT = Path(__file__).parents[1]
NAME = "tiny"
SETUP = "import numpy as np\n\nheight = 3"
POINTS = {"double": 2, "greet": 1, "total": 3}
RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "greet": 'def greet(name):\n    return f"hello {name}"',
    "total": "def total(values):\n    return float(np.sum(values))",
}
STUB = 'raise NotImplementedError("not answered yet")'
STUBS = {
    "double": f"def double(x):\n    {STUB}",
    "greet": f"def greet(name):\n    {STUB}",
    "total": f"def total(values):\n    {STUB}",
}
CHECKS = '''
import numpy as np
import pytest

from course_utils.checking.expect import expect

exercise = pytest.mark.exercise


@exercise("double")
def test_double_example(student):
    """Three becomes six."""
    got = student.call("double", 3)
    expect(got == 6, f"double(3): expected 6, got {got!r}")


### BEGIN HIDDEN TESTS
@exercise("double")
def test_double_unseen(student):
    """Other numbers are doubled too."""
    got = student.call("double", -5)
    expect(got == -10, f"double: got {got!r}; use the argument `x`")
### END HIDDEN TESTS


@exercise("greet")
def test_greet(student):
    """A name is greeted."""
    got = student.call("greet", "Ada")
    expect(got == "hello Ada", f"greet('Ada'): expected 'hello Ada', got {got!r}")


@exercise("total")
def test_total(student):
    """The sum of an array is a number."""
    got = student.call("total", np.array([1.0, 2.0, 4.5]))
    expect(got == 7.5, f"total: expected 7.5, got {got!r}")
'''


def locked(grade_id: str, source: str) -> NotebookNode:
    """Return a cell that a student must not change."""
    return _cell(grade_id, source, grade=False, solution=False, locked=True, cell_type="code")


def answer(exercise: str, source: str) -> NotebookNode:
    """Return the cell that an exercise is answered in."""
    return _cell(f"{exercise}-answer", source, grade=False, solution=True, locked=False)


def grade_cell(exercise: str, points: float) -> NotebookNode:
    """Return the cell that an exercise is graded at."""
    source = f'check("{exercise}")'
    return _cell(exercise, source, grade=True, solution=False, locked=True, points=points)


def code(source: str, identity: str) -> NotebookNode:
    """Return a cell that is neither graded nor locked."""
    return new_code_cell(source, id=identity)


def _cell(grade_id: str, source: str, **nbgrader: Any) -> NotebookNode:
    metadata = {"nbgrader": {"grade_id": grade_id, "schema_version": 3, **nbgrader}}
    return new_code_cell(source, id=grade_id, metadata=metadata)


def make_notebook(answers: dict[str, str] | None = None) -> NotebookNode:
    """Return the notebook with its answers; what ``answers`` leaves out is right."""
    cells = [
        new_markdown_cell("# Tiny", id="title"),
        locked("setup", SETUP),
    ]
    for exercise, points in POINTS.items():
        cells.append(answer(exercise, {**RIGHT, **(answers or {})}[exercise]))
        cells.append(grade_cell(exercise, points))
    return new_notebook(cells=cells)


def make_assignment(
    folder: Path,
    *,
    checks: str = CHECKS,
    limits: Limits | None = None,
    notebook: NotebookNode | None = None,
) -> Assignment:
    """Write the instructor's files into ``folder`` and return the assignment."""
    source = folder / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True, exist_ok=True)
    write_notebook(source, notebook or make_notebook())
    return Assignment(NAME, source.parent, write_checks(folder, checks), limits or quick_limits())


def write_checks(course: Path, text: str) -> Path:
    """Write checks as a module for each exercise, with all that is no other's; return their folder."""
    folder = course / "checks" / NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for exercise, module in _by_exercise(text).items():
        (folder / f"{exercise}.py").write_text(module, encoding="utf-8")
    return folder


def _by_exercise(text: str) -> dict[str, str]:
    """Return for each exercise the text without the checks of all others."""
    checks: dict[str, list[range]] = {}
    try:
        nodes = ast.parse(text).body
    except SyntaxError:
        return {"checks": text}
    for node in nodes:
        for mark in re.findall(r'exercise\([\'"](\w+)', " ".join(map(ast.unparse, _marks(node)))):
            first = min(each.lineno for each in _marks(node))
            checks.setdefault(mark, []).append(range(first, (node.end_lineno or first) + 1))
    modules = {}
    for exercise in checks:
        others = [lines for name, all_ in checks.items() if name != exercise for lines in all_]
        kept = enumerate(text.splitlines(keepends=True), start=1)
        modules[exercise] = "".join(
            line for number, line in kept if not any(number in lines for lines in others)
        )
    return modules or {"checks": text}


def _marks(node: ast.stmt) -> list[ast.expr]:
    return getattr(node, "decorator_list", [])


def quick_limits(**changed: Any) -> Limits:
    """Return limits that a test need not wait long for."""
    return Limits(**{"cell_s": 20, "question_s": 20, "submission_s": 60, **changed})


def write_notebook(path: Path, notebook: NotebookNode) -> Path:
    """Write a notebook, as it is, with no validation."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def hand_in(course: Path, student: str, notebook: NotebookNode | str | bytes) -> Path:
    """Write a student's notebook where the collected ones are."""
    path = course / "submitted" / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(notebook, NotebookNode):
        return write_notebook(path, notebook)
    path.write_bytes(notebook if isinstance(notebook, bytes) else notebook.encode())
    return path


def submission_of(
    assignment: Assignment,
    notebook: NotebookNode | None = None,
    *,
    student: str = "ada",
    files: dict[str, bytes] | None = None,
) -> Submission:
    """Return a submission as `read_submission` would, with no file involved."""
    notebook = make_notebook() if notebook is None else notebook
    source = assignment.notebooks[0]
    flags = restore_cells_in_place(notebook, source)
    return Submission(student, assignment.name, {source.name: notebook}, files or {}, flags)


def course_environment() -> KernelEnvironment:
    """Return the environment of this course's own kernels, with TensorFlow in them."""
    return own_environment(load_settings(CHECKOUT).warm or ())


def copy_course(folder: Path) -> Path:
    """Put this course's source and settings into a folder, nothing released or handed in."""
    shutil.copytree(CHECKOUT / "source", folder / "source")
    shutil.copy(CHECKOUT / "nbgrader_config.py", folder)
    settings = (CHECKOUT / "autograder.toml").read_text(encoding="utf-8")
    for key in ("autograder/checks", "tests/bank"):
        settings = settings.replace(f'"{key}"', f'"{CHECKOUT / key}"')
    (folder / "autograder.toml").write_text(settings, encoding="utf-8")
    return folder


def grade_here(
    assignment: Assignment, submission: Submission, warm: KernelSource, *, last_try: bool = True
) -> GradingResult:
    """Grade a submission in this process, with no worker."""
    graded: list[GradingResult] = []

    def drive(plugin: ChecksPlugin) -> None:
        kernels = KernelSupply(warm, assignment.limits)
        try:
            graded.append(
                grade_submission(submission, assignment, kernels, plugin, last_try=last_try)
            )
        finally:
            kernels.close()

    collect_checks(assignment.checks, drive)
    return graded[0]


def statuses(graded: GradingResult) -> dict[str, str]:
    """Return the status of each exercise."""
    return {exercise.id: exercise.status for exercise in graded.exercises}


def exercise_of(graded: GradingResult, identity: str) -> ExerciseReport:
    """Return one exercise's report."""
    return next(exercise for exercise in graded.exercises if exercise.id == identity)


def messages(graded: GradingResult, identity: str) -> str:
    """Return what the checks of an exercise have to say, one line each."""
    return "\n".join(check.message for check in exercise_of(graded, identity).checks)
