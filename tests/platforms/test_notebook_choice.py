from __future__ import annotations

import json
from pathlib import Path

import made_up
import nbformat
import pytest
from platform_files import NOTEBOOK, Collect, collected, make_zip, notebook, zipped

from autograder.platforms import notebook_choice

MOODLE = "Ada_1_assignsubmission_file_"
ALIEN = json.dumps(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])).encode()


def unanswered(marker: str = "") -> bytes:
    """Return the notebook as it is released, with a marker."""
    made = made_up.make_notebook(made_up.STUBS)
    made.cells[0].source = f"# Tiny {marker}"
    return json.dumps(made).encode()


@pytest.mark.parametrize(
    "name",
    [
        "ada tiny.ipynb",
        "tiny(1).ipynb",
        "tiny-Copy2.ipynb",
        "tiny.IPYNB",
        "tiny.ipynb.txt",
        "tiny.ipynb.json",
        "tiny.ipynb.txt (1)",
        "Untitled.ipynb",
        "other.ipynb.bak.ipynb",
    ],
)
def test_a_notebook_is_told_by_its_cells(course: Path, collect: Collect, name: str) -> None:
    """Whatever it is called, and whatever lies beside it."""
    files = {name: notebook("ada"), "scratch.ipynb": ALIEN, "tiny.ipynb": ALIEN, "zz.ipynb": ALIEN}
    download = make_zip(
        course / "download.zip", {f"{MOODLE}/{file}": data for file, data in files.items()}
    )
    status, out, _ = collect(download)
    assert status == 0
    assert collected(course) == {"Ada": "ada"}
    assert "3 other files left out" in out


def test_a_checkpoint_is_never_chosen(course: Path, collect: Collect) -> None:
    """Not even where nothing else is there: it is older than what the student sees."""
    checkpoint = ".ipynb_checkpoints/tiny-checkpoint.ipynb"
    files = {
        f"{MOODLE}/in.zip": zipped({checkpoint: notebook("old")}),
        "Bo_2_assignsubmission_file_/tiny-checkpoint.ipynb": notebook("old"),
        "Bo_2_assignsubmission_file_/tiny.ipynb": notebook("new"),
    }
    status, _, err = collect(make_zip(course / "download.zip", files))
    assert status == 1
    assert collected(course) == {"Bo": "new"}
    assert "Ada: left out: in: an archive with no file in it" in err


def test_the_newest_with_answers_is_chosen(course: Path, collect: Collect) -> None:
    """The release, handed in by mistake afterwards, does not take the place of the work."""
    files = {
        f"lovelaceada_1_{attempt}_{NOTEBOOK}": data
        for attempt, data in {7: notebook("first"), 8: notebook("second"), 9: unanswered()}.items()
    }
    out = collect(make_zip(course / "download.zip", files))[1]
    assert collected(course) == {"lovelaceada-1": "second"}
    assert "the last of 3 that has answers: 1 newer without" in out


def test_without_answers_anywhere_the_newest_is_chosen(course: Path, collect: Collect) -> None:
    """It was handed in, and is graded."""
    files = {f"lovelaceada_1_{n}_{NOTEBOOK}": unanswered(f"{n}") for n in (7, 8)}
    collect(make_zip(course / "download.zip", files))
    assert collected(course) == {"lovelaceada-1": "8"}


def test_what_holds_little_of_the_assignment_is_not_chosen(course: Path, collect: Collect) -> None:
    """A scratch notebook with one answer copied into it is newer, and not the hand-in."""
    scratch = made_up.make_notebook()
    scratch.cells = scratch.cells[2:3]
    files = {
        f"lovelaceada_1_7_{NOTEBOOK}": notebook("whole"),
        "lovelaceada_1_8_scratch.ipynb": json.dumps(scratch).encode(),
    }
    out = collect(make_zip(course / "download.zip", files))[1]
    assert collected(course) == {"lovelaceada-1": "whole"}
    assert "1 other file left out" in out


