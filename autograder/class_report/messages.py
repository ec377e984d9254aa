"""The commonest messages of failed checks, those together that say the same of other values."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autograder.results import ExerciseReport, Report

COUNTED = {"failed", "timeout", "crashed"}  # nobody's mistake: passed, not_attempted, error
NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d_,]*(?:\.\d+)?(?:e[-+]?\d+)?(?!\w)")
INNERMOST = re.compile(r"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}")
DEEPEST = 6  # brackets in brackets that are looked into


@dataclass(frozen=True)
class CommonMessage:
    """A message, who got it, and the commonest of its wordings.

    ``hidden`` says that only hidden checks gave it.
    """

    who: list[str]
    example: str
    hidden: bool

    @property
    def students(self) -> int:
        """How many got it."""
        return len(self.who)

    def as_dict(self) -> dict[str, Any]:
        """Return how many got it and what it says; without names, which no figure needs."""
        return {"students": self.students, "example": self.example, "hidden": self.hidden}


def commonest_messages(reports: Iterable[Report]) -> dict[str, list[CommonMessage]]:
    """Return each exercise's messages, the commonest first; a student counts once for each."""
    who: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    wordings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    public: set[tuple[str, str]] = set()
    for report in reports:
        for exercise in report.exercises:
            kinds: dict[str, str] = {}
            for message, hidden in _complaints(exercise):
                kind = pattern(message)
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
    return [(check.message, check.hidden) for check in exercise.checks if check.outcome in COUNTED]


def _first(wordings: Counter[str]) -> str:
    return min(wordings, key=lambda message: (-wordings[message], message))


@functools.lru_cache(maxsize=100_000)
def pattern(message: str) -> str:
    """Return a message without what stands in brackets and without numbers.

    ``f(3): got 4`` and ``f(5): got 6`` say the same; ``float32`` and ``float64`` do not.
    """
    for _ in range(DEEPEST):
        message, replaced = INNERMOST.subn("…", message)
        if not replaced:
            break
    return NUMBER.sub("#", message)
