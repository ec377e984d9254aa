"""Grade one submission: run its cells in order, and each exercise's checks at its grade cell."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograder.assignment import Assignment, grade_id, is_autograded
from autograder.errors import LimitReached
from autograder.results import ExerciseReport, exercise_from_dict, mark
from autograder.session import CellResult, KernelSession, Warm
from autograder.submission import Submission
from course_utils.checks_plugin import CheckResult
from course_utils.student import AnswerUnavailable, CheckFailed, NotAttempted, Student

OUT_OF_MEMORY = ("MemoryError", "ResourceExhaustedError")
RunChecks = Callable[[str, Student], list[CheckResult]]


@dataclass
class Graded:
    """What grading a submission gave: scores, and the outputs of its cells by cell id."""

    exercises: list[ExerciseReport] = field(default_factory=list)
    outputs: dict[str, list[Any]] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        exercises = [exercise.as_dict() for exercise in self.exercises]
        return {**vars(self), "exercises": exercises}


def graded_from_dict(data: dict[str, Any]) -> Graded:
    """Return what `Graded.as_dict` gave."""
    exercises = [exercise_from_dict(entry) for entry in data["exercises"]]
    return Graded(exercises, data["outputs"], data["flags"], data["timings"])


def grade(
    submission: Submission,
    assignment: Assignment,
    warm: Warm,
    run_checks: RunChecks,
    skip_tags: frozenset[str] = frozenset(),
    only: str = "",
) -> Graded:
    """Run the submission's cells in forks of the warm process and judge its exercises.

    Args:
        submission: the student's notebook, mended.
        assignment: what it is judged by.
        warm: where kernels come from.
        run_checks: runs the checks of one exercise against a `Student`.
        skip_tags: cells with one of these tags are left out (the bank of variants skips smoke cells).
        only: judge this exercise alone, and run no cell behind it.

    Raises:
        EngineFault: the machine failed us, not the student.
    """
    run = _Run(submission, assignment, warm, skip_tags)
    try:
        return run.grade(run_checks, only)
    finally:
        run.close()


class _Run:
    """The state of one submission's grading."""

    def __init__(
        self, submission: Submission, assignment: Assignment, warm: Warm, skip: frozenset[str]
    ) -> None:
        self._submission, self._assignment, self._warm = submission, assignment, warm
        self._limits = assignment.limits
        self._skip = skip
        self._deadline = time.monotonic() + self._limits.submission_s
        self._session: KernelSession | None = None
        self._replay: list[Any] = []  # the cells that a new kernel has to run again
        self._since_grade_cell: list[CellResult] = []
        self._unavailable: LimitReached | None = None
        self.graded = Graded()
        self._clock = {"start": 0.0, "cells": 0.0, "checks": 0.0}

    def grade(self, run_checks: RunChecks, only: str) -> Graded:
        began = time.monotonic()
        points = {exercise.id: exercise for exercise in self._assignment.exercises}
        done: dict[str, ExerciseReport] = {}
        for cell in self._submission.notebook.cells:
            identity = grade_id(cell)
            if is_autograded(cell) and identity in points:
                if only in ("", identity):
                    done[identity] = mark(points[identity], self._judge(identity, run_checks))
                self._since_grade_cell, self._unavailable = [], None
                if only == identity:
                    break
            elif cell.cell_type == "code" and cell.source.strip():
                self._run_cell(cell)
        self._expect_warm_process()
        self.graded.exercises = [done[name] for name in points if name in done]
        self._clock["total"] = time.monotonic() - began
        self.graded.timings = {name: round(value, 4) for name, value in self._clock.items()}
        return self.graded

    def _expect_warm_process(self) -> None:
        """Where the last kernel was lost, expect another one to start.

        Raises:
            EngineFault: it was the warm process that died, and took the student's kernel with it.
        """
        if self._session is not None and not self._session.alive:
            self._replay.clear()
            self._live_session()

    def _run_cell(self, cell: Any) -> None:
        if self._skip & set(cell.metadata.get("tags", [])):
            return
        timeout_s = min(self._limits.cell_s, self._time_left())
        if timeout_s <= 0:
            self._since_grade_cell.append(CellResult("timeout", message="no time was left for it"))
            return
        session = self._live_session()
        began = time.monotonic()
        result = session.run_cell(cell, timeout_s)
        if result.error in OUT_OF_MEMORY:  # what filled it is still there: start afresh without it
            session.close()
            limit = f"{self._limits.memory_mib} MiB"
            result = CellResult("crashed", message=f"it used more memory than the {limit} allowed")
        self._clock["cells"] += time.monotonic() - began
        self.graded.outputs[cell.id] = cell.outputs
        self._since_grade_cell.append(result)
        if result.status in ("timeout", "crashed"):
            self.graded.flags.append(f"cell {cell.id}: {result.status}: {result.message}")
        else:
            self._replay.append(cell)

    def _judge(self, exercise: str, run_checks: RunChecks) -> list[CheckResult]:
        began = time.monotonic()
        try:
            return run_checks(exercise, Student(self._ask))
        finally:
            self._clock["checks"] += time.monotonic() - began

    def _ask(
        self, request: dict[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Answer a check's question from the kernel; one that never answers is asked once."""
        if self._unavailable is None:
            timeout_s = min(self._limits.question_s, self._time_left())
            try:
                if timeout_s <= 0:
                    raise LimitReached("timeout", "no time was left for it")
                reply, arrays = self._live_session().ask(request, buffers, timeout_s)
                return self._explain_missing(reply), arrays
            except LimitReached as limit:
                self._unavailable = limit
                self.graded.flags.append(f"a question was not answered: {limit.status}: {limit}")
        raise AnswerUnavailable(_sentence(self._unavailable), self._unavailable.status)

    def _explain_missing(self, reply: dict[str, Any]) -> dict[str, Any]:
        """Say why a name is missing when the cell that should define it did not get that far."""
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

    def _live_session(self) -> KernelSession:
        """Return the kernel; where the last one is gone, a new one in the state before it went."""
        if self._session is None or not self._session.alive:
            if self._session is not None:
                self._session.close()
            began = time.monotonic()
            self._session = KernelSession(self._warm, self._limits, self._submission.files)
            self._session.start()
            for cell in list(self._replay):
                self._run_again(self._session, cell)
            self._clock["start"] += time.monotonic() - began
        return self._session

    def _run_again(self, session: KernelSession, cell: Any) -> None:
        outputs = list(cell.outputs)
        timeout_s = max(1.0, min(self._limits.cell_s, self._time_left()))
        if session.alive:
            session.run_cell(cell, timeout_s)
        cell.outputs = outputs  # what is shown is what the first run gave

    def _time_left(self) -> float:
        return self._deadline - time.monotonic()

    def close(self) -> None:
        if self._session is not None:
            self._session.close()


def _sentence(limit: LimitReached) -> str:
    if limit.status == "timeout":
        return f"no result: {limit}; look for a loop that does not end"
    return f"no result: {limit}"
