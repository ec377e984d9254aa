from __future__ import annotations

import csv
from pathlib import Path

import pytest

from autograder.class_report.class_csv import write_class_csv
from autograder.course.results import ExerciseReport, SubmissionReport


def rows(path: Path, reports: list[SubmissionReport]) -> list[dict[str, str]]:
    """Write a class and return what a spreadsheet reads."""
    write_class_csv(path, reports)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_class_is_a_row_per_student(tmp_path: Path) -> None:
    """Sorted by student, with scores, flags and each exercise's score and status."""
    done = SubmissionReport(
        "bob", "a", [ExerciseReport("x", 2, 1.5, "partial", ())], ["one", "two"]
    )
    failed = SubmissionReport("ada", "a", error={"kind": "missing", "message": "no notebook"})
    assert rows(tmp_path / "class.csv", [done, failed]) == [
        {
            "student": "ada",
            "score": "",
            "max_score": "",
            "error": "missing: no notebook",
            "flags": "",
            "x score": "",
            "x status": "",
        },
        {
            "student": "bob",
            "score": "1.5",
            "max_score": "2",
            "error": "",
            "flags": "one; two",
            "x score": "1.5",
            "x status": "partial",
        },
    ]


def test_scores_keep_their_decimals(tmp_path: Path) -> None:
    """All four that a score has, and none that adding up left."""
    report = SubmissionReport("ada", "a", [ExerciseReport("x", 200, 133.4667, "partial", ())])
    (row,) = rows(tmp_path / "class.csv", [report])
    assert (row["score"], row["x score"]) == ("133.4667", "133.4667")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_a_formula(tmp_path: Path, begin: str) -> None:
    """A name or a flag that a spreadsheet would work out is marked as text."""
    report = SubmissionReport(f"{begin}HYPERLINK()", "a", flags=[f"{begin}1+1"])
    (row,) = rows(tmp_path / "class.csv", [report])
    assert (row["student"], row["flags"]) == (f"'{begin}HYPERLINK()", f"'{begin}1+1")


@pytest.mark.parametrize("text", ['a "quote", a comma', "two\nlines", "Zoë"])
def test_any_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    """Quotes, commas and lines do not break the table."""
    (row,) = rows(tmp_path / "class.csv", [SubmissionReport(text, "a")])
    assert row["student"] == text
