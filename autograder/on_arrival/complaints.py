"""Current problems: reported when they begin and when they end, not in between."""

from __future__ import annotations

import time
from collections.abc import Callable

from autograder.on_arrival.event_log import LOG

FIRST_RETRY_S, LAST_RETRY_S = 2.0, 60.0


class Complaints:
    """The current problems by subject; each is reported once, and has a time for the next try.

    Args:
        clock: the seconds of a monotonic clock.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._texts: dict[str, str] = {}
        self._since: dict[str, float] = {}
        self._waits: dict[str, tuple[float, float]] = {}  # time of the next try, and the last wait

    def say(self, about: str, text: str) -> None:
        """Report a problem, unless it has been reported; the next try waits, longer each time."""
        if self._texts.get(about) != text:
            LOG.warning("%s: %s", about, text)
            self._texts[about] = text
        self._since.setdefault(about, time.time())
        last = self._waits[about][1] if about in self._waits else FIRST_RETRY_S / 2
        wait = min(2 * last, LAST_RETRY_S)
        self._waits[about] = self._clock() + wait, wait

    def settle(self, about: str) -> None:
        """Report that a problem is over, if there was one."""
        if self._texts.pop(about, None) is not None:
            LOG.info("%s: in order again", about)
        self._waits.pop(about, None)
        self._since.pop(about, None)

    def may_try(self, about: str) -> bool:
        """Say whether something that failed may be tried again now."""
        return about not in self._waits or self._clock() >= self._waits[about][0]

    def all(self) -> list[dict[str, object]]:
        """Return the current problems, each with its beginning in seconds since 1970."""
        return [
            {"about": about, "text": text, "since": self._since[about]}
            for about, text in sorted(self._texts.items())
        ]
