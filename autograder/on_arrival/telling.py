"""Feedback to students by the course's settings: when a student gets it, its pages, and their release."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.course.feedback_settings import NOTHING, FeedbackSettings
from autograder.errors import AutograderError, ConfigurationError
from autograder.nbgrader_bridge.exchange import (
    NO_PLACE,
    read_due_dates,
    release_feedback,
    write_feedback,
)
from autograder.on_arrival.complaints import Complaints
from autograder.on_arrival.event_log import LOG
from autograder.on_arrival.journal import GRADED, Journal
from autograder.on_arrival.kept_settings import KeptSettings

LOOK_S = 2.0
MOST_PROBLEMS = 3  # of students: then the cause is not a single student's
DUE_DATE_S = 30.0  # due dates are kept so long before the gradebook is read again
NO_DUE_DATE = (
    "autograder.toml says what students see until the due date, and the gradebook has none: set it, in "
    "formgrader or by nbgrader db assignment add {} --duedate=..., until then it holds"
)


class Telling:
    """Writes the pages of feedback of an assignment, releases them, and knows the held-back ones.

    Args:
        course: the course's folder.
        assignment: its name.
        journal: the record of what was graded, and told.
        complaints: the current problems.
        kept: the course's settings.
        release: whether pages are put into the exchange.
    """

    def __init__(
        self,
        course: Path,
        assignment: str,
        journal: Journal,
        complaints: Complaints,
        kept: KeptSettings,
        *,
        release: bool,
    ) -> None:
        self._course, self._name, self._journal = course, assignment, journal
        self._complaints, self._release = complaints, release
        self._kept = kept
        self._due: dict[str, datetime] = {}
        self._due_read_at = float("-inf")
        self._settings = FeedbackSettings()
        self._next_look = 0.0
        self._failed_at: dict[str, float] = {}  # by student, in seconds since 1970
        self.held: dict[str, str] = {}  # by student, until when

    def tell_all(self, *, at_once: bool = False) -> None:
        """Tell all students who were graded, do not know it yet, and may be told now."""
        now = time.monotonic()
        about = f"{self._name}: feedback"
        if (now < self._next_look and not at_once) or not self._complaints.may_try(about):
            return
        self._next_look = now + LOOK_S
        try:
            self._settings = self._kept.settings().feedback_of(self._name)
        except ConfigurationError:  # the assignment's watch reports it; meanwhile nobody is told
            return
        try:
            self._read_due_dates()
        except AutograderError as error:
            self._complaints.say(about, str(error))
            return
        self.held = {}
        told: list[str] = []
        problems: dict[str, str] = {}
        for student in self._untold():
            until = self._held_until(student)
            if until:
                self.held[student] = until
            elif len(problems) < MOST_PROBLEMS and self._complaints.may_try(f"{about}: {student}"):
                if problem := self._tried(student):
                    problems[student] = problem
                else:
                    told.append(student)
        self._report(told, problems)

    def _report(self, told: list[str], problems: dict[str, str]) -> None:
        """Report the problems: a student's own, or one that seems to be everybody's.

        A student's own makes no other wait; and who failed is tried last.
        """
        about = f"{self._name}: feedback"
        for student in told:
            self._failed_at.pop(student, None)
            self._complaints.settle(f"{about}: {student}")
        self._failed_at.update(dict.fromkeys(problems, time.time()))
        texts = set(problems.values())
        if not told and len(problems) == MOST_PROBLEMS and len(texts) == 1:
            self._complaints.say(about, texts.pop())
            return
        self._complaints.settle(about)
        for student, problem in problems.items():
            self._complaints.say(f"{about}: {student}", problem)

    def _read_due_dates(self) -> None:
        """Read the due dates if they matter; complain if there is none but should be one."""
        about, now = f"{self._name}: due date", time.monotonic()
        if not self._settings.until_due and not self._settings.times:
            self._complaints.settle(about)
            return
        if now - self._due_read_at > DUE_DATE_S:
            self._due = read_due_dates(self._course, self._name)
            self._due_read_at = now
        if self._due or not self._settings.until_due:
            self._complaints.settle(about)
        else:
            self._complaints.say(about, NO_DUE_DATE.format(self._name))

    def _is_due(self, student: str) -> bool:
        due = self._due.get(student, self._due.get(""))
        return due is not None and datetime.now(UTC) >= due

    def _level(self, student: str) -> str:
        """Return how much a student is shown now."""
        return self._settings.level(is_due=self._is_due(student))

    def _untold(self) -> list[str]:
        """Return those not told of their latest grading: by its time, behind them who could not be told."""
        found = [
            (self._failed_at.get(student, 0.0), entry.get("at", 0.0), student)
            for student, entry in self._journal.students().items()
            if entry.get("outcome") == GRADED and not self._is_told(student, entry)
        ]
        return [student for *_, student in sorted(found)]

    def _is_told(self, student: str, entry: dict[str, Any]) -> bool:
        told = self._journal.told(student)
        released = told.get("released") or not self._release
        same = (told.get("stamp"), told.get("result")) == (entry.get("stamp"), entry.get("result"))
        return bool(same and released and told.get("level") == self._level(student))

    def _held_until(self, student: str) -> str:
        """Return until when a student has to wait, in words; empty if there is no wait."""
        if self._level(student) == NOTHING:
            return "the due date" if self._settings.until_due else "the settings say so"
        told, entry = self._journal.told(student), self._journal.entry(student)
        if not told or told.get("stamp") == entry.get("stamp"):  # not another hand-in
            return ""
        times = self._settings.times
        if times and int(told.get("times", 0)) >= times and not self._is_due(student):
            return "the due date"
        wait_s = self._settings.minutes_between * 60
        since = time.time() - float(told.get("at", 0.0))
        if 0 <= since < wait_s:
            return time.strftime("%H:%M", time.localtime(time.time() + wait_s - since))
        return ""

    def _tried(self, student: str) -> str:
        try:
            return self._tell(student)
        except AutograderError as error:
            return str(error)

    def _tell(self, student: str) -> str:
        """Write a student's page and release it; return what went wrong."""
        entry, told = self._journal.entry(student), self._journal.told(student)
        if problem := write_feedback(self._course, self._name, student):
            return problem
        released: object = False
        if self._release:
            problem = release_feedback(self._course, self._name, student)
            if problem and problem != NO_PLACE:
                return problem
            released = "no place" if problem else True
            LOG.info("%s: %s: %s", self._name, student, problem or "feedback released")
        else:
            LOG.info("%s: %s: feedback written", self._name, student)
        same = told.get("stamp") == entry.get("stamp")
        times = int(told.get("times", 0)) + (not same)
        at = told.get("at", 0.0) if same else time.time()
        self._journal.tell(
            student,
            {
                "stamp": entry.get("stamp"),
                "result": entry.get("result"),
                "level": self._level(student),
                "released": released,
                "times": times,
                "at": at,
            },
        )
        return ""
