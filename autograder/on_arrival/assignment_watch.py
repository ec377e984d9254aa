"""One assignment under watch: its waiting submissions, and those that are being graded."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from autograder.course.assignment import Assignment
from autograder.course.file_stats import folder_file_stats
from autograder.course.hidden_secret import SEED_FILE, load_secret_assignment
from autograder.course.nbgrader_config_file import CONFIG_FILE, course_folder
from autograder.course.results import SubmissionReport
from autograder.course.settings import DEFAULT_CHECKS, load_settings
from autograder.course.settings import FILE as SETTINGS_FILE
from autograder.errors import AutograderError
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.class_grading import ClassGrader
from autograder.grading.local_workers import LocalWorkers
from autograder.grading.own_tests import ScoreCell
from autograder.grading.prerequisites import expect_gradable
from autograder.grading.result_cache import AssignmentInputs
from autograder.grading.result_store import ResultStore
from autograder.grading.worker_pool import RunningJobs
from autograder.grading.worker_process import GradingJob, JobOutcome
from autograder.on_arrival.complaints import Complaints
from autograder.on_arrival.event_log import LOG
from autograder.on_arrival.journal import Journal
from autograder.on_arrival.kept_settings import changed_ns
from autograder.on_arrival.submitted_folders import SubmittedFolders, folder_stamp
from autograder.on_arrival.waiting_line import Waiting, WaitingLine

SETTLED_S = 2.0  # edited files count when they have not changed for so long
LOOK_S = 1.0


@dataclass
class WatchedCourse:
    """The parts that all assignments under watch share.

    Attributes:
        course: the course's folder.
        submitted: the folder of submissions.
        workers: grade the submissions.
        isolation: the kind of walls.
        score_cell: returns the points for a grade cell with its own tests.
        complaints: the current problems.
        allow_missing: whether packages that notebooks import may be missing.
    """

    course: Path
    submitted: Path
    workers: LocalWorkers
    isolation: str
    score_cell: ScoreCell
    complaints: Complaints
    allow_missing: bool = False


@dataclass
class Graded:
    """A report, its submission, and the digest of the inputs to the grading."""

    waiting: Waiting
    report: SubmissionReport
    inputs: str


class _Edition:
    """An assignment between two edits of it, with the submissions graded by this edition."""

    def __init__(self, assignment: Assignment, about: WatchedCourse) -> None:
        self.assignment = assignment
        grader = AssignmentGrader(
            assignment,
            ResultStore(about.course),
            isolation=about.isolation,
            score_cell=about.score_cell,
        )
        self.inputs: AssignmentInputs = grader.cache.inputs
        self.grader = ClassGrader(about.submitted, grader)
        self.running = RunningJobs(assignment, about.workers)
        self.at_work: dict[str, Waiting] = {}  # by student


class AssignmentWatch:
    """An assignment; its submissions are graded as they come.

    Args:
        name: the assignment's name.
        about: the parts that it shares with the others.
    """

    def __init__(self, name: str, about: WatchedCourse) -> None:
        self.name, self.about = name, about
        self.journal = Journal(about.course, name)
        self.line = WaitingLine()
        self.last_work = 0.0
        self._folders = SubmittedFolders(about.submitted, name)
        self._edition: _Edition | None = None
        self._older: list[_Edition] = []  # those with submissions that are still being graded
        self._seen: list[object] | None = None
        self._loaded: list[object] | None = None
        self._seen_at = 0.0
        self._source = about.course / "source" / name
        self._checks = about.course / DEFAULT_CHECKS / name
        self._next_look = 0.0

    # --- what there is to do ------------------------------------------------------------------

    @property
    def assignment(self) -> Assignment | None:
        """The assignment; None while nothing can be graded by it."""
        return self._edition.assignment if self._edition else None

    @property
    def inputs(self) -> str:
        """The digest of all that determines results, without the submissions; empty while unknown."""
        return self._edition.inputs.digest() if self._edition else ""

    @property
    def students(self) -> Collection[str]:
        """The students with a submission, as of the last look."""
        return self._folders.students

    @property
    def has_looked(self) -> bool:
        """Whether all submissions there have been looked at, and are whole."""
        return self._folders.are_settled

    def look(self, arrived: Mapping[str, float]) -> list[tuple[str, str, float]]:
        """Look for edits of the assignment and for submissions; the ``arrived`` ones are known to be whole.

        Returns:
            Each student with a new or changed submission, its stamp, and its time of arrival.
        """
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + LOOK_S
            self._look_for_edits(now)
        found = list(self._folders.look(arrived))
        for student in self._folders.take_gone():
            self.line.drop(student)
        return found

    def note(self, student: str, stamp: str, since: float) -> None:
        """Put a student into the line, unless this submission has been dealt with."""
        if any(e.at_work.get(student, _NOBODY).stamp == stamp for e in self._editions()):
            return
        if self.journal.is_done(student, stamp, self.inputs):
            self.line.drop(student)
        else:
            again = self.journal.stamp_of(student) == stamp
            self.line.add(student, stamp, since, again=again)
            if not again:
                LOG.info("%s: %s: handed in", self.name, student)

    def _editions(self) -> list[_Edition]:
        return [*self._older, *([self._edition] if self._edition else [])]

    # --- what it is graded by -----------------------------------------------------------------

    def _look_for_edits(self, now: float) -> None:
        seen = self._stats()
        if seen != self._seen:
            first = self._seen is None
            self._seen, self._seen_at = seen, now
            if not first:
                return
        elif seen == self._loaded or now - self._seen_at < SETTLED_S:
            return
        self._loaded = seen
        self._load()

    def _stats(self) -> list[object]:
        """Return figures that change with any edit of the inputs to an assignment's grading."""
        course = self.about.course
        found: list[object] = [folder_file_stats(self._source), folder_file_stats(self._checks)]
        names = (SETTINGS_FILE, CONFIG_FILE, SEED_FILE)
        return found + [changed_ns(course / name) for name in names]

    def _load(self) -> None:
        about, before = self.about, self._edition
        with contextlib.suppress(AutograderError):  # the error is reported below
            self._source = course_folder(about.course, "source") / self.name
            self._checks = load_settings(about.course).checks / self.name
        try:
            assignment = load_secret_assignment(about.course, self.name)
            expect_gradable(assignment, allow_missing=about.allow_missing)
            edition = _Edition(assignment, about)
        except (AutograderError, OSError) as error:
            about.complaints.say(self.name, f"{error}; what is handed in waits until it is mended")
            self._retire()
            return
        about.complaints.settle(self.name)
        if before is not None and before.inputs == edition.inputs:
            return
        self._retire()
        self._edition = edition
        self._folders.forget()
        if before is not None:
            LOG.info("%s: edited: what it changes is graded again", self.name)

    def _retire(self) -> None:
        """Grade no more by this edition; the gradings by it that have begun come to their end."""
        if self._edition is not None:
            self._older.append(self._edition)
        self._edition = None

    # --- grading ------------------------------------------------------------------------------

    @property
    def at_work(self) -> list[Waiting]:
        """The submissions that are being graded."""
        return [waiting for edition in self._editions() for waiting in edition.at_work.values()]

    @property
    def next(self) -> Waiting | None:
        """The next student; None if nobody can be graded."""
        if self._edition is None or not self.about.complaints.may_try(f"{self.name}: results"):
            return None
        busy = {waiting.student for waiting in self.at_work}
        return next((each for each in self.line.all() if each.student not in busy), None)

    def start(self, waiting: Waiting) -> Graded | None:
        """Start to grade a waiting submission; return the report if it is known already.

        Raises:
            AutograderError: no worker can be started; the student is back in the line.
        """
        edition = self._edition
        assert edition is not None  # noqa: S101  # else `next` is None
        self.line.take(waiting.student)
        self.last_work = time.monotonic()
        waiting = self._as_it_is_now(waiting)
        try:
            begun = edition.grader.begin(waiting.student)
            if not isinstance(begun, GradingJob):
                return Graded(waiting, begun, edition.inputs.digest())
            edition.running.start(begun)
        except AutograderError:
            self.line.put_back(waiting)
            raise
        edition.at_work[waiting.student] = waiting
        return None

    def _as_it_is_now(self, waiting: Waiting) -> Waiting:
        stamp = folder_stamp(self.about.submitted / waiting.student / self.name)
        return replace(waiting, stamp=stamp)

    @property
    def connections(self) -> list[Connection[Any, Any]]:
        """The connections that become readable when something has been graded."""
        return [each for edition in self._editions() for each in edition.running.connections]

    def take(self, ready: Collection[object]) -> list[Graded]:
        """Return what has been graded."""
        found = []
        for edition in self._editions():
            for job, outcome in edition.running.take(ready):
                waiting = edition.at_work.pop(job.submission.student)
                report = self._finish(edition, job, outcome)
                if report is not None and edition is self._edition:
                    found.append(Graded(waiting, report, edition.inputs.digest()))
                else:  # the result cannot be kept, or the assignment was edited
                    self.line.put_back(waiting)
        self._older = [edition for edition in self._older if edition.at_work]
        return found

    def _finish(
        self, edition: _Edition, job: GradingJob, outcome: JobOutcome
    ) -> SubmissionReport | None:
        """Return the report on a job; None if its result cannot be kept (on a full disk, say)."""
        about = f"{self.name}: results"
        try:
            report = edition.grader.finish(job, outcome)
        except AutograderError as error:
            self.about.complaints.say(about, str(error))
            return None
        self.about.complaints.settle(about)
        return report

    def has_changed(self, graded: Graded) -> bool:
        """Say whether a submission differs from the one that was graded, or is gone."""
        folder = self.about.submitted / graded.waiting.student / self.name
        return folder_stamp(folder) != graded.waiting.stamp

    def wait_again(self, waiting: Waiting) -> None:
        """Put a submission back into the line."""
        self.line.put_back(waiting)


_NOBODY = Waiting("", "", 0.0, again=False, number=0)
