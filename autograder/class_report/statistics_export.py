"""Export of a class's statistics as JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from autograder.class_report.common_messages import commonest_messages_by_exercise
from autograder.class_report.statistics import (
    ExerciseStatistics,
    class_statistics,
    exercise_statistics,
)
from autograder.course.results import SubmissionReport
from autograder.errors import ConfigurationError
from autograder.files import write_private_text


def write_statistics(path: Path, assignment: str, reports: Sequence[SubmissionReport]) -> None:
    """Write a class's statistics: all as JSON, or the exercises' as CSV, by the file's suffix.

    Raises:
        ConfigurationError: the suffix is neither, or the file cannot be written.
    """
    if path.suffix not in (".csv", ".json"):
        raise ConfigurationError(f"--stats: expected a file .csv or .json, got {path.name}")
    exercises = exercise_statistics(reports)
    if path.suffix == ".csv":
        write_private_text(path, _csv(exercises))
        return
    messages = commonest_messages_by_exercise(reports)
    data = {
        "assignment": assignment,
        "class": class_statistics(reports).as_dict(),
        "exercises": [
            {**each.as_dict(), "messages": [found.as_dict() for found in messages.get(each.id, [])]}
            for each in exercises
        ],
    }
    write_private_text(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def _csv(exercises: Sequence[ExerciseStatistics]) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    for number, each in enumerate(exercises):
        figures = each.as_dict()
        if number == 0:
            rows.writerow(figures)
        rows.writerow(figures.values())
    return out.getvalue()
