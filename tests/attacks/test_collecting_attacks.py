"""What attackers hand in to harm those who are collected and graded with them, before any code of theirs runs."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import made_up
import nbformat
import pytest

from autograder import cli
from autograder.course.assignment import files_below, load_assignment
from autograder.course.file_stats import folder_file_stats
from autograder.course.submission import read_submission
from autograder.errors import UngradableSubmission
from autograder.files import MOST_LEVELS, paths_below
from autograder.nbgrader_bridge.exchange_collecting import is_hand_in_name
from autograder.on_arrival.sources import hand_in_problem
from autograder.platforms.hand_in_times import format_timestamp, read_timestamp
from autograder.sandbox.scratch_folder import ScratchFolder

DEEP = 1500  # more than Python 3.11 recurses
NOTEBOOK = f"{made_up.NAME}.ipynb"
EVE, ZOE = "Eve Evil_1_assignsubmission_file_", "Zoe Zen_2_assignsubmission_file_"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one assignment, as the current folder."""
    made_up.make_assignment(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer() -> str:
    """Return a right answer's file."""
    return str(nbformat.writes(made_up.make_notebook()))


def inner_zip(files: Mapping[str, str]) -> bytes:
    """Return a zip of a student's own, with an answer in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in {"answer.ipynb": answer(), **files}.items():
            archive.writestr(name, text)
    return out.getvalue()


def collect(course: Path, files: Mapping[str, str]) -> Path:
    """Collect Eve's zip of files, and Zoe's answer; return the folder of all students."""
    path = course / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{EVE}/mine.zip", inner_zip(files))
        archive.writestr(f"{ZOE}/{NOTEBOOK}", answer())
    assert cli.main(["collect", made_up.NAME, str(path)]) == 0
    return course / "submitted"


@pytest.mark.parametrize(
    "name",
    [
        f"{NOTEBOOK}/x.csv",
        "timestamp.txt/x",
        "a/" * 990 + "x",
        "b/" * 200 + "x",
    ],
    ids=["in the notebook's place", "in the time's place", "very deep", "deep"],
)
def test_a_file_in_anothers_place_costs_nobody_else(course: Path, name: str) -> None:
    """Eve's notebook is collected without that file, and so is the student behind her."""
    submitted = collect(course, {name: "text"})
    for student in ("Eve_Evil", "Zoe_Zen"):
        folder = submitted / student / made_up.NAME
        assert (folder / NOTEBOOK).is_file()
        assert [path.name for path in folder.iterdir()] == [NOTEBOOK]


@pytest.mark.parametrize(
    ("first", "second"),
    [({"data": "a file"}, {"data/x": "in it"}), ({"data/x": "in it"}, {"data": "a file"})],
    ids=["a file, then a folder", "a folder, then a file"],
)
def test_what_an_earlier_hand_in_left_is_in_nobodys_way(
    course: Path, first: dict[str, str], second: dict[str, str]
) -> None:
    """The newer one's files take its place."""
    collect(course, first)
    submitted = collect(course, second)
    (name,) = second
    assert (submitted / "Eve_Evil" / made_up.NAME / name).read_text() == second[name]
    assert (submitted / "Zoe_Zen" / made_up.NAME / NOTEBOOK).is_file()


def make_deep(folder: Path, levels: int = DEEP) -> None:
    """Make folders in folders, deeper than a path can say."""
    folder.mkdir(parents=True, exist_ok=True)
    here = os.open(folder, os.O_RDONLY)
    try:
        for _ in range(levels):
            os.mkdir("d", dir_fd=here)
            inner = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = inner
    finally:
        os.close(here)


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder for deep ones, which pytest's own clearing up cannot remove."""
    yield tmp_path
    subprocess.run(["rm", "-rf", "--", str(tmp_path)], check=True)


def test_the_depth_of_a_folder_stops_no_walk(deep: Path) -> None:
    """What lies deeper than anybody's files is passed over; the rest is found as ever."""
    make_deep(deep / "deep")
    (deep / "beside.txt").write_text("x")
    (deep / "deep" / "inner.txt").write_text("x")
    found = {path.relative_to(deep).as_posix() for path in paths_below(deep)}
    assert {"beside.txt", "deep", "deep/inner.txt", "deep/d"} < found
    assert len(found) == 2 + MOST_LEVELS
    names = [path.name for path in files_below(deep)]
    assert names == ["beside.txt", "inner.txt"]
    assert [Path(path).name for path, *_ in folder_file_stats(deep)] == names


def test_rglob_would_have_stopped(deep: Path) -> None:
    """The twin: Python's own walk ends with an error, or does not stop at any level."""
    make_deep(deep / "deep")
    count = "import pathlib, sys; print(sum(1 for _ in pathlib.Path(sys.argv[1]).rglob('*')))"
    done = subprocess.run(
        [sys.executable, "-c", count, str(deep)], capture_output=True, text=True, check=False
    )
    assert done.returncode or int(done.stdout) > MOST_LEVELS + 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.usefixtures("shared_kernel_source")
def test_a_deep_folder_costs_no_neighbour_its_grade(
    deep: Path, course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The class is graded, and so is the student whose folder it is."""
    for student in ("eve", "zoe"):
        made_up.hand_in(course, student, made_up.make_notebook())
    make_deep(deep / "submitted" / "eve" / made_up.NAME / "data")
    assert course == deep
    assert cli.main(["grade", made_up.NAME, "--jobs", "1", "--no-gradebook"]) == 0
    assert "2 of 2 graded" in capsys.readouterr().out


def test_a_link_to_anothers_folder_is_no_submission(course: Path) -> None:
    """As a link to another's notebook is none."""
    made_up.hand_in(course, "zoe", made_up.make_notebook())
    linked = course / "submitted" / "eve" / made_up.NAME
    linked.parent.mkdir()
    linked.symlink_to(course / "submitted" / "zoe" / made_up.NAME)
    with pytest.raises(UngradableSubmission, match="tiny is a link to elsewhere"):
        read_submission(linked, "eve", load_assignment(course, made_up.NAME))


@pytest.mark.parametrize(
    "entry", ["eve+tiny+garbage+abc", "eve+tiny+99999999999999999999 UTC+abc", "eve+tiny"]
)
def test_a_name_that_nbgrader_cannot_read_is_left_in_the_exchange(
    tmp_path: Path, entry: str
) -> None:
    """It is refused by itself, and stops no collection."""
    (tmp_path / entry).mkdir()
    assert not is_hand_in_name(entry)
    problem = hand_in_problem(tmp_path / entry, entry, checks_owner=False)
    assert "expected a name with the time of the hand-in" in problem


def test_a_name_as_nbgrader_gives_it_is_taken(tmp_path: Path) -> None:
    """The twin: with a + in the student's name, too."""
    entry = "eve+1+tiny+2026-11-30 19:30:52.123456 UTC+abc"
    (tmp_path / entry).mkdir()
    assert hand_in_problem(tmp_path / entry, entry, checks_owner=False) == ""


def test_a_folder_named_as_another_platform_names_people_is_its_students(course: Path) -> None:
    """Moodle keeps a student's own folders: one of them makes no hand-in another student's."""
    hers = f"Submissions/Z_Z_Zoe Zen_123/{NOTEBOOK}"
    path = course / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{ZOE}/{NOTEBOOK}", answer())
        archive.writestr(f"{EVE}/{hers}", "no notebook of Zoe's")
    cli.main(["collect", made_up.NAME, str(path)])
    assert (course / "submitted/Zoe_Zen" / made_up.NAME / NOTEBOOK).read_text() == answer()
    assert {each.name for each in (course / "submitted").iterdir()} <= {"Zoe_Zen", "Eve_Evil"}


@pytest.mark.parametrize(
    "text", ["0001-01-01 00:00:00 3600", "2026-01-01 00:00:00 99999999999999999999", "lunch"]
)
def test_a_time_that_cannot_be_is_none(tmp_path: Path, text: str) -> None:
    """It is no error either, wherever it is read, and has no moment that could not be written."""
    (tmp_path / "timestamp.txt").write_text(text)
    found = read_timestamp(tmp_path)
    assert found is None or format_timestamp(found)


def test_a_pipe_for_a_time_is_not_waited_for(tmp_path: Path) -> None:
    """No time is known then."""
    os.mkfifo(tmp_path / "timestamp.txt")
    assert read_timestamp(tmp_path) is None


def test_a_deep_home_is_removed_with_the_rest() -> None:
    """However deep it is, and without an error."""
    scratch = ScratchFolder()
    make_deep(scratch.path / "home", 3000)
    scratch.close()
    assert not scratch.path.exists()
