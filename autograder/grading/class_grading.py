"""A class: find its submissions, grade them, and keep the reports."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.course.results import ExerciseReport, SubmissionReport, report_from_dict
from autograder.course.submission import Submission
from autograder.errors import ConfigurationError, UngradableSubmission
from autograder.files import write_private_parts
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.grading_result import GradingResult
from autograder.grading.result_cache import KnownResult
from autograder.grading.result_store import FOLDER
from autograder.grading.submission_reader import (
    SubmissionReader,
    reading_processes,
    shared_reader,
)
from autograder.grading.worker_process import GradingJob, JobOutcome
from autograder.suggested_commands import suggested_command

MOST_FLAGS = 50  # of a submission, in reports

# Equal exercise reports share one object, so that the reports of a large class fit in memory.
_SHARED: dict[ExerciseReport, ExerciseReport] = {}


def find_students(submitted: Path, assignment: Assignment) -> list[str]:
    """Return the students with a folder ``submitted/<student>/<assignment>``, sorted.

    Raises:
        ConfigurationError: there is none; the text says where they were looked for.
    """
    folders = submitted.iterdir() if submitted.is_dir() else ()
    students = sorted(path.name for path in folders if (path / assignment.name).is_dir())
    if not students:
        raise ConfigurationError(
            f"no submissions: looked for {submitted}/<student>/{assignment.name}/"
            f"{assignment.notebooks[0].path.name}; collect them first, or name the folder with --submitted"
        )
    return students


def order_longest_first(course: Path, assignment: str, students: list[str]) -> list[str]:
    """Return the students by the time that their last grading took, longest first, new ones in front.

    A long grading that is begun last would keep all waiting.
    """
    try:
        seconds = {
            report.student: report.timings.get("total", float("inf"))
            for report in load_class_results(course, assignment)
        }
    except ConfigurationError:
        return students
    return sorted(students, key=lambda student: -seconds.get(student, float("inf")))


class ClassGrader:
    """A class's submissions of an assignment, and the grader that grades them.

    Args:
        submitted: the folder that holds them, as ``<student>/<assignment>/``.
        grader: grades new submissions; its store has the known results.
        order: puts the students with new submissions in order.
    """

    def __init__(
        self,
        submitted: Path,
        grader: AssignmentGrader,
        *,
        order: Callable[[list[str]], list[str]] = list,
    ) -> None:
        self._submitted, self._grader, self._order = submitted, grader, order
        self._assignment = grader.assignment
        self._digests: dict[str, str] = {}  # of the folders that have to be read, by student
        self._unread: list[SubmissionReport] = []
        self.fresh = 0  # the number of newly graded submissions

    def grade(self, students: list[str]) -> Generator[SubmissionReport, None, None]:
        """Grade the students' submissions; yield each report when it is ready.

        Submissions with unchanged files come first. The others are read one by one as there is room.
        """
        new = []
        for student in students:
            digest = self._files_digest(student)
            known = self._grader.cache.find_by_files(digest)
            if known is not None:
                yield self._known_report(student, known)
            else:
                self._digests[student] = digest
                new.append(student)
        for submission, outcome in self._grader.grade(self._read(self._order(new))):
            yield from self._could_not_be_read()
            self.fresh += 1
            yield self._report(submission, outcome)
        yield from self._could_not_be_read()

    def begin(self, student: str) -> SubmissionReport | GradingJob:
        """Return a student's report if it is known or the submission is unreadable; else the job for it.

        This is for submissions that come one by one; `finish` takes the job's outcome.
        """
        digest = self._files_digest(student)
        known = self._grader.cache.find_by_files(digest)
        if known is not None:
            return self._known_report(student, known)
        self._digests[student] = digest
        folders = [(student, self._folder(student))]
        ((_, read),) = shared_reader().read_ahead(folders, self._assignment)
        if not isinstance(read, Submission):
            return _failed(student, self._assignment, read)
        begun = self._grader.begin(read)
        return begun if isinstance(begun, GradingJob) else self._report(read, begun)

    def finish(self, job: GradingJob, outcome: JobOutcome) -> SubmissionReport:
        """Return the report on a job's submission, and keep its result."""
        return self._report(job.submission, self._grader.finish(job, outcome))

    def _known_report(self, student: str, known: KnownResult) -> SubmissionReport:
        flags = [*known.flags, *known.result.flags]
        return _report_of(student, self._assignment.name, known.result, flags, known.digest)

    def _read(self, students: list[str]) -> Iterator[Submission]:
        folders = ((student, self._folder(student)) for student in students)
        with contextlib.closing(SubmissionReader(reading_processes())) as reader:
            for student, outcome in reader.read_ahead(folders, self._assignment):
                if isinstance(outcome, Submission):
                    yield outcome
                else:
                    self._unread.append(_failed(student, self._assignment, outcome))

    def _could_not_be_read(self) -> Iterator[SubmissionReport]:
        yield from self._unread
        self._unread.clear()

    def _report(self, submission: Submission, outcome: JobOutcome) -> SubmissionReport:
        cache, digest = self._grader.cache, self._digests.pop(submission.student, "")
        # a student's files may have changed during the grading
        unchanged = digest and digest == self._files_digest(submission.student)
        if unchanged and isinstance(outcome, GradingResult):
            cache.keep_files(digest, submission)
        return make_report(submission, outcome, cache.inputs.result_digest(submission))

    def _files_digest(self, student: str) -> str:
        return self._grader.cache.inputs.files_digest(self._folder(student))

    def _folder(self, student: str) -> Path:
        return self._submitted / student / self._assignment.name


