"""The files beside a notebook, which its code may read: which come along, and which do not."""

from __future__ import annotations

import copy
import os
from pathlib import Path

import made_up
from handed_in_notebooks import NOTEBOOK

from autograder.course.assignment import Assignment, load_assignment
from autograder.course.submission import read_submission


def test_plain_files_beside_the_notebook_are_read(assignment: Assignment, tmp_path: Path) -> None:
    """Files that the code may need come along; notebooks, hidden files and time stamps don't."""
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    for name in ("data.csv", "helper.py", ".hidden", "timestamp.txt", "draft.ipynb"):
        (folder / name).write_text(name, encoding="utf-8")
    files = read_submission(folder, "ada", assignment).files
    assert files == {"data.csv": b"data.csv", "helper.py": b"helper.py"}


def test_links_and_pipes_beside_the_notebook_are_left_out(
    assignment: Assignment, tmp_path: Path
) -> None:
    """What is neither a plain file nor a folder is not followed, and flagged."""
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    (folder / "secrets").symlink_to("/etc/passwd")
    (folder / "system").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    submission = read_submission(folder, "ada", assignment)
    assert submission.files == {}
    assert sorted(submission.flags) == [
        "'pipe' is not a plain file: left out",
        "'secrets' is not a plain file: left out",
        "'system' is not a plain file: left out",
    ]


def test_files_in_folders_are_read_by_their_paths(assignment: Assignment, tmp_path: Path) -> None:
    """What lies below the notebook's folder comes along, however deep; hidden folders don't."""
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    for name in ("data/a.csv", "data/raw/b.csv", ".git/config", "__pycache__/helper.pyc"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "empty").mkdir()
    submission = read_submission(folder, "ada", assignment)
    assert submission.files == {"data/a.csv": b"data/a.csv", "data/raw/b.csv": b"data/raw/b.csv"}
    assert submission.flags == []


def test_a_copy_of_the_courses_own_file_is_not_the_students(tmp_path: Path) -> None:
    """The course's data is as the instructor has it, whatever was handed in under its name."""
    assignment = made_up.make_assignment(tmp_path)
    (assignment.folder / "data.csv").write_text("1,2", encoding="utf-8")
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    (folder / "data.csv").write_text("mine", encoding="utf-8")
    submission = read_submission(folder, "ada", assignment)
    assert submission.files == {}
    assert submission.flags == [
        "not as the course has it, and the course's own was used: 'data.csv'"
    ]
    (folder / "data.csv").write_text("1,2", encoding="utf-8")
    assert read_submission(folder, "ada", assignment).flags == []


def test_a_file_that_the_course_leaves_to_students_is_theirs(tmp_path: Path) -> None:
    """What nbgrader's `exclude_overwriting` names is as the student handed it in."""
    made_up.make_assignment(tmp_path)
    (tmp_path / "source" / "tiny" / "helper.py").write_text("ours", encoding="utf-8")
    config = 'c = get_config()\nc.Autograde.exclude_overwriting = {"tiny": ["helper.py"]}\n'
    (tmp_path / "nbgrader_config.py").write_text(config, encoding="utf-8")
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    (folder / "helper.py").write_text("mine", encoding="utf-8")
    submission = read_submission(folder, "ada", load_assignment(tmp_path, "tiny"))
    assert submission.files == {"helper.py": b"mine"}


def test_too_many_megabytes_beside_the_notebook_are_left_out(
    assignment: Assignment, tmp_path: Path
) -> None:
    """Files beyond the bound are left out unread, and flagged."""
    folder = made_up.hand_in(tmp_path, "ada", NOTEBOOK).parent
    (folder / "a.csv").write_bytes(b"1")
    with (folder / "b.bin").open("wb") as file:
        file.truncate(30 << 20)
    submission = read_submission(folder, "ada", assignment)
    assert list(submission.files) == ["a.csv"]
    assert submission.flags == [
        "files beside the notebook beyond 20 MiB in 2000 files are left out: 'b.bin'"
    ]


def test_files_that_the_notebook_names_come_first(assignment: Assignment, tmp_path: Path) -> None:
    """Where not all files can come along, those do that the code reads, wherever they lie."""
    notebook = copy.deepcopy(NOTEBOOK)
    notebook.cells.append(made_up.code("open('data/z-rows.csv')", "own"))
    folder = made_up.hand_in(tmp_path, "ada", notebook).parent
    (folder / "data").mkdir()
    for name in ("a.bin", "data/z-rows.csv"):
        with (folder / name).open("wb") as file:
            file.truncate(15 << 20)
    submission = read_submission(folder, "ada", assignment)
    assert list(submission.files) == ["data/z-rows.csv"]
    assert submission.flags == [
        "files beside the notebook beyond 20 MiB in 2000 files are left out: 'a.bin'"
    ]
