"""A watch of nbgrader's real exchange: what comes in is graded, recorded and answered, whatever happens.

It runs in a thread here; `test_watch_as_program.py` runs the command.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import made_up
import pytest
from exchange_course import HALF, ExchangeCourse, make_exchange_course, released_as
from nbgrader.api import Gradebook
from recorded import NAME, gradebook, tables
from running import PATIENCE_S, command

from autograder.on_arrival import sources
from autograder.on_arrival.assignment_watch import Graded
from autograder.on_arrival.handing_back import HandingBack

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("shared_kernel_source"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


def test_a_watch_leaves_what_the_commands_leave(
    course: ExchangeCourse, released: ExchangeCourse, tmp_path: Path
) -> None:
    """Row by row in the gradebook, as collect, grade and the rest of them by hand."""
    for number, student in enumerate(("ada", "bob", "eve")):
        course.put(student, made_up.make_notebook(HALF if student == "bob" else None))
        course.put(student, number=number + 5, minute=number)
    course.put("cut", number=3)
    [cut] = (course.exchange / "inbound").glob(f"cut+{NAME}+*")
    (cut / f"{NAME}.ipynb").write_text('{"cells": [')
    log = course.watch_once(release=True)
    assert "cut: not graded, no points taken: not a notebook" in log
    (tmp_path / "second").mkdir()
    other = released_as(make_exchange_course(tmp_path / "second"), released)
    for folder in (course.exchange / "inbound").iterdir():
        subprocess.run(["cp", "-rp", str(folder), other.exchange / "inbound"], check=True)
    other.run("collect", NAME)
    done = subprocess.run(
        command(), cwd=other.folder, capture_output=True, text=True, check=False, timeout=PATIENCE_S
    )
    assert done.returncode == 1, done.stdout + done.stderr
    other.run("generate_feedback", NAME)
    other.run("release_feedback", NAME)
    assert tables(gradebook(course.folder)) == tables(gradebook(other.folder))
    for part in ("autograded", "feedback"):
        here, there = (
            {str(f.relative_to(c.folder)): f.read_bytes() for f in (c.folder / part).rglob("*.*")}
            for c in (course, other)
        )
        assert here == there
    released = [{p.name for p in (c.exchange / "feedback").iterdir()} for c in (course, other)]
    assert released[0] == released[1]
    results = [(c.folder / ".autograder" / "tiny.json").read_text() for c in (course, other)]
    assert len(results[0].splitlines()) == len(results[1].splitlines())


def test_checks_edited_meanwhile_grade_all_again(course: ExchangeCourse) -> None:
    """An edit of a check counts for all, those graded before too; a broken one is said, once."""
    course.put("ada", made_up.make_notebook(HALF))
    with course.watched_here():
        course.logged("ada: 5 of 6 points")
        check = course.folder / "checks" / NAME / "double.py"
        kept = check.read_text()
        check.write_text(kept.replace("got == 6", "got == 6 and 1"))
        course.logged("tiny: edited")
        course.logged("ada: 5 of 6 points", times=2)
        course.logged("ada: feedback written", times=2)
        toml = course.folder / "autograder.toml"
        toml.write_text("[limits\n")
        course.logged("not valid TOML")
        course.put("bob")
        time.sleep(3)
        toml.unlink()
        course.logged("tiny: in order again")
        log = course.logged("bob: 6 of 6 points")
    assert log.count("not valid TOML") == 1


def test_settings_broken_before_a_result_is_recorded(
    course: ExchangeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was graded waits; the gradebook is not said to be at fault; mended, it is recorded."""
    toml = course.folder / "autograder.toml"
    add, breaks = HandingBack.add, [toml]

    def break_and_add(back: HandingBack, graded: list[Graded]) -> None:
        if graded and breaks:
            breaks.pop().write_text("[limits\n")
        add(back, graded)

    monkeypatch.setattr(HandingBack, "add", break_and_add)
    course.put("ada", made_up.make_notebook(HALF))
    with course.watched_here():
        course.logged("not valid TOML")
        toml.unlink()
        log = course.logged("ada: 5 of 6 points")
    assert log.count("not valid TOML") == 1
    assert "gradebook" not in log


def test_marks_by_hand_are_kept(course: ExchangeCourse) -> None:
    """A mark that a person gave between two hand-ins counts, stands on the page, and in the class report."""
    course.put("ada", made_up.make_notebook(HALF))
    course.watch_once(release=True)
    with Gradebook(gradebook(course.folder)) as book:
        book.find_grade("double", NAME, NAME, "ada").manual_score = 1.5
        book.db.commit()
    course.put("ada", made_up.make_notebook({**HALF, "greet": "1"}), number=1, minute=1)
    course.watch_once(release=True)
    with Gradebook(gradebook(course.folder)) as book:
        grade = book.find_grade("double", NAME, NAME, "ada")
        assert (grade.manual_score, grade.score) == (1.5, 1.5)
    page = (course.folder / "feedback" / "ada" / NAME / f"{NAME}.html").read_text()
    assert "set by a person" in page
    report = (course.folder / "reports" / f"{NAME}.html").read_text(encoding="utf-8")
    assert "<bdi>ada</bdi>" in report


