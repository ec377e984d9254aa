"""The most common messages of failed checks; messages that differ only in values count as one."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autograder.course.results import ExerciseReport, SubmissionReport

COUNTED_OUTCOMES = {
    "failed",
    "timeout",
    "crashed",
}  # the others are not mistakes: passed, not_attempted, error
NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d_,]*(?:\.\d+)?(?:e[-+]?\d+)?(?!\w)")
INNERMOST_BRACKETS = re.compile(r"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}")
MAX_BRACKET_DEPTH = 6  # nested brackets are replaced to this depth


@dataclass(frozen=True)
class CommonMessage:
    """A message of failed checks, the students who got it, and its most common wording.

    ``hidden`` says that only hidden checks gave it.
    """

    who: list[str]
    example: str
    hidden: bool

    @property
    def students(self) -> int:
        """The number of students who got the message."""
        return len(self.who)

    def as_dict(self) -> dict[str, Any]:
        """Return the number of students and the message as data, without the students' names."""
        return {"students": self.students, "example": self.example, "hidden": self.hidden}


def commonest_messages_by_exercise(
    reports: Iterable[SubmissionReport],
) -> dict[str, list[CommonMessage]]:
    """Return each exercise's messages, most common first; a student counts once per message."""
    who: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    wordings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    public: set[tuple[str, str]] = set()
    for report in reports:
        for exercise in report.exercises:
            kinds: dict[str, str] = {}
            for message, hidden in _complaints(exercise):
                kind = message_pattern(message)
                kinds.setdefault(kind, message)
                if not hidden:
                    public.add((exercise.id, kind))
            for kind, message in kinds.items():
                who[exercise.id][kind].append(report.student)
                wordings[exercise.id, kind][message] += 1
    return {
        exercise: [
            CommonMessage(names, _first(wordings[exercise, kind]), (exercise, kind) not in public)
            for kind, names in sorted(kinds.items(), key=lambda each: (-len(each[1]), each[0]))
        ]
        for exercise, kinds in who.items()
    }


def _complaints(exercise: ExerciseReport) -> list[tuple[str, bool]]:
    """Return the messages of an exercise's failed checks, and whether each check is hidden."""
    if exercise.status in ("passed", "not_attempted"):
        return []
    return [
        (check.message, check.hidden)
        for check in exercise.checks
        if check.outcome in COUNTED_OUTCOMES
    ]


def _first(wordings: Counter[str]) -> str:
    return min(wordings, key=lambda message: (-wordings[message], message))


@functools.lru_cache(maxsize=100_000)
def message_pattern(message: str) -> str:
    """Return a message with its numbers and the contents of its brackets replaced.

    ``f(3): got 4`` and ``f(5): got 6`` say the same; ``float32`` and ``float64`` do not.
    """
    for _ in range(MAX_BRACKET_DEPTH):
        message, replaced = INNERMOST_BRACKETS.subn("…", message)
        if not replaced:
            break
    return NUMBER.sub("#", message)
