from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import made_up
import pytest

from autograder.course.assignment import load_assignment
from autograder.course.feedback_settings import FeedbackSettings
from autograder.course.limits import Limits
from autograder.course.settings import FILE, load_settings
from autograder.errors import ConfigurationError
from autograder.grading.prerequisites import expect_gradable


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one assignment."""
    (tmp_path / "source" / "tiny").mkdir(parents=True)
    return tmp_path


def configure(course: Path, text: str) -> Limits:
    """Return the limits of ``tiny`` under a configuration."""
    (course / FILE).write_text(text, encoding="utf-8")
    return load_settings(course).limits_of("tiny")


def complaint(course: Path, text: str) -> str:
    """Return what a configuration is refused with, behind the file's path and the line."""
    with pytest.raises(ConfigurationError) as refused:
        configure(course, text)
    path, _, reason = str(refused.value).partition(FILE)
    assert path == f"{course}/"
    return reason.removeprefix(", ").removeprefix(": ")


def test_a_course_without_a_configuration_has_the_defaults(course: Path) -> None:
    """No file: the defaults."""
    assert load_settings(course).limits_of("tiny") == Limits()


def test_general_limits_hold_for_every_assignment(course: Path) -> None:
    """A limit in [limits] replaces the default, and the others stay as they are."""
    limits = configure(course, "[limits]\ncell_s = 7\n")
    assert asdict(limits) == {**asdict(Limits()), "cell_s": 7.0}


def test_an_assignments_own_limits_come_last(course: Path) -> None:
    """A limit in [limits.NAME] replaces the general one, for that assignment alone."""
    text = "[limits]\ncell_s = 7\nmemory_mib = 100\n[limits.tiny]\ncell_s = 9.5\n"
    assert (configure(course, text).cell_s, configure(course, text).memory_mib) == (9.5, 100)
    (course / "source" / "other").mkdir()
    assert load_settings(course).limits_of("other").cell_s == 7


def test_a_limit_that_there_is_not_is_refused(course: Path) -> None:
    """A misspelt limit is named, beside those that there are."""
    assert complaint(course, "[limits]\ncells = 7\n") == (
        "line 2: no limit 'cells'; there are: cell_s, question_s, submission_s, cpu_s, memory_mib, "
        "processes, output_mib, total_output_mib, disk_mib, notebook_mib"
    )
    assert complaint(course, "[limits.tiny]\ncells = 7\n").startswith("line 2: no limit")


def test_limits_for_an_assignment_that_there_is_not_are_refused(course: Path) -> None:
    """A misspelt assignment is named: its limits would hold for nothing."""
    made_up.write_notebook(course / "source" / "tiny" / "tiny.ipynb", made_up.make_notebook())
    reason = complaint(course, "[limits.tinny]\ncell_s = 7\n")
    assert reason == "line 1: limits for 'tinny', but no such assignment; there are: tiny"


def test_a_folder_without_a_notebook_is_listed_as_no_assignment(course: Path) -> None:
    """Of the folders in source/ those are named that hold an assignment; where none does, that is said."""
    said = "line 1: limits for 'tinny', but no such assignment; there are:"
    none = f"{said} none in {course / 'source'}"
    assert complaint(course, "[limits.tinny]\ncell_s = 7\n") == none
    for folder in ("other", ".ipynb_checkpoints"):
        made_up.write_notebook(course / "source" / folder / "other.ipynb", made_up.make_notebook())
    assert complaint(course, "[limits.tinny]\ncell_s = 7\n") == f"{said} other"


def test_a_setting_that_there_is_not_is_refused(course: Path) -> None:
    """A misspelt table or key is named, with its line: it would do nothing."""
    there_are = "there are: checks, bank, python, warm, full, limits, feedback"
    assert complaint(course, "[limit]\ncell_s = 7\n") == f"line 1: no setting 'limit'; {there_are}"
    assert complaint(course, "\nwram = []\n") == f"line 2: no setting 'wram'; {there_are}"
    assert complaint(course, "limits = 3\n") == "line 1: limits: expected a table, got 3"


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "true", '"7"', "[7]", "{a = 7}"])
def test_a_value_that_bounds_nothing_is_refused(course: Path, value: str) -> None:
    """A limit is a number above zero, and not beyond all bounds."""
    reason = complaint(course, f"[limits]\ncell_s = {value}\n")
    assert reason.startswith("line 2: cell_s: expected a number above 0, got ")


