from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_up
import pytest

from autograder import cli
from autograder.nbgrader_bridge import stock_comparison
from autograder.nbgrader_bridge.course_copy import CourseToCopy
from autograder.nbgrader_bridge.graded_cells import (
    CellName,
    GradedCell,
    StudentGrades,
    compare_graded_cells,
)
from autograder.nbgrader_bridge.measured_program import Cost
from autograder.nbgrader_bridge.stock_comparison import Side, StockComparison

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
NAME = made_up.NAME
DOUBLE, TOTAL = CellName(NAME, "double"), CellName(NAME, "total")
Run = Callable[..., tuple[int, str, str]]


class MadeUp:
    """What both sides say, in the place of gradings; and what they were asked."""

    def __init__(self) -> None:
        right = {DOUBLE: GradedCell(2.0, 2.0), TOTAL: GradedCell(3.0, 3.0)}
        self.stock, self.engine = ({"ada": StudentGrades(dict(right))} for _ in range(2))
        self.failures: tuple[dict[str, str], dict[str, str]] = ({}, {})
        self.cpu_s: tuple[float | None, float | None] = (90.0, 11.25)
        self.left_out: frozenset[CellName] = frozenset()
        self.asked: list[Any] = []

    def compare(
        self, course: CourseToCopy, _: object, place: Path, show_progress: Any, **options: Any
    ) -> StockComparison:
        """Stand in for `compare_with_stock`."""
        self.asked.append((sorted(course.submissions), place, options["grade_options"]))
        with show_progress("the engine", 1) as advance:
            advance(1)
        stock, engine = (
            Side(place / name, graded, failures, Cost(wall_s, cpu_s))
            for name, graded, failures, wall_s, cpu_s in zip(
                ("stock", "engine"),
                (self.stock, self.engine),
                self.failures,
                (93.2, 15.5),
                self.cpu_s,
                strict=True,
            )
        )
        if "bob" in course.submissions:
            error = {"output_type": "error", "ename": "NameError", "evalue": "no name 'x'"}
            meta = {"nbgrader": {"grade_id": "double"}}
            cell = {"cell_type": "code", "metadata": meta, "outputs": [error]}
            executed = stock.place / "autograded" / "bob" / NAME / f"{NAME}.ipynb"
            executed.parent.mkdir(parents=True)
            executed.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
        cells = compare_graded_cells(stock.graded, engine.graded, self.left_out)
        return StockComparison(NAME, stock, engine, cells, self.left_out)


@pytest.fixture
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    """A course as the current folder, and what both sides will say of ada and bob."""
    made_up.make_assignment(tmp_path)
    for student in ("ada", "bob"):
        made_up.hand_in(tmp_path, student, made_up.make_notebook())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    made = MadeUp()
    monkeypatch.setattr(stock_comparison, "compare_with_stock", made.compare)
    return made


