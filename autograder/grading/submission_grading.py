"""Grading one submission: run its cells in order, and judge each exercise at its grade cell."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from nbformat.v4 import new_code_cell

from autograder.course.assignment import (
    Assignment,
    Exercise,
    cell_name,
    grade_id,
    is_autograded_cell,
)
from autograder.course.limits import MIB
from autograder.course.results import ExerciseReport
from autograder.course.scoring import score_exercise
from autograder.course.showing_cells import cells_left_out
from autograder.course.submission import Submission
from autograder.errors import ExecutionStopped
from autograder.grading.clean_process import CleanProcess
from autograder.grading.grading_result import GradingResult
from autograder.grading.own_tests import show_error, unscored_report
from autograder.kernels.kernel_session import CellOutcome
from autograder.kernels.kernel_supply import KernelSupply
from autograder.kernels.missing_packages import explain_error
from autograder.kernels.recovering_kernel import RecoveringKernel
from autograder.sandbox.file_archive import FileArchive
from course_utils.checking.check_result import CheckResult
from course_utils.checking.student import (
    AnswerUnavailable,
    Ask,
    CheckFailed,
    NotAttempted,
    Reply,
    Student,
)

_LeftOut = dict[str, dict[str, frozenset[str]]]  # names bound by each cell, by notebook and cell id
NAME_MISSING = re.compile(r"name '(\w+)' is not defined")  # Python's own words


class ExerciseChecks(Protocol):
    """The checks of an assignment: the exercises with checks, and how to run them."""

    @property
    def exercises(self) -> Collection[str]:
        """The exercises that have checks."""

    def run(self, exercise: str, student: Student) -> list[CheckResult]:
        """Run an exercise's checks against a `Student`."""


def grade_submission(
    submission: Submission,
    assignment: Assignment,
    kernels: KernelSupply,
    checks: ExerciseChecks,
    only: frozenset[str] = frozenset(),
    *,
    others: tuple[str, ...] = (),
    last_try: bool = True,
) -> GradingResult:
    """Run the submission's cells and judge its exercises.

    Cells that only show something are left out (`cells_left_out`), unless the assignment is graded
    in full. If a name is missing that such a cell binds, all cells are run.

    Each notebook has a kernel of its own. Its home holds the files that earlier notebooks left there. An
    exercise without checks is judged by the tests in its grade cell, which runs like any other cell;
    `score_own_tests` then gives its score.

    Args:
        submission: the student's notebooks, with restored cells (`restore_cells_in_place`).
        assignment: the assignment.
        kernels: the supply of kernels, also of new ones for lost ones.
        checks: the assignment's checks.
        only: judge only these exercises, and run no cell behind the last of them; empty: all.
        others: more answers to the only exercise in ``only``; each is run and judged in the same kernel,
            after the one before it.
        last_try: whether a kernel that was killed by somebody unknown counts as the student's fault.

    Raises:
        EngineFault: the machine failed, not the student.
    """
    began = time.monotonic()
    deadline = began + assignment.limits.submission_s

    def run(left_out: _LeftOut) -> tuple[GradingResult, dict[str, ExerciseReport]]:
        result = GradingResult(isolation=kernels.warm.isolation)
        result.left_out = {name: list(cells) for name, cells in left_out.items()}
        about = submission, assignment, kernels, checks, only, others
        return result, _SubmissionRun(*about, result, deadline, left_out).grade(last_try=last_try)

    try:
        result, done = run(_cells_left_out(submission, assignment))
    except _LeftOutCellNeeded:
        result, done = run({})
    judged = [each for each in assignment.exercises if each.id in done or not only]
    result.exercises = [done.get(each.id) or _without_answer(each) for each in judged]
    seconds = {**result.timings, "total": time.monotonic() - began}
    result.timings = {phase: round(each, 4) for phase, each in seconds.items()}
    return result


def _cells_left_out(submission: Submission, assignment: Assignment) -> _LeftOut:
    """Return the cells to leave out, by notebook and id, each with the names that it binds."""
    if assignment.full:
        return {}
    return {
        name: cells_left_out(notebook, assignment.notebook(name))
        for name, notebook in submission.notebooks.items()
    }


class _LeftOutCellNeeded(Exception):
    """A cell that was left out binds a name that is missing."""


