"""The zip that is handed in, and what is told of it."""

from __future__ import annotations

import json

import pytest
from student_folder import cells, code, write
from zip_content import content_of

from course_utils import exercises, submit_zip
from course_utils.checking.check_result import CheckResult
from course_utils.notebook import zip_packing
from course_utils.notebook.grading_limits import GradingLimits
from course_utils.notebook.notebook_cells import clean_notebook
from course_utils.notebook.notebook_session import NotebookSession
from course_utils.notebook.saved_notebook import SavedNotebook, read_saved_notebook
from course_utils.notebook.submission_review import NotPacked
from course_utils.notebook.trial_run import CellFailure
from course_utils.notebook.zip_packing import (
    MAX_ERRORS_SHOWN,
    warnings_from_failures,
    write_submission_zip,
)

pytestmark = pytest.mark.usefixtures("no_grading")


def test_the_warning_says_to_save_first() -> None:
    """It says what is not saved, and what to press."""
    [warning] = zip_packing._unsaved(["double"])
    assert warning.startswith("Not saved as you ran it last: double. The zip holds what is saved")
    assert warning.endswith("save the notebook (Ctrl+S), and run this cell again.")


def test_what_passed_in_the_session_and_fails_from_top_to_bottom_is_told(
    about: NotebookSession,
) -> None:
    """An answer that leans on a cell further down or a deleted one is told as such."""
    notebook = read_saved_notebook(about.notebook)
    about.found["greet"] = [CheckResult("test_greet", "greet", "", False, "passed")]
    failed = CellFailure(4, "ChecksFailed", "greet: not passed yet")
    [told] = warnings_from_failures(about, notebook, notebook.code_cells, [failed])
    assert told.startswith("In this session they passed, but not from top to bottom: greet. Some")
    cause = CellFailure(3, "NameError", "name 'mine' is not defined\nat all")
    [told] = warnings_from_failures(about, notebook, notebook.code_cells, [cause, failed])
    assert "top to bottom: greet (NameError: name 'mine' is not defined). Something" in told


def test_passing_needs_results(about: NotebookSession, capsys: pytest.CaptureFixture[str]) -> None:
    """A `check` of the student's own says nothing for the course: what gave no result is named."""
    mine = cells()
    mine.insert(3, code("check = print"))
    write(about.folder, mine)
    exercises("made_up", about.folder)
    submit_zip()
    out = capsys.readouterr().out.splitlines()
    assert out[1] == "! made_up.zip is made, with 1 thing to look at"
    assert out[3] == (
        '  - No result came from `check("greet")`, `check("total")`: is `check` replaced in your '
        "notebook, or the cell changed?"
    )


def test_a_lacking_checks_file_is_said_once(
    about: NotebookSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the checks file no check can run: it is told at the start, and once at the end."""
    about.checks.unlink()
    exercises("made_up", about.folder)
    submit_zip()
    out = capsys.readouterr().out.splitlines()
    told = "  - test_made_up.py is not beside the notebook, so no check can run: put it back."
    assert out[1] == told
    assert out[2] == "! made_up.zip is made, with 1 thing to look at"
    assert out[4] == told


def test_many_cells_that_raise_are_counted(about: NotebookSession) -> None:
    """The first cells that raise are named, the others counted; a name is shown on one line."""
    notebook = SavedNotebook(b"", clean_notebook({"cells": [code(f"\nx{n}") for n in range(8)]}))
    troubles = [CellFailure(n, "NameError", f"no x{n}\nat all") for n in range(8)]
    told = warnings_from_failures(about, notebook, notebook.code_cells, troubles)
    assert told[0] == "The cell that begins `x0` raises NameError: no x0"
    assert told[MAX_ERRORS_SHOWN:] == ["3 more cells raise an error."]


def test_a_notebook_too_large_is_packed_without_its_outputs(about: NotebookSession) -> None:
    """Outputs are left out of the packed copy where it would be too large; the file keeps them."""
    shown = cells()
    shown[0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["long" * 5000]}]
    shown[0]["execution_count"] = 3
    write(about.folder, shown)
    before = about.notebook.read_bytes()
    notebook, limits = read_saved_notebook(about.notebook), GradingLimits(notebook_mib=0.01)
    [told] = write_submission_zip(notebook, "made_up.ipynb", about.zip, limits)
    assert "the zip holds it without its outputs. Your file is as it was." in told
    packed = json.loads(content_of(about.zip)["made_up.ipynb"])
    assert packed == clean_notebook(json.loads(before))
    assert [cell["outputs"] for cell in packed["cells"]] == [[] for _ in shown]
    assert about.notebook.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_told(about: NotebookSession) -> None:
    """Where the zip cannot be written it says so, and leaves nothing half-written."""
    target = about.folder / "nowhere" / "made_up.zip"
    notebook = read_saved_notebook(about.notebook)
    with pytest.raises(NotPacked) as refused:
        write_submission_zip(notebook, "made_up.ipynb", target, GradingLimits())
    assert refused.value.reason == f"{target} cannot be written: No such file or directory."
    assert refused.value.remedy.startswith("Hand in made_up.ipynb itself")
    about.zip.mkdir()  # nor can it take the place of a folder
    with pytest.raises(NotPacked, match=r"made_up\.zip cannot be written"):
        write_submission_zip(notebook, "made_up.ipynb", about.zip, GradingLimits())
    assert [path.name for path in about.folder.glob(".*")] == []
