from __future__ import annotations

import unicodedata
from pathlib import Path

import made_up
import pytest
from platform_files import NOTEBOOK, Collect, collected, make_zip, notebook

from autograder.course.assignment import load_assignment
from autograder.grading.class_grading import find_students
from autograder.platforms.student_folders import indistinct_elsewhere, student_folder_name

LONG = "\N{CJK UNIFIED IDEOGRAPH-9F8D}" * 150


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("O'Brien", "OBrien"),
        ("x (1)", "x_1"),
        ("[y]", "y"),
        ("a+b", "a_b"),
        ("CON", "CON"),
        ("\u674e\u96f7", "\u674e\u96f7"),
        ("\u0939\u093f\u0928\u094d\u0926\u0940", "\u0939\u093f\u0928\u094d\u0926\u0940"),  # its vowels are marks
        ("\u05d3\u05e0\u05d4\u200f \u05db\u05d4\u05df", "\u05d3\u05e0\u05d4_\u05db\u05d4\u05df"),
        ("\u202eAda\u202c", "Ada"),
        ("Ada \U0001f600", "Ada"),
        ("\U0001f600", "student-1f600"),
        ("...", "student"),
        ("Jose\u0301", "Jos\u00e9"),
        ("Ada. ", "Ada"),
        ("a:b", "a_b"),
        ("../../etc", "etc"),
        ("-rf", "rf"),
    ],
)  # fmt: skip
def test_a_name_makes_a_safe_folder(name: str, folder: str) -> None:
    """Letters of every script stay, with their marks; signs become gaps, and what shows nothing goes."""
    assert student_folder_name(name) == folder


def test_a_long_name_is_cut_where_file_systems_end() -> None:
    """They count bytes, of which a letter may have four."""
    for name in (LONG, "a" * 300, "\U00020000" * 90):
        assert 30 < len(student_folder_name(name).encode()) <= 200


def test_other_systems_are_told_of_what_they_cannot_keep_apart() -> None:
    """Names that differ in capitals or in how accents are written, and those of devices."""
    accents = "Jose\u0301", "Jos\u00e9"
    lines = list(indistinct_elsewhere(["bob", "Bob", "CON", "com1.x", "ada", "dot.", *accents]))
    assert lines[0] == "Bob and bob: one and the same folder on Windows and macOS"
    assert lines[1].startswith(f"{accents[0]} and {accents[1]}: one and the same")
    assert [line.split(":")[0] for line in lines[2:]] == ["CON", "com1.x", "dot."]


def test_the_same_name_in_either_form_of_unicode_is_one_student(
    course: Path, collect: Collect
) -> None:
    """A Mac writes an accent as a letter of its own, in a zip and by --student."""
    composed, apart = (unicodedata.normalize(form, "José") for form in ("NFC", "NFD"))
    files = {f"{composed}/scratch.txt": b"", f"{apart}/{NOTEBOOK}": notebook("josé")}
    assert collect(make_zip(course / "got.zip", {f"x/{k}": v for k, v in files.items()}))[0] == 0
    assert list(collected(course)) == [composed]
    (course / "n.ipynb").write_bytes(notebook("again"))
    assert collect("n.ipynb", "--student", apart)[0] == 0
    assert list(collected(course)) == [composed]


def test_students_who_differ_in_capitals_are_two(course: Path, collect: Collect) -> None:
    """Here they are; where the folder is copied to may not have it so, which is said."""
    files = {f"{name}_{n}_assignsubmission_file_/{NOTEBOOK}": notebook(name) for n, name in enumerate(("bob", "Bob", "CON"))}  # fmt: skip
    status, _, err = collect(make_zip(course / "download.zip", files))
    assert status == 0
    assert collected(course) == {"bob": "bob", "Bob": "Bob", "CON": "CON"}
    assert "Bob and bob: one and the same folder on Windows and macOS" in err
    assert "CON: no folder can be called so on Windows" in err


def test_students_are_found_by_an_assignment_with_brackets(course: Path) -> None:
    """Its name is no pattern, nor are theirs."""
    name = "ps 1 [group]"
    made_up.write_notebook(course / "source" / name / "ps.ipynb", made_up.make_notebook())
    for student in ("[y]", "x (1)", "a*"):
        (course / "submitted" / student / name).mkdir(parents=True)
    (course / "submitted" / "z" / "ps 1 g").mkdir(parents=True)
    found = find_students(course / "submitted", load_assignment(course, name))
    assert found == ["[y]", "a*", "x (1)"]
