"""Late penalties: a percentage of the score for each day late, set for each assignment."""

from __future__ import annotations

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Dict, TraitError, Unicode, validate
from traitlets import Float as Number

DAY_S = 24 * 3600
DEFAULT_POLICY = {"percent_per_day": 0.0, "grace_minutes": 0.0, "at_most_percent": 100.0}


class LateDays(LateSubmissionPlugin):  # type: ignore[misc]
    """Takes off a percentage of the score for each day begun after the due date.

    For an assignment without a policy, nbgrader's own ``penalty_method`` counts.
    """

    policies = Dict(
        key_trait=Unicode(),
        value_trait=Dict(key_trait=Unicode(), value_trait=Number(min=0)),
        help="by assignment: percent_per_day, and perhaps grace_minutes and at_most_percent",
    ).tag(config=True)

    @validate("policies")
    def _known_settings(self, proposal: dict[str, dict[str, dict[str, float]]]) -> object:
        for assignment, policy in proposal["value"].items():
            if unknown := policy.keys() - DEFAULT_POLICY.keys():
                raise TraitError(
                    f"LateDays.policies[{assignment!r}]: no setting {min(unknown)!r}; "
                    f"there are: {', '.join(DEFAULT_POLICY)}"
                )
        return proposal["value"]

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points to take off; None means no penalty."""
        policy = self.policies.get(getattr(self.parent, "assignment_id", ""))
        if policy is None:
            penalty: float | None = super().late_submission_penalty(
                student_id, score, total_seconds_late
            )
            return penalty
        return late_penalty(score, total_seconds_late, **{**DEFAULT_POLICY, **policy})


def late_penalty(
    score: float,
    late_s: float,
    percent_per_day: float,
    grace_minutes: float,
    at_most_percent: float,
) -> float:
    """Return the points that a submission loses for being ``late_s`` seconds late.

    Within the grace period it loses nothing. After that, days count from the due date, and a day that has
    begun counts as a whole.
    """
    if late_s <= grace_minutes * 60:
        return 0.0
    percent = min(math.ceil(late_s / DAY_S) * percent_per_day, at_most_percent, 100.0)
    return round(score * percent / 100, 4)