@pytest.fixture
def run(sides: MadeUp, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `compare`, and return exit status, stdout and stderr."""

    def run_one(*arguments: str) -> tuple[int, str, str]:
        try:
            status = cli.main(("compare", *arguments))
        except SystemExit as exit_:
            status = int(exit_.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return run_one


def test_where_nothing_differs_there_is_a_line(run: Run) -> None:
    """Status 0, how much was compared, and the times side by side; progress on stderr."""
    status, out, err = run(NAME)
    assert status == 0
    assert out.splitlines() == [
        "1 submission, 2 cells: 2 the same, 0 differ; stock 93.2 s, engine 15.5 s; "
        "CPU stock 90.0 s, engine 11.2 s"
    ]
    assert "no walls around it" in err
    assert "1/1" in err


@pytest.mark.parametrize(("students", "is_said"), [(2, False), (9, False), (10, True)])
def test_how_many_times_as_fast_is_said_of_a_class_alone(
    run: Run, sides: MadeUp, students: int, is_said: bool
) -> None:
    """Of a few submissions the start is most of it: seconds are said of them, and no ratio."""
    for number in range(students - 1):
        for side in (sides.stock, sides.engine):
            side[f"student {number}"] = side["ada"]
    _, out, _ = run(NAME)
    assert "stock 93.2 s, engine 15.5 s" in out
    assert ("engine 15.5 s (6.0 times as fast)" in out) == is_said
    assert ("engine 11.2 s (8.0 times as fast)" in out) == is_said


def test_each_cell_that_differs_is_shown_with_why(run: Run, sides: MadeUp) -> None:
    """Status 1: student, cell, both scores and statuses, and what the notebook shows."""
    sides.stock["bob"] = StudentGrades({DOUBLE: GradedCell(0.0, 2.0)})
    sides.engine["bob"] = StudentGrades({DOUBLE: GradedCell(None, 2.0, needs_person=True)})
    status, out, _ = run(NAME, "--json", "found.json")
    assert status == 1
    rows = [
        [cell.strip() for cell in line.split("│")[1:5]] for line in out.splitlines() if "│" in line
    ]
    assert rows[0] == ["bob", "tiny/double", "0 of 2, no points", "– of 2, needs a person"]
    assert rows[1] == ["", "", "NameError: no name 'x'", ""]
    assert "2 submissions, 3 cells: 2 the same, 1 differ;" in out
    data = json.loads(Path("found.json").read_text(encoding="utf-8"))
    assert data["same"] is False
    assert (data["submissions"], data["cells"]) == (2, 3)
    (difference,) = data["differences"]
    assert difference["stock"] == {
        "points": 0.0,
        "max_points": 2.0,
        "needs_person": False,
        "comment": "",
        "status": "no points",
        "says": "NameError: no name 'x'",
    }
    assert (difference["student"], difference["cell"]) == ("bob", "double")
    assert data["stock"] == {"wall_s": 93.2, "cpu_s": 90.0, "one_by_one": 0}


def test_what_could_not_be_compared_is_named(run: Run, sides: MadeUp) -> None:
    """Status 1, with each side's reason, and the points where only one graded."""
    sides.stock["bob"] = StudentGrades({DOUBLE: GradedCell(2.0, 2.0)})
    sides.failures = ({"eve": "the kernel died"}, {"bob": "not\n  JSON", "eve": "no notebook"})
    status, out, _ = run(NAME, "--json", "found.json")
    assert status == 1
    assert out.splitlines()[:2] == [
        "bob: not compared: stock nbgrader gave 2 points; the engine did not grade it: not JSON",
        "eve: not compared: stock nbgrader did not grade it: the kernel died; the engine did not "
        "grade it: no notebook",
    ]
    assert json.loads(Path("found.json").read_text(encoding="utf-8"))["not_compared"] == [
        {"student": "bob", "stock": None, "engine": "not\n  JSON"},
        {"student": "eve", "stock": "the kernel died", "engine": "no notebook"},
    ]


def test_a_late_penalty_that_differs_is_told(run: Run, sides: MadeUp) -> None:
    """A penalty is no cell's, and differs all the same: status 1."""
    sides.stock["ada"].late_penalty = 1.5
    status, out, _ = run(NAME)
    assert status == 1
    assert "ada: the late penalty differs: stock nbgrader 1.5, the engine 0" in out


def test_exercises_with_checks_are_left_out_and_said(run: Run, sides: MadeUp) -> None:
    """Stock nbgrader does not know them: they are no difference, unless nothing else is left."""
    sides.left_out = frozenset({DOUBLE})
    sides.engine["ada"].cells[DOUBLE] = GradedCell(1.0, 2.0)
    status, out, _ = run(NAME)
    assert status == 0
    assert (
        "not compared, since checks grade them, which stock nbgrader does not know: double" in out
    )
    sides.left_out = frozenset({DOUBLE, TOTAL})
    assert run(NAME)[0] == 1


def test_no_cpu_time_is_told_where_it_cannot_be_counted(run: Run, sides: MadeUp) -> None:
    """A CPU time that was not counted is left out."""
    sides.cpu_s = (None, None)
    assert "CPU" not in run(NAME)[1]


def test_a_few_students_can_be_named(run: Run, sides: MadeUp) -> None:
    """--students takes those alone; the engine's options are the engine's."""
    status, _, _ = run(
        NAME, "--jobs", "3", "--isolation", "none", "--allow-missing", "--students", "ada"
    )
    assert status == 0
    assert sides.asked[0][0] == ["ada"]
    assert sides.asked[0][2] == ["--jobs", "3", "--isolation", "none", "--allow-missing"]
    status, _, err = run(NAME, "--students", "ada", "eve")
    assert status == 2
    assert "--students: no submission of eve; there are: ada, bob" in err


def test_the_copies_can_be_kept(run: Run, sides: MadeUp) -> None:
    """--keep names the folder for both copies; without it they go."""
    assert run(NAME)[0] == 0
    assert not sides.asked[-1][1].exists()
    status, out, _ = run(NAME, "--keep", "copies")
    assert status == 0
    assert sides.asked[-1][1] == Path("copies").resolve()
    assert Path("copies").stat().st_mode & 0o777 == 0o700
    assert "both copies, with what they said: copies" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none",), "no assignment 'none'"),
        ((NAME, "--keep", "source"), "--keep: expected a new or an empty folder, source holds"),
        ((NAME, "--json", "source"), "--json: expected a file to write, source is a folder"),
        ((NAME, "--submitted", "source"), "no submissions: looked in source"),
        ((NAME, "--jobs", "0"), "expected a whole number from 1"),
    ],
)
def test_wrong_usage_is_told_before_anything_runs(
    run: Run, sides: MadeUp, arguments: tuple[str, ...], said: str
) -> None:
    """Status 2, and no grading."""
    status, _, err = run(*arguments)
    assert status == 2
    assert said in err
    assert sides.asked == []


def test_ctrl_c_says_that_nothing_was_changed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 130, as of any command that is stopped."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stock_comparison, "compare_with_stock", stopped)
    status, _, err = run(NAME)
    assert status == 130
    assert "stopped: nothing was compared, and the course is as it was" in err
