"""What students hand in beside their notebook comes to lie beside it, whatever the platform."""

from __future__ import annotations

from pathlib import Path

import pytest
from platform_files import NOTEBOOK, Collect, make_zip, notebook, zipped

from autograder.course.assignment import load_assignment
from autograder.course.submission import read_submission
from autograder.platforms import files_beside


def placed(course: Path, student: str) -> dict[str, bytes]:
    """Return what lies beside a student's notebook, by path."""
    folder = course / "submitted" / student / "tiny"
    paths = [path for path in folder.rglob("*") if path.is_file()]
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: data for name, data in found.items() if name not in (NOTEBOOK, "timestamp.txt")}


@pytest.mark.parametrize(
    ("student", "files"),
    [
        (
            "Ada_Lovelace",
            {
                f"Ada Lovelace_1_assignsubmission_file_/{NOTEBOOK}": notebook(),
                "Ada Lovelace_1_assignsubmission_file_/data/x.csv": b"1",
                "Ada Lovelace_1_assignsubmission_file_/helper.py": b"2",
                "Ada Lovelace_1_assignsubmission_onlinetext_/onlinetext.html": b"hello",
            },
        ),
        (
            "Ada_Lovelace",
            {
                "Ada Lovelace_1_assignsubmission_file_/all.zip": zipped(
                    {
                        f"hw/{NOTEBOOK}": notebook(),
                        "hw/data/x.csv": b"1",
                        "hw/helper.py": b"2",
                        "hw/__MACOSX/._helper.py": b"",
                        "hw/__pycache__/helper.pyc": b"",
                    }
                )
            },
        ),
        (
            "ada-1",
            {
                f"ada_1_2_{NOTEBOOK}": notebook(),
                "ada_1_3_helper.py": b"2",
                "ada_1_4_data.zip": zipped({"data/x.csv": b"1"}),
            },
        ),
        (
            "ada",
            {
                f"ada/{NOTEBOOK}": notebook(),
                "ada/data/x.csv": b"1",
                "ada/helper.py": b"2",
                f"ben/{NOTEBOOK}": notebook(),
                "ben/other.txt": b"3",
            },
        ),
    ],
    ids=["moodle", "zip", "canvas", "folders"],
)
def test_files_come_with_their_notebook(
    course: Path, collect: Collect, student: str, files: dict[str, bytes]
) -> None:
    """With the folders that they were in; litter and another student's stay behind."""
    _, out, _ = collect(make_zip(course / "download.zip", files))
    found = placed(course, student)
    assert found == {"data/x.csv": b"1", "helper.py": b"2"}
    assert "with 2 more files" in out


def test_the_last_of_canvass_attempts_counts_under_its_own_name(
    course: Path, collect: Collect
) -> None:
    """Canvas puts a number behind a name that is handed in again."""
    files = {
        f"ada_1_5_{NOTEBOOK}": notebook(),
        "ada_1_6_data.csv": b"old",
        "ada_1_7_data-1.csv": b"new",
    }
    collect(make_zip(course / "download.zip", files))
    assert placed(course, "ada-1") == {"data.csv": b"new", "data-1.csv": b"new"}


def test_the_courses_own_files_stay_the_courses(course: Path, collect: Collect) -> None:
    """A copy of the course's data is passed over; another file in its place is remarked on, and not used."""
    (course / "source" / "tiny" / "train.csv").write_bytes(b"right")
    (course / "source" / "tiny" / "more.csv").write_bytes(b"right")
    files = {
        f"ada/{NOTEBOOK}": notebook(),
        "ada/train.csv": b"right",
        "ada/more.csv": b"wrong",
        "ada/mine.csv": b"1",
    }
    collect(make_zip(course / "download.zip", files))
    assert placed(course, "ada") == {"mine.csv": b"1", "more.csv": b"wrong"}
    submission = read_submission(
        course / "submitted" / "ada" / "tiny", "ada", load_assignment(course, "tiny")
    )
    assert submission.files.keys() == {"mine.csv"}
    assert submission.flags == [
        "not as the course has it, and the course's own was used: 'more.csv'"
    ]


def test_what_is_too_much_is_left_out_and_what_the_notebook_names_is_not(
    course: Path, collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is that of grading; the note says what lies beyond it."""
    monkeypatch.setattr(files_beside, "MAX_FILES_BYTES", 5)
    text = notebook().replace(b"def greet", b"# wanted.csv\\ndef greet")
    files = {f"ada/{NOTEBOOK}": text, "ada/a.csv": b"1234", "ada/wanted.csv": b"1234"}
    _, out, _ = collect(make_zip(course / "download.zip", files))
    assert placed(course, "ada") == {"wanted.csv": b"1234"}
    assert "left out, too large or unreadable: a.csv" in out


def test_names_that_no_folder_takes_cost_themselves_alone(course: Path, collect: Collect) -> None:
    """Too long, not printable, or a file where another one needs a folder."""
    files = {
        f"ada/{NOTEBOOK}": notebook(),
        f"ada/{'x' * 300}.csv": b"1",
        "ada/a\nb.csv": b"1",
        "ada/data": b"1",
        "ada/data/x.csv": b"2",
        "ada/ok.csv": b"3",
    }
    assert collect(make_zip(course / "download.zip", files))[0] == 0
    assert placed(course, "ada") == {"data/x.csv": b"2", "ok.csv": b"3"}
