"""Killed while it records a class, and run again: what is there is what an undisturbed run leaves.

``FAULTS=50`` in the environment kills as many times, each at another moment.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import made_up
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from recorded import NAME, files, grade, gradebook, make_course, nbgrader, tables

from autograder.course.assignment import load_assignment
from autograder.nbgrader_bridge import record_in_gradebook
from autograder.nbgrader_bridge.nbgrader_app import open_nbgrader_app, run_collecting_errors

KILLS = int(os.environ.get("FAULTS", "3"))
STUDENTS = [f"s{number:02}" for number in range(40)]
# Records in small batches, and ends by SIGKILL at its n-th step: steps are what it does to files.
RECORD = """
import json, os, signal, sys
from pathlib import Path
from autograder.nbgrader_bridge import record_in_gradebook, recording
recording.BATCH_SIZE = 10
steps, last = 0, int(sys.argv[1])

def count(event, args):
    global steps
    if event in ("os.rename", "os.mkdir", "os.remove", "os.chmod", "os.rmdir", "os.scandir") or (
        event == "open" and isinstance(args[1], str) and args[1][0] in "wa"
    ):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
failures = record_in_gradebook(Path.cwd(), "tiny", json.loads(Path("results.json").read_text()))
print(json.dumps([failures, steps]))
"""
# In the middle of a student: the first half is written, no grade is in the gradebook.
DIES = """
import os, signal
from nbgrader.preprocessors import LimitOutput
if os.environ.get("DIE"):
    LimitOutput.preprocess = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