def test_who_waits_longest_is_next(course: ExchangeCourse) -> None:
    """A hundred hand-ins of one student cost the others nothing, and the newest of them counts."""
    slow = made_up.make_notebook({"greet": "import time\ntime.sleep(1)\ngreet = None"})
    with course.watched_here():
        course.logged("watching")
        for number in range(20):
            course.put("eager", made_up.make_notebook(HALF), number=number, minute=number % 60)
        course.put("eager", slow, number=50, minute=50)
        for student in ("bob", "cyd", "dan"):
            course.put(student, made_up.make_notebook({"total": f"{student} = 1"}))
        log = course.logged("dan: 3 of 6 points")
        course.logged("eager: 5 of 6 points")
    assert log.count("eager: handed in") <= 4
    assert course.scores()["eager"] == 5.0


def test_a_hand_in_that_is_being_written_is_waited_for(
    course: ExchangeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a hand-in is neither graded nor a zero; whole, it is collected."""
    monkeypatch.setattr(sources, "UNFINISHED_S", float("inf"))
    folder = course.put("ada")
    whole = (folder / f"{NAME}.ipynb").read_bytes()
    secret = folder / "submission_secret.txt"
    secret.rename(course.place / "secret")
    (folder / f"{NAME}.ipynb").write_bytes(whole[:100])
    with course.watched_here():
        course.logged("watching")
        course.put("bob")
        course.logged("bob: 6 of 6 points")
        assert not (course.folder / "submitted" / "ada").exists()
        (folder / f"{NAME}.ipynb").write_bytes(whole)
        (course.place / "secret").rename(secret)
        log = course.logged("ada: 6 of 6 points")
    assert "not graded" not in log


def test_what_was_never_gone_through_the_exchange_is_graded_too(course: ExchangeCourse) -> None:
    """What lies in submitted/ is graded when it is whole; there is no place to release its feedback."""
    with course.watched_here(release=True):
        course.logged("watching")
        made_up.hand_in(course.folder, "ada", made_up.make_notebook())
        course.logged("ada: not released: it was not handed in through the exchange")
        (course.folder / "autograded/ada" / NAME / f"{NAME}.ipynb").stat()
    assert course.scores() == {"ada": 6.0}


def test_a_platforms_download_that_is_dropped(course: ExchangeCourse) -> None:
    """A folder that a download was unpacked into is collected, dropped where downloads are, and graded."""
    drop = course.place / "drop"
    drop.mkdir()
    with course.watched_here(exchange=False, downloads=drop):
        course.logged("watching")
        made_up.write_notebook(
            drop / "monday" / "ada" / f"{NAME}.ipynb", made_up.make_notebook(HALF)
        )
        made_up.write_notebook(drop / "monday" / "bob" / f"{NAME}.ipynb", made_up.make_notebook())
        log = course.logged("bob: 6 of 6 points")
        course.logged("ada: 5 of 6 points")
    assert "exchange" not in log


# --- what stands in the way -------------------------------------------------------------------


def test_an_exchange_that_is_not_there_is_said_once(course: ExchangeCourse) -> None:
    """submitted/ is graded meanwhile; when the exchange is there, it goes on."""
    away = course.place / "away"
    (course.place / "exchange").rename(away)
    with course.watched_here():
        course.logged("exchange: expected the exchange's folder")
        made_up.hand_in(course.folder, "ada", made_up.make_notebook())
        course.logged("ada: 6 of 6 points")
        away.rename(course.place / "exchange")
        course.put("bob")
        log = course.logged("bob: 6 of 6 points")
    assert log.count("expected the exchange's folder") == 1
    assert "exchange: in order again" in log


def test_a_locked_gradebook_is_waited_for(course: ExchangeCourse) -> None:
    """What cannot be recorded is kept and recorded later; it is said once."""
    course.put("ada")
    course.watch_once()
    other = sqlite3.connect(course.folder / "gradebook.db", isolation_level=None)
    with closing(other), course.watched_here():
        course.logged("watching")
        other.execute("BEGIN EXCLUSIVE")
        made_up.hand_in(course.folder, "bob", made_up.make_notebook())
        course.logged("database is locked")
        time.sleep(4)
        other.execute("ROLLBACK")
        log = course.logged("bob: 6 of 6 points")
    assert log.count("database is locked") == 1
    assert course.scores() == {"ada": 6.0, "bob": 6.0}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads what nobody may read")
def test_a_hand_in_that_cannot_be_read_costs_no_other(
    course: ExchangeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it has not changed for a while, it waits with a reason, while others are graded."""
    monkeypatch.setattr(sources, "UNFINISHED_S", 1.0)
    folder = course.put("ada")
    (folder / f"{NAME}.ipynb").chmod(0)
    course.put("bob")
    with course.watched_here():
        course.logged("bob: 6 of 6 points")
        course.logged("ada: cannot be collected")
        (folder / f"{NAME}.ipynb").chmod(0o644)
        course.logged("ada: 6 of 6 points")
