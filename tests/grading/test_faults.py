"""Faults of ours, and of the machine: one more `grade`, and every submission has its result.

``FAULTS=50`` in the environment kills as many times, each at another moment; ``RESUMES=20
RESUMED_CLASS=200`` kills the grading of one class of 200 as many times.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import made_up
import pytest
from nbgrader.api import Gradebook
from running import (
    PATIENCE_S,
    Process,
    command,
    expect_ended,
    family,
    kept,
    start_grading,
    until,
)

from autograder.course.assignment import Assignment
from autograder.sandbox import bubblewrap
from autograder.sandbox.warm_process import KernelSource

KILLS = int(os.environ.get("FAULTS", "2"))
RESUMES, SIZE = int(os.environ.get("RESUMES", "1")), int(os.environ.get("RESUMED_CLASS", "12"))
ARGUMENTS = ("--jobs", "2", "--json", "class.json")
CLASS: dict[str, dict[str, str]] = {
    "ada": {},
    "bob": {"double": "def double(x):\n    return x"},
    "cyd": {"greet": "1 / 0"},
    "dan": {"total": made_up.STUBS["total"]},
    "eva": {"double": "import time\ntime.sleep(0.5)\n" + made_up.RIGHT["double"]},
}

pytestmark = pytest.mark.slow


@dataclass
class Run:
    """How a run of `grade` ended, and what it said."""

    status: int
    out: str
    err: str


def make_course(folder: Path) -> Path:
    """Return a course with a small class."""
    made_up.make_assignment(folder)
    for student, answers in CLASS.items():
        made_up.hand_in(folder, student, made_up.make_notebook(answers))
    return folder


def grade(course: Path) -> Run:
    """Grade the class to the end, the gradebook included."""
    return finish(start_grading(course, *ARGUMENTS))


def finish(process: subprocess.Popen[str]) -> Run:
    """Wait for the end; whatever went wrong, nobody is shown a traceback."""
    out, err = process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in out + err, err
    return Run(process.returncode, out, err)


def results(course: Path) -> tuple[Any, dict[str, float]]:
    """Return the class's reports, but for the clock, and the scores in the gradebook."""
    reports = json.loads((course / "class.json").read_text(encoding="utf-8"))
    for report in reports:
        report.pop("timings")
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = gradebook.assignment_submissions(made_up.NAME)
        scores = {submission.student.id: submission.score for submission in found}
        assert len(scores) == len(found)
    return reports, scores


@dataclass
class Undisturbed:
    """What a run gives that nothing disturbs, and how long it takes."""

    results: tuple[Any, dict[str, float]]
    seconds: float


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """The class, graded in peace."""
    course = make_course(tmp_path_factory.mktemp("peace"))
    began = time.monotonic()
    run = grade(course)
    assert run.status == 0, run.err
    found = results(course)
    assert found[1] == {"ada": 6, "bob": 4, "cyd": 5, "dan": 3, "eva": 6}
    return Undisturbed(found, time.monotonic() - began)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course whose class has not been graded."""
    return make_course(tmp_path)


def kill_one(process: subprocess.Popen[str], choice: random.Random, after_s: float) -> Process:
    """Wait, kill the grader or something that it started, and return which."""
    time.sleep(after_s)
    grader = (process.pid, "")
    others = [one for one in sorted(family(process.pid)) if one[0] != process.pid]
    victim = grader if choice.random() < 0.3 or not others else choice.choice(others)
    with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
        os.kill(victim[0], signal.SIGKILL)
    return victim


@pytest.mark.parametrize("seed", range(KILLS))
def test_after_a_kill_at_any_moment_all_is_graded(
    seed: int, course: Path, undisturbed: Undisturbed, scratch: Path
) -> None:
    """The grader's end costs one more run, any other's nothing; no process or file is left over."""
    choice = random.Random(seed)
    process = start_grading(course, *ARGUMENTS)
    before = Path("/proc/self/mounts").read_text()
    victim = kill_one(process, choice, choice.uniform(0, undisturbed.seconds))
    everyone = family(process.pid)
    run = finish(process)
    expect_ended(everyone, least=0)
    until(lambda: not list(scratch.iterdir()), "nothing is left of it")
    if victim[0] == process.pid:
        assert run.status in (0, -signal.SIGKILL)
    elif run.status:  # a program of nbgrader's own, which has no second try
        assert "was killed: grade again" in run.err
    else:
        assert results(course) == undisturbed.results
    again = grade(course)
    assert again.status == 0, again.err
    assert results(course) == undisturbed.results
    assert Path("/proc/self/mounts").read_text() == before


def test_a_class_whose_grading_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """Killed again and again at random moments: no result is lost, and the last run gives them all."""
    undisturbed, course = tmp_path / "peace", tmp_path / "war"
    for folder in (undisturbed, course):
        make_large_course(folder)
    assert grade(undisturbed).status == 0
    choice, before = random.Random(20), 0
    for number in range(RESUMES):
        wanted = choice.randint(before, max(before, SIZE * (number + 1) // (RESUMES + 1) + 1))
        process = start_grading(course, *ARGUMENTS)
        until(lambda wanted=wanted: len(kept(course)) >= wanted, f"{wanted} results")
        time.sleep(choice.uniform(0, 0.5))
        process.kill()
        process.communicate()
        assert len(kept(course)) >= before
        before = len(kept(course))
    assert before < SIZE
    assert grade(course).status == 0
    assert results(course) == results(undisturbed)


def make_large_course(folder: Path) -> None:
    """Make a course with a class of as many as is asked for, no two of them alike."""
    made_up.make_assignment(folder)
    for number in range(SIZE):
        answers = dict(list(CLASS.values())[number % 4])
        answers["total"] = f"{answers.get('total', made_up.RIGHT['total'])}\nnumber = {number}"
        made_up.hand_in(folder, f"student-{number:03}", made_up.make_notebook(answers))


def test_two_graders_at_once_give_the_same(course: Path, undisturbed: Undisturbed) -> None:
    """Two graders on the same course at the same time: at most one more run, and all is there."""
    one, other = start_grading(course, *ARGUMENTS), start_grading(course, *ARGUMENTS)
    statuses = {finish(one).status, finish(other).status}
    if statuses != {0}:
        assert grade(course).status == 0
    assert results(course) == undisturbed.results


def test_a_locked_gradebook_is_told(course: Path, undisturbed: Undisturbed) -> None:
    """While another program holds the gradebook, the results are kept and the instructor told."""
    assert grade(course).status == 0
    lock = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        run = grade(course)
    finally:
        lock.close()
    assert run.status != 0
    assert "another program holds the gradebook: end it and grade again" in run.err
    assert "median score 5 of 6" in run.out
    assert grade(course).status == 0
    assert results(course) == undisturbed.results


def test_a_corrupt_gradebook_is_told(course: Path, undisturbed: Undisturbed) -> None:
    """A gradebook that is none is left as it is; with it out of the way, all is recorded."""
    (course / "gradebook.db").write_bytes(b"no database at all" * 100)
    run = grade(course)
    assert run.status != 0
    assert "file is not a database; move gradebook.db away" in run.err
    assert "median score 5 of 6" in run.out
    assert (course / "gradebook.db").read_bytes().startswith(b"no database")
    (course / "gradebook.db").unlink()
    assert grade(course).status == 0
    assert results(course) == undisturbed.results


TOLD = {
    "full": "cannot be written: No space left on device",
    "read-only": "cannot be written: Read-only file system",
}
# In a mount namespace of its own: grades with the disk full, and again when there is room.
ON_A_SMALL_DISK = """
import json, shutil, subprocess, sys
from pathlib import Path
template, course = map(Path, sys.argv[1:])
grade = json.loads(sys.stdin.read())
shutil.copytree(template, course, dirs_exist_ok=True)

