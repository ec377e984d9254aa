"""What the tests of several modules of course_utils begin with: TensorFlow, a student's folder, a checks file."""

from __future__ import annotations

import textwrap
import warnings
from pathlib import Path
from types import ModuleType

import pytest
import student_folder
from judged_checks import CHECKS, Write

from course_utils.notebook import notebook_session
from course_utils.notebook.notebook_session import NotebookSession


@pytest.fixture(scope="session")
def tf() -> ModuleType:
    """TensorFlow, imported once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own and its dependencies' making
        import keras
        import tensorflow
    assert keras
    return tensorflow


@pytest.fixture
def no_grading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A student's own machine: no grading is under way, no front end says what it has open."""
    for name in (
        notebook_session.GRADING_VARIABLE,
        notebook_session.TRIAL_VARIABLE,
        "JPY_SESSION_NAME",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def about(tmp_path: Path) -> NotebookSession:
    """The session of a folder with the whole notebook in it."""
    student_folder.write(tmp_path, student_folder.cells())
    return NotebookSession("made_up", tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes a checks file and returns its path."""

    def write_it(source: str) -> Path:
        path = tmp_path / "test_made_up.py"
        path.write_text(textwrap.dedent(source).lstrip(), encoding="utf-8")
        return path

    return write_it


@pytest.fixture
def checks(write: Write) -> Path:
    """The made-up checks file."""
    return write(CHECKS)
