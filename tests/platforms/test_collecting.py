from __future__ import annotations

import os
import re
from pathlib import Path

import made_up
import pytest
from platform_files import (
    NOTEBOOK,
    Collect,
    collected,
    make_zip,
    notebook,
    timestamp,
    worksheet,
    zipped,
)
from recorded import nbgrader


def test_a_moodle_download_is_collected(course: Path, collect: Collect) -> None:
    """With folders, notebooks and students' zips; who handed in no notebook is named."""
    download = make_zip(
        course / "download.zip",
        {
            f"Ada Lovelace_101_assignsubmission_file_/{NOTEBOOK}": notebook("ada"),
            "Ada Lovelace_101_assignsubmission_onlinetext_/onlinetext.html": b"<p>here it is",
            "Bo_102_assignsubmission_file_/in.zip": zipped({f"tiny/{NOTEBOOK}": notebook("bo")}),
            "Cy_103_assignsubmission_file_/in.zip": zipped({NOTEBOOK: notebook()})[:80],
            "Di_104_assignsubmission_file_/tiny.rar": b"Rar!",
            "Ed_105_assignsubmission_file_/other.ipynb": notebook(),
            "Fi_106_assignsubmission_file_/a.ipynb": b"{",
            "Fi_106_assignsubmission_file_/b.ipynb": b"{",
        },
    )
    status, out, err = collect(download)
    assert status == 1
    assert collected(course) == {"Ada_Lovelace": "ada", "Bo": "bo"}
    assert "tiny: 2 new, 4 left out" in out
    assert "1 other file left out" in out
    assert "Cy: left out: in: not a zip archive, or one that was cut off" in err
    assert "Di: left out: tiny.rar: a .rar archive: ask for .ipynb or .zip" in err
    assert "Ed: left out: no notebook but another assignment's: other.ipynb" in err
    assert "Fi: left out: several notebooks, none called tiny.ipynb: a.ipynb, b.ipynb" in err


def test_a_canvas_download_is_collected(course: Path, collect: Collect) -> None:
    """The last attempt counts, whatever ends its name; what came late is said so."""
    download = make_zip(
        course / "download.zip",
        {
            "lovelaceada_LATE_12345_99_tiny-1.ipynb": notebook("second"),
            "lovelaceada_LATE_12345_98_tiny.ipynb": notebook("first"),
            "rossbob_777_97_work.zip": zipped({"__MACOSX/._x.ipynb": b"", "x.ipynb": notebook("bob")}),
        },
    )  # fmt: skip
    status, out, _ = collect(download)
    assert status == 0
    assert collected(course) == {"lovelaceada-12345": "second", "rossbob-777": "bob"}
    assert "late, by the platform; the last of 2" in out


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["bobb_2_6_tiny.ipynb", "evee_LATE_1_5_assignsubmission_file_tiny.ipynb"],
         {"bobb-2", "evee-1"}),
        (["Bob B_2_assignsubmission_file_tiny.ipynb", "eve_3_4_e_1_assignsubmission_file_tiny.ipynb"],
         {"Bob_B", "eve_3_4_e"}),
    ],
)  # fmt: skip
def test_a_name_that_could_be_either_platforms_is_the_downloads(
    course: Path, collect: Collect, files: list[str], expected: set[str]
) -> None:
    """As most names in it are: a file's own name makes nobody another person, nor in time."""
    out = collect(make_zip(course / "download.zip", dict.fromkeys(files, notebook())))[1]
    assert collected(course).keys() == expected
    assert ("late, by the platform" in out) == ("evee-1" in expected)


def test_a_folder_of_notebooks_is_collected(course: Path, collect: Collect) -> None:
    """Named by student, by themselves or in folders, or zipped with a folder around them."""
    folder = course / "got"
    (folder / "di").mkdir(parents=True)
    (folder / "ada.ipynb").write_bytes(notebook("ada"))
    (folder / "bo_tiny.ipynb").write_bytes(notebook("bo"))
    (folder / "di" / NOTEBOOK).write_bytes(notebook("di"))
    (folder / "link.ipynb").symlink_to(folder / "ada.ipynb")
    make_zip(folder / "gu.zip", {NOTEBOOK: notebook("gu")})
    more = make_zip(course / "more.zip", {"got/ed.ipynb": notebook("ed"), "got/fi.ipynb": notebook("fi")})  # fmt: skip
    status, _, err = collect(folder, more)
    assert status == 1
    assert collected(course) == {name: name for name in ("ada", "bo", "di", "ed", "fi", "gu")}
    assert "link: left out: link.ipynb: a link to elsewhere" in err


