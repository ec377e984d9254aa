from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import made_up
import pytest

from autograder.nbgrader_bridge.stock_kernel import provide_kernels


def test_stock_nbgrader_runs_the_interpreter_that_the_settings_name(tmp_path: Path) -> None:
    """Jupyter's own kernel, and one that is not here, are of that interpreter in the comparison."""
    notebook = made_up.make_notebook()
    notebook.metadata["kernelspec"] = {"name": "no-such-kernel", "display_name": "Python"}
    assignment = made_up.make_assignment(tmp_path / "course", notebook=notebook)
    assignment = replace(assignment, python=Path("/opt/theirs/bin/python"))
    environment = provide_kernels(assignment, tmp_path / "kernels-here")
    assert environment["JUPYTER_PATH"].split(os.pathsep)[0] == str(tmp_path / "kernels-here")
    folder = tmp_path / "kernels-here" / "kernels"
    assert sorted(path.name for path in folder.iterdir()) == ["no-such-kernel", "python3"]
    spec = json.loads((folder / "python3" / "kernel.json").read_text(encoding="utf-8"))
    assert spec["argv"][0] == "/opt/theirs/bin/python"


@pytest.mark.parametrize("name", ["", "python", "python3", "../up"])
def test_other_names_need_no_kernel_of_their_own(tmp_path: Path, name: str) -> None:
    """What means Jupyter's own kernel, and what is no kernel's name, makes no folder."""
    notebook = made_up.make_notebook()
    notebook.metadata["kernelspec"] = {"name": name, "display_name": "Python"}
    assignment = made_up.make_assignment(tmp_path / "course", notebook=notebook)
    provide_kernels(replace(assignment, python=Path("/p")), tmp_path / "here")
    assert [path.name for path in (tmp_path / "here" / "kernels").iterdir()] == ["python3"]


def test_where_no_interpreter_is_named_nothing_is_provided(tmp_path: Path) -> None:
    """Stock nbgrader then finds its kernels as it always does."""
    assignment = made_up.make_assignment(tmp_path / "course")
    assert provide_kernels(assignment, tmp_path / "here") == {}
    assert not (tmp_path / "here").exists()
