"""Grading the same submissions with stock nbgrader and with the engine, and comparing the results.

Each grades in its own copy of the course, as a separate program, one after the other: neither slows down
the other, and the course itself does not change. The engine comes first, since it reports errors in a
course at once.
"""

from __future__ import annotations

import glob
import json
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_core.paths import jupyter_config_path

from autograder.course.assignment import Assignment
from autograder.course.checks_folder import digests_by_exercise
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.cell_complaints import first_complaint
from autograder.nbgrader_bridge.course_copy import (
    AUTOGRADED,
    CONFIG,
    GRADEBOOK,
    SUBMITTED,
    USER_CONFIG,
    CourseToCopy,
    copy_course,
)
from autograder.nbgrader_bridge.graded_cells import (
    CellName,
    Comparison,
    StudentGrades,
    compare_graded_cells,
    read_graded_cells,
)
from autograder.nbgrader_bridge.measured_program import NOTHING, Cost, ProgramRun, run_program
from autograder.nbgrader_bridge.nbgrader_log import errors_in_log, failures_in_log
from autograder.nbgrader_bridge.stock_kernel import provide_kernels

REPORTS = "class.json"
NOT_RECORDED = ": not in the gradebook: "  # `grade` writes it
# Stock nbgrader, even if a nbgrader_config.py asks for the engine.
WITHOUT_THE_ENGINE = """
import runpy
import autograder.nbgrader_bridge as bridge
from autograder.nbgrader_bridge import configuration
bridge.configure = configuration.configure = lambda c: None
runpy.run_module("nbgrader", run_name="__main__", alter_sys=True)
"""

Advance = Callable[[int], None]  # takes the number of submissions done
ShowProgress = Callable[[str, int], AbstractContextManager[Advance]]


@dataclass
class Side:
    """The grading of a class by one of the two.

    Attributes:
        place: its copy of the course.
        graded: its grades of each cell, by student.
        failures: the reason why it did not grade a student, by student.
        cost: the time that it took, with the gradebook.
        one_by_one: the number of students who needed a command each, since the one for all broke off.
    """

    place: Path
    graded: dict[str, StudentGrades] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    cost: Cost = NOTHING
    one_by_one: int = 0

    def complaint(self, assignment: str, student: str, name: CellName) -> str:
        """Return the first line of the error in a student's cell, or of what it shows."""
        folder = self.place / AUTOGRADED / student / assignment
        return first_complaint(folder / f"{name.notebook}.ipynb", name.cell)


@dataclass(frozen=True)
class StockComparison:
    """Both sides, and where they differ.

    Attributes:
        left_out: cells that only the engine can grade, by the course's checks.
    """

    assignment: str
    stock: Side
    engine: Side
    cells: Comparison
    left_out: frozenset[CellName]

    @property
    def not_compared(self) -> list[str]:
        """The students with a submission that only one side, or none, has graded."""
        return sorted(self.stock.failures.keys() | self.engine.failures.keys())

    @property
    def is_same(self) -> bool:
        """Whether all submissions could be compared, and nothing differs."""
        return not (self.not_compared or self.cells.differences or self.cells.penalties)


def compare_with_stock(
    course: CourseToCopy,
    assignment: Assignment,
    place: Path,
    show_progress: ShowProgress,
    *,
    grade_options: Collection[str] = (),
) -> StockComparison:
    """Grade a class twice, in copies of the course under ``place``, and compare cell by cell.

    Args:
        course: the course, and the submissions to grade.
        assignment: the submissions' assignment.
        place: an empty folder.
        show_progress: makes the display of each side's progress.
        grade_options: options for the engine's `grade`.

    Raises:
        ConfigurationError: a side does not take the assignment at all; the text says why.
    """
    engine = _grade_with_engine(course, place / "engine", show_progress, grade_options)
    stock = _grade_with_stock(course, assignment, place / "stock", show_progress)
    left_out = _cells_with_checks(assignment)
    cells = compare_graded_cells(stock.graded, engine.graded, left_out)
    return StockComparison(course.assignment, stock, engine, cells, left_out)


def _cells_with_checks(assignment: Assignment) -> frozenset[CellName]:
    """Return the grade cells that the engine grades by checks, which stock nbgrader does not know."""
    checked = digests_by_exercise(assignment.checks)
    return frozenset(
        CellName(exercise.notebook, exercise.grade_id)
        for exercise in assignment.exercises
        if exercise.id in checked
    )