def test_what_stands_in_an_archive_does_not_say_whose_it_is(course: Path, collect: Collect) -> None:
    """The archive's own name does, and which attempt it is: a student chose all that is in it."""
    theft = {
        f"bob/{made_up.NAME}-99.ipynb": notebook("evil"),
        f"Cy_1_assignsubmission_file_/{NOTEBOOK}": notebook("evil"),
    }
    folder = course / "got"
    for name in ("di", "eve"):
        (folder / name).mkdir(parents=True)
    make_zip(folder / "fi.zip", theft)
    make_zip(folder / "eve" / "in.zip", {"bob/other name.ipynb": notebook("eve")})
    (folder / "bob.ipynb").write_bytes(notebook("bob"))
    (folder / "di" / NOTEBOOK).write_bytes(notebook("di"))
    make_zip(folder / "jo.zip", {"bob/tiny-98.ipynb": notebook("jo")})
    (folder / "jo" / "bob").mkdir(parents=True)
    (folder / "jo" / "bob" / "tiny-98.ipynb").write_bytes(notebook("jo"))  # unpacked
    own = {
        "got/gu.zip": zipped({"hy/tiny (9).ipynb": notebook("gu")}),
        "got/hy.ipynb": notebook("hy"),
    }
    assert collect(folder, make_zip(course / "more.zip", own))[0] == 0
    everyones = {name: name for name in ("bob", "di", "eve", "gu", "hy", "jo")}
    assert collected(course) == everyones | {"fi": "evil"}


def test_a_download_in_a_folder_is_to_be_given_by_itself(course: Path, collect: Collect) -> None:
    """A student could have made an archive that looks like one: nobody's notebook is taken from it."""
    (course / "got").mkdir()
    names = [f"{name}_assignsubmission_file_/{NOTEBOOK}" for name in ("Ada_101", "Bo_102")]
    download = make_zip(course / "got" / "all.zip", {name: notebook("ada") for name in names})
    status, _, err = collect("got")
    assert status == 1
    assert collected(course) == {}
    assert (
        "all: left out: all.zip: seems to be a platform's whole download: give it by itself" in err
    )
    assert collect(download)[0] == 0
    assert collected(course).keys() == {"Ada", "Bo"}


def test_one_notebook_is_collected_for_a_student(course: Path, collect: Collect) -> None:
    """By --student, whatever the file is called; without it a name that says nothing is left out."""
    path = course / "tiny (2).ipynb"
    path.write_bytes(notebook("ada"))
    status, _, err = collect(path)
    assert status == 1
    assert "tiny (2).ipynb: left out: its name does not name a student" in err
    assert collect(path, "--student", "ada")[0] == 0
    assert collected(course) == {"ada": "ada"}
    status, _, err = collect(path, "--student", "../ada")
    assert status == 2
    assert "--student: expected a folder's name, such as 'ada', got '../ada'" in err


def test_another_assignments_notebook_is_nobodys(course: Path, collect: Collect) -> None:
    """Its name is no student's, and with --student it does not replace what is there."""
    path = course / "other.ipynb"
    path.write_bytes(notebook())
    assert "other.ipynb: left out: its name does not name a student" in collect(path)[2]
    status, _, err = collect(path, "--student", "ada")
    assert status == 1
    assert "ada: left out: no notebook but another assignment's: other.ipynb" in err
    assert collected(course) == {}


