"""The program of a worker: it collects an assignment's checks once and grades with them.

The grader's end of it is `autograder.grading.worker_process`.
"""

from __future__ import annotations

import contextlib
from multiprocessing.connection import Connection
from typing import Any

from autograder.course.assignment import Assignment, calls_check, grade_cell
from autograder.course.checks_folder import has_checks
from autograder.errors import AutograderError, ConfigurationError, EngineFault
from autograder.grading.broken_checks import ReferenceAnswers, settle_broken_checks
from autograder.grading.submission_grading import ExerciseChecks, grade_submission
from autograder.grading.trusted_process import connection_to_parent, next_request
from autograder.grading.worker_process import GradingJob, JobOutcome
from autograder.kernels.kernel_supply import KernelSupply
from course_utils.checking.check_result import CheckResult
from course_utils.checking.checks_runner import collect_checks
from course_utils.checking.checks_source import ChecksError
from course_utils.checking.student import Student

# A kernel could send an endless message: this cuts it off before the machine's memory is full.
MEMORY_BYTES = 4 << 30


def main() -> None:
    """Serve jobs for the assignment that comes first, until the grader hangs up."""
    connection = connection_to_parent(MEMORY_BYTES)
    assignment: Assignment = connection.recv()
    problem: AutograderError
    try:
        if has_checks(assignment.checks):
            collect_checks(
                assignment.checks,
                lambda plugin: _serve(connection, assignment, plugin),
                assignment.secret,
            )
        else:
            _serve(connection, assignment, NoChecks())
        return
    except ChecksError as error:
        problem = ConfigurationError(str(error))
    except AutograderError as error:
        problem = error
    while next_request(connection) is not None:
        connection.send(problem)


def _serve(
    connection: Connection[Any, Any], assignment: Assignment, checks: ExerciseChecks
) -> None:
    _match(assignment, checks)
    reference = ReferenceAnswers(assignment, checks)
    kernels: KernelSupply | None = None
    while (request := next_request(connection)) is not None:
        job, warm = request
        if kernels is None or kernels.warm != warm:  # the first one, or the last one has died
            kernels = KernelSupply(warm, assignment.limits, assignment.files, ahead=True)
        answer = _grade(job, kernels, assignment, checks, reference)
        with contextlib.suppress(ConnectionError):  # the grader has ended meanwhile
            connection.send(answer)


def _grade(
    job: GradingJob,
    kernels: KernelSupply,
    assignment: Assignment,
    checks: ExerciseChecks,
    reference: ReferenceAnswers,
) -> JobOutcome:
    try:
        graded = grade_submission(
            job.submission,
            assignment,
            kernels,
            checks,
            job.only,
            others=job.others,
            last_try=job.last_try,
        )
        return settle_broken_checks(graded, reference, kernels)
    except AutograderError as error:
        return error
    except Exception as error:  # noqa: BLE001  # any error here is the engine's: never a student's zero
        return EngineFault(f"{type(error).__name__}: {error}")


class NoChecks:
    """The checks of an assignment without any: all its tests are in its cells."""

    exercises: tuple[str, ...] = ()

    def run(self, exercise: str, student: Student) -> list[CheckResult]:
        """Run nothing: no exercise has checks."""
        raise KeyError(exercise)


def _match(assignment: Assignment, checks: ExerciseChecks) -> None:
    """Expect an exercise for every check, and checks or tests in its cell for every exercise."""
    found = set(checks.exercises)
    missing = [
        exercise.id
        for exercise in assignment.exercises
        if exercise.id not in found and calls_check(grade_cell(assignment, exercise), exercise)
    ]
    if missing:
        names = ", ".join(sorted(missing))
        raise ConfigurationError(f"{assignment.name} has no checks for exercise {names}")
    if unknown := ", ".join(sorted(found - {exercise.id for exercise in assignment.exercises})):
        where = " or ".join(source.path.name for source in assignment.notebooks)
        raise ConfigurationError(
            f"{assignment.name} has checks for {unknown}, but no such grade cell in {where}"
        )
