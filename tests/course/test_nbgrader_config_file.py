"""What is read of nbgrader's configuration without running it: a course's folders, single settings."""

from __future__ import annotations

from pathlib import Path

import made_up
import pytest

from autograder.cli import main
from autograder.course.assignment import assignment_names, load_assignment
from autograder.course.nbgrader_config_file import course_folder, literal_setting, parse_config


def write_config(course: Path, *lines: str) -> None:
    """Write a course's configuration."""
    (course / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines, ""]))


@pytest.mark.parametrize(
    ("lines", "folder"),
    [
        ([], "submitted"),
        (["c.CourseDirectory.submitted_directory = 'in/2026'"], "in/2026"),
        (["c.CourseDirectory.submitted_directory = '/srv/in'"], "/srv/in"),
        (["c.CourseDirectory.submitted_directory = 'a' + 'b'"], "submitted"),
        (["c.CourseDirectory.submitted_directory = 3"], "submitted"),
    ],
    ids=["unset", "relative", "absolute", "expression", "number"],
)
def test_a_folder_is_where_nbgrader_has_it(tmp_path: Path, lines: list[str], folder: str) -> None:
    """A literal counts; where there is none, nbgrader's own name for the step."""
    write_config(tmp_path, *lines)
    assert course_folder(tmp_path, "submitted") == tmp_path / folder


def test_a_broken_configuration_is_named_and_nobody_is_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it says of folders is not known: others that lie there must not be graded in their place."""
    made_up.make_assignment(tmp_path)
    write_config(tmp_path, "c.CourseDirectory.source_directory = 'tasks'", "c.Foo.bar = (")
    monkeypatch.chdir(tmp_path)
    for command in ("grade", "lint"):
        assert main([command, "tiny"]) == 2
        text = " ".join(capsys.readouterr().err.split())
        assert "nbgrader_config.py, line 3: expected a configuration that nbgrader can read" in text


def test_the_last_setting_in_the_file_counts(tmp_path: Path) -> None:
    """Whether it stands in a block or not."""
    write_config(tmp_path, "if True:", "    c.Execute.timeout = 1", "c.Execute.timeout = 2")
    assert literal_setting(parse_config(tmp_path), ("Execute.timeout",), 0) == 2


def test_a_course_is_graded_in_folders_of_other_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its assignments and submissions are looked for there, and nowhere else."""
    made_up.make_assignment(tmp_path)
    (tmp_path / "source").rename(tmp_path / "tasks")
    write_config(
        tmp_path,
        "c.CourseDirectory.source_directory = 'tasks'",
        "c.CourseDirectory.submitted_directory = 'handed_in'",
    )
    assert assignment_names(tmp_path) == ["tiny"]
    assert load_assignment(tmp_path, "tiny").folder == tmp_path / "tasks" / "tiny"
    monkeypatch.chdir(tmp_path)
    assert main(["grade", "tiny"]) == 2
    assert "looked for handed_in/<student>/tiny/tiny.ipynb" in capsys.readouterr().err