def test_a_fraction_of_a_whole_thing_is_refused(course: Path) -> None:
    """Half a process is named as such, not rounded to none."""
    reason = complaint(course, "[limits.tiny]\nprocesses = 0.5\n")
    assert reason == "line 2: processes: expected a whole number above 0, got 0.5"
    assert configure(course, "[limits]\nmemory_mib = 100.0\n").memory_mib == 100


def test_what_is_not_toml_is_refused(course: Path) -> None:
    """A file that cannot be read is named, with the place of the fault."""
    assert complaint(course, "[limits\n").startswith("not valid TOML: ")
    (course / FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="not valid TOML"):
        load_settings(course).limits_of("tiny")


def test_the_kernel_gets_bytes_and_seconds() -> None:
    """Units are converted where the kernel sets its limits."""
    limits = Limits(memory_mib=3, disk_mib=2, cpu_s=5, processes=9)
    assert limits.for_kernel() == {
        "memory_bytes": 3 << 20,
        "disk_bytes": 2 << 20,
        "cpu_s": 5,
        "processes": 9,
    }


def test_checks_and_bank_are_where_the_course_says(course: Path) -> None:
    """Paths are the course's own, wherever the command runs; by default they lie beside source/."""
    settings = load_settings(course)
    assert (settings.checks, settings.bank) == (course / "checks", course / "bank")
    assert (settings.python, settings.warm) == (None, None)
    (course / "grading").mkdir()
    (course / FILE).write_text('checks = "grading"\nbank = "answers"\n', encoding="utf-8")
    settings = load_settings(course)
    assert (settings.checks, settings.bank) == (course / "grading", course / "answers")


def test_the_students_python_and_what_is_warm_are_read(course: Path) -> None:
    """The interpreter's path may be relative; an empty list imports nothing before a fork."""
    python = course / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    text = 'python = "venv/bin/python"\nwarm = ["numpy", "scipy.stats"]\n'
    (course / FILE).write_text(text, encoding="utf-8")
    settings = load_settings(course)
    assert (settings.python, settings.warm) == (python, ("numpy", "scipy.stats"))
    (course / FILE).write_text("warm = []\n", encoding="utf-8")
    assert load_settings(course).warm == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("checks = 3", "checks: expected a path in quotes, got 3"),
        ('bank = " "', "bank: expected a path in quotes, got ' '"),
        ('checks = "nowhere"', "checks: expected a folder, {course}/nowhere is none"),
        ('python = "nowhere"', "python: expected an interpreter, {course}/nowhere is no file"),
        ('warm = "numpy"', "warm: expected a list of modules, got 'numpy'"),
        (
            'warm = ["numpy; exit"]',
            'warm: expected a list of modules, as ["numpy", "scipy.stats"], got [\'numpy; exit\']',
        ),
    ],
    ids=["number", "blank", "no checks", "no Python", "no list", "no module"],
)
def test_a_setting_of_a_wrong_kind_is_refused(course: Path, text: str, reason: str) -> None:
    """What was expected and what came are told, with the line."""
    expected = reason.format(course=course)
    assert complaint(course, f"# mine\n{text}\n") == f"line 2: {expected}"


