"""Digests of what was recorded, one for each student: a later run skips unchanged students.

A digest covers all that went into the gradebook and the ``autograded/`` folder, and the state of both
afterwards. It is written last: a student without a digest is recorded again, which does no harm.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from autograder.grading.latest_entries import LatestEntries
from autograder.grading.result_store import FOLDER

ASSIGNMENT_ENTRY = ""  # no student's name: the key of the assignment's own digest


class RecordedDigests:
    """The digests recorded for an assignment's class, by student."""

    def __init__(self, course: Path, assignment: str) -> None:
        self._entries = LatestEntries(course / FOLDER / "recorded" / f"{assignment}.jsonl")

    def is_recorded(self, name: str, digest: str) -> bool:
        """Say whether this digest is the last one saved under a name."""
        return bool(self._entries.get(name) == digest)

    def keep(self, digests: dict[str, str]) -> None:
        """Save new digests.

        Raises:
            ConfigurationError: they cannot be written; the text says why.
        """
        self._entries.keep(digests)


def json_digest(*parts: Any) -> str:
    """Return the SHA-256 digest of parts as JSON, with the names of classes and functions."""
    text = json.dumps(parts, sort_keys=True, default=_named)
    return hashlib.sha256(text.encode()).hexdigest()


def _named(thing: Any) -> str:
    """Return the qualified name of a class or function in nbgrader's configuration."""
    return f"{thing.__module__}.{thing.__qualname__}" if callable(thing) else repr(thing)