def _grade_with_engine(
    course: CourseToCopy, place: Path, show_progress: ShowProgress, options: Collection[str]
) -> Side:
    environment = copy_course(course, place)
    command = [sys.executable, "-m", "autograder", "grade", course.assignment]
    command += ["--submitted", SUBMITTED, "--json", REPORTS, "--verbose", *options]
    log = place.with_suffix(".log")
    with show_progress("the engine", len(course.submissions)) as advance:
        run = run_program(command, place, log, environment, lambda: advance(_lines_in(log)))
        advance(len(course.submissions))
    if not (place / REPORTS).is_file():
        raise ConfigurationError(f"the engine does not grade {course.assignment}: {_last(run)}")
    side = Side(place, cost=run.cost)
    side.failures = dict(_engine_failures(place / REPORTS, run.said))
    return _with_grades(side, course, "the engine recorded nothing of it")


def _lines_in(log: Path) -> int:
    """Return how many lines a log has: `grade --verbose` writes one for each submission."""
    return log.read_bytes().count(b"\n")


def _last(run: ProgramRun) -> str:
    said = run.said.strip()
    return said or f"it ended with exit status {run.status} and gave no reason"


def _engine_failures(reports: Path, said: str) -> Iterator[tuple[str, str]]:
    """Yield the students whom the engine did not grade or record, each with the reason."""
    for report in json.loads(reports.read_text(encoding="utf-8")):
        if "error" in report:
            yield report["student"], report["error"]["message"]
    for line in said.splitlines():
        student, found, reason = line.partition(NOT_RECORDED)
        if found:
            yield student, f"not in the gradebook: {reason}"


def _with_grades(side: Side, course: CourseToCopy, otherwise: str) -> Side:
    """Read the grades that a side recorded; a student without any counts as not graded."""
    recorded = read_graded_cells(side.place / GRADEBOOK, course.assignment)
    for student in course.submissions:
        if student not in side.failures:
            if student in recorded:
                side.graded[student] = recorded[student]
            else:
                side.failures[student] = otherwise
    return side


def _grade_with_stock(
    course: CourseToCopy, assignment: Assignment, place: Path, show_progress: ShowProgress
) -> Side:
    environment = copy_course(course, place)
    environment |= provide_kernels(assignment, place / USER_CONFIG)
    nbgrader = _Nbgrader(place, environment, course.assignment)
    released = nbgrader.run("generate_assignment")
    if released.status != 0:
        said = "; ".join(errors_in_log(released.said)) or _last(released)
        raise ConfigurationError(f"stock nbgrader does not take {course.assignment}: {said}")
    side = Side(place)
    with show_progress("stock nbgrader", len(course.submissions)) as advance:
        run = nbgrader.run("autograde", watch=lambda: advance(nbgrader.done()))
        side.cost, side.failures = run.cost, failures_in_log(run.said)
        for student, folder in course.submissions.items():
            if not any(folder.glob("*.ipynb")):
                side.failures[student] = "no notebook is in the submission's folder"
            elif student not in side.failures and not nbgrader.has_graded(student):
                _grade_alone(student, side, nbgrader)  # an ungradable submission ended the command
                advance(nbgrader.done())
        advance(len(course.submissions))
    return _with_grades(side, course, "stock nbgrader recorded nothing of it")


def _grade_alone(student: str, side: Side, nbgrader: _Nbgrader) -> None:
    run = nbgrader.run("autograde", f"--student={glob.escape(student)}")
    side.cost = side.cost.plus(run.cost)
    side.one_by_one += 1
    if not nbgrader.has_graded(student):
        reasons = [*failures_in_log(run.said).values(), *errors_in_log(run.said)]
        side.failures[student] = reasons[0] if reasons else _last(run)


class _Nbgrader:
    """Stock nbgrader's command line in a copy of a course."""

    def __init__(self, place: Path, environment: Mapping[str, str], assignment: str) -> None:
        self._place, self._environment, self._assignment = place, environment, assignment
        configured = _mentions_engine(place / CONFIG)
        start = ["-c", WITHOUT_THE_ENGINE] if configured else ["-m", "nbgrader"]
        self._program = [sys.executable, *start]

    def run(
        self, command: str, *arguments: str, watch: Callable[[], None] | None = None
    ) -> ProgramRun:
        """Run one of its commands for the assignment."""
        command_line = [*self._program, command, self._assignment, *arguments]
        log = self._place.with_suffix(".log")
        return run_program(command_line, self._place, log, self._environment, watch)

    def has_graded(self, student: str) -> bool:
        """Say whether a student's submission is graded: nbgrader removes unfinished ones."""
        return (self._place / AUTOGRADED / student / self._assignment).is_dir()

    def done(self) -> int:
        """Return the number of submissions that are graded or being graded."""
        folder = self._place / AUTOGRADED
        return sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0


def _mentions_engine(course_config: Path) -> bool:
    """Say whether a configuration that nbgrader reads may ask for the engine."""
    others = (Path(folder) / CONFIG for folder in jupyter_config_path())
    configs = (path for path in (course_config, *others) if path.is_file())
    return any(b"autograder" in path.read_bytes() for path in configs)
