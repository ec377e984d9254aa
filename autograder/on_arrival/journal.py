"""The record of each submission of an assignment: by it, a new watch goes on where the last one ended.

An entry is written last, after the grades are recorded. A student without an entry, or with one for
other files, is dealt with again, which does no harm.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from autograder.grading.course_locks import WATCH_FOLDER
from autograder.grading.latest_entries import LatestEntries

GRADED, FAILED = "graded", "failed"


class Journal:
    """The outcomes of an assignment's submissions, and what their students were told.

    An entry holds the ``stamp`` of the files, the digest of the ``inputs``, the ``outcome`` with its
    ``reason``, and its time ``at``; ``told`` holds the stamp and the parts that the student was shown.
    """

    def __init__(self, course: Path, assignment: str) -> None:
        self._entries = LatestEntries(course / WATCH_FOLDER / f"{assignment}.jsonl")

    def entry(self, student: str) -> dict[str, Any]:
        """Return a student's entry; empty if there is none."""
        found = self._entries.get(student)
        return found if isinstance(found, dict) else {}

    def students(self) -> dict[str, dict[str, Any]]:
        """Return all entries by student."""
        return {who: entry for who, entry in self._entries.items() if isinstance(entry, dict)}

    def stamp_of(self, student: str) -> str:
        """Return the stamp of the files that were dealt with last; empty if none were."""
        return str(self.entry(student).get("stamp", ""))

    def is_done(self, student: str, stamp: str, inputs: str) -> bool:
        """Say whether these files have been dealt with, by these inputs."""
        entry = self.entry(student)
        same = (entry.get("stamp"), entry.get("inputs")) == (stamp, inputs)
        return same and not entry.get("again")

    def graded(self, student: str, stamp: str, inputs: str, result: str) -> None:
        """Note that a submission's grades are recorded."""
        self._note(student, stamp, inputs, GRADED, result=result)

    def failed(
        self, student: str, stamp: str, inputs: str, reason: str, *, again: bool = False
    ) -> None:
        """Note that a submission could not be graded; ``again``: it is to be tried once more."""
        self._note(student, stamp, inputs, FAILED, reason=reason, again=again)

    def _note(self, student: str, stamp: str, inputs: str, outcome: str, **more: object) -> None:
        told = self.entry(student).get("told", {})
        about = {"stamp": stamp, "inputs": inputs, "outcome": outcome, "at": time.time()}
        self._entries.keep({student: {**about, **more, "told": told}})

    def told(self, student: str) -> dict[str, Any]:
        """Return what a student was told last; empty if nothing."""
        found = self.entry(student).get("told")
        return found if isinstance(found, dict) else {}

    def tell(self, student: str, told: dict[str, Any]) -> None:
        """Note what a student has been told."""
        self._entries.keep({student: {**self.entry(student), "told": told}})
