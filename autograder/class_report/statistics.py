"""Statistics of a class: its scores, and each exercise's difficulty and discrimination.

The exercises' statistics come from classical item analysis: Linda Crocker, James Algina,
Introduction to Classical and Modern Test Theory (1986), chapter 14.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograder.course.results import SubmissionReport

STOPPED_STATUSES = ("timeout", "crashed")
BIN_COUNT = 10  # bins of the scores' distribution


@dataclass(frozen=True)
class ExerciseStatistics:
    """A class's statistics on an exercise; undefined ones are None.

    Attributes:
        id: the exercise.
        points: its maximum.
        graded: the number of graded submissions.
        counts: the number of submissions with each status.
        mean_points: the average score.
        discrimination: see `point_biserial`.
    """

    id: str
    points: float
    graded: int
    counts: Counter[str]
    mean_points: float
    discrimination: float | None

    @property
    def difficulty(self) -> float:
        """The share of submissions with full marks; high means easy."""
        return self.counts["passed"] / self.graded

    @property
    def mean_share(self) -> float | None:
        """The mean share of the exercise's points."""
        return self.mean_points / self.points if self.points else None

    @property
    def stopped(self) -> int:
        """The number of submissions that ran out of time or crashed."""
        return sum(self.counts[status] for status in STOPPED_STATUSES)

    def as_dict(self) -> dict[str, Any]:
        """Return all statistics."""
        statuses = ("passed", "partial", "failed", *STOPPED_STATUSES, "not_attempted")
        return {
            "id": self.id,
            "points": self.points,
            "graded": self.graded,
            "difficulty": self.difficulty,
            "mean_share": self.mean_share,
            "discrimination": self.discrimination,
            **{status: self.counts[status] for status in statuses},
        }


@dataclass(frozen=True)
class ClassStatistics:
    """The statistics of a class's scores, over the graded submissions only."""

    handed_in: int
    scores: list[float]
    max_score: float

    @property
    def graded(self) -> int:
        """The number of graded submissions."""
        return len(self.scores)

    @cached_property
    def mean(self) -> float:
        """The mean score."""
        return statistics.fmean(self.scores)

    @cached_property
    def median(self) -> float:
        """The median score."""
        return statistics.median(self.scores)

    @cached_property
    def deviation(self) -> float:
        """The population standard deviation of the scores."""
        return statistics.pstdev(self.scores)

    @cached_property
    def full_marks(self) -> int:
        """The number of submissions with full marks."""
        return sum(math.isclose(score, self.max_score) for score in self.scores)

    @cached_property
    def bins(self) -> list[int]:
        """The number of scores in each tenth of the points; the last one includes full marks."""
        width = self.max_score / BIN_COUNT or 1.0
        # a score on a border must not fall below it by rounding
        counts = Counter(min(int(score / width + 1e-9), BIN_COUNT - 1) for score in self.scores)
        return [counts[number] for number in range(BIN_COUNT)]

    def as_dict(self) -> dict[str, Any]:
        """Return all figures."""
        figures: dict[str, Any] = {"handed_in": self.handed_in, "graded": self.graded}
        if self.scores:
            names = ("max_score", "mean", "median", "deviation", "full_marks")
            figures |= {name: getattr(self, name) for name in names}
        return figures


def class_statistics(reports: Sequence[SubmissionReport]) -> ClassStatistics:
    """Return the score statistics of a class."""
    graded = [report for report in reports if report.error is None]
    most = max((report.max_score for report in graded), default=0.0)
    return ClassStatistics(len(reports), [report.score for report in graded], most)


def exercise_statistics(reports: Sequence[SubmissionReport]) -> list[ExerciseStatistics]:
    """Return the statistics of each exercise, in the notebook's order."""
    graded = [(report.score, report.exercises) for report in reports if report.error is None]
    found: dict[str, list[tuple[float, float, float, str]]] = {}
    for whole, exercises in graded:
        for each in exercises:
            row = (each.points, each.score, whole - each.score, each.status)
            found.setdefault(each.id, []).append(row)
    return [_figures(name, rows) for name, rows in found.items()]


def _figures(name: str, rows: list[tuple[float, float, float, str]]) -> ExerciseStatistics:
    points, scores, rests, statuses = zip(*rows, strict=True)
    solved = [status == "passed" for status in statuses]
    return ExerciseStatistics(
        name,
        max(points),
        len(rows),
        Counter(statuses),
        statistics.fmean(scores),
        point_biserial(solved, rests),
    )


def point_biserial(solved: Sequence[bool], rests: Sequence[float]) -> float | None:
    """Return the correlation of having solved an exercise with the score on all the others.

    r = (M1 - M0) / s * sqrt(p * (1 - p)), where M1 and M0 are the means of ``rests`` over the students
    who solved it and the students who did not, s is the standard deviation over all, and p the share
    of students who solved it. It is Pearson's correlation with a variable of 0 and 1 (Crocker and Algina
    1986, chapter 14). ``rests`` must not include the exercise's own points, which correlate with it.

    Returns:
        A number from -1 to 1; None where all or none solved it, or all have the same rest.
    """
    # a smaller deviation is only a rounding error
    deviation = statistics.pstdev(rests)
    if deviation < 1e-9 or all(solved) or not any(solved):
        return None
    share = sum(solved) / len(solved)
    yes = statistics.fmean(rest for rest, was in zip(rests, solved, strict=True) if was)
    no = statistics.fmean(rest for rest, was in zip(rests, solved, strict=True) if not was)
    return (yes - no) / deviation * math.sqrt(share * (1 - share))