def run():
    ran = subprocess.run(grade, cwd=course, capture_output=True, text=True, timeout=600)
    return ran.returncode, ran.stdout, ran.stderr

with (course / "filler").open("wb", buffering=0) as filler:
    try:
        while True:
            filler.write(bytes(4096))
    except OSError:
        pass
full = run()
(course / "filler").unlink()
again = run()
for name in ("class.json", "gradebook.db"):
    shutil.copy(course / name, template)
print(json.dumps([full, again]))
"""


def in_mounts(options: list[str], program: list[str], text: str = "") -> str:
    """Run a program with mounts of its own and return what it prints."""
    done = subprocess.run(
        [bubblewrap.find_bwrap(), "--dev-bind", "/", "/", *options, *program],
        input=text,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout or done.stderr


def test_a_full_disk_is_told(
    course: Path, undisturbed: Undisturbed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On a full disk grading stops with a word; with room again it goes on, and all is there."""
    small = str(tmp_path_factory.mktemp("small"))
    inside = [sys.executable, "-c", ON_A_SMALL_DISK, str(course), small]
    disk = ["--size", "4000000", "--tmpfs", small]
    (full, out, err), (again, *rest) = json.loads(
        in_mounts(disk, inside, json.dumps(command(*ARGUMENTS)))
    )
    assert (full, again) == (2, 0), (err, rest)
    assert TOLD["full"] in err
    assert "Traceback" not in out + err
    assert results(course) == undisturbed.results


def test_a_read_only_disk_is_told(course: Path, undisturbed: Undisturbed) -> None:
    """Where nothing can be written grading stops with a word; later, all is there."""
    disk = ["--ro-bind", str(course), str(course), "--chdir", str(course)]
    assert TOLD["read-only"] in in_mounts(disk, command(*ARGUMENTS))
    assert grade(course).status == 0
    assert results(course) == undisturbed.results


def test_a_clock_that_jumps_changes_nothing(assignment: Assignment, warm: KernelSource) -> None:
    """Days back and forth on the system's clock make no limit strike, and none fail to."""
    clock, jumps = time.time, itertools.cycle([0, 86400, -86400])
    submission = made_up.submission_of(assignment, made_up.make_notebook(CLASS["eva"]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: clock() + next(jumps))
        graded = made_up.grade_here(assignment, submission, warm)
        assert set(made_up.statuses(graded).values()) == {"passed"}
        forever = made_up.make_notebook({"greet": "while True:\n    pass"})
        short = replace(assignment, limits=made_up.quick_limits(cell_s=2))
        graded = made_up.grade_here(short, made_up.submission_of(short, forever), warm)
    assert made_up.statuses(graded)["greet"] == "timeout"