def test_what_is_there_is_kept_or_replaced(course: Path, collect: Collect) -> None:
    """The same notebook is left, a new one replaces it, one that was handed in before it does not."""
    path = course / "ada.ipynb"
    path.write_bytes(notebook("one"))
    out = collect(path, "--handed-in", "2026-11-02 10:00 UTC")[1]
    assert "tiny: 1 new\n" in out
    assert re.search(r"handed in .*result", out)
    assert re.search(r"ada .* 2026-11-02 10:00 UTC .* new ", out)
    assert timestamp(course, "ada") == "2026-11-02 10:00:00 UTC"
    out = collect(path)[1]
    assert "tiny: 0 new, 1 as before\n" in out
    assert re.search(r"2026-11-02 10:00 UTC .* same ", out)
    path.write_bytes(notebook("two"))
    out = collect(path, "--handed-in", "2026-11-01T12:00:00+02:00")[1]
    assert "1 left for a newer one" in out
    assert "for a newer one: this is of 2026-11-01 10:00 UTC" in out
    assert collected(course) == {"ada": "one"}
    out = collect(path, "--dry-run")[1]
    assert "1 replaced (nothing was done: --dry-run)" in out
    assert collected(course) == {"ada": "one"}
    _, out, err = collect(path)
    assert "the one before: 2026-11-02 10:00 UTC" in out
    assert "no time known, counts as on time (--handed-in TIME says it): ada" in err
    assert collected(course) == {"ada": "two"}
    assert timestamp(course, "ada") is None  # of the one before it says nothing


def test_with_nothing_collected_there_is_no_table(course: Path, collect: Collect) -> None:
    """A line says so, and why stands below it."""
    (course / "ada.docx").write_bytes(b"PK")
    status, out, err = collect("ada.docx")
    assert (status, out) == (1, "tiny: nothing collected, 1 left out\n")
    assert "ada: left out: no notebook: ada.docx" in err


def test_the_files_own_dates_count_where_they_are_meant_to(course: Path, collect: Collect) -> None:
    """A download's dates are the download's: only --handed-in files takes them for a hand-in's."""
    path = course / "ada.ipynb"
    path.write_bytes(notebook("ada"))
    os.utime(path, (1793534340, 1793534340))
    collect(path)
    assert timestamp(course, "ada") is None
    collect(path, "--handed-in", "files")
    assert timestamp(course, "ada") == "2026-11-01 11:59:00 UTC"


def test_moodles_worksheet_says_when_and_who(
    course: Path, collect: Collect, in_tokyo: None
) -> None:
    """It gives the time of the hand-in, and tells those apart who share their name."""
    ada, other = (101, "Ada Lovelace", "ada@x.org"), (102, "Ada Lovelace", "al2@x.org")
    sheet = worksheet(course / "sheet.csv", ada, other)
    name = f"Ada Lovelace_102_assignsubmission_file_/{NOTEBOOK}"
    download = make_zip(course / "download.zip", {name: notebook("al2")})
    status, _, _ = collect(download, "--moodle", sheet)
    assert status == 0
    assert collected(course) == {"Ada_Lovelace-al2": "al2"}
    assert timestamp(course, "Ada_Lovelace-al2") == "2026-11-02 06:25:00 UTC"


def test_another_assignments_worksheet_is_refused(course: Path, collect: Collect) -> None:
    """Where it has none of the numbers; whoever alone is not in the right one is named."""
    names = {
        f"Ada_101_assignsubmission_file_/{NOTEBOOK}": notebook("ada"),
        f"Bo_102_assignsubmission_file_/{NOTEBOOK}": notebook("bo"),
    }
    download = make_zip(course / "download.zip", names)
    wrong = worksheet(course / "wrong.csv", (901, "Ada", "ada@x.org"), (902, "Bo", "bo@x.org"))
    status, _, err = collect(download, "--moodle", wrong)
    assert status == 2
    assert "none of these 2 is in wrong.csv: is it another assignment's?" in " ".join(err.split())
    assert collected(course) == {}
    right = worksheet(course / "right.csv", (101, "Ada", "ada@x.org"))
    status, _, err = collect(download, "--moodle", right)
    assert status == 0
    assert "not in right.csv: Bo\n" in err
    assert "no time known, counts as on time (--handed-in TIME says it): Bo\n" in err
    assert timestamp(course, "Ada") is not None


def test_moodles_worksheet_says_when_a_notebook_by_name_came(
    course: Path, collect: Collect
) -> None:
    """What an instructor has named is found by login or name, if that is one person's."""
    sheet = worksheet(course / "sheet.csv", (101, "Dana Ek", "dana@x.org"))
    path = course / "n.ipynb"
    path.write_bytes(notebook("dana"))
    assert collect(path, "--student", "Dana_Ek", "--moodle", sheet)[0] == 0
    assert timestamp(course, "Dana_Ek") is not None


