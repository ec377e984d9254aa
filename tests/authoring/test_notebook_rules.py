"""What lint tells of a source notebook, for nbgrader's rules and for the house's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from linted_course import NAME, SOLVED, edit, graded, problems, set_source, source

from autograder import cli


def test_a_new_assignment_is_clean(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of what `new` writes lint has nothing to say but that it is not proven and not released: status 0."""
    assert cli.main(["lint", NAME]) == 0
    out, err = capsys.readouterr()
    advice = f"run python -m autograder release {NAME} when it is done"
    proven, released = out.splitlines()
    assert proven.startswith(f"bank/{NAME}/brightness.py: note: its checks were never proven by mu")
    assert released == f"release/{NAME}: note: not released yet: {advice}"
    assert "errors: 0, notes: 2" in err


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (
            lambda cells: cells["brightness-try"].update(execution_count=3),
            "cell brightness-try: error: it holds an output; clear all outputs, or use --fix",
        ),
        (
            lambda cells: cells["title"].update(id="0a1b2c3d"),
            "cell 0a1b2c3d: error: its id is not set by hand",
        ),
        (
            lambda cells: cells["title"].update(id="brightness-hint"),
            "cell brightness-hint: error: its id is there more than once",
        ),
        (
            lambda cells: graded(cells, "setup").update(grade_id="cell-1"),
            "cell setup: error: the cell's id is 'setup', its grade_id is 'cell-1'; --fix sets the id",
        ),
        (
            lambda cells: graded(cells, "setup").pop("grade_id"),
            "cell setup: error: expected a grade_id, got none; set its ID in Create assignment",
        ),
        (
            lambda cells: graded(cells, "setup").pop("schema_version"),
            "cell setup: error: schema_version: expected 3, got None; run nbgrader update",
        ),
        (
            lambda cells: set_source(cells, "brightness-try", "### BEGIN SOLUTION"),
            "line 1: '### BEGIN SOLUTION' has no partner; BEGIN and END have to alternate",
        ),
        (
            lambda cells: set_source(cells, "title", "### END HIDDEN TESTS"),
            "cell title: error: line 1: '### END HIDDEN TESTS' has no partner",
        ),
        (
            lambda cells: set_source(cells, "brightness-answer", SOLVED.replace("### B", "## b")),
            "### END HIDDEN TESTS, got '## bEGIN SOLUTION'",
        ),
        (
            lambda cells: set_source(cells, "brightness-try", SOLVED),
            "cell brightness-try: error: a solution in a cell that is no solution cell",
        ),
        (
            lambda cells: set_source(cells, "brightness-answer", "pass"),
            "cell brightness-answer: error: expected a solution between ### BEGIN SOLUTION",
        ),
        (
            lambda cells: set_source(
                cells, "brightness-answer", SOLVED.replace("return 1", "# later")
            ),
            "cell brightness-answer: error: expected a solution between",
        ),
        (
            lambda cells: graded(cells, "brightness-answer").update(locked=True),
            "cell brightness-answer: error: expected an answer cell that students can edit",
        ),
        (
            lambda cells: graded(cells, "brightness-answer").update(solution=False),
            "cell brightness: error: expected its answer in a solution cell 'brightness-answer'",
        ),
        (
            lambda cells: graded(cells, "brightness").pop("points"),
            "cell brightness: error: points: expected a number of 0 or more, got None; set them",
        ),
        (
            lambda cells: graded(cells, "brightness").update(points="two"),
            "points: expected a number of 0 or more, got 'two'",
        ),
        (
            lambda cells: graded(cells, "brightness").update(points=-1),
            "points: expected a number of 0 or more, got -1",
        ),
        (
            lambda cells: graded(cells, "brightness").update(locked=False),
            "cell brightness: error: expected a locked grade cell",
        ),
        (
            lambda cells: set_source(cells, "brightness", "assert brightness(x) == 1"),
            "cell brightness: error: expected check(\"brightness\"), got 'assert brightness(x) == 1'",
        ),
        (
            lambda cells: set_source(cells, "setup", 'check = exercises("01_tensors")'),
            'expected one cell with exercises("07_my_first"), got 0; the set-up cell says',
        ),
        (
            lambda cells: graded(cells, "setup").update(locked=False),
            "cell setup: error: expected it locked",
        ),
        (
            lambda cells: set_source(cells, "brightness-try", "print(1"),
            "cell brightness-try: error: it is no valid Python: line 1: '(' was never closed",
        ),
    ],
)
def test_a_spoilt_cell_is_told(course: Path, spoil: Any, problem: str) -> None:
    """Each fault of a cell is told with the cell, what was expected and what to do."""
    edit(source(course), spoil)
    assert [line for line in problems(course) if problem in line], problems(course)


def test_an_id_that_was_forgotten_in_jupyter_is_told_alone(course: Path) -> None:
    """Where nbgrader made ids up, lint says which ones they have to be, and --fix keeps off them."""
    made_up = {"grade_id": "cell-005d687e1f2a"}
    edit(source(course), lambda cells: graded(cells, "brightness").update(made_up))
    made_up = {"grade_id": "cell-0a1b2c3d4e5f"}
    edit(source(course), lambda cells: graded(cells, "brightness-answer").update(made_up))
    edit(source(course), lambda cells: cells["brightness"].update(id="0a1b2c3d"))
    assert cli.main(["lint", "--fix"]) == 1
    at = f"source/{NAME}/{NAME}.ipynb: cell"
    assert problems(course) == [
        f"{at} brightness-answer: error: its ID was not set; set it to the exercise's name and "
        "'-answer' in Create assignment",
        f"{at} 0a1b2c3d: error: its ID was not set; set it to 'brightness' in Create assignment",
        f"{at} brightness: error: expected its answer in a solution cell 'brightness-answer'",
    ]


def test_no_points_are_a_note(course: Path) -> None:
    """Jupyter gives an exercise 0 points where none are set: it may be meant so."""
    edit(source(course), lambda cells: graded(cells, "brightness").update(points=0))
    (points,) = problems(course)
    assert "cell brightness: note: 0 points: it counts for nothing; set its points" in points


def test_what_jupyter_may_hold_is_no_fault(course: Path) -> None:
    """Magics and shell commands are Python to Jupyter, and a title may speak of solutions."""
    edit(source(course), lambda cells: set_source(cells, "brightness-try", "%time 1 + 1\n!ls"))
    edit(source(course), lambda cells: set_source(cells, "title", "# The beginning of solutions"))
    assert problems(course) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda nb: nb["metadata"]["kernelspec"].update(name="my-env"),
            "error: kernelspec: expected",
        ),
        (lambda nb: nb.update(nbformat_minor=4), "error: expected format 4.5, got 4.4; cell ids"),
        (
            lambda nb: nb["cells"][0].pop("metadata"),
            "error: expected a valid notebook, got no metadata in cell 1; open and save",
        ),
        (lambda nb: nb.pop("nbformat"), "error: expected a Jupyter notebook, got KeyError"),
    ],
)
def test_a_spoilt_notebook_is_told(course: Path, change: Any, problem: str) -> None:
    """Another kernel, an older format and what is no notebook are told."""
    notebook = json.loads(source(course).read_text(encoding="utf-8"))
    change(notebook)
    source(course).write_text(json.dumps(notebook), encoding="utf-8")
    [line] = problems(course)
    assert f"source/{NAME}/{NAME}.ipynb: {problem}" in line
