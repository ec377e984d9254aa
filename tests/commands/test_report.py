"""`report` and `timings` show what the last grading kept."""

from __future__ import annotations

import csv
from pathlib import Path

import made_up
import pytest
from command_runs import GRADE, Run, took

from autograder.suggested_commands import suggested_command

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_report_comes_as_data_too(course: Path, run: Run) -> None:
    """--csv and --json write the last grading to files, and print nothing."""
    made_up.hand_in(course, "ada", made_up.make_notebook({"greet": "1 / 0"}))
    made_up.hand_in(course, "bob", "")
    run(*GRADE)
    assert run("report", "tiny", "--csv", "class.csv", "--json", "class.json") == (0, "", "")
    with (course / "class.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["student"] for row in rows] == ["ada", "bob"]
    assert (rows[0]["score"], rows[0]["max_score"], rows[0]["greet status"]) == ("5", "6", "failed")
    assert (rows[1]["score"], rows[1]["error"]) == ("", "unreadable: the file is empty")
    assert (course / "class.json").read_bytes() == (course / ".autograder/tiny.json").read_bytes()


@pytest.mark.usefixtures("shared_kernel_source")
def test_timings_say_where_the_time_went(course: Path, run: Run) -> None:
    """A row per phase, and the submissions that took longest, the longest first."""
    made_up.hand_in(course, "ada", made_up.make_notebook())
    made_up.hand_in(course, "bob", made_up.make_notebook({"double": "1 / 0"}))
    run(*GRADE)
    took(course, ada=0.1, bob=1.0)
    status, out, _ = run("timings", "tiny")
    rows = [line.split("│")[1].strip() for line in out.splitlines() if "│" in line]
    assert (status, rows) == (
        0,
        ["read", "start", "cells", "checks", "rest", "total", "bob", "ada"],
    )


@pytest.mark.usefixtures("shared_kernel_source")
def test_timings_of_what_was_not_graded_say_so(course: Path, run: Run) -> None:
    """A class of which none could be graded has none."""
    made_up.hand_in(course, "ada", "")
    run(*GRADE)
    assert run("timings", "tiny")[::2] == (2, "tiny: none of its submissions was graded\n")


def test_a_report_of_a_class_never_graded_says_what_to_do(run: Run) -> None:
    """Without a grading there is no report, and the message has the command to run."""
    status, out, err = run("report", "tiny")
    assert (status, out) == (2, "")
    assert (
        err.strip() == f"tiny has not been graded here: run `{suggested_command('grade', 'tiny')}`"
    )


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_report_shows_the_last_grading(course: Path, run: Run) -> None:
    """What the last run showed, the table and where the data is; and where the page is."""
    made_up.hand_in(course, "ada", made_up.make_notebook(made_up.STUBS))
    _, graded, _ = run(*GRADE)
    status, out, _ = run("report", "tiny")
    assert status == 0
    shown, _, page = out.partition("on a page: ")
    assert page == "reports/tiny.html\n"
    assert graded == f"{shown}on a page: run `{suggested_command('report', 'tiny')}`\n"
    assert f"the same as data: {course}/.autograder/tiny.json\n" in shown
    assert "···" in shown


def test_a_class_file_that_cannot_be_read_says_so(course: Path, run: Run) -> None:
    """A damaged class file is named, with what to do."""
    (course / ".autograder").mkdir()
    (course / ".autograder" / "tiny.json").write_text("[{}]", encoding="utf-8")
    status, _, err = run("report", "tiny")
    assert status == 2
    assert "tiny.json cannot be read: grade tiny again" in err
