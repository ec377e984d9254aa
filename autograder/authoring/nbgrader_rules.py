"""Lint rules for what breaks a release or a grading, in any nbgrader notebook.

Some are nbgrader's own reasons to refuse a notebook, told here with the cell and a remedy.
"""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from autograder.authoring.lint_finding import Problem, Problems, problem_text
from autograder.authoring.nbgrader_markers import (
    HIDDEN_TESTS,
    MARK_SCHEME,
    SOLUTION,
    marker_problems,
    opens,
)
from autograder.authoring.notebook_file import NotebookDict, place_of
from autograder.course.assignment import grade_id, is_autograded_cell, nbgrader_metadata

SCHEMA_VERSION = 3
FLAGS = ("grade", "solution", "locked")  # of a cell's metadata; nbgrader ignores cells with none
KNOWN_KEYS = frozenset(
    {*FLAGS, "schema_version", "task", "grade_id", "points", "checksum", "cell_type"}
)
ALLOWED_ID = re.compile(r"[a-zA-Z0-9_-]*")
CREATE_ASSIGNMENT = "in Create assignment"
# A pair of markers, the key that their cell needs, the problem without it, and the kind of cell.
BELONGS = (
    (SOLUTION, "solution", "a solution in a cell that is no solution cell", "Autograded answer"),
    (HIDDEN_TESTS, "grade", "hidden tests in a cell that is not graded", "Autograded tests"),
    (MARK_SCHEME, "task", "a mark scheme in a cell that is no task", "Manually graded task"),
)


def nbgrader_problems(notebook: NotebookDict) -> Problems:
    """Yield what is wrong with a notebook's cells; all but the problems of style break something."""
    python = is_python(notebook)
    for each in notebook["cells"]:
        rules = [_metadata_problems, _marker_problems, _place_problems, _point_problems]
        for rule in [*rules, *([_code_problems] if python else [])]:
            for text, style in rule(each):
                yield Problem(place_of(each), text, style)
    yield from _doubled_ids(notebook)


def is_python(notebook: NotebookDict) -> bool:
    """Say whether a notebook's code is Python; yes, if the notebook does not say."""
    metadata = notebook["metadata"]
    named = [metadata.get(key, {}) for key in ("kernelspec", "language_info")]
    kernelspec, info = (each if isinstance(each, dict) else {} for each in named)
    language = kernelspec.get("language") or info.get("name") or "python"
    return str(language).lower().startswith(("python", "ipython"))


Found = Iterator[tuple[str, bool]]  # what is wrong, and whether that is only style


def _metadata_problems(cell: NotebookDict) -> Found:
    if "nbgrader" not in cell["metadata"]:
        return
    meta = nbgrader_metadata(cell)
    if meta.get("schema_version") != SCHEMA_VERSION:
        advice = "run nbgrader update on the notebook"
        got = meta.get("schema_version")
        yield f"schema_version: {problem_text(SCHEMA_VERSION, got, advice)}", False
    for key in FLAGS:
        if not isinstance(meta.get(key), bool):
            yield f"{key}: {_set_anew('true or false', meta.get(key))}", False
    if unknown := ", ".join(sorted(meta.keys() - KNOWN_KEYS)):
        yield f"nbgrader takes no {unknown} in its metadata; take it out", False
    if any(meta.get(key) for key in FLAGS) and not grade_id(cell):
        yield f"expected a grade_id, got none; set its ID {CREATE_ASSIGNMENT}", False
    elif not ALLOWED_ID.fullmatch(grade_id(cell)):
        advice = f"set its ID {CREATE_ASSIGNMENT}"
        wanted = "a grade_id of letters, digits, _ and -"
        yield problem_text(wanted, repr(grade_id(cell)), advice), False


def _marker_problems(cell: NotebookDict) -> Found:
    hides = cell["cell_type"] == "code" or bool(nbgrader_metadata(cell))
    for number, text, style in marker_problems(cell["source"], hides=hides):
        yield f"line {number}: {text}", style
    for pair, key, problem, kind in BELONGS:
        if opens(cell["source"], pair) and not nbgrader_metadata(cell).get(key):
            yield f"{problem}; set it to {kind!r} {CREATE_ASSIGNMENT}", False


def _place_problems(cell: NotebookDict) -> Found:
    """Yield the marks that a cell has and cannot have."""
    meta, code = nbgrader_metadata(cell), cell["cell_type"] == "code"
    if meta.get("task"):
        if cell["cell_type"] != "markdown":
            yield _set_anew("a task in a Markdown cell", f"a {cell['cell_type']} cell"), False
    elif not code and bool(meta.get("grade")) != bool(meta.get("solution")):
        wanted = "an answer in Markdown that a person grades ('Manually graded answer')"
        got = "tests" if meta.get("grade") else "an answer that nobody grades"
        yield _set_anew(wanted, got), False


def _point_problems(cell: NotebookDict) -> Found:
    meta = nbgrader_metadata(cell)
    points = meta.get("points")
    if (meta.get("grade") or "points" in meta) and not _counts(points):
        advice = f"set them {CREATE_ASSIGNMENT}"
        yield f"points: {problem_text('a number of 0 or more', repr(points), advice)}", False


def _code_problems(cell: NotebookDict) -> Found:
    """Yield a problem if a cell is no Python: if it is graded, nobody can pass it."""
    if cell["cell_type"] != "code":
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape is the notebook's own affair
            ast.parse(TransformerManager().transform_cell(cell["source"]))
    except SyntaxError as error:
        text = f"it is no valid Python: line {error.lineno}: {error.msg}"
        yield text, not is_autograded_cell(cell)
    except (ValueError, RecursionError) as error:
        yield f"it is no valid Python: {error}", not is_autograded_cell(cell)


def _doubled_ids(notebook: NotebookDict) -> Problems:
    marked = [
        grade_id(each)
        for each in notebook["cells"]
        if any(nbgrader_metadata(each).get(key) for key in FLAGS)
    ]
    for identity, times in Counter(marked).items():
        if times > 1 and identity:
            advice = f"give each cell an ID of its own {CREATE_ASSIGNMENT}"
            yield Problem("", f"the grade_id {identity!r} is there {times} times; {advice}")


def _set_anew(wanted: str, got: Any) -> str:
    return problem_text(wanted, got, f"set the cell anew {CREATE_ASSIGNMENT}")


def _counts(points: Any) -> bool:
    is_number = isinstance(points, (int, float)) and not isinstance(points, bool)
    return is_number and math.isfinite(points) and points >= 0
