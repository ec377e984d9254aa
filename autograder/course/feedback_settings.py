"""What students learn about their grading, and when: ``[feedback]`` in ``autograder.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from autograder.course.limits import SettingError

EVERYTHING, CHECKS, POINTS, NOTHING = "everything", "checks", "points", "nothing"
SHOWN = (EVERYTHING, CHECKS, POINTS, NOTHING)


@dataclass(frozen=True)
class FeedbackSettings:
    """What the page of feedback shows, and how often a student gets one.

    Attributes:
        shows: ``everything``, with hidden tests of the notebook's own cells; ``checks``: public checks,
            and the titles of hidden ones; ``points``; or ``nothing``.
        until_due: the same, until the due date; empty: as ``shows``.
        minutes_between: the shortest time between two feedbacks to a student.
        times: how many hand-ins of a student get feedback until the due date; 0: all.
    """

    shows: str = CHECKS
    until_due: str = ""
    minutes_between: float = 0.0
    times: int = 0

    def level(self, *, is_due: bool) -> str:
        """Return the level that applies; ``is_due``: the due date has passed, or there is none."""
        return self.shows if is_due else self.until_due or self.shows


def apply_feedback(settings: FeedbackSettings, table: Mapping[str, Any]) -> FeedbackSettings:
    """Return settings with the values of a table in place of their own.

    Raises:
        SettingError: there is no such setting, or its value is not allowed.
    """
    known = vars(settings)
    for key, value in table.items():
        if key not in known:
            raise SettingError(key, f"no feedback setting {key!r}; there are: {', '.join(known)}")
        settings = replace(settings, **{key: _value(key, value)})
    return settings


def _value(key: str, value: Any) -> Any:
    if key in ("shows", "until_due"):
        if value not in SHOWN:
            raise SettingError(
                key, f"{key}: expected one of {', '.join(map(repr, SHOWN))}, got {value!r}"
            )
        return value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0 <= value < float("inf"):
        raise SettingError(key, f"{key}: expected a number of 0 or more, got {value!r}")
    if key == "times" and value != int(value):
        raise SettingError(key, f"times: expected a whole number, got {value!r}")
    return int(value) if key == "times" else float(value)
