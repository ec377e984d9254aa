"""A worker: a trusted process that grades with an assignment's checks, seen from the grader.

It takes jobs and gives answers over a pipe. A check that crashes takes a worker, not the
grader; a worker that ends takes its kernels with it. What runs in it is
`autograder.grading.worker`, which the grader does not import: pytest and Jupyter come with it.
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

    A fault of the engine is reported after the last try only.
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
            The grades; or the error that stood in the way, an `EngineFault` if the worker died.
        """
        try:
            found: JobOutcome = self.receive()
        except ProcessEnded as ended:
            return EngineFault(f"a grading process died ({ended})")
        return found
