"""When a student is told: by the settings, the due date, and how often he has been told."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.on_arrival import telling
from autograder.on_arrival.complaints import Complaints
from autograder.on_arrival.journal import Journal
from autograder.on_arrival.kept_settings import KeptSettings
from autograder.on_arrival.telling import Telling

NAME = "tiny"


def make_telling(course: Path, journal: Journal, complaints: Complaints) -> Telling:
    """Return a telling that releases pages."""
    return Telling(course, NAME, journal, complaints, KeptSettings(course), release=True)


class Told:
    """A telling that notes whom it tells, and writes nothing; and what it goes by."""

    def __init__(self, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.course, self.who = course, list[str]()
        self.due: dict[str, datetime] = {}
        self.complaints = Complaints()
        self.journal = Journal(course, NAME)
        self.telling = make_telling(course, self.journal, self.complaints)
        monkeypatch.setattr(telling, "write_feedback", lambda *_: "")
        monkeypatch.setattr(telling, "release_feedback", lambda *about: self.who.append(about[2]))
        monkeypatch.setattr(telling, "read_due_dates", lambda *_: self.due)
        monkeypatch.setattr(telling, "DUE_DATE_S", 0.0)
        (course / "source" / NAME).mkdir(parents=True)

    def settings(self, text: str) -> None:
        """Let the course say so."""
        (self.course / "autograder.toml").write_text(f"[feedback]\n{text}\n", encoding="utf-8")

    def graded(self, student: str, stamp: str) -> list[str]:
        """Let a hand-in have been graded; return who is told."""
        self.journal.graded(student, stamp, "inputs", f"result of {stamp}")
        return self.now()

    def now(self) -> list[str]:
        """Return who is told now."""
        self.who.clear()
        self.telling.tell_all(at_once=True)
        return list(self.who)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """A telling that writes nothing."""
    return Told(tmp_path, monkeypatch)


def test_each_hand_in_is_told_once(told: Told) -> None:
    """By default at once; and not again, neither later nor after a new start."""
    assert told.graded("ada", "first") == ["ada"]
    assert told.now() == []
    assert told.graded("ada", "second") == ["ada"]
    again = make_telling(told.course, Journal(told.course, NAME), told.complaints)
    told.who.clear()
    again.tell_all(at_once=True)
    assert told.who == []


def test_nothing_until_the_due_date(told: Told) -> None:
    """Nobody is told before it; all are when it has passed; an extension is its student's."""
    told.settings('until_due = "nothing"')
    told.due = {"": datetime.now(UTC) + timedelta(days=1)}
    assert told.graded("ada", "a") + told.graded("bob", "b") == []
    assert told.telling.held == {"ada": "the due date", "bob": "the due date"}
    told.due = {"": datetime.now(UTC), "bob": datetime.now(UTC) + timedelta(days=1)}
    assert told.now() == ["ada"]
    assert told.telling.held == {"bob": "the due date"}


def test_without_a_due_date_what_was_to_hold_until_it_holds(told: Told) -> None:
    """To show all by mistake could not be undone: it is said that there is no date."""
    told.settings('until_due = "nothing"')
    assert told.graded("ada", "a") == []
    assert [each["about"] for each in told.complaints.all()] == ["tiny: due date"]


def test_who_saw_points_until_the_due_date_is_told_again(told: Told) -> None:
    """The page is written anew when more is shown on it."""
    told.settings('until_due = "points"')
    told.due = {"": datetime.now(UTC) + timedelta(days=1)}
    assert told.graded("ada", "a") == ["ada"]
    told.due = {"": datetime.now(UTC) - timedelta(days=1)}
    assert told.now() == ["ada"]
    assert told.now() == []


def test_who_was_told_waits_so_many_minutes(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest hand-in is answered when the time has come; a clock set back holds nobody for longer."""
    told.settings("minutes_between = 30")
    assert told.graded("ada", "first") == ["ada"]
    assert told.graded("ada", "second") + told.graded("ada", "third") == []
    assert list(told.telling.held) == ["ada"]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 1801)
    assert told.now() == ["ada"]
    monkeypatch.setattr(time, "time", lambda: now - 86400)
    assert told.graded("ada", "fourth") == ["ada"]


def test_so_many_are_answered_until_the_due_date(told: Told) -> None:
    """What comes beyond is graded, and told when it is due; an edit of checks does not count."""
    told.settings("times = 2")
    told.due = {"": datetime.now(UTC) + timedelta(days=1)}
    assert told.graded("ada", "first") == ["ada"]
    told.journal.graded("ada", "first", "other inputs", "another result")
    assert told.now() == ["ada"]
    assert told.graded("ada", "second") == ["ada"]
    assert told.graded("ada", "third") == []
    told.due = {"": datetime.now(UTC)}
    assert told.now() == ["ada"]


def test_settings_that_cannot_be_read_tell_nobody(told: Told) -> None:
    """What they would have said is not known."""
    told.settings("shows = 3")
    assert told.graded("ada", "a") == []
    told.settings('shows = "points"')
    assert told.now() == ["ada"]


def test_whoever_cannot_be_told_silences_nobody_else(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three pages that cannot be released are tried again later, behind the others."""

    def release(_course: Path, _name: str, student: str) -> str:
        if student.startswith("eve"):
            return "no page of hers can be released"
        told.who.append(student)
        return ""

    monkeypatch.setattr(telling, "release_feedback", release)
    for number in range(3):
        told.graded(f"eve{number}", "first")
    time.sleep(telling_wait_s(told))
    assert told.graded("zoe", "first") == ["zoe"]
    assert {each["about"] for each in told.complaints.all()} <= {
        *(f"tiny: feedback: eve{number}" for number in range(3)),
        "tiny: feedback",
    }


def telling_wait_s(told: Told) -> float:
    """Return how long nobody is told, after what seemed to be everybody's problem."""
    waits = told.complaints._waits.get("tiny: feedback")
    return max(waits[0] - time.monotonic(), 0.0) if waits else 0.0
