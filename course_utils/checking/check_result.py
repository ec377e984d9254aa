"""The result of a check, and the share of an exercise's points for all its results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

# The sign and the word of each outcome: the same on students' cards, in `progress`, in the class table
# and in the class report. Only exercises can be ``partial``; only checks can have an ``error``.
OUTCOME_SIGNS_AND_WORDS = {
    "passed": ("✓", "passed"),
    "partial": ("◐", "partly"),
    "failed": ("✗", "not passed"),
    "not_attempted": ("·", "not answered"),
    "timeout": ("◷", "took too long"),
    "crashed": ("☠", "crashed"),
    "error": ("!", "no result"),
}


def outcome_text(outcome: str) -> str:
    """Return an outcome's sign and word; an unknown outcome counts as failed."""
    return " ".join(OUTCOME_SIGNS_AND_WORDS.get(outcome, OUTCOME_SIGNS_AND_WORDS["failed"]))


@dataclass(frozen=True)
class CheckResult:
    """The result of one check.

    ``outcome`` is passed, failed, not_attempted, timeout, crashed or ``error``. The last means that the
    check itself broke, which is never the student's fault.
    """

    name: str
    exercise: str
    title: str
    hidden: bool
    outcome: str
    message: str = ""
    weight: float = 1.0
    required: bool = False

    @property
    def passed(self) -> bool:
        """Whether the student's answer is right."""
        return self.outcome == "passed"

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a dict."""
        return asdict(self)


def share_of_points(results: Sequence[CheckResult]) -> float:
    """Return the share of an exercise's points for results, as the grader counts it.

    It is the sum of the weights of passed checks over the sum of all weights. If a required check fails,
    the share is 0. A failed check of weight 0 costs nothing.
    """
    failed = [result for result in results if not result.passed]
    if any(result.required for result in failed):
        return 0.0
    if not any(result.weight for result in failed):
        return 1.0
    return sum(result.weight for result in results if result.passed) / sum(
        result.weight for result in results
    )
