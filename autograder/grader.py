"""The grader: grades submissions of an assignment, and none of it twice."""

from __future__ import annotations

import atexit
import contextlib
import functools
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType

from autograder.assignment import Assignment
from autograder.grading import Graded
from autograder.pool import Pool, Runner
from autograder.regrading import checks_digests, edited, merged
from autograder.store import Circumstances, Store, circumstances
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

    Attributes:
        assignment: what is graded.
        store: where results are kept, or None.
        reused: the store if what it holds counts, or None.
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
        self.assignment, self.store, self._confined = assignment, store, confined
        self.reused = store if reuse else None
        self.runner: Runner = runner or Pool(assignment, jobs, confined=confined)
        self._older: dict[str, Graded] = {}  # of what is judged again in part, by key

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

    @functools.cached_property
    def circumstances(self) -> Circumstances:
        """What determines the results; as the workers do, it takes the checks as they are at first.

        Raises:
            ConfigurationError: the assignment has no checks.
        """
        return circumstances(self.assignment, confined=self._confined)

    @functools.cached_property
    def _checks(self) -> dict[str, str]:
        return checks_digests(self.assignment.checks)

    def grade(self, submissions: Iterable[Submission]) -> Iterator[tuple[Submission, Answer]]:
        """Grade submissions; each comes out when it is done, with its grades or its error.

        They are taken one by one as there is room for them, and what is known comes out at once.
        Those of the same code are graded once.
        """
        rest = iter(submissions)
        for first in rest:
            known = self._recall(self.circumstances.result_key(first))
            if known is None:
                yield from self._grade_new(chain([first], rest))
                return
            yield first, known

    def _grade_new(self, submissions: Iterable[Submission]) -> Iterator[tuple[Submission, Answer]]:
        waiting: dict[str, list[Submission]] = {}  # by key; the first of them is graded
        known: list[tuple[Submission, Answer]] = []
        for job, answer in self.runner.run(self._jobs(submissions, waiting, known)):
            key = self.circumstances.result_key(job.submission)
            yield from self._finished(key, answer, waiting.pop(key))
            yield from known
            known.clear()
        yield from known

    def _jobs(
        self,
        submissions: Iterable[Submission],
        waiting: dict[str, list[Submission]],
        known: list[tuple[Submission, Answer]],
    ) -> Iterator[Job]:
        """Yield a job for each submission that is the first of its kind, and put the others aside."""
        for submission in submissions:
            key = self.circumstances.result_key(submission)
            if key in waiting:
                waiting[key].append(submission)
            elif (graded := self._recall(key)) is not None:
                known.append((submission, graded))
            else:
                waiting[key] = [submission]
                yield Job(submission, only=self._edited(submission, key))

    def _finished(
        self, key: str, answer: Answer, submissions: list[Submission]
    ) -> Iterator[tuple[Submission, Answer]]:
        """Keep a result, and yield it for each of the submissions that it is of."""
        older = self._older.pop(key, None)
        if isinstance(answer, Graded):
            if older is not None:
                answer = merged(older, answer)
            self._keep(key, submissions[0], answer)
        for submission in submissions:
            yield submission, answer

    def _keep(self, key: str, submission: Submission, graded: Graded) -> None:
        if self.store is not None:
            self.store.put(key, graded)
            run = self.circumstances.run_key(submission)
            self.store.put_run(run, {"result": key, "checks": self._checks})

    def _recall(self, key: str) -> Graded | None:
        return self.reused.get(key) if self.reused is not None else None

    def _edited(self, submission: Submission, key: str) -> frozenset[str]:
        """Return what alone has to be judged again, of an older result that holds for the rest."""
        if self.reused is None:
            return frozenset()
        last = self.reused.last_run(self.circumstances.run_key(submission))
        older = self.reused.get(str(last.get("result")))
        if older is None:
            return frozenset()
        exercises = edited(last["checks"], self._checks, older)
        if exercises:
            self._older[key] = older
        return exercises


def grade_submission(
    course: Path, assignment: Assignment, submission: Submission, *, confined: bool = True
) -> Graded:
    """Grade one submission, by the result in the course's store where there is one.

    The warm process and a worker are kept for the life of this process.

    Raises:
        AutograderError: what stood in the way of a grade.
    """
    found = circumstances(assignment, confined=confined)
    grader = _lasting_grader(course, assignment, found, confined)
    answer = next(iter(grader.grade([submission])))[1]
    if isinstance(answer, Graded):
        return answer
    raise answer


@functools.cache
def _lasting_grader(
    course: Path, assignment: Assignment, found: Circumstances, confined: bool
) -> Grader:
    """Return a grader that is kept; another one once the checks or the assignment were edited."""
    grader = Grader(assignment, Store(course), confined=confined)
    grader.circumstances = found
    atexit.register(_close_quietly, grader)
    return grader


def _close_quietly(grader: Grader) -> None:
    with contextlib.suppress(OSError):
        grader.close()
