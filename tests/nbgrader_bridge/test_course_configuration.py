from __future__ import annotations

from pathlib import Path

import pytest
from existing_courses import CONFIG, make_course, notebook
from nbgrader.preprocessors import Execute

from autograder import nbgrader_bridge
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.course_configuration import read_nbgrader_settings

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # nbgrader's own
LINES = "from autograder.nbgrader_bridge import configure\nconfigure(c)\n"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of two assignments, with no settings of its own, as the current folder."""
    files = {"ps1/a.ipynb": notebook(), "ps2/b.ipynb": notebook(), ".hidden/c.ipynb": notebook()}
    monkeypatch.chdir(make_course(tmp_path, files))
    return tmp_path


def test_what_nbgrader_does_by_default(course: Path) -> None:
    """A course that sets nothing has nbgrader's own folders, time and preprocessors."""
    settings = read_nbgrader_settings(course)
    assert settings.source == course / "source"
    assert {name: path.resolve() for name, path in settings.assignments.items()} == {
        "ps1": course / "source" / "ps1",
        "ps2": course / "source" / "ps2",
    }
    assert settings.theirs == {"CourseDirectory.course_id": "made up"}
    assert (settings.cell_timeout_s, settings.kernel_name) == (30, "")
    assert settings.is_ignored("__pycache__")
    assert not settings.is_ignored("data.csv")
    assert not settings.restores_deleted_cells
    assert settings.executes
    assert not settings.configured
    assert (settings.seams, settings.set_too_late) == ((), ())


def test_what_a_course_sets_is_read(course: Path) -> None:
    """Folders, times and switches are what nbgrader itself makes of the course's files."""
    (course / "source").rename(course / "mine")
    config = (
        'c.CourseDirectory.source_directory = "mine"\nc.ExecutePreprocessor.timeout = 60 * 5\n'
        'c.Execute.kernel_name = "stats"\nc.OverwriteCells.add_missing_cells = True\n'
        'c.IncludeHeaderFooter.header = "mine/header.ipynb"\nc.HTMLExporter.filters = {"a": str}\n'
    )
    (course / "nbgrader_config.py").write_text(CONFIG + config, encoding="utf-8")
    settings = read_nbgrader_settings(course)
    assert settings.source == course / "mine"
    assert sorted(settings.assignments) == ["ps1", "ps2"]
    assert (settings.cell_timeout_s, settings.kernel_name) == (300, "stats")
    assert settings.restores_deleted_cells
    assert settings.is_header("header.ipynb")
    assert not settings.is_header("ps1.ipynb")
    assert settings.seams == ("HTMLExporter.filters",)


@pytest.mark.parametrize("timeout", ["None", "-1", "0"])
def test_no_time_limit_is_none(course: Path, timeout: str) -> None:
    """What nbgrader takes for no limit is told as none."""
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.Execute.timeout = {timeout}\n")
    assert read_nbgrader_settings(course).cell_timeout_s is None


def test_a_course_without_a_configuration_is_as_nbgrader_takes_it(course: Path) -> None:
    """Neither file need be there."""
    (course / "nbgrader_config.py").unlink()
    settings = read_nbgrader_settings(course)
    assert sorted(settings.assignments) == ["ps1", "ps2"]
    assert settings.theirs == {}


def test_an_engine_that_is_configured_is_no_setting_of_the_courses(course: Path) -> None:
    """With our line in it, the configuration reads as without, and the line is known to be there."""
    before = read_nbgrader_settings(course)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(LINES)
    after = read_nbgrader_settings(course)
    assert (before.configured, after.configured) == (False, True)
    assert after.theirs == before.theirs
    assert after.set_too_late == ()
    assert nbgrader_bridge.configure.__module__ == "autograder.nbgrader_bridge.configuration"


def test_preprocessors_of_the_courses_own_are_told(course: Path) -> None:
    """A course that lists preprocessors itself is known to, and whether Execute is among them."""
    own = "from nbgrader.preprocessors import ClearOutput, Execute\n"
    chain = "c.Autograde.autograde_preprocessors = "
    config = course / "nbgrader_config.py"
    config.write_text(CONFIG + own + chain + "[ClearOutput, Execute]\n" + LINES, encoding="utf-8")
    settings = read_nbgrader_settings(course)
    assert settings.seams == ("Autograde.autograde_preprocessors",)
    assert settings.theirs["Autograde.autograde_preprocessors"][1] is Execute
    assert (settings.executes, settings.set_too_late) == (True, ())

    config.write_text(CONFIG + own + chain + "[ClearOutput]\n" + LINES, encoding="utf-8")
    assert not read_nbgrader_settings(course).executes

    config.write_text(CONFIG + LINES + own + chain + "[Execute]\n", encoding="utf-8")
    settings = read_nbgrader_settings(course)
    assert settings.set_too_late == ("Autograde.autograde_preprocessors",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import no_such_module", "line 4: expected a configuration that nbgrader can read; it said: ModuleNotFoundError: No module named 'no_such_module'"),
        ("def f(:", "line 4: expected a configuration that nbgrader can read; it said: invalid syntax"),
        ("raise SystemExit(3)", "line 4: expected a configuration that nbgrader can read; it said: SystemExit: 3"),
        ('c.Execute.timeout = "long"', ": expected a configuration that nbgrader can read; it said: The 'timeout' trait of an Execute instance expected an int, not the str 'long'."),
        ("c.CourseDirectory.source_directory = 3", ": expected a configuration that nbgrader can read; it said: The 'source_directory' trait of a CourseDirectory instance expected a unicode string, not the int 3."),
    ],
)  # fmt: skip
def test_a_configuration_that_cannot_be_read_is_named(course: Path, line: str, said: str) -> None:
    """What nbgrader would log, or pass over, is an error with the file and the line."""
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"{line}\n")
    with pytest.raises(ConfigurationError) as caught:
        read_nbgrader_settings(course)
    assert (
        str(caught.value)
        .replace(", line", "line")
        .startswith(f"{course / 'nbgrader_config.py'}{said}")
    )


def test_a_broken_configuration_in_json_is_named(course: Path) -> None:
    """What is not Python is read, too."""
    path = course / "nbgrader_config.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="it said: JSONDecodeError") as caught:
        read_nbgrader_settings(course)
    assert str(caught.value).startswith(f"{path}: expected a configuration")


def test_a_course_that_says_it_is_elsewhere_is_told_so(course: Path) -> None:
    """A configuration that was written for another machine would be read for another folder."""
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write('c.CourseDirectory.root = "/home/course"\n')
    with pytest.raises(ConfigurationError) as caught:
        read_nbgrader_settings(course)
    assert str(caught.value) == (
        "nbgrader's configuration says that the course is in /home/course, and this is "
        f"{course}: run this there, or take CourseDirectory.root out of the configuration"
    )
