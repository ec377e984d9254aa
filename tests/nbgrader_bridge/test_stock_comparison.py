from __future__ import annotations

import contextlib
import copy
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import made_up
import nbformat
import pytest

from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge import stock_comparison
from autograder.nbgrader_bridge.course_copy import CourseToCopy
from autograder.nbgrader_bridge.graded_cells import CellName, GradedCell, StudentGrades
from autograder.nbgrader_bridge.measured_program import Cost, ProgramRun
from autograder.nbgrader_bridge.stock_comparison import StockComparison, compare_with_stock

CHECKOUT = Path(__file__).parents[2]
NAME = "ps1"
NOTEBOOKS = ("problem1", "problem2")
STUDENTS = ("ada", "bob", "eve")
WRONG = "def squares(n):\n    return [1]"
# As an instructor who tries the engine has it; the stock side is to be stock all the same.
TWO_LINES = """
from autograder.nbgrader_bridge import configure

configure(c)
"""


class Programs:
    """Stands in for the programs of both sides: nothing runs, and each does what a test says."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.reports: list[dict[str, Any]] | None = [{"student": who} for who in STUDENTS]
        self.engine_said = ""
        self.release = ProgramRun(0, "", Cost(5.0, 5.0))
        self.stops_at = ""  # stock nbgrader, when it comes to this student

    def run(self, command: list[str], folder: Path, *_: Any) -> ProgramRun:
        """Do as the program would."""
        self.commands.append(command)
        if "grade" in command:
            if self.reports is not None:
                (folder / "class.json").write_text(json.dumps(self.reports), encoding="utf-8")
            return ProgramRun(0 if self.reports else 2, self.engine_said, Cost(1.0, 1.0))
        if "generate_assignment" in command:
            return self.release
        return self._autograde(folder, command[-1].partition("--student=")[2])

    def _autograde(self, folder: Path, student: str) -> ProgramRun:
        for who in [student] if student else STUDENTS:
            if who == self.stops_at:
                return ProgramRun(1, "[AutogradeApp | ERROR] too old a notebook\n", Cost(2.0, 2.0))
            (folder / "autograded" / who / made_up.NAME).mkdir(parents=True)
        return ProgramRun(0, "", Cost(2.0, 2.0))


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Both sides without a program that runs, a course that is copied, or a gradebook."""
    made = Programs()

    def copied(_: object, place: Path) -> dict[str, str]:
        place.mkdir()
        return {}

    def recorded(*_: object) -> dict[str, StudentGrades]:
        cells = {CellName(made_up.NAME, name): GradedCell(1.0, 1.0) for name in made_up.POINTS}
        return {who: StudentGrades(dict(cells)) for who in STUDENTS}

    monkeypatch.setattr(stock_comparison, "run_program", made.run)
    monkeypatch.setattr(stock_comparison, "copy_course", copied)
    monkeypatch.setattr(stock_comparison, "read_graded_cells", recorded)
    return made


def compared(folder: Path, *options: str, empty: tuple[str, ...] = ()) -> StockComparison:
    """Compare a made-up class in a folder; its exercise ``greet`` has no checks."""
    for student in STUDENTS:
        made_up.hand_in(folder, student, "")
    for student in empty:
        made_up.hand_in(folder, student, "").unlink()
    checks = made_up.CHECKS.replace('exercise("greet")', 'exercise("total")')
    assignment = made_up.make_assignment(folder / "course", checks=checks)
    course = CourseToCopy(
        folder / "course",
        made_up.NAME,
        assignment.folder,
        {path.parent.name: path for path in sorted((folder / "submitted").glob("*/*"))},
        frozenset(),
        "",
        None,
    )

    @contextlib.contextmanager
    def show(_: str, total: int) -> Iterator[Callable[[int], None]]:
        done: list[int] = []
        yield done.append
        assert done[-1] == total

    (folder / "copies").mkdir(parents=True)
    return compare_with_stock(course, assignment, folder / "copies", show, grade_options=options)


def test_both_sides_grade_and_only_grading_is_timed(programs: Programs, tmp_path: Path) -> None:
    """The engine comes first, with its options; what is graded by checks is left out."""
    found = compared(tmp_path, "--jobs", "3")
    words = [command[3:] for command in programs.commands]
    assert words[0][:2] == ["grade", made_up.NAME]
    assert words[0][-2:] == ["--jobs", "3"]
    assert [each[0] for each in words[1:]] == ["generate_assignment", "autograde"]
    assert found.is_same
    assert found.left_out == {CellName(made_up.NAME, name) for name in ("double", "total")}
    assert (found.cells.students, found.cells.cells) == (sorted(STUDENTS), 3)
    assert (found.engine.cost, found.stock.cost) == (Cost(1.0, 1.0), Cost(2.0, 2.0))


def test_one_that_stock_nbgrader_cannot_grade_does_not_end_it(
    programs: Programs, tmp_path: Path
) -> None:
    """Whom its run did not come to any more is graded by a command each, and who stopped it named."""
    programs.stops_at = "bob"
    found = compared(tmp_path)
    assert found.stock.failures == {"bob": "too old a notebook"}
    assert found.not_compared == ["bob"]
    assert not found.is_same
    assert (found.stock.one_by_one, found.stock.cost) == (2, Cost(6.0, 6.0))
    assert found.cells.students == ["ada", "eve"]


