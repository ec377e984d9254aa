"""The class report as an HTML page: its contents, and the limits on their length."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.class_report import page_rendering, plots
from autograder.class_report.common_messages import commonest_messages_by_exercise
from autograder.class_report.statistics import (
    ExerciseStatistics,
    class_statistics,
    exercise_statistics,
)
from autograder.course.common_flags import common_flags
from autograder.course.result_display import PHASES, STATUS_SIGNS, STATUS_WORDS
from autograder.course.results import SubmissionReport
from autograder.files import write_private_parts

MOST_STUDENTS = 5000  # rows of the class's table; a browser takes seconds for more
MOST_LISTED = 1000  # students with flags, or not graded
MOST_MESSAGES = 5  # of an exercise
MOST_LETTERS = 400  # of a message
MOST_NAMED = 50  # students who got a message


@dataclass(frozen=True)
class ClassReportPage:
    """The class report page of an assignment: its file, and its subject.

    Attributes:
        file: the HTML file.
        course: the course's folder, which holds ``feedback/``.
        assignment: its name.
        graded_at: when the class was graded, in seconds of the epoch.
        finals: the gradebook's scores that differ from the report's, by student.
    """

    file: Path
    course: Path
    assignment: str
    graded_at: float
    finals: dict[str, float] = field(default_factory=dict)

    def write(self, reports: Sequence[SubmissionReport]) -> None:
        """Write the report of a class.

        Raises:
            ConfigurationError: it cannot be written; the text says why.
        """
        reports = sorted(reports, key=lambda report: report.student)
        write_private_parts(
            self.file, page_rendering.stream_html_page("report.html", **self._context(reports))
        )

    def _context(self, reports: list[SubmissionReport]) -> dict[str, Any]:
        graded = [report for report in reports if report.error is None]
        figures, exercises = class_statistics(reports), exercise_statistics(reports)
        common = common_flags(reports)
        plotted = [each for each in exercises if each.discrimination is not None]
        return {
            "assignment": self.assignment,
            "graded_at": datetime.fromtimestamp(self.graded_at).astimezone(),
            "figures": figures,
            "standard_error": 1 / math.sqrt(len(graded) - 1) if len(graded) > 1 else None,
            "exercises": exercises,
            "hardest": hardest_exercise(exercises),
            "opposed": [each for each in plotted if (each.discrimination or 0) < 0],
            "scores_plot": plots.scores_plot(figures) if graded else "",
            "outcomes_plot": plots.outcomes_plot(exercises) if exercises else "",
            "telling_plot": plots.discrimination_plot(exercises) if plotted else "",
            "messages": {
                name: (found[:MOST_MESSAGES], len(found) - MOST_MESSAGES)
                for name, found in commonest_messages_by_exercise(graded).items()
            },
            "common_flags": common,
            "flagged": [report for report in reports if set(report.flags) - common.keys()],
            "ungraded": [report for report in reports if report.error is not None],
            "students": graded[:MOST_STUDENTS],
            "students_beyond": max(0, len(graded) - MOST_STUDENTS),
            "feedback": {report.student: self._feedback(report.student) for report in graded},
            "timings": _timings(graded),
            "slowest": sorted(graded, key=lambda each: -each.timings.get("total", 0))[:5],
            "signs": STATUS_SIGNS,
            "words": STATUS_WORDS,
            "finals": self.finals,
            "most_listed": MOST_LISTED,
            "most_letters": MOST_LETTERS,
            "most_named": MOST_NAMED,
        }

    def _feedback(self, student: str) -> str:
        return page_rendering.feedback_link(self.file, self.course, self.assignment, student)


def hardest_exercise(exercises: Sequence[ExerciseStatistics]) -> ExerciseStatistics | None:
    """Return the exercise that the fewest students solved; on a tie, the one with the lower mean score."""
    ranked = sorted(exercises, key=lambda each: (each.difficulty, each.mean_share or 0.0))
    return ranked[0] if ranked and ranked[0].difficulty < 1 else None


def _timings(graded: Sequence[SubmissionReport]) -> dict[str, tuple[float, float, float]]:
    """Return for each phase the total, median and maximum seconds of the submissions."""
    timings = [report.timings for report in graded if "total" in report.timings]
    found = {}
    for phase in (*PHASES, "total"):
        values = [each.get(phase, 0.0) for each in timings]
        if values:
            found[phase] = (sum(values), statistics.median(values), max(values))
    return found
