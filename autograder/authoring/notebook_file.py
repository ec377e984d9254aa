"""Reading a source notebook's file for the rules: as plain data, in any format that nbgrader takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat.validator import iter_validate

from autograder.authoring.lint_finding import LintFinding, cell_place, problem_text
from autograder.course.assignment import grade_id

NotebookDict = dict[str, Any]

NBFORMAT_VERSION = (4, 5)
OPEN_AND_SAVE = "open and save it in a current Jupyter"


def read_notebook_with_findings(path: Path) -> tuple[NotebookDict, list[LintFinding]]:
    """Return a notebook, each cell's source as one text, and what is wrong with its file.

    After an error the notebook is empty.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        version = (notebook["nbformat"], notebook["nbformat_minor"])
        if version[0] != NBFORMAT_VERSION[0]:
            notebook = nbformat.convert(nbformat.from_dict(notebook), NBFORMAT_VERSION[0])
    except Exception as error:  # noqa: BLE001  # nbformat raises many kinds for a broken file
        text = problem_text(
            "a Jupyter notebook", f"{type(error).__name__}: {error}", "write it again"
        )
        return {}, [LintFinding(path, "", text)]
    if lacking := _lacking(notebook):
        text = problem_text("a valid notebook", lacking, "open and save it in Jupyter")
        return {}, [LintFinding(path, "", text)]
    findings = [
        LintFinding(path, "", text, style=True) for text in _format_problems(notebook, version)
    ]
    for each in notebook["cells"]:
        each["source"] = "".join(each["source"])
    return notebook, findings[:1]


def _lacking(notebook: NotebookDict) -> str:
    """Return the first thing that nbgrader needs to read a notebook and that it lacks; empty if none."""
    if not isinstance(notebook.get("cells"), list):
        return "no list of cells"
    if not isinstance(notebook.get("metadata"), dict):
        return "no metadata"
    for number, cell in enumerate(notebook["cells"], start=1):
        for key, kind in (("cell_type", str), ("metadata", dict), ("source", (str, list))):
            if not isinstance(cell, dict) or not isinstance(cell.get(key), kind):
                return f"no {key} in cell {number}"
    return ""


def _format_problems(notebook: NotebookDict, version: tuple[int, int]) -> list[str]:
    """Return the faults in a notebook's format that do not keep nbgrader from taking it."""
    if version != NBFORMAT_VERSION:
        advice = f"cell ids need it: {OPEN_AND_SAVE}"
        return [problem_text("format 4.5", f"{version[0]}.{version[1]}", advice)]
    return [
        problem_text("a valid notebook", fault.message[:200], "open and save it in Jupyter")
        for fault in iter_validate(notebook)
    ]


def place_of(cell: NotebookDict) -> str:
    """Return the text that names a cell: by its id, its ``grade_id``, or how it begins."""
    if identity := cell.get("id") or grade_id(cell):
        return cell_place(identity)
    first = str(cell["source"]).strip().partition("\n")[0]
    return cell_place(f"{first[:40]!r}" if first else "without text")
