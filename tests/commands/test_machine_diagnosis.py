"""`doctor` says whether this machine can grade, and what to do where it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command_runs import Run

from autograder.commands import machine_diagnosis
from autograder.sandbox.warm_process import KernelSource

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


class _Started:
    def __init__(self, *_: Any, **__: Any) -> None: ...

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def test_the_doctor_says_that_all_is_well(
    course: Path, run: Run, warm: KernelSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that can grade: status 0, a line for each thing that was looked at."""
    monkeypatch.setattr(machine_diagnosis, "WarmProcess", _Started)
    status, out, _ = run("doctor")
    assert status == 0
    assert out.strip().splitlines()[-1] == "all is well"
    whats = [line.split(":")[0] for line in out.splitlines() if line.startswith("✓ ")]
    assert whats == [
        *("✓ system", "✓ Python", "✓ nbgrader", "✓ ipykernel", "✓ assignments"),
        *("✓ disk", "✓ memory", "✓ confinement", "✓ control groups", "✓ warm process"),
    ]


def test_the_doctor_looks_for_what_notebooks_need(
    course: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TensorFlow and the data set are looked for where a notebook of the course names them."""
    monkeypatch.setattr(machine_diagnosis, "WarmProcess", _Started)
    path = course / "source" / "tiny" / "tiny.ipynb"
    path.write_text(path.read_text().replace("# Tiny", "# tensorflow, mnist"), encoding="utf-8")
    _, out, _ = run("doctor")
    assert "✓ tensorflow: 2." in out
    assert "✓ MNIST: whole" in out


@pytest.mark.usefixtures("no_walls")
def test_the_doctor_says_what_is_wrong_and_what_to_do(
    course: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside of a course, without bubblewrap: status 1, each fault with its advice."""
    (course / "empty").mkdir()
    monkeypatch.chdir(course / "empty")
    status, out, _ = run("doctor")
    assert status == 1
    assert f"✗ assignments: none in {course}/empty" in out
    assert "→ run this in the course's folder, the one that holds source/" in out
    assert "✗ confinement: namespaces: no: bubblewrap is not installed" in out
    assert "Install bubblewrap; where user namespaces are off" in " ".join(out.split())
    assert out.strip().splitlines()[-1] == "3 of 10 need attention"
