"""`submit_zip` warns by the grader's own limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from student_folder import cells, code, write

from autograder.course.limits import Limits
from autograder.course.public_checks import merge_public_checks
from autograder.course.settings import load_settings
from course_utils import exercises, submit_zip
from course_utils.notebook.grading_costs import warnings_from_costs
from course_utils.notebook.grading_limits import GradingLimits, read_grading_limits
from course_utils.notebook.notebook_cells import clean_notebook
from course_utils.notebook.notebook_session import NotebookSession
from course_utils.notebook.trial_run import TrialResult

COURSE = Path(__file__).parents[2]
LIMITS = GradingLimits(cell_s=20.0, submission_s=50.0, output_mib=1.0)


def warned(seconds: list[float], sizes: list[int], **of_the_first: object) -> list[str]:
    """Return the warnings on cells that took so long and showed so much."""
    notebook = clean_notebook({"cells": [code(f"x{n} = {n}") for n in range(len(seconds))]})
    notebook["cells"][0]["metadata"].update(of_the_first)
    return warnings_from_costs(LIMITS, notebook["cells"], TrialResult([], None, seconds, sizes))


@pytest.mark.parametrize("assignment", ["01_tensors", "06_training"])
def test_a_release_tells_students_the_limits_of_its_course(assignment: str) -> None:
    """What `autograder.toml` allows an assignment is what its checks file says to `submit_zip`."""
    told = read_grading_limits(COURSE / "release" / assignment / f"test_{assignment}.py")
    limits = load_settings(COURSE).limits_of(assignment)
    assert told.cell_s == limits.cell_s
    assert told.submission_s == limits.submission_s
    assert told.output_mib == limits.output_mib
    assert told.notebook_mib == limits.notebook_mib


def test_limits_are_written_into_the_checks_file(tmp_path: Path) -> None:
    """Each number is the one that is set, fractions too; students' names for it are the engine's."""
    limits = Limits(cell_s=2.5, submission_s=7, output_mib=0.5, notebook_mib=3)
    file = tmp_path / "test_birds.py"
    file.write_text(merge_public_checks(tmp_path, [], limits))
    assert read_grading_limits(file) == GradingLimits(2.5, 7.0, 0.5, 3.0)


@pytest.mark.parametrize("text", ["", "x = 1", "GRADING_LIMITS = f()", "(", "GRADING_LIMITS = {"])
def test_a_file_without_limits_warns_of_no_time(tmp_path: Path, text: str) -> None:
    """An older checks file, a broken one or none at all leaves the engine's default for the file."""
    file = tmp_path / "test_birds.py"
    assert read_grading_limits(file) == GradingLimits()
    file.write_text(text)
    assert read_grading_limits(file) == GradingLimits()
    assert Limits().notebook_mib == GradingLimits().notebook_mib


def test_a_cell_that_takes_longer_than_grading_allows_is_named() -> None:
    """The warning says how long it took and how long it may take; one within the limit is not named."""
    [told] = warned([20.0, 21.0], [0, 0])
    assert told.startswith(
        "The cell that begins `x1 = 1` took 21 s, and grading stops a cell after 20 s."
    )


def test_what_grading_does_not_run_is_not_counted() -> None:
    """A cell that only shows something, and one that calls `check`, may take longer."""
    assert warned([60.0], [2 << 20], tags=["smoke"]) == []
    assert warned([60.0], [2 << 20], nbgrader={"grade": True}) == []


def test_the_whole_notebook_has_a_time_too() -> None:
    """Cells that are each quick enough may together take too long."""
    [told] = warned([19.0, 19.0, 19.0], [0, 0, 0])
    assert told.startswith("The notebook's cells took 57 s in all, and grading stops after 50 s.")


def test_a_cell_that_shows_too_much_is_named() -> None:
    """What grading would leave out of the outputs is said."""
    [told] = warned([1.0], [3 << 20])
    assert told == (
        "The cell that begins `x0 = 0` shows 3 MiB, and grading leaves out what a cell shows "
        "beyond 1 MiB: print less."
    )


@pytest.mark.usefixtures("no_grading")
def test_submit_zip_says_what_takes_too_long(
    about: NotebookSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """A real trial run is held to the limits in the checks file."""
    write(about.folder, [*cells(), code("print('a' * 99)")])
    before = about.checks.read_text()
    about.checks.write_text(f'{before}\nGRADING_LIMITS = {{"output_mib": 0.00001}}\n')
    exercises("made_up", about.folder)
    assert submit_zip() == about.zip
    assert "grading leaves out what a cell shows beyond 1e-05 MiB" in capsys.readouterr().out
