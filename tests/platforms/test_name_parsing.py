"""Whose a file is, read from the names that platforms give."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from autograder.platforms.download_names import PlatformUser
from autograder.platforms.name_parsing import parse_download_name
from autograder.platforms.student_folders import student_ids


@pytest.mark.parametrize(
    ("path", "person", "file"),
    [
        ("Ada Lovelace_12_assignsubmission_file_/t.ipynb", PlatformUser("moodle", "Ada Lovelace", "12"), "t.ipynb"),
        ("Ada Lovelace_12_assignsubmission_file/t.ipynb", PlatformUser("moodle", "Ada Lovelace", "12"), "t.ipynb"),
        ("Ada Lovelace_12_assignsubmission_file_a_b.ipynb", PlatformUser("moodle", "Ada Lovelace", "12"), "a_b.ipynb"),
        ("Bo_2_assignsubmission_file_x_1_assignsubmission_file_/t.ipynb", PlatformUser("moodle", "Bo_2_assignsubmission_file_x", "1"), "t.ipynb"),
        ("Bo_2_assignsubmission_file_x_1_assignsubmission_file_t.ipynb", None, "Bo_2_assignsubmission_file_x_1_assignsubmission_file_t.ipynb"),
        ("Bo_2_assignsubmission_file_assignsubmission_file_t.ipynb", PlatformUser("moodle", "Bo", "2"), "assignsubmission_file_t.ipynb"),
        ("Bo_2_assignsubmission_file_work/t.ipynb", PlatformUser("moodle", "Bo", "2"), "t.ipynb"),
        ("B-Ada Lovelace_12_assignsubmission_file_t.ipynb", PlatformUser("moodle", "B-Ada Lovelace", "12"), "t.ipynb"),
        ("Participant_12_assignsubmission_file_/t.ipynb", PlatformUser("moodle", "Participant", "12"), "t.ipynb"),
        ("Default group_assignsubmission_file_/t.ipynb", PlatformUser("moodle", "Default group"), "t.ipynb"),
        ("lovelaceada_12_34_01_t.ipynb", PlatformUser("canvas", "lovelaceada", "12"), "01_t.ipynb"),
        ("lovelaceada_LATE_12_34_01_t-1.ipynb", PlatformUser("canvas", "lovelaceada", "12"), "01_t-1.ipynb"),
        ("anon_x7Kq2_34_01_t.ipynb", PlatformUser("canvas", "anon", "x7Kq2"), "01_t.ipynb"),
        ("lovelaceada_12_34_work/t.ipynb", PlatformUser("canvas", "lovelaceada", "12"), "t.ipynb"),
        ("ada.ipynb", PlatformUser("", "ada"), "01_t.ipynb"),
        ("ada_01_t.ipynb", PlatformUser("", "ada"), "01_t.ipynb"),
        ("01_t-ada.ipynb", PlatformUser("", "ada"), "01_t.ipynb"),
        ("ada (1).ipynb", PlatformUser("", "ada"), "01_t.ipynb"),
        ("ada/01_t.ipynb", PlatformUser("", "ada"), "01_t.ipynb"),
        ("ada/01_t/01_t.ipynb", PlatformUser("", "ada"), "01_t.ipynb"),
        ("team-1.ipynb", PlatformUser("", "team-1"), "01_t.ipynb"),
        ("01_t.ipynb", None, "01_t.ipynb"),
    ],
)  # fmt: skip
def test_a_platforms_names_are_read(path: str, person: PlatformUser | None, file: str) -> None:
    """Whose a file is, and what they called it, is read from the names that platforms give."""
    found = parse_download_name(PurePosixPath(path), "01_t")
    assert (found.person, found.file) == (person, file)


def test_students_of_the_same_name_do_not_fall_together() -> None:
    """Moodle's number stands in the folder where it is needed, Canvas's always."""
    two = [PlatformUser("moodle", "Ada Lovelace", "1"), PlatformUser("moodle", "Ada Lovelace", "2")]
    people = [
        *two,
        PlatformUser("moodle", "Bo O'Neil", "3"),
        PlatformUser("canvas", "lovelaceada", "4"),
    ]
    ids = list(student_ids(people).values())
    assert ids == ["Ada_Lovelace-1", "Ada_Lovelace-2", "Bo_ONeil", "lovelaceada-4"]
