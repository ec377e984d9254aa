from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course_utils.checks_plugin import run_checks_file

CHECKOUT = Path(__file__).parents[1]
NOTEBOOKS = sorted(CHECKOUT.glob("source/*/*.ipynb"))
IDS = [path.stem for path in NOTEBOOKS]
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
PAIRS = [
    ("### BEGIN SOLUTION", "### END SOLUTION"),
    ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"),
]
# What Jupyter gives a cell by itself: eight hexadecimal digits, or a whole UUID.
RANDOM_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def problems(notebook: Any) -> list[str]:
    """Return what is wrong with an instructor's notebook, each with its cell."""
    found = []
    if notebook.metadata.get("kernelspec") != KERNELSPEC:
        found.append(f"kernelspec: expected {KERNELSPEC}")
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        found.append("format: expected 4.5, which has cell ids")
    for cell in notebook.cells:
        found += [f"{cell.id}: {problem}" for problem in cell_problems(cell)]
    ids = [cell.id for cell in notebook.cells]
    found += [f"{name}: id twice" for name in sorted(set(ids)) if ids.count(name) > 1]
    return found


def cell_problems(cell: Any) -> list[str]:
    """Return what is wrong with a cell."""
    found = []
    graded = cell.metadata.get("nbgrader", {})
    if RANDOM_ID.fullmatch(cell.id):
        found.append("the id is not set by hand")
    if cell.get("outputs") or cell.get("execution_count") is not None:
        found.append("it holds an output")
    if graded and graded.get("grade_id") != cell.id:
        found.append(f"grade_id is {graded.get('grade_id')!r}")
    if graded and graded.get("schema_version") != 3:
        found.append("schema_version: expected 3")
    for begin, end in PAIRS:
        markers = [
            line.strip() for line in cell.source.splitlines() if line.strip() in (begin, end)
        ]
        if markers != [begin, end] * (len(markers) // 2):
            found.append(f"{begin} and {end} do not alternate")
        if markers and begin == PAIRS[0][0] and not graded.get("solution"):
            found.append("a solution in a cell that is none")
    return found


def exercises_of(notebook: Any) -> list[str]:
    """Return the ids of a notebook's autograded grade cells."""
    return [
        cell.metadata.nbgrader.grade_id
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade") and not cell.metadata.nbgrader.solution
    ]


@pytest.fixture
def notebook() -> Any:
    """The first notebook, to be spoilt."""
    return nbformat.read(NOTEBOOKS[0], as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_notebook_is_clean(path: Path) -> None:
    """No outputs, ids by hand and equal to the grade_id, one kernelspec, markers in pairs."""
    assert problems(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_notebook_is_stripped(path: Path) -> None:
    """Nbstripout has nothing to strip, so a commit through it changes nothing."""
    command = [sys.executable, "-m", "nbstripout", "--keep-id", "--verify", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_every_exercise_is_checked_and_every_check_has_an_exercise(path: Path) -> None:
    """Grade cells and checks match, and each grade cell calls check() with its own exercise."""
    notebook = nbformat.read(path, as_version=4)
    checked: list[str] = []
    checks = CHECKOUT / "autograder" / "checks" / f"test_{path.stem}.py"
    run_checks_file(checks, lambda plugin: checked.extend(plugin.exercises))
    assert sorted(checked) == sorted(exercises_of(notebook))
    for cell in notebook.cells:
        if cell.id in checked:
            assert cell.source == f'check("{cell.id}")'


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_notebook_names_its_own_checks(path: Path) -> None:
    """The set-up cell asks for the checks of this very assignment."""
    sources = [cell.source for cell in nbformat.read(path, as_version=4).cells]
    assert sum(f'exercises("{path.stem}")' in source for source in sources) == 1


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda cell: cell.update(outputs=[{"output_type": "stream"}]), "it holds an output"),
        (lambda cell: cell.update(execution_count=3), "it holds an output"),
        (lambda cell: cell.update(id="0a1b2c3d"), "the id is not set by hand"),
        (lambda cell: cell.update(id="setup-2"), "grade_id is 'setup'"),
        (lambda cell: cell.metadata.nbgrader.pop("schema_version"), "schema_version"),
        (lambda cell: cell.update(source="### BEGIN SOLUTION"), "do not alternate"),
        (lambda cell: cell.update(source="### END HIDDEN TESTS"), "do not alternate"),
        (
            lambda cell: cell.update(source="### BEGIN SOLUTION\n### END SOLUTION"),
            "a solution in a cell that is none",
        ),
    ],
)
def test_a_spoilt_cell_is_noticed(notebook: Any, spoil: Any, problem: str) -> None:
    """The lint finds each fault that it looks for."""
    [setup] = [cell for cell in notebook.cells if cell.id == "setup"]
    spoil(setup)
    assert any(problem in found for found in problems(notebook))


def test_another_kernel_is_noticed(notebook: Any) -> None:
    """The lint finds a kernelspec of somebody's own."""
    notebook.metadata.kernelspec.name = "my-env"
    assert problems(notebook) == [f"kernelspec: expected {KERNELSPEC}"]


def test_an_output_is_noticed_by_nbstripout(notebook: Any, tmp_path: Path) -> None:
    """Nbstripout --verify fails where there is something to strip."""
    next(cell for cell in notebook.cells if cell.id == "setup").execution_count = 1
    nbformat.write(notebook, tmp_path / "spoilt.ipynb")
    command = [sys.executable, "-m", "nbstripout", "--keep-id", "--verify"]
    result = subprocess.run([*command, tmp_path / "spoilt.ipynb"], capture_output=True, check=False)
    assert result.returncode == 1
