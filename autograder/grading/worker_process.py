"""The grader's side of a worker: a trusted process that grades with an assignment's checks.

It takes jobs and gives answers over a pipe. A check that crashes ends a worker, not the grader; a
worker that ends takes its kernels with it. Its program is `autograder.grading.worker`. The grader does
not import that, since it imports pytest and Jupyter.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.course.assignment import Assignment
from autograder.course.submission import Submission
from autograder.errors import AutograderError, EngineFault
from autograder.grading.grading_result import GradingResult
from autograder.grading.trusted_process import ProcessEnded, TrustedProcess
from autograder.sandbox.warm_process import KernelSource


@dataclass(frozen=True)
class GradingJob:
    """One submission to grade; its fields are those of `grade_submission`.

    A fault of the engine is reported only after the last try.
    """

    submission: Submission
    only: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()
    last_try: bool = False


JobOutcome = GradingResult | AutograderError


class WorkerProcess(TrustedProcess):
    """The grader's end of a worker process."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__("autograder.grading.worker")
        self.assignment = assignment
        self.send(assignment)

    def submit(self, job: GradingJob, warm: KernelSource) -> None:
        """Start on a job, with kernels from ``warm``; one job at a time."""
        self.send((job, warm))

    def answer(self) -> JobOutcome:
        """Return the answer to the job, waiting for it.

        Returns:
            The grades; or the error that prevented them, an `EngineFault` if the worker died.
        """
        try:
            found: JobOutcome = self.receive()
        except ProcessEnded as ended:
            return EngineFault(f"a grading process died ({ended})")
        return found
