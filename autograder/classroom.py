"""A class: find its submissions, grade them, keep what comes, record it."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import AutograderError, ConfigurationError, UngradableSubmission
from autograder.grader import Grader
from autograder.grading import Graded
from autograder.hints import as_typed
from autograder.results import ExerciseReport, Report, report_from_dict
from autograder.store import FOLDER, Reading, write_lines
from autograder.submission import Submission, read_submission
from autograder.worker import Answer

# Exercises that ended alike are one object: the reports of a large class are to fit in memory.
_SHARED: dict[ExerciseReport, ExerciseReport] = {}


def find_students(submitted: Path, assignment: Assignment) -> list[str]:
    """Return the students with a folder ``submitted/<student>/<assignment>``, sorted.

    Raises:
        ConfigurationError: there is none; the text says where it looked.
    """
    folders = submitted.glob(f"*/{assignment.name}") if submitted.is_dir() else []
    students = sorted(path.parent.name for path in folders if path.is_dir())
    if not students:
        raise ConfigurationError(
            f"no submissions: looked for {submitted}/<student>/{assignment.name}/"
            f"{assignment.name}.ipynb; collect them first, or name the folder with --submitted"
        )
    return students


def longest_first(course: Path, assignment: str, students: list[str]) -> list[str]:
    """Return the students by the time that grading them took the last time, new ones in front.

    What takes long and is begun last would be waited for by all.
    """
    try:
        seconds = {
            report.student: report.timings.get("total", float("inf"))
            for report in load_class(course, assignment)
        }
    except ConfigurationError:
        return students
    return sorted(students, key=lambda student: -seconds.get(student, float("inf")))


class Classroom:
    """A class's submissions of an assignment, and the grader that grades them.

    Args:
        submitted: the folder that holds them, ``<student>/<assignment>/`` each.
        grader: grades what is new; its store says what is not.
        order: puts those students in order that are new.
    """

    def __init__(
        self,
        submitted: Path,
        grader: Grader,
        *,
        order: Callable[[list[str]], list[str]] = list,
    ) -> None:
        self._submitted, self._grader, self._order = submitted, grader, order
        self._assignment = grader.assignment
        self._digests: dict[str, str] = {}  # of the folders of those that have to be read
        self._unread: list[Report] = []
        self.fresh = 0  # how many were graded, and neither kept from before nor unreadable

    def grade(self, students: list[str]) -> Generator[Report, None, None]:
        """Grade the students' submissions; each report comes out when it is ready.

        First come those whose files are as they were, then what is new, one file after the other
        as there is room for it.
        """
        new = []
        for student in students:
            report = self._remembered(student)
            if report is not None:
                yield report
            else:
                new.append(student)
        for submission, answer in self._grader.grade(self._read(self._order(new))):
            yield from self._could_not_be_read()
            self.fresh += 1
            yield self._report(submission, answer)
        yield from self._could_not_be_read()

    def _remembered(self, student: str) -> Report | None:
        """Return the report of a student whose files were graded before, without looking into them."""
        digest = self._digests[student] = self._digest(student)
        store = self._grader.reused
        reading = store.reading(digest) if store is not None and digest else None
        graded = store.marks(reading.result) if store is not None and reading is not None else None
        if reading is None or graded is None:
            return None
        del self._digests[student]
        flags = [*reading.flags, *graded.flags]
        return _report_of(student, self._assignment.name, graded, flags, reading.result)

    def _read(self, students: list[str]) -> Iterator[Submission]:
        for student in students:
            try:
                yield read_submission(self._folder(student), student, self._assignment)
            except UngradableSubmission as error:
                self._unread.append(_failed(student, self._assignment, error.kind, error))
            except OSError as error:
                self._unread.append(_failed(student, self._assignment, "unreadable", error))

    def _could_not_be_read(self) -> Iterator[Report]:
        yield from self._unread
        self._unread.clear()

    def _report(self, submission: Submission, answer: Answer) -> Report:
        key = self._grader.circumstances.result_key(submission)
        digest = self._digests.pop(submission.student)
        unchanged = digest and digest == self._digest(submission.student)  # while it was graded
        store = self._grader.store
        if unchanged and isinstance(answer, Graded) and store is not None:
            store.put_reading(digest, Reading(key, submission.flags))
        return report_of(submission, answer, key)

    def _digest(self, student: str) -> str:
        return self._grader.circumstances.folder_digest(self._folder(student))

    def _folder(self, student: str) -> Path:
        return self._submitted / student / self._assignment.name


def report_of(submission: Submission, answer: Answer, key: str = "") -> Report:
    """Return the report on a submission that the grader answered; its result goes by ``key``."""
    if isinstance(answer, Graded):
        flags = [*submission.flags, *answer.flags]
        return _report_of(submission.student, submission.assignment, answer, flags, key)
    kind = "checks" if isinstance(answer, ConfigurationError) else "engine"
    error = {"kind": kind, "message": str(answer)}
    return Report(submission.student, submission.assignment, flags=submission.flags, error=error)


def _report_of(student: str, assignment: str, graded: Graded, flags: list[str], key: str) -> Report:
    exercises = [_SHARED.setdefault(exercise, exercise) for exercise in graded.exercises]
    return Report(student, assignment, exercises, flags, graded.timings, result=key)


def _failed(
    student: str, assignment: Assignment, kind: str, error: AutograderError | OSError
) -> Report:
    return Report(student, assignment.name, error={"kind": kind, "message": str(error)})


def left_over(assignment: str, students: list[str], reports: list[Report]) -> list[Report]:
    """Return a report on each student whose turn did not come, since the grading was stopped."""
    done = {report.student for report in reports}
    error = {"kind": "stopped", "message": "the grading was stopped before: grade the class again"}
    return [Report(who, assignment, error=error) for who in students if who not in done]


def class_file(course: Path, assignment: str) -> Path:
    """Return where the class's reports are kept."""
    return course / FOLDER / f"{assignment}.json"


def save_class(course: Path, assignment: str, reports: list[Report]) -> Path:
    """Keep the class's reports, sorted by student, as the JSON of the contract."""
    path = class_file(course, assignment)
    write_class(path, reports)
    return path


def write_class(path: Path, reports: list[Report]) -> None:
    """Write a class as JSON: a list of submissions sorted by student, each on a line of its own."""
    write_lines(path, _class_json(sorted(reports, key=lambda report: report.student)))


def _class_json(reports: Iterable[Report]) -> Iterator[str]:
    yield "["
    for number, report in enumerate(reports):
        yield ",\n" if number else "\n"
        yield json.dumps(report.as_dict(), ensure_ascii=False)
    yield "\n]\n"


def load_class(course: Path, assignment: str) -> list[Report]:
    """Return the reports of the last run.

    Raises:
        ConfigurationError: the class has not been graded here.
    """
    path = class_file(course, assignment)
    if not path.is_file():
        raise ConfigurationError(
            f"{assignment} has not been graded here: run `{as_typed('grade', assignment)}`"
        )
    try:
        with path.open(encoding="utf-8") as lines:
            entries = (line.rstrip(",\n") for line in lines)
            return [report_from_dict(json.loads(entry)) for entry in entries if len(entry) > 1]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(f"{path} cannot be read: grade {assignment} again") from None
