from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from platform_files import NOTEBOOK, Collect, collected, make_zip, notebook, timestamp, zipped

from autograder.platforms.download_names import PlatformUser
from autograder.platforms.name_parsing import detect_platform, parse_download_name
from autograder.platforms.platform_formats import blackboard_logins
from autograder.platforms.worded_dates import parse_worded_date

BRIGHTSPACE_ADA = PlatformUser("brightspace", "Ada Lovelace", "345")


@pytest.mark.parametrize(
    ("path", "person", "file"),
    [
        ("345-678 - Ada Lovelace - Nov 3, 2026 1159 PM/t.ipynb", BRIGHTSPACE_ADA, "t.ipynb"),
        ("345-678 - Ada Lovelace- Nov 3, 2026 1159 PM - t.ipynb", BRIGHTSPACE_ADA, "t.ipynb"),
        ("345-678 - Ada Lovelace - 3 November, 2026 1159 PM - t - u.ipynb", BRIGHTSPACE_ADA, "t - u.ipynb"),
        ("345-678 - Ada Lovelace - Nov 3, 2026 1159 PM - x - Jan 1, 2026 100 AM - t.ipynb", BRIGHTSPACE_ADA, "x - Jan 1, 2026 100 AM - t.ipynb"),
        ("3-6 - al12 Ada Smith-Lovelace - 3 nov. 2026 23 h 59/t.ipynb", PlatformUser("brightspace", "al12 Ada Smith-Lovelace", "3"), "t.ipynb"),
        ("PS 1_ada_attempt_2026-11-03-23-59-12_01_t.ipynb", PlatformUser("blackboard", "PS 1_ada"), "01_t.ipynb"),
        ("PS 1_ada_Versuch_2026-11-03-23-59-12.txt", PlatformUser("blackboard", "PS 1_ada"), ""),
        ("PS 1_ada_attempt_2026-11-03-23-59-12_x_bob_attempt_2026-01-01-00-00-00_t.ipynb", PlatformUser("blackboard", "PS 1_ada"), "x_bob_attempt_2026-01-01-00-00-00_t.ipynb"),
        ("PS 1/Submissions/Lovelace_Ada_ada_345/t.ipynb", PlatformUser("ilias", "ada", "345"), "t.ipynb"),
        ("Blatt_1_2_x/Abgaben/Lovelace_Ada_ada_345/t.ipynb", PlatformUser("ilias", "ada", "345"), "t.ipynb"),
        ("Lovelace_Ada_ada_345/20261103235912_t.ipynb", PlatformUser("ilias", "ada", "345"), "20261103235912_t.ipynb"),
        ("PS 1/Submissions/Lovelace_Ada_ada_l_345/t.ipynb", PlatformUser("ilias", "Lovelace_Ada_ada_l", "345"), "t.ipynb"),
        ("PS 1/Submissions/Team 7/Lovelace_Ada_ada_345/t.ipynb", PlatformUser("ilias", "Team 7"), "t.ipynb"),
        ("PS 1/Submissions/Team 7/Ada Lovelace/t.ipynb", PlatformUser("ilias", "Team 7"), "t.ipynb"),
        ("Eve E_9_assignsubmission_file_/Submissions/L_A_ada_345/t.ipynb", PlatformUser("moodle", "Eve E", "9"), "t.ipynb"),
        ("3-6 - Eve E - Nov 3, 2026 1159 PM/Submissions/L_A_ada_345/t.ipynb", PlatformUser("brightspace", "Eve E", "3"), "t.ipynb"),
    ],
)  # fmt: skip
def test_a_platforms_names_are_read(path: str, person: PlatformUser, file: str) -> None:
    """Whose a file is, and what they called it, is what the platform wrote first."""
    found = parse_download_name(PurePosixPath(path), "01_t", "")
    assert (found.person, found.file) == (person, file)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nov 3, 2026 1159 PM", "2026-11-03 23:59"),
        ("Nov 3, 2026 1205 AM", "2026-11-03 00:05"),
        ("Sep 26, 2026 0741 PM", "2026-09-26 19:41"),
        ("Sep 24, 2026 926 PM", "2026-09-24 21:26"),
        ("29 January, 2026 205 PM", "2026-01-29 14:05"),
        ("3 November 2026 2359", "2026-11-03 23:59"),
        ("3. März 2026 905", "2026-03-03 09:05"),
        ("1er févr. 2026 9 h 05", "2026-02-01 09:05"),
        ("3 de agosto de 2026 2359", "2026-08-03 23:59"),
        ("12 mei 2026 0000", "2026-05-12 00:00"),
        ("2026-11-03 2359", "2026-11-03 23:59"),
        ("3 marraskuuta 2026 2359", "2026-03-03 23:59"),
        ("3 xyzember 2026 2359", None),
        ("Feb 30, 2026 1159 PM", None),
        ("Nov 3, 0000 1159 PM", None),
    ],
)
def test_dates_in_words_are_read(text: str, expected: str | None) -> None:
    """In the languages that are known, with the day first or the month, by 12 or 24 hours."""
    found = parse_worded_date(text)
    assert expected == (found and found.isoformat(" ")[:16])


