from __future__ import annotations

import io

import pytest
from rich.console import Console

from autograder.commands.terminal_output import class_table, common_flags_lines
from autograder.course.common_flags import common_flags
from autograder.course.results import SubmissionReport

EDITED, OWN = "locked cell double was edited: restored", "worth a look: `gc` (cell a)"


def class_with(flagged: int, size: int) -> list[SubmissionReport]:
    """Return a class of which the first students' locked cell differs; the first has a flag of its own."""
    reports = [
        SubmissionReport(f"s{n}", "tiny", flags=[EDITED] if n < flagged else [])
        for n in range(size)
    ]
    reports[0].flags.append(OWN)
    return reports


@pytest.mark.parametrize(
    ("flagged", "size", "found"),
    [(4, 4, {}), (5, 5, {EDITED: 5}), (3, 6, {}), (4, 6, {EDITED: 4})],
    ids=["a few friends", "all", "half", "most"],
)
def test_a_flag_of_most_of_a_class_is_told_apart(
    flagged: int, size: int, found: dict[str, int]
) -> None:
    """More than half have it, in a class of some size."""
    assert common_flags(class_with(flagged, size)) == found


def test_the_table_says_it_once() -> None:
    """What most have stands below the table, and each row shows what is the student's own."""
    reports = class_with(6, 6)
    console = Console(file=io.StringIO(), width=200)
    console.print(class_table("tiny", reports), *common_flags_lines(reports))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert text.count(EDITED) == 1
    assert f"6 of 6: {EDITED}" in text
    assert text.count(OWN) == 1
