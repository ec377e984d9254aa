"""The grader: grades submissions of an assignment, and none of them twice.

Workers judge them (`submission_grading`); the cache has the known results.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType

from autograder.course.assignment import Assignment
from autograder.course.submission import Submission
from autograder.errors import AutograderError, EngineFault
from autograder.grading.grading_result import GradingResult
from autograder.grading.own_tests import ScoreCell, score_own_tests
from autograder.grading.result_cache import AssignmentInputs, ResultCache, read_assignment_inputs
from autograder.grading.result_store import ResultStore
from autograder.grading.worker_pool import JobRunner, WorkerPool
from autograder.grading.worker_process import GradingJob, JobOutcome
from autograder.sandbox.isolation_kinds import NAMESPACES

Graded = tuple[Submission, JobOutcome]


class AssignmentGrader:
    """Grades submissions of one assignment, several at a time. Use it as a context manager.

    Args:
        assignment: the assignment.
        store: keeps the results; None to keep none.
        reuse: whether to use results that are already kept.
        jobs: the number of submissions to grade at the same time.
        isolation: the kind of walls; ``none`` accepts the risk of running student code without.
        runner: does the work, in place of a pool on this machine.
        score_cell: returns the points for a grade cell with its own tests, from its outputs.

    Attributes:
        assignment: the assignment.
        cache: has the known results.
    """

    def __init__(
        self,
        assignment: Assignment,
        store: ResultStore | None = None,
        *,
        reuse: bool = True,
        jobs: int = 1,
        isolation: str = NAMESPACES,
        runner: JobRunner | None = None,
        score_cell: ScoreCell | None = None,
    ) -> None:
        self.assignment, self._score_cell = assignment, score_cell
        self.cache = ResultCache(assignment, store, isolation=isolation, reuse=reuse)
        self.runner: JobRunner = runner or WorkerPool(assignment, jobs, isolation=isolation)

    def __enter__(self) -> AssignmentGrader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes that the grader started."""
        self.runner.close()

    def grade(self, submissions: Iterable[Submission]) -> Iterator[Graded]:
        """Grade submissions; yield each when it is done, with its grades or its error.

        They are taken one by one as there is room. A known result is yielded at once. Submissions with
        the same code are graded once.
        """
        rest = iter(submissions)
        for first in rest:
            known = self.cache.find(first)
            if known is None:
                yield from self._grade_new(chain([first], rest))
                return
            yield first, known

    def begin(self, submission: Submission) -> GradingJob | GradingResult:
        """Return a submission's result if it is known, else the job for it."""
        known = self.cache.find(submission)
        return known or GradingJob(submission, only=self.cache.exercises_left(submission))

    def finish(self, job: GradingJob, outcome: JobOutcome) -> JobOutcome:
        """Return the outcome of a job with all its scores, and keep it; or return its error."""
        kept = self._scored(outcome, job.submission)
        if isinstance(kept, GradingResult):
            return self.cache.keep(job.submission, kept)
        return kept

    def _grade_new(self, submissions: Iterable[Submission]) -> Iterator[Graded]:
        alike: dict[str, list[Submission]] = {}  # by digest; the first of each list is graded
        known: list[Graded] = []
        for job, outcome in self.runner.run(self._jobs(submissions, alike, known)):
            kept = self.finish(job, outcome)
            for submission in alike.pop(self.cache.inputs.result_digest(job.submission)):
                yield submission, kept
            yield from known
            known.clear()
        yield from known

    def _scored(self, outcome: JobOutcome, submission: Submission) -> JobOutcome:
        """Return an outcome with the scores of all its exercises, or an error."""
        if not isinstance(outcome, GradingResult) or not outcome.unscored:
            return outcome
        if self._score_cell is None:
            return EngineFault(f"nothing here scores the tests in cells: {outcome.unscored}")
        try:
            return score_own_tests(outcome, submission, self.assignment, self._score_cell)
        except AutograderError as error:
            return error

    def _jobs(
        self,
        submissions: Iterable[Submission],
        alike: dict[str, list[Submission]],
        known: list[Graded],
    ) -> Iterator[GradingJob]:
        """Yield a job for each submission with new code; put the others aside."""
        for submission in submissions:
            digest = self.cache.inputs.result_digest(submission)
            if digest in alike:
                alike[digest].append(submission)
            elif isinstance(begun := self.begin(submission), GradingResult):
                known.append((submission, begun))
            else:
                alike[digest] = [submission]
                yield begun


def grade_or_reuse(
    course: Path,
    assignment: Assignment,
    submission: Submission,
    score_cell: ScoreCell,
    *,
    isolation: str = NAMESPACES,
) -> GradingResult:
    """Grade one submission, or take its result from the course's store.

    The warm process, a worker and ``score_cell`` are kept for the life of this process.

    Raises:
        AutograderError: the reason why there is no grade.
    """
    inputs = read_assignment_inputs(assignment, isolation=isolation)
    grader = _kept_grader(course, assignment, inputs, score_cell, isolation)
    outcome = next(iter(grader.grade([submission])))[1]
    if isinstance(outcome, GradingResult):
        return outcome
    raise outcome


@functools.cache
def _kept_grader(
    course: Path,
    assignment: Assignment,
    inputs: AssignmentInputs,
    score_cell: ScoreCell,
    isolation: str,
) -> AssignmentGrader:
    """Return a grader that is kept; edited checks or an edited assignment get a new one."""
    grader = AssignmentGrader(
        assignment, ResultStore(course), isolation=isolation, score_cell=score_cell
    )
    grader.cache.inputs = inputs
    atexit.register(_close_quietly, grader)
    return grader


def _close_quietly(grader: AssignmentGrader) -> None:
    with contextlib.suppress(OSError):
        grader.close()