@dataclass
class _SubmissionRun:
    """The grading of a submission's notebooks, one after the other."""

    submission: Submission
    assignment: Assignment
    kernels: KernelSupply
    checks: ExerciseChecks
    only: frozenset[str]
    others: tuple[str, ...]
    result: GradingResult
    deadline: float  # the end of the submission's time, by the monotonic clock
    left_out: _LeftOut
    shown_bytes: int = 0  # by all cells so far
    _left: FileArchive | None = None  # the files of earlier notebooks

    def room_bytes(self) -> int:
        """Return how many bytes its cells may still show."""
        return max(0, int(self.assignment.limits.total_output_mib * MIB) - self.shown_bytes)

    def grade(self, *, last_try: bool) -> dict[str, ExerciseReport]:
        """Run the notebooks, and return the reports by exercise.

        Raises:
            _LeftOutCellNeeded: a cell that was left out is needed.
        """
        limits, deadline = self.assignment.limits, self.deadline
        done: dict[str, ExerciseReport] = {}
        self.result.timings = dict.fromkeys(("start", "cells", "checks"), 0.0)
        clean = CleanProcess(self.kernels, limits, deadline)
        try:
            for name in self.submission.notebooks:
                kernel = RecoveringKernel(
                    self.kernels, limits, self.submission.files, self._left, deadline
                )
                run = _NotebookRun(name, self, kernel, clean)
                with contextlib.closing(run):
                    done |= run.grade(last_try=last_try)
                    for phase, seconds in run.clock().items():
                        self.result.timings[phase] += seconds
                    if self.only and self.only <= done.keys():
                        break
                    self._keep_files(name, run)
        finally:
            clean.close()
            if self._left is not None:
                self._left.close()
        return done

    def _keep_files(self, name: str, run: _NotebookRun) -> None:
        """Keep the files that a notebook leaves in its home, if another notebook follows."""
        if name == list(self.submission.notebooks)[-1]:
            return
        try:
            left = run.home_archive()
        except ExecutionStopped as limit:
            text = f"the files that {name} wrote are not there for the next notebook: {limit}"
            self.result.flags.append(text)
            return
        if self._left is not None:
            self._left.close()
        self._left = left


def _without_answer(exercise: Exercise) -> ExerciseReport:
    """Return the report on an exercise whose notebook is missing."""
    text = f"{exercise.notebook}.ipynb was not handed in"
    check = CheckResult(exercise.grade_id, exercise.id, text, False, "not_attempted", text)
    return ExerciseReport(exercise.id, exercise.points, 0.0, "not_attempted", (check,))


