"""What a source notebook has to be, beyond what nbgrader asks of one."""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from nbformat.validator import iter_validate

from autograder.assignment import grade_id, is_autograded, nbgrader_of
from autograder.authoring.finding import Finding, cell, expected
from autograder.authoring.markers import SOLUTION, marker_problems

Notebook = dict[str, Any]
Problems = Iterator[tuple[str, str]]  # the place, and what is wrong

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python"}
FORMAT = (4, 5)
SCHEMA_VERSION = 3
ANSWER = "-answer"
# What Jupyter gives a cell by itself: eight hexadecimal digits, or a whole UUID.
RANDOM_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MADE_UP = re.compile(r"cell-[0-9a-f]{8,}")  # the grade_id where no ID was set in Create assignment
_CALL = re.compile(r"""check\(["']([^"']+)["']\)""")


def read_notebook(path: Path) -> tuple[Notebook, list[Finding]]:
    """Return a notebook with every source as one text, or what stands in the way of reading it."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        version = (notebook["nbformat"], notebook["nbformat_minor"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        text = expected("a Jupyter notebook", f"{type(error).__name__}: {error}", "write it again")
        return {}, [Finding(path, "", text)]
    if version != FORMAT:
        advice = "cell ids need it: open and save it in a current Jupyter"
        return {}, [Finding(path, "", expected("format 4.5", f"{version[0]}.{version[1]}", advice))]
    for fault in iter_validate(notebook):
        text = expected("a valid notebook", fault.message[:200], "open and save it in Jupyter")
        return {}, [Finding(path, "", text)]
    for each in notebook["cells"]:
        each["source"] = "".join(each["source"])
    return notebook, []


def notebook_problems(notebook: Notebook) -> Problems:
    """Yield what is wrong with a notebook whatever it is graded by, each with its place."""
    kernelspec = notebook["metadata"].get("kernelspec")
    if kernelspec != KERNELSPEC:
        yield "", f"kernelspec: {expected(KERNELSPEC, kernelspec, '--fix sets it')}"
    ids = [each["id"] for each in notebook["cells"]]
    for identity in sorted({each for each in ids if ids.count(each) > 1}):
        yield cell(identity), "its id stands more than once; give each cell an id of its own"
    for each in notebook["cells"]:
        rules = [_id_problems, _output_problems, _solution_problems, _exercise_problems]
        for problem in (found for rule in rules for found in rule(each)):
            yield cell(each["id"]), problem
    answers = {grade_id(each) for each in notebook["cells"] if nbgrader_of(each).get("solution")}
    for identity in exercises_of(notebook):
        if identity + ANSWER not in answers:
            yield cell(identity), f"expected its answer in a solution cell {identity + ANSWER!r}"


def notebook_notes(notebook: Notebook) -> Problems:
    """Yield what may be meant so, each with its place."""
    for each in filter(is_autograded, notebook["cells"]):
        if nbgrader_of(each).get("points") == 0:
            yield cell(each["id"]), "0 points: it counts for nothing; if not so, set its points"


def checked_notebook_problems(notebook: Notebook, name: str) -> Problems:
    """Yield what is wrong with a notebook that is graded by a file of checks."""
    wanted = f'exercises("{name}")'
    makers = [each for each in notebook["cells"] if wanted in each["source"]]
    if len(makers) != 1:
        advice = f"the set-up cell says: check = {wanted}"
        yield "", expected(f"one cell with {wanted}", len(makers), advice)
    for each in makers:
        if not nbgrader_of(each).get("locked"):
            yield (
                cell(each["id"]),
                "expected it locked (nbgrader: read-only), so that it runs as is",
            )
    for each in filter(is_autograded, notebook["cells"]):
        call = f'check("{grade_id(each)}")'
        if each["source"].strip() != call and not has_made_up_id(each):
            advice = "the checks file holds the tests; a grade cell's other lines are never run"
            yield cell(each["id"]), expected(call, f"{each['source'][:80]!r}", advice)


def exercises_of(notebook: Notebook) -> list[str]:
    """Return the ids of a notebook's autograded grade cells, as they are or as they have to be."""
    return [_exercise_id(each) for each in notebook["cells"] if is_autograded(each)]


def has_made_up_id(each: Notebook) -> bool:
    """Say whether nobody has set a cell's ``grade_id``, so that nbgrader made one up."""
    return MADE_UP.fullmatch(grade_id(each)) is not None


def _exercise_id(each: Notebook) -> str:
    call = _CALL.match(each["source"]) if has_made_up_id(each) else None
    return call[1] if call else grade_id(each)


def _id_problems(each: Notebook) -> Iterator[str]:
    meta, identity = nbgrader_of(each), each["id"]
    if has_made_up_id(each):
        yield f"its ID was not set; set it to {_wanted_id(each)} in Create assignment"
    elif meta and not grade_id(each):
        yield "expected a grade_id, got none; set its ID in Create assignment"
    elif meta and grade_id(each) != identity:
        yield f"the cell's id is {identity!r}, its grade_id is {grade_id(each)!r}; --fix sets the id"
    elif RANDOM_ID.fullmatch(identity):
        yield "its id is not set by hand; give it one that says what it is, as <exercise>-about"
    if meta and meta.get("schema_version") != SCHEMA_VERSION:
        advice = "run nbgrader update on the notebook"
        yield f"schema_version: {expected(SCHEMA_VERSION, meta.get('schema_version'), advice)}"


def _wanted_id(each: Notebook) -> str:
    if is_autograded(each):
        call = _CALL.match(each["source"])
        return repr(call[1]) if call else "the exercise's name"
    answer = nbgrader_of(each).get("solution")
    return f"the exercise's name and {ANSWER!r}" if answer else "a name that says what it is"


def _output_problems(each: Notebook) -> Iterator[str]:
    if each.get("outputs") or each.get("execution_count") is not None:
        yield "it holds an output; clear all outputs, or use --fix"
    if each["cell_type"] == "code":
        try:
            ast.parse(TransformerManager().transform_cell(each["source"]))
        except SyntaxError as error:
            yield f"it is no valid Python: line {error.lineno}: {error.msg}"


def _solution_problems(each: Notebook) -> Iterator[str]:
    meta, lines = nbgrader_of(each), [line.strip() for line in each["source"].splitlines()]
    for number, problem in marker_problems(each["source"]):
        yield f"line {number}: {problem}"
    if SOLUTION[0] in lines and not meta.get("solution"):
        yield "a solution in a cell that is none; set it to 'Autograded answer' in Create assignment"
    if each["cell_type"] == "code" and meta.get("solution") and not meta.get("grade"):
        if not _holds_solution(lines):
            yield f"expected a solution between {SOLUTION[0]} and {SOLUTION[1]}, got none"
        if meta.get("locked"):
            yield "expected an answer cell that students can edit, got a locked one; unlock it"


def _holds_solution(lines: list[str]) -> bool:
    if not set(SOLUTION) <= set(lines):
        return False
    between = lines[lines.index(SOLUTION[0]) + 1 : lines.index(SOLUTION[1])]
    return any(line and not line.startswith("#") for line in between)


def _exercise_problems(each: Notebook) -> Iterator[str]:
    meta = nbgrader_of(each)
    if not is_autograded(each):
        return
    points = meta.get("points")
    if not isinstance(points, (int, float)) or isinstance(points, bool) or not _counts(points):
        yield f"points: {expected('a number of 0 or more', repr(points), 'set them in Create assignment')}"
    if not meta.get("locked"):
        yield "expected a locked grade cell, got one that students can edit; lock it"


def _counts(points: float) -> bool:
    return math.isfinite(points) and points >= 0
