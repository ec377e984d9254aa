"""What `adopt --write` writes: two lines and the settings, nothing else, and never by half."""

from __future__ import annotations

import os
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from adopting import Run, contents
from existing_courses import CONFIG

from autograder.adoption.adoption_files import FEEDBACK, LIMITS, LINES, SETTINGS, settings_text
from autograder.adoption.course_survey import CourseSurvey, SurveyedAssignment
from autograder.adoption.existing_course import ExistingCourse
from autograder.course.feedback_settings import FeedbackSettings
from autograder.course.limits import Limits
from autograder.course.nbgrader_settings import NbgraderSettings
from autograder.course.settings import KEYS, load_settings
from autograder.nbgrader_bridge.course_configuration import read_nbgrader_settings
from autograder.suggested_commands import suggested_command

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


def test_write_adds_both_lines_and_settings_and_keeps_a_copy(course: Path, run: Run) -> None:
    """The two lines stand last, the settings have what this course needs, source/ is untouched."""
    before = contents(course)
    status, out, _ = run(course, "--write")
    after = contents(course)
    assert status == 0
    assert "written:\n  autograder.toml\n  nbgrader_config.py.before-autograder\n" in out
    assert f"next:\n  {suggested_command('compare', 'ps1')}\n" in out
    config, mode = before.pop("nbgrader_config.py")
    assert after.pop("nbgrader_config.py.before-autograder") == (config, mode)
    lines = "\n".join(LINES)
    assert after.pop("nbgrader_config.py") == (f"{config.decode()}\n{lines}\n".encode(), mode)
    toml = tomllib.loads(after.pop("autograder.toml")[0].decode())
    assert toml == {"limits": {"cell_s": 300, "submission_s": 1500, "cpu_s": 1500}}
    assert after == before
    assert load_settings(course).limits_of("ps1").cell_s == 300
    assert read_nbgrader_settings(course).configured


def test_written_twice_is_written_once(course: Path, run: Run) -> None:
    """The second time there is nothing to add."""
    run(course, "--write")
    before = contents(course)
    status, out, _ = run(course, "--write")
    assert status == 0
    assert "written:\n  nothing: both lines are there\n" in out
    assert contents(course) == before
    _, out, _ = run(course)
    assert "to add:\n  nothing: both lines are there\n" in out
    assert "python -m autograder 60 s" not in out  # it is no difference any more


def test_a_line_that_is_there_is_not_added_again(course: Path, run: Run) -> None:
    """A configuration with our line, wherever, keeps its bytes; the settings are added."""
    config = course / "nbgrader_config.py"
    config.write_text(
        "import autograder.nbgrader_bridge as engine\nc = get_config()\nengine.configure(c)\n",
        encoding="utf-8",
    )
    text = config.read_bytes()
    _, out, _ = run(course, "--write")
    assert "written:\n  autograder.toml\n\n" in out
    assert config.read_bytes() == text


def test_settings_that_are_there_are_left_alone(course: Path, run: Run) -> None:
    """An autograder.toml is its author's: what the course needs in it is said."""
    settings = course / "autograder.toml"
    settings.write_text("# mine\n", encoding="utf-8")
    _, out, _ = run(course, "--write")
    assert settings.read_text(encoding="utf-8") == "# mine\n"
    assert "to add to autograder.toml yourself:\n  [limits]\n  cell_s = 300\n" in out


def test_a_course_without_a_configuration_gets_one(course: Path, run: Run) -> None:
    """Nothing is there to keep a copy of."""
    (course / "nbgrader_config.py").unlink()
    _, out, _ = run(course, "--write")
    assert "written:\n  autograder.toml\n  nbgrader_config.py\n\n" in out
    text = (course / "nbgrader_config.py").read_text(encoding="utf-8")
    assert text.endswith("\n\n" + "\n".join(LINES) + "\n")
    assert read_nbgrader_settings(course).configured


@pytest.mark.parametrize(
    "config", ["c.Execute.timeout = 9", "x = 1\r\ny = 2\r\n", "", "\ufeffc = get_config()\n\n\n\n"]
)
def test_a_configuration_of_any_form_takes_the_lines(course: Path, run: Run, config: str) -> None:
    """No line end at its end, another system's, none at all, a byte order mark: it stays as it is."""
    path = course / "nbgrader_config.py"
    path.write_bytes(config.encode())
    run(course, "--write")
    text = path.read_bytes()
    assert text.startswith(config.encode().rstrip())
    assert (b"\r\n" in text) == ("\r\n" in config)
    assert text.count(b"\n") == text.count(b"\r\n") or b"\r\n" not in text
    assert read_nbgrader_settings(course).configured