def test_a_folder_without_a_notebook_needs_no_command(programs: Programs, tmp_path: Path) -> None:
    """Stock nbgrader passes it over without a word: it is named, and nothing more is run for it."""
    found = compared(tmp_path, empty=("zoe",))
    assert found.stock.failures == {"zoe": "no notebook is in the submission's folder"}
    assert found.engine.failures == {"zoe": "the engine recorded nothing of it"}
    assert len(programs.commands) == 3


def test_whom_the_engine_did_not_grade_or_record_is_named(
    programs: Programs, tmp_path: Path
) -> None:
    """Its report's reason, or why the gradebook has nothing of it."""
    programs.reports = [{"student": "ada"}, {"student": "bob", "error": {"message": "not JSON"}}]
    programs.engine_said = "1/2\neve: not in the gradebook: it is locked\n"
    found = compared(tmp_path)
    assert found.engine.failures == {
        "bob": "not JSON",
        "eve": "not in the gradebook: it is locked",
    }


def test_what_a_side_says_of_the_whole_assignment_is_an_error(
    programs: Programs, tmp_path: Path
) -> None:
    """An assignment that one side does not take is wrong for all: nothing is compared."""
    programs.release = ProgramRun(1, "[App | ERROR] no such cell\n", Cost())
    with pytest.raises(ConfigurationError, match="stock nbgrader does not take tiny: no such cell"):
        compared(tmp_path / "1")
    programs.reports, programs.engine_said = None, "tiny is not graded:\nit lacks pandas\n"
    with pytest.raises(
        ConfigurationError, match="the engine does not grade tiny: tiny is not graded:\nit lacks"
    ):
        compared(tmp_path / "2")


def command(course: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a module of Python's in a course."""
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "COLUMNS": "200", **variables},
    )


def changed(notebook: Any, change: Callable[[list[Any], list[str]], object]) -> Any:
    """Return a copy of a notebook after a change of its cells, told their grade_ids."""
    notebook = copy.deepcopy(notebook)
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    change(notebook.cells, ids)
    return notebook


def hand_in(course: Path, student: str, notebooks: dict[str, Any]) -> None:
    """Write a student's notebooks where the collected ones are."""
    folder = course / "submitted" / student / NAME
    folder.mkdir(parents=True)
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example course that nbgrader writes, and a class: all right, untouched, half done, wrong, cut up."""
    folder = tmp_path_factory.mktemp("compare")
    made = command(folder, "nbgrader", "quickstart", "course101")
    assert made.returncode == 0, made.stderr
    course = folder / "course101"
    with_alembic = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
    released = command(course, "nbgrader", "generate_assignment", NAME, PATH=with_alembic)
    assert released.returncode == 0, released.stderr
    right, release = (
        {
            name: nbformat.read(course / step / NAME / f"{name}.ipynb", as_version=4)
            for name in NOTEBOOKS
        }
        for step in ("source", "release")
    )
    hand_in(course, "right", right)
    hand_in(course, "untouched", release)
    hand_in(course, "half", {"problem1": right["problem1"]})
    wrong = changed(right["problem1"], lambda cells, ids: _set(cells, ids, "squares", WRONG))
    hand_in(course, "wrong", {**right, "problem1": wrong})
    cut = changed(right["problem1"], lambda cells, ids: cells.pop(ids.index("correct_squares")))
    hand_in(course, "cut", {**right, "problem1": cut})
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(TWO_LINES)
    return course


def _set(cells: list[Any], ids: list[str], grade_id: str, source: str) -> None:
    cells[ids.index(grade_id)].source = source


def compare(course: Path, *options: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """Run `compare`, and return how it went and its data."""
    (course / "found.json").unlink(missing_ok=True)
    done = command(course, "autograder", "compare", NAME, "--json", "found.json", *options)
    assert (course / "found.json").is_file(), done.stdout + done.stderr
    return done, json.loads((course / "found.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_where_the_engine_grades_as_nbgrader_does_nothing_differs(course: Path) -> None:
    """Right, untouched, half done and wrong: the same cell by cell, and the course as it was."""
    before = {p: p.read_bytes() for p in sorted(course.rglob("*")) if p.is_file()}
    done, found = compare(course, "--students", "right", "untouched", "half", "wrong")
    assert found["differences"] == []
    assert found["not_compared"] == []
    assert done.returncode == 0, done.stdout
    assert (found["submissions"], found["same"]) == (4, True)
    assert found["cells"] % 4 == 0
    assert (
        f"4 submissions, {found['cells']} cells: {found['cells']} the same, 0 differ" in done.stdout
    )
    assert found["stock"]["wall_s"] > 0
    (course / "found.json").unlink()
    assert {p: p.read_bytes() for p in sorted(course.rglob("*")) if p.is_file()} == before


@pytest.mark.slow
def test_what_differs_is_shown_with_what_each_side_says(course: Path, tmp_path: Path) -> None:
    """A test cell that a student deleted: stock nbgrader asks a person, the engine restores it."""
    done, found = compare(course, "--students", "cut", "--keep", str(tmp_path / "copies"))
    assert done.returncode == 1, done.stdout
    (difference,) = found["differences"]
    assert (difference["student"], difference["cell"]) == ("cut", "correct_squares")
    assert difference["stock"]["status"] == "needs a person"
    assert difference["engine"]["status"] == "full marks"
    assert "– of 1, needs a person" in done.stdout
    assert "1 of 1, full marks" in done.stdout
    executed = tmp_path / "copies/stock/autograded/cut" / NAME / "problem1.ipynb"
    assert "autograder" not in executed.read_text(encoding="utf-8")
