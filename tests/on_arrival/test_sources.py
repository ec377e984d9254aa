from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest
from exchange_course import ExchangeCourse
from running import until

from autograder.nbgrader_bridge.exchange import ExchangePlace
from autograder.on_arrival.complaints import Complaints
from autograder.on_arrival.sources import ExchangeSource, hand_in_problem

ME = pwd.getpwuid(os.getuid()).pw_name


def problem(folder: Path, entry: str, *, checks_owner: bool = True) -> str:
    """Return what is wrong with a hand-in of that name."""
    (folder / entry).mkdir(exist_ok=True)
    return hand_in_problem(folder / entry, entry, checks_owner=checks_owner)


def test_a_hand_in_under_anothers_name_is_left_to_a_person(tmp_path: Path) -> None:
    """Its files are not the student's whose it says that it is: no program takes it for hers."""
    said = problem(tmp_path, "ada+tiny+2026-11-30 10:00:00.0 UTC+x")
    assert f"says that it is ada's and its files are {ME}'s: a person has to look" in said
    assert "c.ExchangeCollect.check_owner = False" in said


def test_ones_own_hand_in_is_taken(tmp_path: Path) -> None:
    """And so is anybody's where the course says that owners say nothing."""
    assert problem(tmp_path, f"{ME}+tiny+2026-11-30 10:00:00.0 UTC+x") == ""
    assert problem(tmp_path, "ada+tiny+2026-11-30 10:00:00.0 UTC+x", checks_owner=False) == ""


@pytest.mark.parametrize(
    "junk", [b"lunch", b"2026-01-01 00:00:00 99999999999999999999", b"\xff\xfe\0"]
)
@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_time_that_nbgrader_cannot_read_stops_no_collecting(
    course: ExchangeCourse, junk: bytes, is_there: bool
) -> None:
    """Students write that file: in a hand-in, or in one that is in ``submitted/`` already."""
    source = ExchangeSource(course.folder, Complaints())

    def expect_collected(number: int) -> None:
        (course.put("eve", number=number, minute=number) / "timestamp.txt").write_bytes(junk)
        course.put("zoe", number=number, minute=number)
        left = {"eve", "zoe"}
        until(
            lambda: left.difference_update(source.look(["tiny"]).get("tiny", ())) or not left,
            "both",
        )

    expect_collected(1)
    if is_there:
        (course.folder / "submitted/eve/tiny/timestamp.txt").write_bytes(junk)
    expect_collected(2)


def test_a_link_is_no_hand_in(tmp_path: Path) -> None:
    """By a link a student would hand in a folder of the instructor's."""
    (tmp_path / "source").mkdir()
    link = tmp_path / f"{ME}+tiny+2026-11-30 10:00:00.0 UTC+x"
    link.symlink_to(tmp_path / "source")
    assert "expected a folder" in hand_in_problem(link, link.name, checks_owner=False)


def test_what_is_left_to_a_person_is_told_until_it_is_gone(tmp_path: Path) -> None:
    """A status names it, and what it says of it is what the log says."""
    entry = "ada+tiny+2026-11-30 10:00:00.0 UTC+x"
    (tmp_path / entry).mkdir()
    source = ExchangeSource(tmp_path, Complaints())
    place = ExchangePlace(tmp_path, checks_owner=True)
    assert source._fresh(place, ["tiny"]) == {}
    [text] = source.left()
    assert text.startswith(f"tiny: left in the exchange: {entry} says that it is ada's")
    (tmp_path / entry).rmdir()
    source._fresh(place, ["tiny"])
    assert source.left() == []