def test_a_broken_notebook_is_taken_by_its_name(course: Path, collect: Collect) -> None:
    """So that its student is told at the grading, and no cell of it is said to fit."""
    out = collect(make_zip(course / "download.zip", {f"{MOODLE}/{NOTEBOOK}": b"{"}))[1]
    assert collected(course).keys() == {"Ada"}
    assert "no cell of it is of tiny.ipynb" in out


def test_only_so_many_are_looked_into(
    course: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest, by what the platform counts; it is said."""
    monkeypatch.setattr(notebook_choice, "MAX_NOTEBOOKS", 2)
    files = {f"lovelaceada_1_{n}_{NOTEBOOK}": notebook(f"{n}") for n in (5, 6, 7)}
    out = collect(make_zip(course / "download.zip", files))[1]
    assert collected(course) == {"lovelaceada-1": "7"}
    assert "of 3 notebooks, only the newest 2 were looked into" in out


def test_litter_is_left_out_without_a_word(course: Path, collect: Collect) -> None:
    """What a system or a program adds is nobody's other file, and thousands of it are no bomb."""
    litter = [
        "__MACOSX/._tiny.ipynb",
        *(".DS_Store", "desktop.ini", "Thumbs.db", ".ipynb_checkpoints/tiny-checkpoint.ipynb"),
        *("venv/x.py", ".venv/lib/tiny.ipynb", "node_modules/x/y.js", "__pycache__/x.pyc"),
        *(f"venv/lib/{n}.py" for n in range(1500)),
    ]
    inside = {NOTEBOOK: notebook("ada"), **{f"work/{name}": b"" for name in litter}}
    status, out, _ = collect(
        make_zip(course / "download.zip", {f"{MOODLE}/in.zip": zipped(inside)})
    )
    assert status == 0
    assert collected(course) == {"Ada": "ada"}
    assert "left out" not in out


def test_every_notebook_of_an_assignment_is_placed(course: Path, collect: Collect) -> None:
    """Each is told by its cells, by attempt; one that is missing is said to be."""
    second = made_up.make_notebook()
    for cell in second.cells:
        meta = cell.metadata.get("nbgrader", {})
        meta |= {"grade_id": f"more-{meta['grade_id']}"} if meta else {}
        cell.source = cell.source.replace("Tiny", "More")
    made_up.write_notebook(course / "source" / made_up.NAME / "more.ipynb", second)
    more = json.dumps(second).encode()
    files = {
        "lovelaceada_1_7_a.ipynb": notebook("first"),
        "lovelaceada_1_8_a.ipynb": notebook("second"),
        "lovelaceada_1_9_b.ipynb": more,
        "rossbob_2_5_tiny.ipynb": notebook("bob"),
    }
    status, out, _ = collect(make_zip(course / "download.zip", files))
    assert status == 0
    assert collected(course) == {"lovelaceada-1": "second", "rossbob-2": "bob"}
    assert (course / "submitted/lovelaceada-1/tiny/more.ipynb").read_bytes() == more
    assert "without more.ipynb" in out
    out = collect(course / "download.zip")[1]
    assert "0 new, 2 as before" in out


def test_another_assignments_notebook_by_this_ones_name_is_said(
    course: Path, collect: Collect
) -> None:
    """A cell that both have does not make it this one's; what it is called does, with a remark."""
    other = made_up.make_notebook()
    for cell in other.cells[2:]:
        cell.metadata.nbgrader["grade_id"] = cell.id = f"more-{cell.id}"
        cell.source = f"# more\n{cell.source}"
    made_up.write_notebook(course / "source" / "other" / "other.ipynb", other)
    files = {f"{MOODLE}/tiny.ipynb": json.dumps(other).encode()}
    out = collect(make_zip(course / "download.zip", files))[1]
    assert "no cell of it is of tiny.ipynb" in out
    files = {f"{MOODLE}/Untitled.ipynb": json.dumps(other).encode()}
    err = collect(make_zip(course / "download.zip", files))[2]
    assert "Ada: left out: no notebook but another assignment's: Untitled.ipynb" in err