class _NotebookRun:
    """The grading of one notebook of a submission."""

    def __init__(
        self, name: str, run: _SubmissionRun, kernel: RecoveringKernel, clean: CleanProcess
    ) -> None:
        self._notebook, self._kernel = run.submission.notebooks[name], kernel
        self._clean = clean
        self._exercises = {
            exercise.grade_id: exercise
            for exercise in run.assignment.exercises
            if exercise.notebook == name
        }
        self._checks, self._only = run.checks, run.only
        self._left_out = run.left_out.get(name, {})
        self._names_left_out = frozenset[str]().union(*self._left_out.values())
        self._missed = False  # whether one of these names was missing
        self._since_grade_cell: list[CellOutcome] = []
        self._unavailable: ExecutionStopped | None = None
        self._run, self._result = run, run.result
        self._outputs = run.result.outputs.setdefault(name, {})
        self._checks_s = 0.0

    def grade(self, *, last_try: bool) -> dict[str, ExerciseReport]:
        """Run the cells, and return the reports by exercise."""
        done: dict[str, ExerciseReport] = {}
        for cell in self._notebook.cells:
            exercise = self._exercises.get(grade_id(cell)) if is_autograded_cell(cell) else None
            if exercise is not None:
                if not self._only or exercise.id in self._only:
                    done[exercise.id] = self._judge(exercise, cell)
                    self._expect_all_names()
                    self._judge_others(exercise, cell)
                elif exercise.id not in self._checks.exercises:
                    self._run_cell(cell)  # a later cell may build on it
                self._since_grade_cell, self._unavailable = [], None
                if self._only and self._only <= done.keys():
                    break
            elif cell.cell_type == "code" and cell.source.strip():
                self._run_cell(cell)
        self._kernel.raise_engine_fault(last_try=last_try)
        return done

    def home_archive(self) -> FileArchive:
        """Return the files in its home: see `RecoveringKernel.home_archive`."""
        return self._kernel.home_archive()

    def clock(self) -> dict[str, float]:
        """Return how many seconds each phase took."""
        return {
            "start": self._kernel.start_s,
            "cells": self._kernel.cells_s,
            "checks": self._checks_s,
        }

    def _run_cell(self, cell: Any) -> CellOutcome | None:
        if cell.id in self._left_out:
            return None
        room_bytes = self._run.room_bytes()
        outcome = self._kernel.run_cell(cell, room_bytes)
        self._note_missing_name(outcome.message)
        self._expect_all_names()
        self._run.shown_bytes += outcome.shown_bytes
        self._outputs[cell.id] = cell.outputs
        self._since_grade_cell.append(outcome)
        if outcome.status in ("timeout", "crashed"):
            show_error(cell, outcome)  # else the student sees later cells fail without a reason
            text = f"cell {cell_name(cell)}: {outcome.status}: {outcome.message}"
            self._result.flags.append(text)
        if outcome.error == "ModuleNotFoundError":
            self._result.flags.append(f"cell {cell_name(cell)}: {outcome.message}")
        if outcome.cut:
            self._flag_cut(cell, outcome, room_bytes)
        return outcome

    def _note_missing_name(self, message: str) -> None:
        """Note whether an error says that a name is missing that a left-out cell binds."""
        found = NAME_MISSING.search(message)
        self._missed |= found is not None and found[1] in self._names_left_out

    def _expect_all_names(self) -> None:
        if self._missed:
            raise _LeftOutCellNeeded

    def _flag_cut(self, cell: Any, outcome: CellOutcome, room_bytes: int) -> None:
        """Flag a cell that shows too much; a single flag, if all cells together show too much."""
        limits = self._run.assignment.limits
        text = f"cell {cell_name(cell)}: it printed more than {outcome.cut}; the rest is left out"
        if room_bytes < limits.output_mib * MIB:
            text = f"its cells print more than {limits.total_output_mib:g} MiB in all; the rest is left out"
        if text not in self._result.flags:
            self._result.flags.append(text)

    def _judge(self, exercise: Exercise, cell: Any) -> ExerciseReport:
        if exercise.id in self._checks.exercises:
            return score_exercise(exercise, self._ask_checks(exercise.id))
        self._result.unscored.append(exercise.id)
        outcome = self._run_cell(cell) or CellOutcome("ok")
        show_error(cell, outcome)
        return unscored_report(exercise, cell, outcome, self._since_grade_cell)

    def _judge_others(self, exercise: Exercise, cell: Any) -> None:
        """Run other answers to an exercise, and judge each."""
        for number, source in enumerate(self._run.others):
            self._since_grade_cell, self._unavailable = [], None
            self._run_cell(new_code_cell(source, id=f"other-{number}"))
            self._result.others.append(self._judge(exercise, cell))
            self._expect_all_names()

    def _ask_checks(self, exercise: str) -> list[CheckResult]:
        began = time.monotonic()
        student = Student(self._ask, self._ask_clean)
        try:
            results = self._checks.run(exercise, student)
        finally:
            self._checks_s += time.monotonic() - began
        if student.remarks and any(result.passed for result in results):
            self._result.flags.append(_in_place(exercise, student.remarks[0]))
        return results

    def _ask(self, request: dict[str, Any], buffers: list[bytes]) -> Reply:
        """Answer a check's question from the kernel; a kernel that never answers is asked once."""
        reply, arrays = self._answer(self._kernel.ask, request, buffers)
        self._missed |= (
            reply.get("status") == "missing" and reply.get("name") in self._names_left_out
        )
        self._note_missing_name(str(reply.get("message", "")))
        return self._explained(self._explain_missing(reply)), arrays

    def _ask_clean(self, request: dict[str, Any], buffers: list[bytes]) -> Reply:
        """Answer a check's question about a rebuilt object, from the clean process."""
        return self._answer(self._clean.ask, request, buffers)

    def _answer(self, ask: Ask, request: dict[str, Any], buffers: list[bytes]) -> Reply:
        if self._unavailable is None:
            try:
                return ask(request, buffers)
            except ExecutionStopped as limit:
                self._unavailable = limit
                self._result.flags.append(f"a question was not answered: {limit.status}: {limit}")
        raise AnswerUnavailable(_sentence(self._unavailable), self._unavailable.status)

    def _explained(self, reply: dict[str, Any]) -> dict[str, Any]:
        """Add advice to a reply if a function failed to import a package."""
        if reply.get("status") != "raised":
            return reply
        message = explain_error(str(reply.get("type")), str(reply.get("message")))
        return {**reply, "message": message}

    def _explain_missing(self, reply: dict[str, Any]) -> dict[str, Any]:
        """Say why a name is missing if a cell ended before it could define it."""
        if reply.get("status") != "missing":
            return reply
        name = str(reply.get("name"))[:80]
        for result in self._since_grade_cell:
            if result.error == "NotImplementedError":
                raise NotAttempted(f"`{name}` is not defined yet: not answered")
            if result.status in ("timeout", "crashed"):
                text = f"`{name}` is not defined: its cell did not finish: {result.message}"
                raise AnswerUnavailable(text, result.status)
            if result.status == "raised":
                text = f"`{name}` is not defined: its cell raised {result.error}: {result.message}"
                raise CheckFailed(text)
        return reply

    def close(self) -> None:
        """End its kernel."""
        self._kernel.close()


def _in_place(exercise: str, reason: str) -> str:
    return (
        f"exercise {exercise}: judged by what the notebook's own process says, since it uses more than "
        f"Keras's own classes and could not be built again elsewhere; that is allowed ({reason[:120]})"
    )


def _sentence(limit: ExecutionStopped) -> str:
    if limit.status == "timeout":
        return f"no result: {limit}; look for a loop that does not end"
    return f"no result: {limit}"
