"""The figures of a class: difficulty, discrimination, scores; and as data."""

from __future__ import annotations

import csv
import json
import math
import statistics
from pathlib import Path

import pytest
from class_results import class_of, exercise

from autograder.class_report.statistics import class_statistics, exercise_statistics, point_biserial
from autograder.class_report.statistics_export import write_statistics
from autograder.course.results import SubmissionReport
from autograder.errors import ConfigurationError


def test_discrimination_is_the_correlation_with_the_rest() -> None:
    """The formula gives what Pearson's correlation with 0 and 1 gives."""
    right = [True, True, False, True, False, False, True]
    rests = [9.0, 7.0, 4.0, 8.0, 5.0, 1.0, 3.0]
    expected = statistics.correlation([float(each) for each in right], rests)
    assert point_biserial(right, rests) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("right", "rests"),
    [
        ([True, True, True], [1.0, 2.0, 3.0]),
        ([False, False], [1.0, 2.0]),
        ([True, False, True], [0.1 + 0.2, 0.3, 0.3]),
        ([True], [1.0]),
    ],
)
def test_discrimination_is_not_defined_without_variance(
    right: list[bool], rests: list[float]
) -> None:
    """All or none solved it, or all have the same rest: there is nothing to correlate."""
    assert point_biserial(right, rests) is None


def test_the_exercise_itself_is_no_part_of_the_rest() -> None:
    """An exercise that has nothing to do with the others discriminates by 0, not by its own points."""
    figures = exercise_statistics(class_of("+++", "-++", "+--", "---"))
    assert [each.discrimination for each in figures] == pytest.approx(
        [0.0, 0.7071, 0.7071], abs=1e-3
    )


def test_difficulty_counts_full_marks_and_the_mean_counts_parts() -> None:
    """Not attempted and stopped are told apart from wrong."""
    ends = [("passed", 2), ("partial", 1), ("failed", 0), ("timeout", 0), ("not_attempted", 0)]
    reports = [SubmissionReport(end, "tiny", [exercise("a", end, score)]) for end, score in ends]
    reports.append(
        SubmissionReport("z", "tiny", error={"kind": "missing", "message": "no notebook"})
    )
    (figures,) = exercise_statistics(reports)
    assert (figures.graded, figures.difficulty, figures.mean_share) == (5, 0.2, 0.3)
    assert (figures.counts["failed"], figures.stopped, figures.counts["not_attempted"]) == (1, 1, 1)


def test_an_exercise_without_points_has_no_share_of_them() -> None:
    """Zero points are no division by zero."""
    (figures,) = exercise_statistics(
        [SubmissionReport("a", "tiny", [exercise("x", "passed", 0, points=0)])]
    )
    assert (figures.difficulty, figures.mean_share) == (1.0, None)


def test_scores_lie_in_tenths_of_the_points() -> None:
    """A score on a border belongs to the upper part, full marks to the last."""
    scores = [0.0, 0.59, 0.6, 3 * 0.6, 5.9, 6.0]
    reports = [
        SubmissionReport(str(score), "tiny", [exercise("a", "partial", score, points=6)])
        for score in scores
    ]
    figures = class_statistics(reports)
    assert figures.bins == [2, 1, 0, 1, 0, 0, 0, 0, 0, 2]
    assert (figures.full_marks, figures.median) == (1, pytest.approx(1.2))


def test_figures_come_as_csv_and_json(tmp_path: Path) -> None:
    """An exercise per row; as JSON with the class's figures and the messages."""
    reports = class_of("+++", "+-+", "+--")
    write_statistics(tmp_path / "s.csv", "tiny", reports)
    write_statistics(tmp_path / "s.json", "tiny", reports)
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    data = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert (rows[0]["discrimination"], data["exercises"][0]["discrimination"]) == ("", None)
    assert math.isclose(float(rows[1]["difficulty"]), data["exercises"][1]["difficulty"])
    assert data["class"]["median"] == 4.0


def test_figures_in_another_format_say_which_there_are(tmp_path: Path) -> None:
    """Neither CSV nor JSON: nothing is written."""
    with pytest.raises(ConfigurationError, match=r"expected a file \.csv or \.json, got s\.xlsx"):
        write_statistics(tmp_path / "s.xlsx", "tiny", [])
