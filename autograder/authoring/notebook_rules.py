"""Lint rules for the style of notebooks with checks.

No problem of style breaks a grading. The rules keep notebooks readable, comparable, and alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.authoring.lint_finding import Problem, Problems, cell_place, problem_text
from autograder.authoring.nbgrader_markers import (
    SOLUTION,
    SOLUTION_MARKERS,
    parts_between_markers,
)
from autograder.authoring.nbgrader_rules import FLAGS
from autograder.authoring.notebook_file import NotebookDict, place_of
from autograder.authoring.source_reading import SourceReading, has_generated_grade_id, lone_call
from autograder.course.assignment import (
    ANSWER_SUFFIX,
    grade_id,
    is_autograded_cell,
    nbgrader_metadata,
)

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE_INFO = {"name": "python"}
# An id that Jupyter makes up for a cell: eight hexadecimal digits, or a whole UUID.
RANDOM_CELL_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def style_problems(reading: SourceReading, name: str) -> Problems:
    """Yield the problems of style in a notebook of an assignment, each with its place."""
    notebook = reading.notebooks[name]
    for place, text in (*_notebook_problems(notebook), *_answer_problems(reading, name)):
        yield Problem(place, text, style=True)


def notebook_notes(notebook: NotebookDict) -> Problems:
    """Yield oddities that may be intended, each with its place."""
    for each in filter(is_autograded_cell, notebook["cells"]):
        points = nbgrader_metadata(each).get("points")
        if points == 0 and not isinstance(points, bool):
            text = "0 points: it counts for nothing; set its points if that is not intended"
            yield Problem(place_of(each), text)


def _notebook_problems(notebook: NotebookDict) -> Iterator[tuple[str, str]]:
    kernelspec = notebook["metadata"].get("kernelspec")
    if kernelspec != KERNELSPEC:
        yield "", f"kernelspec: {problem_text(KERNELSPEC, kernelspec, '--fix sets it')}"
    ids = [each.get("id") for each in notebook["cells"]]
    doubled = [each for each in notebook["cells"] if ids.count(each.get("id")) > 1]
    for place in sorted({place_of(each) for each in doubled if each.get("id")}):
        yield place, "its id is there more than once; give each cell an id of its own"
    for each in notebook["cells"]:
        rules = [_id_problems, _output_problems, _solution_problems, _lock_problems]
        for problem in (found for rule in rules for found in rule(each)):
            yield place_of(each), problem


def _answer_problems(reading: SourceReading, name: str) -> Iterator[tuple[str, str]]:
    """Yield the exercises with checks that lack an answer cell of their name."""
    cells = reading.notebooks[name]["cells"]
    answers = {grade_id(each) for each in cells if nbgrader_metadata(each).get("solution")}
    for each in reading.graded:
        wanted = each.exercise.rpartition("/")[2] + ANSWER_SUFFIX
        with_checks = each.call or each.exercise in reading.checked
        if each.notebook == name and with_checks and wanted not in answers:
            yield cell_place(each.exercise), f"expected its answer in a solution cell {wanted!r}"


def _id_problems(each: NotebookDict) -> Iterator[str]:
    meta, identity = nbgrader_metadata(each), each.get("id", grade_id(each))
    if has_generated_grade_id(each):
        if not lone_call(each):  # an error of another rule: a grading would pass anything there
            yield f"its ID was not set; set it to {_wanted_id(each)} in Create assignment"
    elif meta and not grade_id(each):
        if not any(meta.get(key) for key in FLAGS):  # nbgrader ignores it: an error of another rule
            yield "expected a grade_id, got none; set its ID in Create assignment"
    elif meta and grade_id(each) != identity:
        yield f"the cell's id is {identity!r}, its grade_id is {grade_id(each)!r}; --fix sets the id"
    elif RANDOM_CELL_ID.fullmatch(identity):
        yield "its id is not set by hand; give it one that says what it is, as <exercise>-about"


def _wanted_id(each: NotebookDict) -> str:
    if is_autograded_cell(each):
        return "the exercise's name"
    answer = nbgrader_metadata(each).get("solution")
    return f"the exercise's name and {ANSWER_SUFFIX!r}" if answer else "a name that says what it is"


def _output_problems(each: NotebookDict) -> Iterator[str]:
    if each.get("outputs") or each.get("execution_count") is not None:
        yield "it holds an output; clear all outputs, or use --fix"


def _solution_problems(each: NotebookDict) -> Iterator[str]:
    meta = nbgrader_metadata(each)
    if each["cell_type"] == "code" and meta.get("solution") and not meta.get("grade"):
        if not _holds_solution(each["source"]):
            yield f"expected a solution between {SOLUTION_MARKERS[0]} and {SOLUTION_MARKERS[1]}, got none"
        if meta.get("locked"):
            yield "expected an answer cell that students can edit, got a locked one; unlock it"


def _holds_solution(source: str) -> bool:
    lines = [line for part in parts_between_markers(source, SOLUTION) for line in part]
    return any(not line.startswith("#") for line in lines)


def _lock_problems(each: NotebookDict) -> Iterator[str]:
    if is_autograded_cell(each) and not nbgrader_metadata(each).get("locked"):
        yield "expected a locked grade cell, got one that students can edit; lock it"
