"""A notebook is tried in a fresh kernel: what ends the trial, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from course_utils import exercises, submit_zip
from course_utils.notebook import trial_run
from course_utils.notebook.notebook_session import NotebookSession
from course_utils.notebook.trial_run import (
    CellFailure,
    KernelNotStarted,
    TrialResult,
    run_in_fresh_kernel,
)

pytestmark = pytest.mark.usefixtures("no_grading")


def test_a_cell_that_takes_too_long_ends_the_trial(tmp_path: Path) -> None:
    """A cell past its limit is named, the cells behind it do not run, and its time is told."""
    sources = ["1 / 0", "print(1)", "while True: pass", "1 / 0"]
    told: list[tuple[int, float]] = []
    tried = run_in_fresh_kernel(sources, tmp_path, 2.5, lambda *said: told.append(said))
    troubles = [
        CellFailure(0, "ZeroDivisionError", "division by zero"),
        CellFailure(2, "", "took longer than 2.5 s"),
    ]
    assert tried == TrialResult(troubles, None)
    assert [number for number, for_s in told if for_s == 0] == [0, 1, 2]
    assert max(for_s for number, for_s in told if number == 2) > 1


def test_a_cell_that_ends_its_process_ends_the_trial(tmp_path: Path) -> None:
    """A kernel that dies is told, and the cell that it died in."""
    sources = ["import os\nos.chdir('/')\nassert not os.path.exists('made')", "os._exit(3)", "2"]
    tried = run_in_fresh_kernel(sources, tmp_path, 60, lambda *_: None)
    assert tried == TrialResult([CellFailure(1, "", "ended its process")], None)


def test_the_trial_takes_no_graphics_card(tmp_path: Path) -> None:
    """TensorFlow in the notebook's own kernel has taken a card's memory; the grader has none."""
    sources = ['import os\nassert os.environ["CUDA_VISIBLE_DEVICES"] == "-1"']
    assert run_in_fresh_kernel(sources, tmp_path, 60, lambda *_: None).troubles == []


def test_without_jupyter_the_zip_is_made_untried(
    about: NotebookSession, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no kernel can be started that is told, and the notebook packed."""
    monkeypatch.setattr(trial_run.sys, "executable", "/nonexistent/python")
    with pytest.raises(KernelNotStarted, match="a fresh kernel did not start"):
        run_in_fresh_kernel(["1"], about.folder, 60, lambda *_: None)
    exercises("made_up", about.folder)
    assert submit_zip() == about.zip
    assert "  - The notebook was not tried: a fresh kernel did not start" in capsys.readouterr().out
