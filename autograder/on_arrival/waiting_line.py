"""The line of waiting students: the longest wait is next, even after a newer hand-in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

_NUMBERS = itertools.count()


@dataclass(frozen=True)
class Waiting:
    """A student's waiting submission.

    Attributes:
        student: the student's name.
        stamp: the stamp of its files.
        since: the time when it came, in seconds since 1970.
        again: whether it was graded before, and the assignment was edited since.
        number: its place in the line; unlike a clock, it is never set back.
    """

    student: str
    stamp: str
    since: float
    again: bool
    number: int

    @property
    def place(self) -> tuple[bool, int]:
        """The key of the line's order: new hand-ins come before those that are graded again."""
        return self.again, self.number


class WaitingLine:
    """The waiting students of one assignment; each is in the line once, with the newest hand-in."""

    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, student: str) -> bool:
        return student in self._waiting

    def add(self, student: str, stamp: str, since: float, *, again: bool = False) -> None:
        """Add a student, or a newer hand-in of a waiting student, who keeps the place."""
        there = self._waiting.get(student)
        number = there.number if there and not (there.again and not again) else next(_NUMBERS)
        since = there.since if there and number == there.number else since
        again = again and (there is None or there.again)
        self._waiting[student] = Waiting(student, stamp, since, again, number)

    def put_back(self, waiting: Waiting) -> None:
        """Put back a submission that was taken, to its place; a newer hand-in gets that place."""
        newer = self._waiting.get(waiting.student, waiting)
        self._waiting[waiting.student] = Waiting(
            waiting.student, newer.stamp, waiting.since, waiting.again, waiting.number
        )

    def first(self) -> Waiting | None:
        """Return the next student; None if nobody waits."""
        return min(self._waiting.values(), key=lambda each: each.place, default=None)

    def take(self, student: str) -> Waiting:
        """Take a student out of the line."""
        return self._waiting.pop(student)

    def drop(self, student: str) -> None:
        """Take a student out of the line, if there: the submission is gone."""
        self._waiting.pop(student, None)

    def all(self) -> list[Waiting]:
        """Return all waiting submissions in order."""
        return sorted(self._waiting.values(), key=lambda each: each.place)
