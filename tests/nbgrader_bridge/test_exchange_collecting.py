from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.nbgrader_bridge.exchange_collecting import copy_without_links


def nothing(_: str, names: list[str]) -> list[str]:
    """Ignore no file."""
    return []


def test_a_folder_is_copied_with_its_times_and_rights(tmp_path: Path) -> None:
    """Subfolders too; the copy can be written by its owner, whatever the student set."""
    (tmp_path / "from" / "data").mkdir(parents=True)
    path = tmp_path / "from" / "data" / "x.csv"
    path.write_text("1")
    path.chmod(0o444)
    os.utime(path, ns=(10, 20))
    copy_without_links(tmp_path / "from", tmp_path / "to", nothing)
    copy = tmp_path / "to" / "data" / "x.csv"
    assert copy.read_text() == "1"
    assert (copy.stat().st_mode & 0o777, copy.stat().st_mtime_ns) == (0o644, 20)


def test_no_link_is_followed(tmp_path: Path) -> None:
    """By a link in a hand-in a student would have a file of the instructor's copied, and read it."""
    (tmp_path / "solution").mkdir()
    (tmp_path / "solution" / "key").write_text("secret")
    hand_in = tmp_path / "from"
    hand_in.mkdir()
    (hand_in / "mine").write_text("1")
    (hand_in / "file").symlink_to(tmp_path / "solution" / "key")
    (hand_in / "folder").symlink_to(tmp_path / "solution")
    os.mkfifo(hand_in / "pipe")
    copy_without_links(hand_in, tmp_path / "to", nothing)
    assert sorted(path.name for path in (tmp_path / "to").rglob("*")) == ["mine"]
    (tmp_path / "whole").symlink_to(tmp_path / "solution")
    with pytest.raises(OSError, match="whole"):
        copy_without_links(tmp_path / "whole", tmp_path / "to2", nothing)


def test_a_plain_copy_would_follow_them(tmp_path: Path) -> None:
    """The twin: nbgrader's own way to copy reads what a link leads to."""
    import shutil

    (tmp_path / "key").write_text("secret")
    (tmp_path / "from").mkdir()
    (tmp_path / "from" / "file").symlink_to(tmp_path / "key")
    shutil.copytree(tmp_path / "from", tmp_path / "to")
    assert (tmp_path / "to" / "file").read_text() == "secret"


def test_what_nbgrader_ignores_is_left_out(tmp_path: Path) -> None:
    """Files and folders that the configuration ignores are not copied."""
    (tmp_path / "from" / ".ipynb_checkpoints").mkdir(parents=True)
    (tmp_path / "from" / ".ipynb_checkpoints" / "x").write_text("1")
    (tmp_path / "from" / "y").write_text("1")
    copy_without_links(
        tmp_path / "from", tmp_path / "to", lambda _, names: [n for n in names if n[0] == "."]
    )
    assert [path.name for path in (tmp_path / "to").iterdir()] == ["y"]
