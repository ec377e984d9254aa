from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.nbgrader_bridge.cell_complaints import first_complaint

ERROR = new_output("error", ename="NameError", evalue="name 'x'\nis not", traceback=["…"])
STDERR = new_output("stream", name="stderr", text="\n\x1b[31mcareful\x1b[0m\nvery")
RESULT = new_output("execute_result", data={"text/plain": "0.5"})
STDOUT = new_output("stream", name="stdout", text=["a\n", "b"])


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ([STDOUT, ERROR, STDERR], "NameError: name 'x'"),
        ([STDOUT, STDERR], "on stderr: careful"),
        ([RESULT], "shows 0.5"),
        ([STDOUT], "shows a"),
        ([new_output("error", ename="AssertionError", evalue="")], "AssertionError"),
        ([new_output("error", ename="E", evalue="x" * 300)], "E: " + "x" * 196 + "…"),
        ([], ""),
    ],
)
def test_the_first_line_of_what_went_wrong(
    tmp_path: Path, outputs: list[NotebookNode], said: str
) -> None:
    """An error comes before what stands on stderr, and that before what the cell shows."""
    cell = new_code_cell("1", outputs=outputs, metadata={"nbgrader": {"grade_id": "sum"}})
    path = tmp_path / "p1.ipynb"
    path.write_text(json.dumps(new_notebook(cells=[cell])), encoding="utf-8")
    assert first_complaint(path, "sum") == said
    assert first_complaint(path, "other") == ""


def test_a_notebook_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    """No file, no JSON and no cells are no complaint."""
    assert first_complaint(tmp_path / "p1.ipynb", "sum") == ""
    for number, text in enumerate(("", "[]", '{"cells": 3}')):
        path = tmp_path / f"{number}.ipynb"
        path.write_text(text, encoding="utf-8")
        assert first_complaint(path, "sum") == ""
