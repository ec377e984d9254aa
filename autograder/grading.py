"""Grade one submission: run its cells in order, and each exercise's checks at its grade cell."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograder.assignment import Assignment, grade_id, is_autograded
from autograder.errors import LimitReached
from autograder.kernels import Kernels
from autograder.lasting import LastingKernel
from autograder.results import ExerciseReport, exercise_from_dict, mark
from autograder.session import CellResult
from autograder.submission import Submission
from course_utils.checks_plugin import CheckResult
from course_utils.student import AnswerUnavailable, CheckFailed, NotAttempted, Student

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
    kernels: Kernels,
    run_checks: RunChecks,
    skip_tags: frozenset[str] = frozenset(),
    only: frozenset[str] = frozenset(),
    *,
    last_try: bool = True,
) -> Graded:
    """Run the submission's cells and judge its exercises.

    Args:
        submission: the student's notebook, mended.
        assignment: what it is judged by.
        kernels: where its kernel comes from, and another where that is lost.
        run_checks: runs the checks of one exercise against a `Student`.
        skip_tags: cells with one of these tags are left out (the bank of variants skips smoke cells).
        only: judge these exercises alone, and run no cell behind the last of them; empty: all.
        last_try: whether a kernel that somebody unknown kills is put down to the student.

    Raises:
        EngineFault: the machine failed us, not the student.
    """
    run = _Run(submission, assignment, kernels, skip_tags)
    try:
        return run.grade(run_checks, only, last_try=last_try)
    finally:
        run.close()


class _Run:
    """The state of one submission's grading."""

    def __init__(
        self, submission: Submission, assignment: Assignment, kernels: Kernels, skip: frozenset[str]
    ) -> None:
        self._submission, self._assignment = submission, assignment
        self._kernel = LastingKernel(kernels, assignment.limits, submission.files)
        self._skip = skip
        self._since_grade_cell: list[CellResult] = []
        self._unavailable: LimitReached | None = None
        self.graded = Graded()
        self._checks_s = 0.0

    def grade(self, run_checks: RunChecks, only: frozenset[str], *, last_try: bool) -> Graded:
        began = time.monotonic()
        points = {exercise.id: exercise for exercise in self._assignment.exercises}
        done: dict[str, ExerciseReport] = {}
        for cell in self._submission.notebook.cells:
            identity = grade_id(cell)
            if is_autograded(cell) and identity in points:
                if not only or identity in only:
                    done[identity] = mark(points[identity], self._judge(identity, run_checks))
                self._since_grade_cell, self._unavailable = [], None
                if only and only <= done.keys():
                    break
            elif cell.cell_type == "code" and cell.source.strip():
                self._run_cell(cell)
        self._kernel.expect_no_fault(last_try=last_try)
        self.graded.exercises = [done[name] for name in points if name in done]
        clock = {
            "start": self._kernel.start_s,
            "cells": self._kernel.cells_s,
            "checks": self._checks_s,
            "total": time.monotonic() - began,
        }
        self.graded.timings = {name: round(value, 4) for name, value in clock.items()}
        return self.graded

    def _run_cell(self, cell: Any) -> None:
        if self._skip & set(cell.metadata.get("tags", [])):
            return
        result = self._kernel.run_cell(cell)
        self.graded.outputs[cell.id] = cell.outputs
        self._since_grade_cell.append(result)
        if result.status in ("timeout", "crashed"):
            self.graded.flags.append(f"cell {cell.id}: {result.status}: {result.message}")

    def _judge(self, exercise: str, run_checks: RunChecks) -> list[CheckResult]:
        began = time.monotonic()
        try:
            return run_checks(exercise, Student(self._ask))
        finally:
            self._checks_s += time.monotonic() - began

    def _ask(
        self, request: dict[str, Any], buffers: list[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Answer a check's question from the kernel; one that never answers is asked once."""
        if self._unavailable is None:
            try:
                reply, arrays = self._kernel.ask(request, buffers)
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

    def close(self) -> None:
        self._kernel.close()


def _sentence(limit: LimitReached) -> str:
    if limit.status == "timeout":
        return f"no result: {limit}; look for a loop that does not end"
    return f"no result: {limit}"
