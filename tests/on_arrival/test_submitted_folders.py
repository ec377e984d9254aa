from __future__ import annotations

import time
from pathlib import Path

import made_up
import pytest
from made_up import NAME

from autograder.on_arrival import submitted_folders
from autograder.on_arrival.submitted_folders import Pace, SubmittedFolders, folder_stamp


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at once, and take a folder to be whole at the second look at it."""
    monkeypatch.setattr(submitted_folders, "SETTLED_S", 0.0)
    monkeypatch.setattr(Pace, "is_time", lambda _: True)


def looked(folders: SubmittedFolders, *arrived: str) -> list[str]:
    """Return whose submission is new or changed."""
    found = folders.look(dict.fromkeys(arrived, 1.0))
    return [student for student, _, _ in sorted(found, key=lambda each: each[2])]


def test_a_single_long_look_delays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where looks take long one after the other do they become rarer, as their share demands."""
    pace, now, spent = Pace(least_s=1, share=0.01), [100.0], [0.0]
    monkeypatch.undo()
    monkeypatch.setattr(submitted_folders.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(submitted_folders.time, "thread_time", lambda: spent[0])

    def wait_after(cpu_s: float) -> float:
        assert pace.is_time()
        spent[0] += cpu_s
        pace.took()
        began = now[0]
        while not pace.is_time():
            now[0] += 0.5
        return now[0] - began

    assert [wait_after(cpu_s) for cpu_s in (0.5, 0, 0.5, 0.2, 0.5, 0)] == [1, 1, 1, 20, 20, 1]


def test_what_is_there_is_found_once(tmp_path: Path) -> None:
    """The first look finds all, in the order of their coming; the next one what has changed, when it rests."""
    for student in ("eve", "ada"):
        made_up.hand_in(tmp_path, student, made_up.make_notebook())
        time.sleep(0.02)
    folders = SubmittedFolders(tmp_path / "submitted", NAME)
    assert looked(folders) == ["eve", "ada"]
    assert looked(folders) == []
    made_up.hand_in(tmp_path, "ada", made_up.make_notebook({"greet": "1"}))
    assert [looked(folders), looked(folders), looked(folders)] == [[], ["ada"], []]


def test_what_has_just_been_collected_is_whole(tmp_path: Path) -> None:
    """Who is said to have arrived is found at once."""
    folders = SubmittedFolders(tmp_path / "submitted", NAME)
    assert looked(folders) == []
    made_up.hand_in(tmp_path, "ada", made_up.make_notebook())
    assert looked(folders, "ada") == ["ada"]
    assert looked(folders) == []


def test_who_has_just_arrived_is_one_of_the_students(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two looks, too: whoever is graded so fast is not taken for one who is gone."""
    folders = SubmittedFolders(tmp_path / "submitted", NAME)
    assert looked(folders) == []
    monkeypatch.setattr(Pace, "is_time", lambda _: False)
    for student in ("ada", "bob"):
        made_up.hand_in(tmp_path, student, made_up.make_notebook())
        assert looked(folders, student) == [student]
    assert set(folders.students) == {"ada", "bob"}
    assert folders.take_gone() == []


def test_who_is_gone_is_told_once(tmp_path: Path) -> None:
    """A folder that was removed is named, and found again when it comes back."""
    path = made_up.hand_in(tmp_path, "ada", made_up.make_notebook())
    folders = SubmittedFolders(tmp_path / "submitted", NAME)
    assert looked(folders) == ["ada"]
    stamp = folder_stamp(path.parent)
    path.unlink()
    path.parent.rmdir()
    assert looked(folders) == []
    assert (folders.take_gone(), folders.take_gone()) == (["ada"], [])
    made_up.hand_in(tmp_path, "ada", made_up.make_notebook())
    assert folder_stamp(path.parent) != stamp
    assert looked(folders, "ada") == ["ada"]


def test_hidden_folders_are_no_students(tmp_path: Path) -> None:
    """What is being collected lies in one, and is nobody's."""
    made_up.hand_in(tmp_path, ".collecting", made_up.make_notebook())
    assert looked(SubmittedFolders(tmp_path / "submitted", NAME)) == []