def record_elsewhere(course: Path, last: int) -> subprocess.CompletedProcess[str]:
    """Record the class in a process of its own, which ends at its ``last`` step."""
    return subprocess.run(
        [sys.executable, "-c", RECORD, str(last)],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def recorded(course: Path) -> tuple[object, object]:
    """Return all that recording leaves for others."""
    return files(course / "autograded"), tables(gradebook(course))


@pytest.fixture(scope="module")
def peace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, int]]:
    """A course to be recorded again; one that was, undisturbed; and how many steps that takes.

    Half of the class handed in again after a first recording.
    """
    course = make_course(tmp_path_factory.mktemp("before"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        loaded = load_assignment(course, NAME)
        for student in STUDENTS:
            made_up.hand_in(course, student, made_up.make_notebook())
        assert record_in_gradebook(course, NAME, grade(course, loaded, STUDENTS)) == {}
        for student in STUDENTS[::2]:
            source = f"def double(x):\n    return {student!r}"
            made_up.hand_in(course, student, made_up.make_notebook({"double": source}))
        results = grade(course, loaded, STUDENTS, right=STUDENTS)
        (course / "results.json").write_text(json.dumps(results))
    done = shutil.copytree(course, tmp_path_factory.mktemp("after") / "course")
    ran = record_elsewhere(done, -1)
    assert ran.returncode == 0, ran.stderr
    failures, steps = json.loads(ran.stdout)
    assert failures == {}
    return course, done, steps


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_kill_at_any_moment_changes_nothing_in_the_end(
    seed: int, peace: tuple[Path, Path, int], tmp_path: Path
) -> None:
    """Killed at whatever step and run again, folders and gradebook are those of a run in peace."""
    before, after, steps = peace
    course = shutil.copytree(before, tmp_path / "course")
    step = random.Random(seed).randint(seed * steps // KILLS, (seed + 1) * steps // KILLS)
    killed = record_elsewhere(course, step)
    assert killed.returncode in (-signal.SIGKILL, 0), killed.stderr
    for path in (course / "autograded").glob(f"*/{NAME}"):  # what is there is whole
        assert files(path) in (
            files(before / "autograded" / path.parent.name / NAME),
            files(after / "autograded" / path.parent.name / NAME),
        )
    again = record_elsewhere(course, -1)
    assert json.loads(again.stdout)[0] == {}, again.stderr
    assert recorded(course) == recorded(after)


def autograde(course: Path, die: str = "", *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run stock `nbgrader autograde`, which dies in the middle of its first student or does not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIE", die)
        return nbgrader(course, "autograde", NAME, *arguments)


def scores(course: Path) -> dict[str, tuple[float, bool]]:
    """Return each student's score, and whether a person is asked for."""
    with Gradebook(gradebook(course)) as book:
        found = book.assignment_submissions(NAME)
        return {each.student.id: (each.score, bool(each.needs_manual_grade)) for each in found}


def test_stock_autograde_goes_on_where_a_kill_left_a_student(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle of a student and run again, nbgrader does that student again."""
    course = make_course(tmp_path, DIES)
    for student in ("ada", "bob"):
        made_up.hand_in(course, student, made_up.make_notebook())
    grade(course, load_assignment(course, NAME), ["ada", "bob"], right=["ada", "bob"])
    assert nbgrader(course, "generate_assignment", NAME).returncode == 0
    assert autograde(course, "yes").returncode == -signal.SIGKILL
    assert (course / "autograded" / "ada" / NAME / f"{NAME}.ipynb").is_file()
    again = autograde(course)
    assert again.returncode == 0, again.stderr
    assert f"Removing unfinished assignment: {course}/autograded/ada/{NAME}" in again.stderr
    assert scores(course) == {"ada": (6, False), "bob": (6, False)}


def test_without_us_such_a_student_is_left_with_nothing(tmp_path: Path) -> None:
    """The twin, nbgrader by itself: it takes the half-made folder for done, and exports a zero."""
    made_up.make_assignment(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text(DIES)
    for student in ("ada", "bob"):
        made_up.hand_in(tmp_path, student, made_up.make_notebook())
    assert nbgrader(tmp_path, "generate_assignment", NAME).returncode == 0
    assert autograde(tmp_path, "yes", "--no-execute").returncode == -signal.SIGKILL
    again = autograde(tmp_path, "", "--no-execute")
    assert f"Skipping existing assignment: {tmp_path}/autograded/ada/{NAME}" in again.stderr
    assert scores(tmp_path) == {"ada": (0, True), "bob": (6, False)}


def cut(folder: Path, size: int) -> None:
    """Leave of the notebook, which nbgrader makes read-only, its beginning."""
    path = folder / f"{NAME}.ipynb"
    path.chmod(0o600)
    os.truncate(path, size)


HALF_DONE: dict[str, Callable[[Path], object]] = {
    "no notebook yet": lambda folder: (folder / f"{NAME}.ipynb").unlink(),
    "half a notebook": lambda folder: cut(folder, 500),
    "an empty notebook": lambda folder: cut(folder, 0),
    "a removal cut off": lambda folder: (folder / "timestamp.txt").unlink(),
    "an empty folder": lambda folder: (shutil.rmtree(folder), folder.mkdir()),
}


@pytest.fixture(scope="module")
def graded_by_nbgrader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A course whose class nbgrader's own autograde has graded, in this process."""
    course = make_course(tmp_path_factory.mktemp("graded"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        for student in ("ada", "bob"):
            folder = made_up.hand_in(course, student, made_up.make_notebook()).parent
            (folder / "timestamp.txt").write_text("2021-10-31 10:00:00 UTC")
            (folder / "mine.ipynb").write_text("{}")  # of which nbgrader knows nothing
        assert (
            record_in_gradebook(course, NAME, grade(course, load_assignment(course, NAME), ["bob"]))
            == {}
        )
        autograde_here(course)
        yield course


def autograde_here(course: Path) -> None:
    """Run nbgrader's autograde as its command does."""
    with open_nbgrader_app(course) as app:
        app.coursedir.assignment_id = NAME
        assert run_collecting_errors(Autograde(coursedir=app.coursedir, parent=app)) == ""


@pytest.mark.parametrize("what", HALF_DONE)
def test_whatever_a_kill_left_of_a_folder_is_noticed(graded_by_nbgrader: Path, what: str) -> None:
    """A folder that is not all there is made again as it was, and the other one is left alone."""
    course, other = graded_by_nbgrader, graded_by_nbgrader / "autograded" / "bob" / NAME
    before, untouched = files(course / "autograded"), (other / f"{NAME}.ipynb").stat()
    HALF_DONE[what](course / "autograded" / "ada" / NAME)
    autograde_here(course)
    assert files(course / "autograded") == before
    assert (other / f"{NAME}.ipynb").stat() == untouched
