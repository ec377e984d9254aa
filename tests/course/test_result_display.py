"""What students wrote, as terminals and spreadsheets show it."""

from __future__ import annotations

import csv
import io
import re

import pytest

from autograder.course.result_display import spreadsheet_text

FORMULAS = re.compile(r"\s*[=@]")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        " =1+1",
        "a;=1+1",
        "a; =1+1",
        "a,=1+1",
        'a";"=1+1',
        "a\t=1+1",
        "a|@SUM(1)",
        "a\n=1+1",
        "a\r\n@SUM(1)",
        "\t=1+1",
    ],
)
def test_no_separator_makes_a_formula_of_a_text(text: str, separator: str) -> None:
    """Whatever a spreadsheet takes for the separator of the file; the twin shows that it would."""

    def cells(text: str) -> list[str]:
        file = io.StringIO()
        csv.writer(file).writerow(["ada", text])
        lines = re.split(r"[\r\n]+", file.getvalue())
        return [cell.strip('"') for line in lines for cell in line.split(separator)]

    def has_formula(text: str) -> bool:
        return any(FORMULAS.match(cell) for cell in cells(text))

    assert not has_formula(spreadsheet_text(text))
    if separator in text:
        assert has_formula(text)


@pytest.mark.parametrize(
    "text", ["expected shape (32, -1), got (3, 4)", "a-b", "1; 2", "x = 3", "e-mail: a@b.org"]
)
def test_honest_text_stays_as_it_is(text: str) -> None:
    """Signs within a text are no formulas."""
    assert spreadsheet_text(text) == text
