"""A watch of a course that is not the plainest: penalties, several assignments, another exchange, a full disk."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import made_up
import pytest
from exchange_course import HALF, ExchangeCourse
from nbgrader.api import Gradebook
from recorded import NAME, gradebook
from running import until

from autograder.on_arrival import sources
from autograder.sandbox import bubblewrap

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("shared_kernel_source"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]

SLOW = {"greet": "import time\ntime.sleep(5)\ngreet = None"}
DISK_BYTES = 16 << 20
POLICY = 'c.LateDays.policies = {"tiny": {"percent_per_day": 20}}\n'
ELSEWHERE = """
import shutil
from pathlib import Path
from nbgrader.exchange.abc import ExchangeCollect

class FromElsewhere(ExchangeCollect):
    def start(self):
        name = self.coursedir.assignment_id
        for folder in Path(self.coursedir.root, "..", "elsewhere").glob(f"*/{name}"):
            place = self.coursedir.format_path("submitted", folder.parent.name, name)
            if not Path(place).exists():
                shutil.copytree(folder, place)

c.ExchangeFactory.collect = FromElsewhere
"""


@pytest.mark.parametrize("more_config", [POLICY], ids=["a-fifth-a-day"])
def test_late_work_costs_what_the_course_says(course: ExchangeCourse) -> None:
    """The penalty is recorded and stands on the page; who was in time pays none."""
    with Gradebook(gradebook(course.folder)) as book:
        book.update_or_create_assignment(NAME, duedate="2026-11-30 10:30:00 UTC")
    for student, minute in (("early", 29), ("late", 31)):
        course.put(student, minute=minute)
    course.watch_once(release=True)
    with Gradebook(gradebook(course.folder)) as book:
        taken = {
            each.student.id: each.late_submission_penalty
            for each in book.assignment_submissions(NAME)
        }
    assert taken["late"] == pytest.approx(1.2)
    assert not taken["early"]
    page = (course.folder / "feedback/late" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "4.8" in page


def add_assignment(course: ExchangeCourse, name: str) -> None:
    """Add an assignment like the one that is there."""
    source = course.folder / "source"
    made_up.write_notebook(source / name / f"{name}.ipynb", made_up.make_notebook())
    shutil.copytree(course.folder / "checks" / NAME, course.folder / "checks" / name)


def test_several_assignments_share_one_line(course: ExchangeCourse) -> None:
    """Who has waited longest is next, whatever the assignment; each has its own rows and its own report."""
    add_assignment(course, "other")
    with course.watched_here(release=True):
        course.logged("watching")
        course.put("ada", made_up.make_notebook(SLOW))
        course.logged("tiny: ada: handed in")
        for number, (student, name) in enumerate(
            (("bob", "other"), ("cyd", NAME), ("ada", "other"), ("dan", NAME))
        ):
            course.put(student, number=number, minute=number, assignment=name)
            course.logged(f"{name}: {student}: handed in")
        log = course.logged("feedback released", times=5)
    assert graded_in_order(log) == [
        "tiny: ada",
        "other: bob",
        "tiny: cyd",
        "other: ada",
        "tiny: dan",
    ]
    assert course.scores() == {"ada": 5.0, "cyd": 6.0, "dan": 6.0}
    assert course.scores("other") == {"ada": 6.0, "bob": 6.0}


def graded_in_order(log: str) -> list[str]:
    """Return what was graded, as the log says it."""
    graded = [line for line in log.splitlines() if " points" in line]
    return [line.split(" INFO ")[1].rpartition(":")[0] for line in graded]


def test_who_came_while_nothing_watched_are_graded_in_their_order(course: ExchangeCourse) -> None:
    """By when they handed in, whatever their names and assignments are."""
    add_assignment(course, "other")
    for student, name in (("zoe", NAME), ("eve", "other"), ("ada", NAME), ("bob", "other")):
        course.put(student, assignment=name)
        time.sleep(0.05)  # the system's clock for files is a coarse one
    log = course.watch_once()
    assert graded_in_order(log) == ["tiny: zoe", "other: eve", "tiny: ada", "other: bob"]


@pytest.mark.parametrize("more_config", [ELSEWHERE], ids=["own-collector"])
def test_an_exchange_of_another_kind_is_asked(
    course: ExchangeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A course's own collector brings hand-ins from where it knows; asked again, those that came later."""
    monkeypatch.setattr(sources, "ASKING_S", 0.5)
    elsewhere = course.place / "elsewhere"

    def hand_in(student: str) -> None:
        notebook = made_up.make_notebook(HALF if student == "bob" else None)
        made_up.write_notebook(elsewhere / student / NAME / f"{NAME}.ipynb", notebook)

    hand_in("ada")
    with course.watched_here():
        course.logged("ada: 6 of 6 points")
        hand_in("bob")
        log = course.logged("bob: 5 of 6 points")
    assert "WARNING" not in log
    assert course.scores() == {"ada": 6.0, "bob": 5.0}


def fill(disk: Path) -> Path:
    """Write into a file on a disk until the disk is full; return the file."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
    return filler


def scores_on(disk: Path, course: ExchangeCourse) -> dict[str, float]:
    """Return what a gradebook on another process's disk has, by a copy: SQLite would open ours in its place."""
    shutil.copy(disk / "gradebook.db", course.folder)
    return course.scores()


def test_a_full_disk_loses_nothing(course: ExchangeCourse) -> None:
    """What was being graded is not recorded, what comes is not collected, nobody gets a zero; with room, it goes on."""
    disk = course.place / "disk"
    disk.mkdir()
    inside = [
        *(bubblewrap.find_bwrap(), "--dev-bind", "/", "/", "--size", str(DISK_BYTES)),
        *("--tmpfs", str(disk), "--", "bash", "-c"),
        *('cp -r "$0"/. "$1" && cd "$1" && exec "${@:2}"', str(course.folder), str(disk)),
    ]
    with course.watching("--release-feedback", inside=inside):
        watch = int(course.logged("process ").partition("process ")[2].split()[0])
        try:
            there = Path(f"/proc/{watch}/root{disk}")  # nobody else sees that disk
            course.put("ada", made_up.make_notebook(HALF))
            course.logged("ada: feedback released")
            course.put("bob", made_up.make_notebook(SLOW))
            course.logged("bob: handed in")
            os.kill(watch, signal.SIGSTOP)
            filler = fill(there)
            os.kill(watch, signal.SIGCONT)
            course.put("cyd", made_up.make_notebook(HALF))
            course.logged("cyd: cannot be collected: No space left on device")
            course.logged("tiny: results: ")
            assert scores_on(there, course) == {"ada": 5.0}
            filler.unlink()
            course.logged("bob: feedback released")
            log = course.logged("cyd: feedback released")
            assert scores_on(there, course) == {"ada": 5.0, "bob": 5.0, "cyd": 5.0}
        finally:
            os.kill(watch, signal.SIGTERM)
            until(lambda: not Path(f"/proc/{watch}").exists(), "the end of the watch")
    assert log.count("cannot be collected") == log.count("WARNING tiny: results: ") == 1
