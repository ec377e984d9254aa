"""Submissions graded on a Dask cluster by a test."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import made_up
from dask_cluster import DaskCluster
from running import PATIENCE_S, until

from autograder.cluster.dask_runner import DaskRunner
from autograder.course.assignment import Assignment
from autograder.course.submission import Submission
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.worker_process import JobOutcome

SLOW = {"greet": "import time\ntime.sleep(4)\n" + made_up.RIGHT["greet"]}


def class_of(assignment: Assignment, *answers: dict[str, str]) -> list[Submission]:
    """Return a submission per set of answers, of students named by number."""
    return [
        made_up.submission_of(
            assignment, made_up.make_notebook(given), student=str(number), files={"a.txt": b"\xff"}
        )
        for number, given in enumerate(answers)
    ]


def graded_by(grader: AssignmentGrader, submissions: list[Submission]) -> dict[str, JobOutcome]:
    """Return the answers by student; that none comes twice is seen to."""
    pairs = [(submission.student, answer) for submission, answer in grader.grade(submissions)]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


class grading:  # noqa: N801  # reads as the sentence that it begins
    """Grade submissions on a cluster, in a thread, and know what is said and who does what."""

    def __init__(self, dask: DaskCluster, assignment: Assignment, *answers: dict[str, str]) -> None:
        self.said: list[str] = []
        self._cluster = DaskRunner(assignment, dask.address, tell=self.said.append)
        self._grader = AssignmentGrader(assignment, runner=self._cluster)
        self._thread = ThreadPoolExecutor(1)
        submissions = class_of(assignment, *answers)
        self._graded = self._thread.submit(graded_by, self._grader, submissions)

    def whose(self, student: str, *others: str) -> str:
        """Return the address of the worker that grades a student, which is not one of others."""

        def address() -> str | None:
            for node, job in list(self._cluster._given.values()):
                if job and job.submission.student == student and node.address not in others:
                    return node.address
            return None

        return str(until(address, f"a worker that grades {student}"))

    def answers(self) -> dict[str, JobOutcome]:
        """Return the answers by student, when all are there."""
        return self._graded.result(PATIENCE_S)

    def __enter__(self) -> grading:
        return self

    def __exit__(self, *_: object) -> None:
        self._grader.close()
        self._thread.shutdown()