def make_report(
    submission: Submission, outcome: JobOutcome, result_digest: str = ""
) -> SubmissionReport:
    """Return the report on a graded submission, or on the error that prevented its grading."""
    if isinstance(outcome, GradingResult):
        flags = [*submission.flags, *outcome.flags]
        report = _report_of(
            submission.student, submission.assignment, outcome, flags, result_digest
        )
        if "total" in report.timings:
            whole = round(submission.read_s + report.timings["total"], 4)
            report.timings = {"read": submission.read_s, **report.timings, "total": whole}
        return report
    kind = "checks" if isinstance(outcome, ConfigurationError) else "engine"
    error = {"kind": kind, "message": str(outcome)}
    return SubmissionReport(
        submission.student, submission.assignment, flags=submission.flags, error=error
    )


def _report_of(
    student: str, assignment: str, result: GradingResult, flags: list[str], digest: str
) -> SubmissionReport:
    exercises = [_SHARED.setdefault(exercise, exercise) for exercise in result.exercises]
    return SubmissionReport(
        student,
        assignment,
        exercises,
        _at_most(flags),
        result.timings,
        result_digest=digest,
        isolation=result.isolation,
    )


def _at_most(flags: list[str]) -> list[str]:
    """Return the first flags; a thousand like them tell a person no more."""
    if len(flags) <= MOST_FLAGS:
        return flags
    return [*flags[:MOST_FLAGS], f"and {len(flags) - MOST_FLAGS} more remarks"]


def _failed(
    student: str, assignment: Assignment, error: UngradableSubmission | OSError
) -> SubmissionReport:
    kind = error.kind if isinstance(error, UngradableSubmission) else "unreadable"
    return SubmissionReport(student, assignment.name, error={"kind": kind, "message": str(error)})


def reports_for_ungraded(
    assignment: str, students: list[str], reports: list[SubmissionReport]
) -> list[SubmissionReport]:
    """Return a report on each student who was not graded because the grading was stopped."""
    done = {report.student for report in reports}
    error = {"kind": "stopped", "message": "the grading was stopped before: grade the class again"}
    return [SubmissionReport(who, assignment, error=error) for who in students if who not in done]


def class_results_file(course: Path, assignment: str) -> Path:
    """Return the path of the class's reports."""
    return course / FOLDER / f"{assignment}.json"


def save_class_results(course: Path, assignment: str, reports: list[SubmissionReport]) -> Path:
    """Keep the class's reports, sorted by student, as the JSON of the contract."""
    path = class_results_file(course, assignment)
    write_class_results(path, reports)
    return path


def write_class_results(path: Path, reports: list[SubmissionReport]) -> None:
    """Write a class as JSON: a list of submissions, sorted by student, one on each line."""
    ordered = sorted(reports, key=lambda report: report.student)
    write_class_lines(
        path, (json.dumps(report.as_dict(), ensure_ascii=False) for report in ordered)
    )


def write_class_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a class like `write_class_results`, from submissions that are JSON already."""
    write_private_parts(path, _class_json(lines))


def _class_json(lines: Iterable[str]) -> Iterator[str]:
    yield "["
    for number, line in enumerate(lines):
        yield ",\n" if number else "\n"
        yield line
    yield "\n]\n"


def load_class_results(course: Path, assignment: str) -> list[SubmissionReport]:
    """Return the reports of the last run.

    Raises:
        ConfigurationError: the class has not been graded here.
    """
    path = class_results_file(course, assignment)
    if not path.is_file():
        raise ConfigurationError(
            f"{assignment} has not been graded here: run `{suggested_command('grade', assignment)}`"
        )
    try:
        with path.open(encoding="utf-8") as lines:
            entries = (line.rstrip(",\n") for line in lines)
            return [report_from_dict(json.loads(entry)) for entry in entries if len(entry) > 1]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(f"{path} cannot be read: grade {assignment} again") from None
