"""A cell that only shows something costs nobody anything: neither time, nor a mark, nor its picture."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import made_up
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.course.showing_cells import LEFT_OUT
from autograder.errors import ConfigurationError
from autograder.grading.grading_result import GradingResult
from autograder.sandbox.warm_process import KernelSource

SHOW = "picture = double(21)\nprint('shown', picture)"
BY_TEXT = "def total(values):\n    return float(np.sum(values)) + 0 * EVALUATE('pic' + 'ture')"
EVALUATE = "getattr(__import__('builtins'), 'ev' + 'al')"
ASKS_FOR_IT = '''
@exercise("greet")
def test_picture(student):
    """The picture is as it should be."""
    expect(student.value("picture") == 42, "the picture is another one")
'''
ALL_PASSED = {"double": "passed", "greet": "passed", "total": "passed"}

Grade = Callable[..., GradingResult]


def notebook(answers: dict[str, str] | None = None, show: str = SHOW) -> NotebookNode:
    """Return the made-up notebook with a cell that shows an answer behind the first check."""
    made = made_up.make_notebook(answers)
    cell = made_up.code(show, "double-try")
    cell.metadata["tags"] = ["smoke"]
    made.cells.insert(4, cell)
    return made


@pytest.fixture
def graded(warm: KernelSource, tmp_path: Path) -> Grade:
    """Grade a notebook, lean or in full."""

    def grade(
        student: NotebookNode, *, full: bool = False, checks: str = made_up.CHECKS
    ) -> GradingResult:
        assignment = made_up.make_assignment(tmp_path, notebook=notebook(), checks=checks)
        assignment = replace(assignment, full=full)
        return made_up.grade_here(assignment, made_up.submission_of(assignment, student), warm)

    return grade


def ran(result: GradingResult) -> bool:
    """Say whether the cell that shows an answer was run."""
    return "double-try" in result.outputs[made_up.NAME]


def test_a_showing_cell_is_not_run(graded: Grade) -> None:
    """The scores are the same; the result says which cell was left out."""
    result = graded(notebook())
    assert made_up.statuses(result) == ALL_PASSED
    assert not ran(result)
    assert result.left_out == {made_up.NAME: ["double-try"]}
    assert result.flags == []


def test_in_full_it_is_run(graded: Grade) -> None:
    """Who wants to see everything run can have it."""
    result = graded(notebook(), full=True)
    assert made_up.statuses(result) == ALL_PASSED
    assert "shown 42" in repr(result.outputs[made_up.NAME]["double-try"])
    assert result.left_out == {}


@pytest.mark.parametrize(
    "answers",
    [
        {"total": BY_TEXT.replace("EVALUATE", EVALUATE)},
        {"total": f"bonus = {EVALUATE}('pic' + 'ture')\n{made_up.RIGHT['total']}"},
    ],
    ids=["a function, when it is called", "a cell, when it runs"],
)
def test_an_answer_that_needs_it_after_all_loses_nothing(
    graded: Grade, answers: dict[str, str]
) -> None:
    """A name is missing that nobody could see to be used: the submission is run again in full."""
    result = graded(notebook(answers))
    assert made_up.statuses(result) == ALL_PASSED
    assert ran(result)
    assert result.left_out == {}


def test_a_check_that_asks_for_its_name_gets_it(graded: Grade) -> None:
    """The instructor's tag was wrong; no student pays for it."""
    result = graded(notebook(), checks=made_up.CHECKS + ASKS_FOR_IT)
    assert made_up.statuses(result) == ALL_PASSED
    assert ran(result)


def test_a_name_that_is_missing_anyhow_costs_no_second_run(graded: Grade) -> None:
    """A misspelt name is the student's own fault, and no cell's that was left out."""
    result = graded(notebook({"total": "def total(values):\n    return nmpy.sum(values)"}))
    assert made_up.statuses(result) == {**ALL_PASSED, "total": "failed"}
    assert not ran(result)


def test_wrong_answers_get_the_same_lean_and_in_full(graded: Grade) -> None:
    """Statuses, scores and messages."""
    answers = {"double": "def double(x):\n    return 6", "greet": "1 / 0", "total": "picture = 1"}
    lean, full = graded(notebook(answers)), graded(notebook(answers), full=True)
    assert [each.as_dict() for each in lean.exercises] == [
        each.as_dict() for each in full.exercises
    ]


# --- a class --------------------------------------------------------------------------------------


def hand_in_with_outputs(course: Path, student: str) -> None:
    """Hand in a notebook whose showing cell holds what the student saw."""
    made = notebook()
    made.cells[4].outputs = [
        new_output("stream", name="stdout", text=f"seen by {student}\n"),
        new_output("display_data", data={"text/html": "<script>alert(1)</script>"}),
    ]
    made_up.hand_in(course, student, made)


def autograded(course: Path, student: str) -> list[Any]:
    """Return what the showing cell shows in a student's autograded notebook."""
    path = course / "autograded" / student / made_up.NAME / f"{made_up.NAME}.ipynb"
    cells = json.loads(path.read_text())["cells"]
    outputs: list[Any] = next(cell["outputs"] for cell in cells if cell["id"] == "double-try")
    return outputs


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.usefixtures("shared_kernel_source")
def test_what_a_student_saw_is_shown_and_said_to_be_as_handed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each student's own, though both handed in the same code; made safe; in full it is what ran."""
    from autograder import cli

    made_up.make_assignment(tmp_path, notebook=notebook())
    config = "from autograder.nbgrader_bridge import configure\nc = get_config()\nconfigure(c)\n"
    (tmp_path / "nbgrader_config.py").write_text(config)
    monkeypatch.chdir(tmp_path)
    for student in ("ada", "bob"):
        hand_in_with_outputs(tmp_path, student)
    assert cli.main(["grade", made_up.NAME, "--jobs", "1"]) == 0
    for student in ("ada", "bob"):
        said, text, markup = autograded(tmp_path, student)
        assert "".join(said["data"]["text/plain"]) == f"({LEFT_OUT})"
        assert "".join(text["text"]) == f"seen by {student}\n"
        assert "text/html" not in markup["data"]
    assert cli.main(["grade", made_up.NAME, "--jobs", "1", "--full"]) == 0
    (shown,) = autograded(tmp_path, "ada")
    assert "".join(shown["text"]) == "shown 42\n"


def test_a_course_can_always_grade_in_full(tmp_path: Path) -> None:
    """By a line in its settings, which is true or false."""
    from autograder.course.assignment import load_assignment

    made_up.make_assignment(tmp_path)
    settings = tmp_path / "autograder.toml"
    settings.write_text("full = true\n")
    assert load_assignment(tmp_path, made_up.NAME).full
    settings.write_text('full = "yes"\n')
    with pytest.raises(ConfigurationError, match="line 1: full: expected true or false, got 'yes'"):
        load_assignment(tmp_path, made_up.NAME)