def test_a_namesake_by_another_folder_is_noticed(course: Path, collect: Collect) -> None:
    """Collected without the worksheet and with it, a student would exist twice."""
    two = (101, "Ada Lovelace", "ada@x.org"), (102, "Ada Lovelace", "al2@x.org")
    sheet = worksheet(course / "sheet.csv", *two, (103, "Ada Lovelace-Smith", "als@x.org"))
    folder = "assignsubmission_file_"
    first = {f"Ada Lovelace_{n}_{folder}/{NOTEBOOK}": notebook(f"{n}") for n in (101, 102)}
    other = {f"Ada Lovelace-Smith_103_{folder}/{NOTEBOOK}": notebook("als")}
    collect(make_zip(course / "first.zip", first | other))
    one = make_zip(course / "one.zip", dict([first.popitem()]))
    err = collect(one, "--moodle", sheet)[2]
    expected = (
        "the same person as one of these, not in sheet.csv: Ada_Lovelace-101; Ada_Lovelace-102?"
    )
    assert f"Ada_Lovelace-al2: {expected} Remove that one" in err
    assert "Ada_Lovelace-al2? --moodle WORKSHEET tells which to remove" in collect(one)[2]


def test_wrong_usage_says_what_was_expected(
    course: Path, collect: Collect, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path that is not there, a time that is none, a table that is not Moodle's."""
    assert "nowhere: no such file or folder" in collect("nowhere")[2]
    with pytest.raises(SystemExit):
        collect(".", "--handed-in", "yesterday")
    assert "expected a time such as '2026-11-01 23:59 UTC'" in capsys.readouterr().err
    (course / "sheet.csv").write_text("name,mark\nada,1\n")
    (course / "ada.ipynb").write_bytes(notebook())
    status, _, err = collect("ada.ipynb", "--moodle", "sheet.csv")
    assert status == 2
    assert "expected Moodle's grading worksheet" in " ".join(err.split())


@pytest.mark.parametrize("pattern", ["", r".*/(?P<student_id>[a-z]+)_by_hand_(?P<file_id>\w+)"])
def test_nbgraders_zip_collect_knows_the_names(course: Path, pattern: str) -> None:
    """Stock zip_collect collects the platforms' downloads; an instructor's own pattern wins."""
    if pattern:
        with (course / "nbgrader_config.py").open("a") as config:
            config.write(f"c.FileNameCollectorPlugin.named_regexp = {pattern!r}\n")
    archive = course / "downloaded" / made_up.NAME / "archive"
    archive.mkdir(parents=True)
    make_zip(
        archive / "moodle.zip",
        {
            f"Ada Lovelace_1_assignsubmission_file_/{NOTEBOOK}": notebook("ada"),
            "Bo_2_assignsubmission_file_/in.zip": zipped({NOTEBOOK: notebook("bo")}),
            "Cy_3_assignsubmission_file_/x.pdf": b"%PDF",
        },
    )
    make_zip(
        archive / "canvas.zip",
        {
            "lovelaceada_LATE_12_99_tiny-1.ipynb": notebook("second"),
            "lovelaceada_LATE_12_98_tiny.ipynb": notebook("first"),
            "di_by_hand_tiny.ipynb": notebook("di"),
        },
    )
    folder = "15-7 - Ed Ek - Nov 3, 2026 1159 PM"
    make_zip(
        archive / "brightspace.zip", {f"{folder}/{NOTEBOOK}": notebook("ed"), "index.html": b""}
    )
    run = nbgrader(course, "zip_collect", made_up.NAME)
    assert run.returncode == 0, run.stderr
    if pattern:
        assert collected(course) == {"di": "di"}
    else:
        found = {"Ada_Lovelace": "ada", "Bo": "bo", "lovelaceada-12": "second"}
        found["Ed_Ek-15"] = "ed"
        assert found.items() <= collected(course).items()
        assert "Cy: nothing collected: no notebook: x.pdf" in run.stderr
        assert (timestamp(course, "Ed_Ek-15") or "").startswith("2026-11-0")
