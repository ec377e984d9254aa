"""Recording a batch of students: autograded folders, and one transaction in the gradebook.

After a kill at any moment, unfinished students are recorded again: a student's folder appears only when
the grades are in the gradebook, and the digest that says so is written last.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from autograder.course.assignment import Assignment
from autograder.course.file_stats import folder_file_stats
from autograder.course.submission import Submission
from autograder.errors import AutograderError, EngineFault, UngradableSubmission
from autograder.grading.grading_result import GradingResult
from autograder.grading.result_cache import read_assignment_inputs
from autograder.grading.result_store import ResultStore
from autograder.grading.submission_reader import shared_reader
from autograder.nbgrader_bridge.gradebook_rows import (
    AssignmentRows,
    SubmissionRows,
    add_students,
    get_or_create_submission_rows,
    known_students,
    recorded_autograde_values,
)
from autograder.nbgrader_bridge.in_memory_autograde import InMemoryAutograde
from autograder.nbgrader_bridge.nbgrader_log import error_with_advice
from autograder.nbgrader_bridge.recorded_digests import RecordedDigests, json_digest


@dataclass(frozen=True)
class _Entry:
    """A student's submission, and its folders between ``submitted/`` and ``autograded/``."""

    student: str
    key: str
    submitted: Path
    autograded: Path
    new: Path  # the new autograded folder, until it is whole and its grades are in the gradebook
    old: Path  # the previous one, moved aside
    came: list[Any]  # statistics of the submission's files, before any was read

    def put_away(self) -> None:
        """Move the previous autograded folder aside: its grades are about to change."""
        if self.autograded.exists():
            self.old.parent.mkdir(parents=True, exist_ok=True)
            self.autograded.rename(self.old)

    def put_in_place(self) -> None:
        """Move the new folder to its place in ``autograded/``."""
        self.autograded.parent.mkdir(parents=True, exist_ok=True)
        self.new.rename(self.autograded)


