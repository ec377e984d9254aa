"""Hints: a command that a message tells can be typed as it stands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from autograder import suggested_commands
from autograder.suggested_commands import chdir_with_suggestions, suggested_command


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This Python, called as a course's own, with the course as the current folder."""
    path = tmp_path / "a course" / ".venv" / "bin" / "python"
    path.parent.mkdir(parents=True)
    path.symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(path))
    monkeypatch.setattr(suggested_commands, "PATH", os.defpath)
    monkeypatch.chdir(tmp_path / "a course")
    return path


@pytest.mark.usefixtures("python")
def test_python_is_named_as_it_was_called() -> None:
    """From the current folder, where that is shorter; words are quoted as the shell needs it."""
    assert (
        suggested_command("report", "my work") == ".venv/bin/python -m autograder report 'my work'"
    )


def test_python_alone_is_the_one_on_the_path(python: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an activated environment; not where the system has another of that name."""
    monkeypatch.setattr(suggested_commands, "PATH", str(python.parent))
    assert suggested_command("doctor") == "python -m autograder doctor"


def test_a_python_far_away_is_named_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a deep folder the way there is longer than the whole name."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "executable", "/opt/python")
    assert suggested_command("doctor") == "/opt/python -m autograder doctor"


def test_a_wheels_command_is_named_as_it_was_called(
    python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who started `autograder` is told `autograder`: another installer may have hidden its Python."""
    script = python.with_name("autograder")
    script.touch(mode=0o755)
    monkeypatch.setattr(suggested_commands, "CALLED", script)
    assert suggested_command("doctor") == ".venv/bin/autograder doctor"
    monkeypatch.setattr(suggested_commands, "PATH", str(python.parent))
    assert suggested_command("doctor") == "autograder doctor"


@pytest.mark.usefixtures("python")
def test_a_command_for_another_folder_goes_there() -> None:
    """What works in a folder of its own tells commands to who stands outside."""
    Path("demo").mkdir()
    with chdir_with_suggestions(Path("demo")):
        assert (
            suggested_command("report", "x")
            == "(cd demo && ../.venv/bin/python -m autograder report x)"
        )
    assert suggested_command("report", "x") == ".venv/bin/python -m autograder report x"