def test_a_configuration_keeps_its_rights_and_its_place(course: Path, run: Run) -> None:
    """A file that others may not read stays so, and a link stays a link."""
    config, elsewhere = course / "nbgrader_config.py", course.parent / "shared.py"
    config.rename(elsewhere)
    elsewhere.chmod(0o600)
    config.symlink_to(elsewhere)
    run(course, "--write")
    assert config.is_symlink()
    assert elsewhere.read_text(encoding="utf-8").endswith(LINES[1] + "\n")
    assert elsewhere.stat().st_mode & 0o777 == 0o600
    copy = course / "nbgrader_config.py.before-autograder"
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_copy_that_is_there_is_kept(course: Path, run: Run) -> None:
    """Whoever takes the lines out and adopts again has both copies."""
    config = course / "nbgrader_config.py"
    first = config.read_bytes()
    run(course, "--write")
    config.write_text("c.Execute.timeout = 30\n", encoding="utf-8")
    run(course, "--write")
    assert (course / "nbgrader_config.py.before-autograder").read_bytes() == first
    second = course / "nbgrader_config.py.before-autograder-2"
    assert second.read_text(encoding="utf-8") == "c.Execute.timeout = 30\n"


@pytest.mark.parametrize("value", ["None", "type(c)()"])
def test_lines_that_nbgrader_does_not_heed_are_taken_back(
    course: Path, run: Run, value: str
) -> None:
    """Where c is something else at the end of the file, all is as it was."""
    path = course / "nbgrader_config.py"
    path.write_text(f"{CONFIG}c = {value}\n", encoding="utf-8")
    before = contents(course)
    status, _, err = run(course, "--write")
    assert status == 2
    assert "nbgrader_config.py: the two lines at its end have no effect" in err
    assert "all is as it was" in err
    assert contents(course) == before


def test_nothing_is_half_written(course: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full after the first file leaves none."""
    before = contents(course)
    fsync, calls = os.fsync, iter([None, OSError(28, "No space left on device")])

    def full(handle: int) -> None:
        error = next(calls)
        if error:
            raise error
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)
    status, _, err = run(course, "--write")
    assert status == 2
    assert "cannot be written: No space left on device" in err
    assert contents(course) == before


def test_preprocessors_of_the_courses_own_are_kept(course: Path, run: Run) -> None:
    """A course that lists them itself is told what that means, before and after."""
    chain = "from nbgrader.preprocessors import Execute, SaveAutoGrades\n"
    chain += "c.Autograde.autograde_preprocessors = [Execute, SaveAutoGrades]\n"
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(chain)
    for _ in range(2):
        _, out, _ = run(course, "--write")
        assert "• this course sets Autograde.autograde_preprocessors itself\n" in out
        assert "the sandbox takes the place of nbgrader's Execute in it\n" in out
    text = (course / "nbgrader_config.py").read_text(encoding="utf-8")
    assert text.count("configure(c)") == 1


def settings_for(folder: Path, names: list[str], **nbgrader: object) -> str:
    """Return the settings written for a course of assignments of such names."""
    folder.mkdir(exist_ok=True)
    settings = NbgraderSettings(folder, folder / "source", {}, **nbgrader)  # type: ignore[arg-type]
    survey = CourseSurvey([SurveyedAssignment(name, folder, [], {}) for name in names], [])
    return settings_text(ExistingCourse(settings, load_settings(folder), survey))


def test_every_setting_stands_in_the_file_with_its_default(tmp_path: Path) -> None:
    """All that can be set is there as a comment, and reads well where the # is taken away."""
    text = settings_for(tmp_path / "course", ["Problem Set 1"])
    assert set(SETTINGS) | {"limits", "feedback"} == set(KEYS)
    assert set(FEEDBACK) == set(vars(FeedbackSettings()))
    assert list(LIMITS) == [field.name for field in fields(Limits)]
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line or "[" in line else line
        for line in text.splitlines()
    )
    toml = tomllib.loads(uncommented)
    assert set(toml) == set(KEYS)
    assert toml["limits"].pop("Problem Set 1") == {"cell_s": 120}
    assert toml["limits"] == Limits().as_dict()


def test_a_setting_that_is_needed_says_why(tmp_path: Path) -> None:
    """It is no comment, and behind it stands where it is from."""
    theirs = {"Execute.timeout": 90}
    text = settings_for(tmp_path / "course", ["ps1"], theirs=theirs, cell_timeout_s=90)
    assert "\ncell_s = 90  # seconds for one cell; as Execute.timeout has it\n" in text
    assert "\n# submission_s = 600  # seconds for all of a submission\n" in text
    assert "\n# [limits.ps1]\n" in text