def test_a_brightspace_download_is_collected(
    course: Path, collect: Collect, in_tokyo: None
) -> None:
    """Two hand-ins of a student's are one student, whose last one counts, with its time."""
    download = make_zip(
        course / "download.zip",
        {
            "index.html": b"<table>",
            f"12-7 - Ada Lovelace - Nov 3, 2026 1159 PM/{NOTEBOOK}": notebook("second"),
            f"12-7 - Ada Lovelace - Nov 3, 2026 958 AM/{NOTEBOOK}": notebook("first"),
            "13-7 - Bo O'Neil - Nov 2, 2026 100 PM/work.zip": zipped({"index.html": b"", "x.ipynb": notebook("bo")}),
        },
    )  # fmt: skip
    status, out, err = collect(download)
    assert status == 0
    assert collected(course) == {"Ada_Lovelace-12": "second", "Bo_ONeil-13": "bo"}
    assert timestamp(course, "Ada_Lovelace-12") == "2026-11-03 14:59:00 UTC"
    assert "the last of 2" in out
    assert err == "times that name no zone are taken for JST (set TZ for another)\n"


def test_a_blackboard_download_is_collected(course: Path, collect: Collect, in_tokyo: None) -> None:
    """Its texts are no files of the students', and assignments and logins may have underscores."""
    attempts = {"a_lovelace": "2026-11-03-23-59-12", "bo": "2026-11-02-10-00-00"}
    files = {}
    for login, when in attempts.items():
        files[f"Lab_1_2_{login}_attempt_{when}_tiny.ipynb"] = notebook(login)
        files[f"Lab_1_2_{login}_attempt_{when}.txt"] = b"Name:"
    files["Lab_1_2_bo_attempt_2026-11-01-10-00-00_tiny.ipynb"] = notebook("first")
    files["Lab_1_2_cy_attempt_2026-11-01-10-00-00.txt"] = b"Name:"
    status, out, err = collect(make_zip(course / "download.zip", files))
    assert status == 1
    assert collected(course) == {"a_lovelace": "a_lovelace", "bo": "bo"}
    assert timestamp(course, "a_lovelace") == "2026-11-03 14:59:12 UTC"
    assert "other file" not in out
    assert "cy: left out: no notebook: Lab_1_2_cy_attempt_2026-11-01-10-00-00.txt" in err


def test_an_ilias_download_is_collected(course: Path, collect: Collect) -> None:
    """By logins and teams; what came late is said so, and no time is taken from a file's own name."""
    top = "Problem_set_1_2_x/Submissions"
    download = make_zip(
        course / "download.zip",
        {
            f"{top}/Lovelace_Ada_ada_345/20200101000000_{NOTEBOOK}": notebook("ada"),
            f"{top}/Ross_Bob_bob_346/Late Submission - {NOTEBOOK}": notebook("bob"),
            f"{top}/Team 7/Ek_Cy_cy_347/{NOTEBOOK}": notebook("team"),
        },
    )
    status, out, _ = collect(download)
    assert status == 0
    assert collected(course) == {"ada": "ada", "bob": "bob", "Team_7": "team"}
    assert out.count("late, by the platform") == 1
    assert timestamp(course, "ada") is None


def test_a_students_file_name_makes_nobody_another_person(course: Path, collect: Collect) -> None:
    """A name of another platform's form is its student's, by the download's other names."""
    theft = "bob_attempt_2026-11-01-10-00-00_tiny.ipynb"
    names = [f"evee_1_5_x_{theft}", "bobb_2_6_tiny.ipynb"]
    collect(make_zip(course / "download.zip", dict.fromkeys(names, notebook())))
    assert collected(course).keys() == {"evee-1", "bobb-2"}


def test_an_assignments_name_makes_no_class_one_person() -> None:
    """Names that read as one user's of Canvas's are Blackboard's, where they are many people's."""
    paths = [f"Lab_1_2_{who}_attempt_2026-11-01-10-00-00_t.ipynb" for who in ("ada", "bo")]
    assert detect_platform(map(PurePosixPath, paths)) == "blackboard"


def test_logins_are_what_follows_the_assignment() -> None:
    """Which all names of a download begin with; a single one is cut at its last underscore."""
    assert blackboard_logins(["P_1_a_b", "P_1_a_c", "P_1_d"]) == {
        "P_1_a_b": "a_b",
        "P_1_a_c": "a_c",
        "P_1_d": "d",
    }
    assert blackboard_logins(["P_1_ada"]) == {"P_1_ada": "ada"}


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-10-25 02:30", "2026-10-25 00:30:00 UTC"),  # comes twice: the first
        ("2026-03-29 02:30", "2026-03-29 01:30:00 UTC"),  # does not come: as if it did
        ("2026-10-25 02:30 UTC", "2026-10-25 02:30:00 UTC"),
        ("2026-10-25 02:30 America/New_York", "2026-10-25 06:30:00 UTC"),
        ("2026-10-25T02:30+05:30", "2026-10-24 21:00:00 UTC"),
    ],
)
def test_a_time_without_a_zone_is_local(
    course: Path, collect: Collect, in_zone: Callable[[str], None], local: str, utc: str
) -> None:
    """And said to be, even in the night when clocks change; a named zone counts."""
    in_zone("Europe/Berlin")
    path = course / "ada.ipynb"
    path.write_bytes(notebook("ada"))
    err = collect(path, "--handed-in", local)[2]
    assert timestamp(course, "ada") == utc
    assert ("times that name no zone are taken for" in err) == (local[-6:] == " 02:30")
