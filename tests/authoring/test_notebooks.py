from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.authoring.lint import lint_assignment

CHECKOUT = Path(__file__).parents[2]
NOTEBOOKS = sorted(CHECKOUT.glob("source/*/*.ipynb"))
IDS = [path.stem for path in NOTEBOOKS]


@pytest.fixture
def notebook() -> Any:
    """The first notebook, to be spoilt."""
    return nbformat.read(NOTEBOOKS[0], as_version=4)


@pytest.mark.parametrize("name", IDS)
def test_an_assignment_is_clean(name: str) -> None:
    """The lint finds nothing in a notebook, its checks or its release: no error, and no note.

    But for those on proofs by mutants: a proof takes minutes and follows an edit when it is made.
    """
    found = [finding.as_line(CHECKOUT) for finding in lint_assignment(CHECKOUT, name)]
    assert [line for line in found if ": note: its checks " not in line] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_notebook_is_stripped(path: Path) -> None:
    """Nbstripout has nothing to strip, so a commit through it changes nothing."""
    command = [sys.executable, "-m", "nbstripout", "--keep-id", "--verify", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_output_is_noticed_by_nbstripout(notebook: Any, tmp_path: Path) -> None:
    """Nbstripout --verify fails where there is something to strip."""
    next(cell for cell in notebook.cells if cell.id == "setup").execution_count = 1
    nbformat.write(notebook, tmp_path / "spoilt.ipynb")
    command = [sys.executable, "-m", "nbstripout", "--keep-id", "--verify"]
    result = subprocess.run([*command, tmp_path / "spoilt.ipynb"], capture_output=True, check=False)
    assert result.returncode == 1
