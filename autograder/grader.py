"""The grader: grades submissions of an assignment, and no two that are the same."""

from __future__ import annotations

import atexit
import contextlib
import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from autograder.assignment import Assignment
from autograder.grading import Graded
from autograder.pool import Pool, Runner
from autograder.store import Store, result_key
from autograder.submission import Submission
from autograder.worker import Answer, Job


class Grader:
    """Grades submissions of one assignment, several at a time. Use it as a context manager.

    Args:
        assignment: what is graded.
        store: where results are kept; None to keep none.
        reuse: whether results that are kept already count, too.
        jobs: how many submissions are graded at the same time.
        confined: False accepts the risk of running student code with no walls around it.
        runner: what does the work, in place of a pool on this machine.
    """

    def __init__(
        self,
        assignment: Assignment,
        store: Store | None = None,
        *,
        reuse: bool = True,
        jobs: int = 1,
        confined: bool = True,
        runner: Runner | None = None,
    ) -> None:
        self._assignment, self._store, self._confined = assignment, store, confined
        self._reuse = reuse
        self.runner: Runner = runner or Pool(assignment, jobs, confined=confined)

    def __enter__(self) -> Grader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what the grader started."""
        self.runner.close()

    def grade(self, submissions: Iterable[Submission]) -> Iterator[tuple[Submission, Answer]]:
        """Grade submissions; each comes out when it is done, with its grades or its error."""
        new = []
        for submission in submissions:
            known = self._recall(submission)
            if known is not None:
                yield submission, known
            else:
                new.append(submission)
        for job, answer in self.runner.run(Job(submission) for submission in new):
            if isinstance(answer, Graded) and self._store is not None:
                self._store.put(self.key(job.submission), answer)
            yield job.submission, answer

    def _recall(self, submission: Submission) -> Graded | None:
        if self._store is None or not self._reuse:
            return None
        return self._store.get(self.key(submission))

    def key(self, submission: Submission) -> str:
        """Return what a submission's result goes by in the store."""
        return result_key(submission, self._assignment, confined=self._confined)


def grade_submission(
    course: Path, assignment: Assignment, submission: Submission, *, confined: bool = True
) -> Graded:
    """Grade one submission, by the result in the course's store where there is one.

    The warm process and a worker are kept for the life of this process.

    Raises:
        AutograderError: what stood in the way of a grade.
    """
    grader = _lasting_grader(course, assignment, confined)
    answer = next(iter(grader.grade([submission])))[1]
    if isinstance(answer, Graded):
        return answer
    raise answer


@functools.cache
def _lasting_grader(course: Path, assignment: Assignment, confined: bool) -> Grader:
    grader = Grader(assignment, Store(course), confined=confined)
    atexit.register(_close_quietly, grader)
    return grader


def _close_quietly(grader: Grader) -> None:
    with contextlib.suppress(OSError):
        grader.close()
