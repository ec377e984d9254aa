"""The exercises' figures as data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from autograder.class_report.messages import commonest_messages
from autograder.class_report.statistics import ExerciseFigures, class_figures, exercise_figures
from autograder.errors import ConfigurationError
from autograder.results import Report
from autograder.store import write_atomically


def write_statistics(path: Path, assignment: str, reports: Sequence[Report]) -> None:
    """Write the figures of a class: as JSON, or the exercises' as CSV, by the file's suffix.

    Raises:
        ConfigurationError: the suffix is another one, or it cannot be written.
    """
    if path.suffix not in (".csv", ".json"):
        raise ConfigurationError(f"--stats: expected a file .csv or .json, got {path.name}")
    exercises = exercise_figures(reports)
    if path.suffix == ".csv":
        write_atomically(path, _csv(exercises))
        return
    messages = commonest_messages(reports)
    data = {
        "assignment": assignment,
        "class": class_figures(reports).as_dict(),
        "exercises": [
            {**each.as_dict(), "messages": [found.as_dict() for found in messages.get(each.id, [])]}
            for each in exercises
        ],
    }
    write_atomically(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def _csv(exercises: Sequence[ExerciseFigures]) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    for number, each in enumerate(exercises):
        figures = each.as_dict()
        if number == 0:
            rows.writerow(figures)
        rows.writerow(figures.values())
    return out.getvalue()
