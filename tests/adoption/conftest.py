"""A course of others, and `adopt` run in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from adopting import Run
from existing_courses import CONFIG, grade_cell, make_course, notebook

from autograder import cli


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `adopt` in a folder, and return exit status, stdout and stderr."""
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))

    def run_one(folder: Path, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        status = cli.main(["adopt", *arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return run_one


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with a time limit of its own and data beside its notebook."""
    files = {"ps1/a.ipynb": notebook("import numpy", grade_cell()), "ps1/data.csv": "1,2"}
    return make_course(tmp_path / "course", files, CONFIG + "c.Execute.timeout = 60 * 5\n")
