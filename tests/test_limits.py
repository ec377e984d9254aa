from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from autograder.errors import ConfigurationError
from autograder.limits import FILE, Limits, load_limits


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one assignment."""
    (tmp_path / "source" / "tiny").mkdir(parents=True)
    return tmp_path


def configure(course: Path, text: str) -> Limits:
    """Return the limits of ``tiny`` under a configuration."""
    (course / FILE).write_text(text, encoding="utf-8")
    return load_limits(course, "tiny")


def complaint(course: Path, text: str) -> str:
    """Return what a configuration is refused with, which begins with the file's path."""
    with pytest.raises(ConfigurationError) as refused:
        configure(course, text)
    path, _, reason = str(refused.value).partition(f"{FILE}: ")
    assert path == f"{course}/"
    return reason


def test_a_course_without_a_configuration_has_the_defaults(course: Path) -> None:
    """No file: the defaults."""
    assert load_limits(course, "tiny") == Limits()


def test_general_limits_hold_for_every_assignment(course: Path) -> None:
    """A limit in [limits] replaces the default, and the others stay as they are."""
    limits = configure(course, "[limits]\ncell_s = 7\n")
    assert asdict(limits) == {**asdict(Limits()), "cell_s": 7.0}


def test_an_assignments_own_limits_come_last(course: Path) -> None:
    """A limit in [limits.NAME] replaces the general one, for that assignment alone."""
    text = "[limits]\ncell_s = 7\nmemory_mib = 100\n[limits.tiny]\ncell_s = 9.5\n"
    assert (configure(course, text).cell_s, configure(course, text).memory_mib) == (9.5, 100)
    (course / "source" / "other").mkdir()
    assert load_limits(course, "other").cell_s == 7


def test_a_limit_that_there_is_not_is_refused(course: Path) -> None:
    """A misspelt limit is named, beside those that there are."""
    assert complaint(course, "[limits]\ncells = 7\n") == (
        "no limit 'cells'; there are: cell_s, question_s, submission_s, cpu_s, memory_mib, "
        "processes, output_mib, disk_mib, notebook_mib"
    )
    assert complaint(course, "[limits.tiny]\ncells = 7\n").startswith("no limit 'cells'")


def test_limits_for_an_assignment_that_there_is_not_are_refused(course: Path) -> None:
    """A misspelt assignment is named: its limits would hold for nothing."""
    reason = complaint(course, "[limits.tinny]\ncell_s = 7\n")
    assert reason == "limits for 'tinny', but no such assignment; there are: tiny"


def test_a_table_of_another_name_is_refused(course: Path) -> None:
    """What stands outside of [limits] is named: it would do nothing."""
    assert complaint(course, "[limit]\ncell_s = 7\n") == "expected [limits], got 'limit'"
    assert complaint(course, "limits = 3\n") == "limits: expected a table, got 3"


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "true", '"7"', "[7]", "{a = 7}"])
def test_a_value_that_bounds_nothing_is_refused(course: Path, value: str) -> None:
    """A limit is a number above zero, and not beyond all bounds."""
    reason = complaint(course, f"[limits]\ncell_s = {value}\n")
    assert reason.startswith("cell_s: expected a number above 0, got ")


def test_a_fraction_of_a_whole_thing_is_refused(course: Path) -> None:
    """Half a process is named as such, not rounded to none."""
    reason = complaint(course, "[limits.tiny]\nprocesses = 0.5\n")
    assert reason == "processes: expected a whole number above 0, got 0.5"
    assert configure(course, "[limits]\nmemory_mib = 100.0\n").memory_mib == 100


def test_what_is_not_toml_is_refused(course: Path) -> None:
    """A file that cannot be read is named, with the place of the fault."""
    assert complaint(course, "[limits\n").startswith("not valid TOML: ")
    (course / FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="not valid TOML"):
        load_limits(course, "tiny")


def test_the_kernel_gets_bytes_and_seconds() -> None:
    """Units are converted where the kernel sets its limits."""
    limits = Limits(memory_mib=3, disk_mib=2, cpu_s=5, processes=9)
    assert limits.for_kernel() == {
        "memory_bytes": 3 << 20,
        "disk_bytes": 2 << 20,
        "cpu_s": 5,
        "processes": 9,
    }