class BatchRecorder:
    """Records one batch of students after the other.

    Args:
        session: the gradebook.
        about: the gradebook's rows of the assignment.
        assignment: the assignment as the instructor wrote it.
        converter: makes the folders.
        digests: the digests of what is recorded already.
    """

    def __init__(
        self,
        session: Session,
        about: AssignmentRows,
        assignment: Assignment,
        converter: InMemoryAutograde,
        digests: RecordedDigests,
    ) -> None:
        self._session, self._about, self._assignment = session, about, assignment
        self._converter, self._digests = converter, digests
        course = converter.coursedir
        self._store = ResultStore(Path(course.root))
        # To nbgrader, it is no student's folder. Only this process writes it: a kill left what is in it now.
        self._hidden = Path(course.root, course.autograded_directory, ".recording")
        self._clear_hidden()
        isolation = converter.config.ConfinedExecute.isolation
        self._inputs = read_assignment_inputs(assignment, isolation=isolation)
        source = folder_file_stats(assignment.folder)
        self._common = json_digest(converter.config, about.as_list(), source)

    def record(self, results: Mapping[str, str]) -> dict[str, str]:
        """Record the students with a new or changed result; return what went wrong, by student.

        Raises:
            SQLAlchemyError: the gradebook cannot be used.
        """
        entries = self._changed(results)
        try:
            return self._transact(entries) if entries else {}
        except StatementError as error:
            self._session.rollback()
            self._clear_hidden()
            if not _is_of_one(error):
                raise
            if len(entries) == 1:
                return {entries[0].student: _reason(error)}
        return {
            student: reason
            for entry in entries
            for student, reason in self.record({entry.student: entry.key}).items()
        }

    def _changed(self, results: Mapping[str, str]) -> list[_Entry]:
        excluded = self._converter.coursedir.student_id_exclude.split(",")
        entries = [self._entry(*each) for each in results.items() if each[0] not in excluded]
        now = recorded_autograde_values(self._session, self._about, list(results))
        return [
            entry
            for entry in entries
            if not self._digests.is_recorded(
                entry.student, self._digest(entry, now.get(entry.student))
            )
        ]

    def _entry(self, student: str, key: str) -> _Entry:
        course, name = self._converter.coursedir, self._assignment.name
        submitted = Path(course.format_path(course.submitted_directory, student, name))
        autograded = Path(course.format_path(course.autograded_directory, student, name))
        new, old = self._hidden / "new" / student, self._hidden / "old" / student
        return _Entry(student, key, submitted, autograded, new, old, folder_file_stats(submitted))

    def _digest(self, entry: _Entry, rows: list[Any] | None) -> str:
        written_ns = self._store.written_ns(entry.key)
        left = folder_file_stats(entry.autograded)
        return json_digest(self._common, entry.key, written_ns, entry.came, left, rows)

    def _transact(self, entries: list[_Entry]) -> dict[str, str]:
        """Record students in one transaction; return what went wrong, by student."""
        failures = self._add_students(entries)
        students = [entry.student for entry in entries if entry.student not in failures]
        rows = get_or_create_submission_rows(self._session, self._about, students)
        for entry in entries:
            if entry.student in rows:
                failures |= self._convert(entry, rows[entry.student])
        self._session.flush()  # fails first if the gradebook cannot be written
        for entry in entries:
            failures |= _tried(entry, _Entry.put_away)
        for student in failures.keys() & rows.keys():
            rows[student].mark_for_manual_grading()
        self._session.commit()
        return failures | self._put_in_place(entries, failures)

    def _add_students(self, entries: list[_Entry]) -> dict[str, str]:
        """Add new students to the gradebook; if the configuration forbids that, they fail."""
        students = {entry.student for entry in entries}
        new = students - known_students(self._session, students)
        if self._converter.create_student:
            add_students(self._session, sorted(new))
            return {}
        return dict.fromkeys(new, "the gradebook has no such student: add them with nbgrader db")

    def _convert(self, entry: _Entry, rows: SubmissionRows) -> dict[str, str]:
        """Make a student's new folder, and set the grades in the rows; return what went wrong."""
        try:
            submission = shared_reader().read(entry.submitted, entry.student, self._assignment)
            graded = self._graded(submission, entry.key)
            _set_timestamp(self._converter, entry.submitted, rows)
            self._converter.convert(
                submission, self._assignment, graded, self._about, rows, entry.new
            )
        except Exception as error:  # noqa: BLE001  # of any library; it concerns only this student
            return {entry.student: _reason(error)}
        return {}

    def _graded(self, submission: Submission, key: str) -> GradingResult:
        if self._inputs.result_digest(submission) != key:
            text = "it, or what it is graded by, has changed since it was graded"
            raise EngineFault(f"{text}: grade the class again")
        graded = self._store.get(key)
        if graded is None:
            raise EngineFault("its result is no longer in the store: grade the class again")
        return graded

    def _put_in_place(self, entries: list[_Entry], failed: Mapping[str, str]) -> dict[str, str]:
        """Move the folders into ``autograded/`` and save the digests; return what went wrong."""
        failures: dict[str, str] = {}
        for entry in entries:
            if entry.student not in failed:
                failures |= _tried(entry, _Entry.put_in_place)
        self._clear_hidden()
        done = [e for e in entries if e.student not in failed and e.student not in failures]
        now = recorded_autograde_values(
            self._session, self._about, [entry.student for entry in done]
        )
        self._digests.keep({e.student: self._digest(e, now.get(e.student)) for e in done})
        return failures

    def _clear_hidden(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self._hidden)


def _tried(entry: _Entry, act: Callable[[_Entry], None]) -> dict[str, str]:
    """Do something with a student's folders; return what went wrong."""
    try:
        act(entry)
    except OSError as error:
        return {entry.student: _reason(error)}
    return {}


def _set_timestamp(converter: InMemoryAutograde, submitted: Path, rows: SubmissionRows) -> None:
    """Set the time of the submission in the gradebook, if it is known."""
    path = submitted / "timestamp.txt"
    try:
        if path.exists() and not path.is_file():  # a pipe, say, would be waited for
            raise ValueError
        timestamp = converter.coursedir.get_existing_timestamp(str(submitted))
    except (AttributeError, ValueError, OverflowError):  # AttributeError: nbgrader's for no time
        example = "2021-10-31 23:59:00 UTC"
        text = f"{path} holds no time: expected one such as {example}"
        raise UngradableSubmission("unreadable", text) from None
    if timestamp:
        rows.submission.timestamp = timestamp


def _is_of_one(error: StatementError) -> bool:
    """Say whether a statement failed because of one student's rows, not of the whole database."""
    return not isinstance(error, DBAPIError) or isinstance(error, (IntegrityError, DataError))


def _reason(error: Exception) -> str:
    if isinstance(error, AutograderError):
        return str(error)
    cause = getattr(error, "orig", None) or error
    return error_with_advice(f"{type(cause).__name__}: {cause}".splitlines()[0])
