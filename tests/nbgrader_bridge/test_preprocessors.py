"""Stock nbgrader grades through our preprocessors: every assignment, conventional notebooks, its own tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from stock_nbgrader import CHECKOUT, NAME, PATIENT, make_course, nbgrader, scores

from autograder.course.assignment import assignment_names, load_assignment

# SQLAlchemy's to nbgrader, and what nbgrader uses that newer Pythons deprecate.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(assignment_names(CHECKOUT)) - {NAME}))
def test_stock_nbgrader_takes_every_assignment(tmp_path: Path, name: str) -> None:
    """Released, validated, autograded and given feedback: the solution is right, the release not."""
    course = make_course(tmp_path)
    assert nbgrader(course, "generate_assignment", name).returncode == 0
    for student in ("right", "untouched"):
        shutil.copytree(course / "release" / name, course / "submitted" / student / name)
    shutil.copy(course / f"source/{name}/{name}.ipynb", course / f"submitted/right/{name}")
    handed_in = str(course / f"submitted/right/{name}/{name}.ipynb")
    validated = nbgrader(course, "validate", PATIENT, handed_in)
    assert "Success!" in validated.stdout, validated.stdout + validated.stderr
    graded = nbgrader(course, "autograde", name)
    assert graded.returncode == 0, graded.stderr
    points = sum(exercise.points for exercise in load_assignment(CHECKOUT, name).exercises)
    assert scores(course) == {"right": points, "untouched": 0}
    assert nbgrader(course, "generate_feedback", name).returncode == 0
    assert (course / f"feedback/right/{name}/{name}.html").is_file()


def spy_notebook(course: Path) -> Any:
    """Return a conventional notebook whose answer reads the gradebook."""
    solution = {"grade_id": "answer", "solution": True, "grade": False, "locked": False}
    tests = {"grade_id": "tests", "solution": False, "grade": True, "locked": True, "points": 2}
    cells = [
        new_code_cell(f"loot = open({str(course / 'gradebook.db')!r}, 'rb').read(6)"),
        new_code_cell("### BEGIN HIDDEN TESTS\nassert loot == b'SQLite'\n### END HIDDEN TESTS"),
    ]
    for cell, graded in zip(cells, (solution, tests), strict=True):
        cell.metadata["nbgrader"] = {**graded, "schema_version": 3, "task": False}
    return new_notebook(cells=cells)


@pytest.mark.slow
def test_conventional_notebooks_run_confined_too(tmp_path: Path) -> None:
    """A notebook with its tests in its cells is graded as ever, but cannot reach the gradebook.

    The twin, with the walls off by their own flag, reads it.
    """
    shutil.copy(CHECKOUT / "nbgrader_config.py", tmp_path)
    for folder in ("source", "submitted/spy"):
        (tmp_path / folder / "ps1").mkdir(parents=True)
        nbformat.write(spy_notebook(tmp_path), tmp_path / folder / "ps1/ps1.ipynb")
    assert nbgrader(tmp_path, "generate_assignment", "ps1").returncode == 0
    assert nbgrader(tmp_path, "autograde", "ps1").returncode == 0
    assert scores(tmp_path) == {"spy": 0}
    scores.cache_clear()
    bare = ("--force", "--ConfinedExecute.isolation=none")
    assert nbgrader(tmp_path, "autograde", "ps1", *bare).returncode == 0
    assert scores(tmp_path) == {"spy": 2}


@pytest.mark.slow
def test_nbgraders_own_autograde_tests_pass(tmp_path: Path) -> None:
    """Nbgrader's tests of autograde pass through our preprocessors.

    The two left out, and the settings, are explained in docs/teach/nbgrader.md.
    """
    (tmp_path / "nbgrader_config.py").write_text(
        "from autograder.nbgrader_bridge import configure\n"
        "c = get_config()\n"
        "configure(c)\n"
        'del c["ClearSolutions"]\n'  # their notebooks hold the text of nbgrader's own stub
    )
    module = "nbgrader.tests.apps.test_nbgrader_autograde"
    deselect = ["-k", "not test_side_effects and not test_filter_notebook"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", module]
    result = subprocess.run(
        [*command, *deselect],
        cwd=tmp_path,
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "38 passed, 2 skipped, 2 deselected" in result.stdout, result.stdout[-5000:]
