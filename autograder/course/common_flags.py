"""Flags that most of a class have: they are about the assignment, not about a student."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from autograder.course.results import SubmissionReport

FEWEST = 5  # submissions in a class: in a smaller class, two friends may be the majority


def common_flags(reports: Sequence[SubmissionReport]) -> dict[str, int]:
    """Return the flags that more than half of the graded submissions have, and how many have each.

    The usual cause is a release that is older than ``source/``: then each student has "edited" the cells
    that the instructor has changed since.
    """
    graded = [report for report in reports if report.error is None]
    if len(graded) < FEWEST:
        return {}
    counts = Counter(flag for report in graded for flag in dict.fromkeys(report.flags))
    return {flag: count for flag, count in counts.most_common() if 2 * count > len(graded)}
