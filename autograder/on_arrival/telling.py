"""Feedback to students: when a student is told what, by the course's settings; pages, and their release."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.course.feedback_settings import NOTHING, FeedbackSettings
from autograder.course.settings import load_settings
from autograder.errors import AutograderError
from autograder.nbgrader_bridge.exchange import (
    NO_PLACE,
    read_due_date,
    release_feedback,
    write_feedback,
)
from autograder.on_arrival.complaints import Complaints
from autograder.on_arrival.event_log import LOG
from autograder.on_arrival.journal import GRADED, Journal

LOOK_S = 2.0
MOST_PROBLEMS = 3  # then it is not one student's
DUE_DATE_S = 30.0  # how long the gradebook's word on a due date counts
NO_DUE_DATE = (
    "autograder.toml says what students see until the due date, and the gradebook has none: set it, in "
    "formgrader or by nbgrader db assignment add {} --duedate=..., until then it holds"
)


@dataclass(frozen=True)
class _Due:
    """When an assignment is due, as it was read."""

    date: datetime | None
    read_at: float


class Telling:
    """Writes the pages of feedback of an assignment, releases them, and knows whose is held back.

    Args:
        course: the course's folder.
        assignment: its name.
        journal: what was graded, and told.
        release: whether pages are put into the exchange.
        complaints: what is wrong at the moment.
    """

    def __init__(
        self,
        course: Path,
        assignment: str,
        journal: Journal,
        complaints: Complaints,
        *,
        release: bool,
    ) -> None:
        self._course, self._name, self._journal = course, assignment, journal
        self._complaints, self._release = complaints, release
        self._due: _Due | None = None
        self._settings = FeedbackSettings()
        self._next_look = 0.0
        self.held: dict[str, str] = {}  # by student, until when

    def tell_all(self, *, at_once: bool = False) -> None:
        """Tell all who were graded, have not been told of it, and may be told by now."""
        now = time.monotonic()
        about = f"{self._name}: feedback"
        if (now < self._next_look and not at_once) or not self._complaints.may_try(about):
            return
        self._next_look = now + LOOK_S
        try:
            self._settings = load_settings(self._course).feedback_of(self._name)
            level = self._level()
        except AutograderError as error:
            self._complaints.say(about, str(error))
            return
        self.held.clear()
        problems: list[str] = []
        for student in self._untold(level):
            until = self._held_until(student, level)
            if until:
                self.held[student] = until
            elif len(problems) < MOST_PROBLEMS and (problem := self._tell(student, level)):
                problems.append(f"{student}: {problem}")
        if problems:
            self._complaints.say(about, problems[0])
        else:
            self._complaints.settle(about)

    def _level(self) -> str:
        """Return what students are shown now."""
        about = f"{self._name}: due date"
        if not self._settings.until_due:
            self._complaints.settle(about)
            return self._settings.shows
        due = self._due_date()
        if due is None:
            self._complaints.say(about, NO_DUE_DATE.format(self._name))
        else:
            self._complaints.settle(about)
        return self._settings.level(is_due=due is not None and datetime.now(UTC) >= due)

    def _due_date(self) -> datetime | None:
        now = time.monotonic()
        if self._due is None or now - self._due.read_at > DUE_DATE_S:
            date = read_due_date(self._course, self._name)
            self._due = _Due(date.replace(tzinfo=UTC) if date else None, now)
        return self._due.date

    def _untold(self, level: str) -> list[str]:
        """Return the students who were graded and not told of just that, in the order of grading."""
        found = [
            (entry.get("at", 0.0), student)
            for student, entry in self._journal.students().items()
            if entry.get("outcome") == GRADED and not self._is_told(student, entry, level)
        ]
        return [student for _, student in sorted(found)]

    def _is_told(self, student: str, entry: dict[str, Any], level: str) -> bool:
        told = self._journal.told(student)
        released = told.get("released") or not self._release
        same = (told.get("stamp"), told.get("result")) == (entry.get("stamp"), entry.get("result"))
        return bool(same and released and told.get("level") == level)

    def _held_until(self, student: str, level: str) -> str:
        """Return until when a student has to wait, in words; empty if not."""
        if level == NOTHING:
            return "the due date"
        told, entry = self._journal.told(student), self._journal.entry(student)
        if not told or told.get("stamp") == entry.get("stamp"):  # not another hand-in
            return ""
        times, due = self._settings.times, self._due
        is_due = due is not None and due.date is not None and datetime.now(UTC) >= due.date
        if times and int(told.get("times", 0)) >= times and not is_due:
            return "the due date"
        wait_s = self._settings.minutes_between * 60
        since = time.time() - float(told.get("at", 0.0))
        if 0 <= since < wait_s:
            return time.strftime("%H:%M", time.localtime(time.time() + wait_s - since))
        return ""

    def _tell(self, student: str, level: str) -> str:
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
                "level": level,
                "released": released,
                "times": times,
                "at": at,
            },
        )
        return ""
