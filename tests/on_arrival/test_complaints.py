from __future__ import annotations

import io
import logging

import pytest

from autograder.on_arrival.complaints import LAST_RETRY_S, Complaints
from autograder.on_arrival.event_log import LOG, LineFormatter, start_logging


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture
def log() -> io.StringIO:
    """What is logged."""
    stream = io.StringIO()
    start_logging(stream)
    return stream


def test_what_is_wrong_is_said_once_and_when_it_is_over(log: io.StringIO) -> None:
    """Two lines, however often it was found: one when it began, one when it was over."""
    complaints = Complaints()
    for _ in range(9):
        complaints.say("gradebook", "database is locked")
    assert [each["about"] for each in complaints.all()] == ["gradebook"]
    complaints.settle("gradebook")
    complaints.settle("gradebook")
    lines = log.getvalue().splitlines()
    assert [line.split(" ", 1)[1] for line in lines] == [
        "WARNING gradebook: database is locked",
        "INFO gradebook: in order again",
    ]
    assert complaints.all() == []


def test_the_next_try_comes_later_each_time() -> None:
    """Two seconds, four, and so on, to a minute at most; what is in order may be tried at once."""
    clock = Clock()
    complaints = Complaints(clock)
    waited = []
    for _ in range(8):
        complaints.say("exchange", "not there")
        began = clock.now
        while not complaints.may_try("exchange"):
            clock.now += 1
        waited.append(clock.now - began)
    assert waited == [2, 4, 8, 16, 32, LAST_RETRY_S, LAST_RETRY_S, LAST_RETRY_S]
    complaints.settle("exchange")
    assert complaints.may_try("exchange")


def test_an_event_is_one_line_without_colours(log: io.StringIO) -> None:
    """What a student or an exception wrote can neither end a line nor colour it."""
    LOG.warning("%s: %s", "ada\x1b[31m", "first\nsecond")
    assert log.getvalue().endswith(" WARNING ada�[31m: first | second\n")


def test_the_journal_gets_priorities() -> None:
    """Under systemd a line begins with its priority, and the journal knows the time itself."""
    record = logging.LogRecord("x", logging.WARNING, "", 0, "tiny: %s", ("late",), None)
    assert LineFormatter(journal=True).format(record) == "<4>tiny: late"
