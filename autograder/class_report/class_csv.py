"""The results of a class as CSV for spreadsheets, a row per submission."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from autograder.course.result_display import spreadsheet_text
from autograder.course.results import SubmissionReport
from autograder.files import write_private_parts


def write_class_csv(path: Path, reports: list[SubmissionReport]) -> None:
    """Write the results of a class as CSV, sorted by student.

    The columns are ``student``, ``score``, ``max_score``, ``error``, ``flags``, and the score and
    status of each exercise. Text from a student that a spreadsheet would
    take for a formula gets an apostrophe in front.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    write_private_parts(path, _lines(sorted(reports, key=lambda report: report.student)))


def _lines(reports: list[SubmissionReport]) -> Iterator[str]:
    exercises = list(dict.fromkeys(each.id for report in reports for each in report.exercises))
    yield _line(
        ["student", "score", "max_score", "error", "flags"]
        + [f"{name} {what}" for name in exercises for what in ("score", "status")]
    )
    for report in reports:
        yield _line(_row(report, exercises))


def _row(report: SubmissionReport, exercises: list[str]) -> list[str]:
    scores = (
        [""] * 2 if report.error else [_format_exact(report.score), _format_exact(report.max_score)]
    )
    error = f"{report.error['kind']}: {report.error['message']}" if report.error else ""
    texts = [spreadsheet_text(error), spreadsheet_text("; ".join(report.flags))]
    found = {each.id: (_format_exact(each.score), each.status) for each in report.exercises}
    cells = [cell for name in exercises for cell in found.get(name, ("", ""))]
    return [spreadsheet_text(report.student), *scores, *texts, *cells]


def _format_exact(value: float) -> str:
    """Return a score with all decimals that count, without rounding errors."""
    return f"{value:.10g}"


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