@pytest.mark.parametrize(
    ("line", "cell_s"),
    [
        ("c.ExecutePreprocessor.timeout = 30", 30),
        ("c.Execute.timeout = 7.5", 7.5),
        ("c.Execute.timeout = 7\nc.Execute.timeout = 9", 9),
        ("c.Execute.timeout = 1_200  # seconds", 1200),
        ("c.Execute.timeout = 7\nc.Execute.timeout = 60*5", Limits().cell_s),
        ("c.Execute.timeout = None", Limits().submission_s),
        ("c.Execute.timeout = -1", Limits().submission_s),
        ("# c.Execute.timeout = 7", Limits().cell_s),
    ],
)
def test_the_time_of_a_cell_is_what_nbgrader_was_told(
    course: Path, line: str, cell_s: float
) -> None:
    """The last number counts, none is no limit but the submission's; autograder.toml comes last."""
    (course / "nbgrader_config.py").write_text(f"c = get_config()\n{line}\n", encoding="utf-8")
    assert load_settings(course).limits_of("tiny").cell_s == cell_s
    assert configure(course, "[limits]\ncell_s = 11\n").cell_s == 11


@pytest.mark.parametrize("owner", ["Execute", "ExecutePreprocessor"])
def test_the_kernel_of_nbgraders_configuration_is_every_notebooks(
    tmp_path: Path, owner: str
) -> None:
    """A course whose notebooks name a kernel that is not here may name one for all, as in nbgrader."""
    assignment = made_up.make_assignment(tmp_path)
    notebook = made_up.make_notebook()
    notebook.metadata["kernelspec"] = {"name": "nowhere", "display_name": "x", "language": "python"}
    made_up.write_notebook(assignment.notebooks[0].path, notebook)
    made_up.write_notebook(tmp_path / "source" / "tiny" / "tiny.ipynb", notebook)
    with pytest.raises(
        ConfigurationError, match="it is for the kernel 'nowhere', which is not here"
    ):
        expect_gradable(replace(load_assignment(tmp_path, "tiny"), checks=assignment.checks))
    (tmp_path / "nbgrader_config.py").write_text(f"c.{owner}.kernel_name = 'python3'\n")
    expect_gradable(replace(load_assignment(tmp_path, "tiny"), checks=assignment.checks))


def test_what_students_are_told_may_be_an_assignments_own(course: Path) -> None:
    """The defaults show what the page of feedback always showed; then [feedback], then the assignment's."""
    assert load_settings(course).feedback_of("tiny") == FeedbackSettings("checks", "", 0.0, 0)
    (course / "source" / "tiny").mkdir(parents=True, exist_ok=True)
    text = '[feedback]\nshows = "everything"\ntimes = 3\n[feedback.tiny]\nuntil_due = "nothing"\n'
    (course / FILE).write_text(text, encoding="utf-8")
    settings = load_settings(course)
    assert settings.feedback_of("other") == FeedbackSettings("everything", "", 0.0, 3)
    tiny = settings.feedback_of("tiny")
    assert tiny == FeedbackSettings("everything", "nothing", 0.0, 3)
    assert (tiny.level(is_due=False), tiny.level(is_due=True)) == ("nothing", "everything")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "show = 1",
            "no feedback setting 'show'; there are: shows, until_due, minutes_between, times",
        ),
        (
            "shows = true",
            "shows: expected one of 'everything', 'checks', 'points', 'nothing', got True",
        ),
        (
            "until_due = []",
            "until_due: expected one of 'everything', 'checks', 'points', 'nothing', got []",
        ),
        ("times = 1.5", "times: expected a whole number, got 1.5"),
        ("minutes_between = -1", "minutes_between: expected a number of 0 or more, got -1"),
        ("minutes_between = nan", "minutes_between: expected a number of 0 or more, got nan"),
    ],
)
def test_what_students_cannot_be_told_is_refused(course: Path, line: str, reason: str) -> None:
    """A misspelt setting, or a value that cannot be, is named with its line."""
    assert complaint(course, f"[feedback]\n{line}\n") == f"line 2: {reason}"


def test_feedback_on_an_assignment_that_there_is_not_is_refused(course: Path) -> None:
    """A misspelt assignment is named: what students are shown of it would not be what is written."""
    made_up.write_notebook(course / "source" / "tiny" / "tiny.ipynb", made_up.make_notebook())
    assert complaint(course, '[feedback.tinny]\nshows = "points"\n') == (
        "line 1: feedback for 'tinny', but no such assignment; there are: tiny"
    )
