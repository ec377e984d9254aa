from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager, start_new_kernel
from nbclient import NotebookClient
from running import family, until
from student_folder import ANSWERS, SETUP, UNANSWERED, cells, code, write

from course_utils import exercises, submit_zip
from course_utils.checking.check_result import CheckResult
from course_utils.notebook import notebook_session, submit, trial_run, zip_packing
from course_utils.notebook.notebook_cells import clean_notebook
from course_utils.notebook.notebook_session import NotebookSession
from course_utils.notebook.notices import SubmissionNotice, TrialProgress
from course_utils.notebook.saved_notebook import SavedNotebook, read_saved_notebook
from course_utils.notebook.submission_review import (
    NotPacked,
    read_reviewed_notebook,
    unsaved_exercises,
)
from course_utils.notebook.trial_run import (
    CellFailure,
    KernelNotStarted,
    TrialResult,
    run_in_fresh_kernel,
)
from course_utils.notebook.zip_packing import (
    MAX_ERRORS_SHOWN,
    warnings_from_failures,
    write_submission_zip,
)


@pytest.fixture(autouse=True)
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
    write(tmp_path, cells())
    return NotebookSession("made_up", tmp_path)


def content_of(path: Path) -> dict[str, bytes]:
    """Return what is in a zip."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refusal(about: NotebookSession, names: dict[str, Any] | None = None) -> NotPacked:
    """Return why a notebook is not packed."""
    with pytest.raises(NotPacked) as refused:
        read_reviewed_notebook(about, names or {})
    return refused.value


# ---- handed in


def test_a_finished_notebook_is_packed(
    about: NotebookSession, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried in a fresh kernel, and packed byte for byte, alone, under its own name."""
    exercises("made_up", about.folder)
    assert submit_zip() == about.zip
    out = capsys.readouterr().out.splitlines()
    assert out[0] == ("Trying made_up.ipynb from top to bottom in a fresh kernel: 9 cells …")
    assert out[1] == "✓ made_up.zip is ready to hand in"
    assert out[2].startswith("It holds made_up.ipynb as it was saved at ")
    assert out[2].endswith(
        "It runs from top to bottom in a fresh kernel, and all checks that you see pass."
    )
    assert out[3:] == [f"Next: upload `{about.zip}` where your course collects work."]
    assert content_of(about.zip) == {"made_up.ipynb": about.notebook.read_bytes()}
    assert sorted(path.name for path in about.folder.iterdir() if path.is_file()) == [
        "made_up.ipynb",
        "made_up.zip",
        "test_made_up.py",
    ]


def test_an_unfinished_notebook_is_packed_and_what_is_open_told(
    about: NotebookSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not answered, does not pass or raises is named, and the zip is made all the same."""
    wrong = cells(double="def double(x):\n    return 4", total=UNANSWERED.format("total"))
    wrong.insert(1, code("\nprint(later)"))
    wrong.insert(7, code("total([1])"))
    wrong.insert(8, code("not_there"))  # as an answer that is not there leaves it
    write(about.folder, wrong)
    exercises("made_up", about.folder)
    assert submit_zip() == about.zip
    out = capsys.readouterr().out.splitlines()
    assert out[1] == "! made_up.zip is made, with 3 things to look at"
    assert out[3:6] == [
        "  - Not answered: total.",
        "  - The checks do not pass yet: double.",
        "  - The cell that begins `print(later)` raises NameError: name 'later' is not defined",
    ]
    assert out[6].startswith("Next: mend what you can, save, and run this cell again; or upload ")
    assert content_of(about.zip) == {"made_up.ipynb": about.notebook.read_bytes()}


# ---- refused


def test_a_missing_notebook_is_not_packed(
    about: NotebookSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """A renamed notebook: which file was expected, what was found, what to do; and no zip."""
    about.notebook.rename(about.folder / "made_up (1).ipynb")
    exercises("made_up", about.folder)
    assert submit_zip() is None
    assert capsys.readouterr().out.splitlines() == [
        "! made_up.zip was not made",
        f"Expected made_up.ipynb in {about.folder}, found made_up (1).ipynb.",
        "Next: Save this notebook there as made_up.ipynb, or rename it so (right-click the file, "
        "Rename), and run this cell again.",
    ]
    assert not about.zip.exists()


def test_an_older_zip_is_not_taken_for_a_new_one(
    about: NotebookSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing is packed, a zip of an earlier time is left, and said to be older."""
    about.zip.write_bytes(b"older")
    about.notebook.unlink()
    exercises("made_up", about.folder)
    assert submit_zip() is None
    assert "  - The made_up.zip that lies there is an older one." in capsys.readouterr().out
    assert about.zip.read_bytes() == b"older"


def test_an_empty_folder_is_told(about: NotebookSession) -> None:
    """Run from another folder there is no notebook to be found."""
    about.notebook.unlink()
    assert refusal(about).reason == f"Expected made_up.ipynb in {about.folder}, found no notebook."


def test_the_open_notebook_has_to_be_the_one_that_is_packed(
    about: NotebookSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy is open while the original lies beside it: Jupyter and VS Code say which is open."""
    copy = write(about.folder, cells(), "made_up (1)")
    expected = (
        "Expected the notebook to be called made_up.ipynb, but this one is made_up (1).ipynb."
    )
    assert refusal(about, {"__vsc_ipynb_file__": str(copy)}).reason == expected
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy))
    assert refusal(about).reason == expected
    copy.rename(about.folder / "renamed since.ipynb")
    read_reviewed_notebook(about, {})


def test_an_open_notebook_of_another_folder_is_told(about: NotebookSession, tmp_path: Path) -> None:
    """The set-up cell looked in one folder, and the open notebook lies in another."""
    (tmp_path / "elsewhere").mkdir()
    other = write(tmp_path / "elsewhere", cells())
    refused = refusal(about, {"__vsc_ipynb_file__": str(other)})
    assert refused.reason == (
        f"This notebook is {other}, but its set-up cell looked for it in {about.folder}."
    )


def test_in_colab_the_notebook_is_to_be_downloaded(
    about: NotebookSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Colab's notebooks lie in no folder: it says how to get the file."""
    monkeypatch.setitem(sys.modules, "google.colab", type(sys)("google.colab"))
    refused = refusal(about)
    assert refused.reason.startswith("Colab keeps this notebook in your Google Drive")
    assert "File → Download → Download .ipynb, name the file made_up.ipynb" in refused.remedy


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "made_up.ipynb: the file is empty."),
        ("{}", "made_up.ipynb: JSON, but not a notebook: it holds no cells."),
    ],
)
def test_what_is_no_notebook_is_not_packed(about: NotebookSession, text: str, reason: str) -> None:
    """A file that is cut off or something else is named."""
    about.notebook.write_text(text)
    assert refusal(about).reason == reason


def test_another_assignments_notebook_is_not_packed(about: NotebookSession) -> None:
    """Another notebook saved under this one's name is told by what its set-up cell says."""
    other = [code(SETUP.replace("made_up", "other")), *cells()[1:]]
    write(about.folder, other)
    assert refusal(about).reason == (
        "made_up.ipynb is not the notebook of made_up: it holds cells of other."
    )
    write(about.folder, [code("print(1)")])
    assert refusal(about).reason.endswith("it holds none of its exercises.")


def test_a_notebook_in_another_language_is_not_packed(about: NotebookSession) -> None:
    """What grading would refuse for its language is told while it can be mended."""
    saved = json.loads(about.notebook.read_text())
    saved["metadata"] = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    about.notebook.write_text(json.dumps(saved))
    assert refusal(about).reason == (
        "Expected a notebook in Python 3, but made_up.ipynb says that it is in R."
    )


def test_missing_cells_are_named(about: NotebookSession) -> None:
    """A deleted grade cell and a deleted answer cell are named, and how to bring them back."""
    whole = cells()
    write(about.folder, [*whole[:2], *whole[3:5], whole[6], *whole[7:]])
    refused = refusal(about)
    assert refused.reason == (
        'Cells of the notebook are missing: the cell `check("double")`, the answer cell of `total`.'
    )
    assert refused.remedy.startswith("Bring them back: Edit → Undo Cell Operation")


def test_copied_and_moved_cells_are_not_missing(about: NotebookSession) -> None:
    """A grade cell copied further down, and an answer cell moved behind another exercise."""
    whole = cells()
    write(about.folder, [whole[0], *whole[2:], whole[1], whole[4]])
    assert set(read_reviewed_notebook(about, {}).exercises) == set(ANSWERS)


def test_without_the_checks_file_the_notebook_itself_says_what_it_holds(
    about: NotebookSession,
) -> None:
    """Where the checks file is lacking the notebook is taken as it is."""
    about.checks.unlink()
    assert list(read_reviewed_notebook(about, {}).exercises) == list(ANSWERS)


# ---- saved or not


def test_an_answer_that_was_run_and_not_saved_is_told(about: NotebookSession) -> None:
    """What was run last for an answer is compared with what is saved, spaces at its ends apart."""
    notebook = read_saved_notebook(about.notebook)
    history = ["", SETUP, ANSWERS["double"] + "\n", "def double(x):\n    return x + x"]
    assert unsaved_exercises(notebook, history) == ["double"]
    assert unsaved_exercises(notebook, [*history, ANSWERS["double"].replace("\n", "\r\n")]) == []
    assert unsaved_exercises(notebook, []) == []


def test_another_saved_cell_may_bind_the_same_name(about: NotebookSession) -> None:
    """A trial cell of one's own that is saved too is no reason to warn."""
    mine = 'kernel = 1\ndef greet(name):\n    return ""'
    write(about.folder, [*cells(), code(mine)])
    assert unsaved_exercises(read_saved_notebook(about.notebook), [ANSWERS["greet"], mine]) == []


def test_comparing_and_calling_binds_nothing(about: NotebookSession) -> None:
    """A cell that only looks at an answer is not taken for a new answer."""
    assert (
        unsaved_exercises(
            read_saved_notebook(about.notebook), ["double == 3", "double(x=2)", "total <= 3"]
        )
        == []
    )


def test_variables_are_answers_too(about: NotebookSession) -> None:
    """An answer that is a value, with or without an annotation, is compared as well."""
    write(about.folder, cells(total="rate: float = 3"))
    assert unsaved_exercises(read_saved_notebook(about.notebook), ["rate = 4"]) == ["total"]


def test_the_warning_says_to_save_first() -> None:
    """It says what is not saved, and what to press."""
    [warning] = zip_packing._unsaved(["double"])
    assert warning.startswith("Not saved as you ran it last: double. The zip holds what is saved")
    assert warning.endswith("save the notebook (Ctrl+S), and run this cell again.")


# ---- the trial


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


# ---- the zip


def test_a_notebook_too_large_is_packed_without_its_outputs(
    about: NotebookSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outputs are left out of the packed copy where it would be too large; the file keeps them."""
    shown = cells()
    shown[0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["long" * 5000]}]
    shown[0]["execution_count"] = 3
    write(about.folder, shown)
    before = about.notebook.read_bytes()
    monkeypatch.setattr(zip_packing, "MAX_BYTES", 10_000)
    [told] = write_submission_zip(read_saved_notebook(about.notebook), "made_up.ipynb", about.zip)
    assert "the zip holds it without its outputs. Your file is as it was." in told
    packed = json.loads(content_of(about.zip)["made_up.ipynb"])
    assert packed == clean_notebook(json.loads(before))
    assert [cell["outputs"] for cell in packed["cells"]] == [[] for _ in shown]
    assert about.notebook.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_told(about: NotebookSession) -> None:
    """Where the zip cannot be written it says so, and leaves nothing half-written."""
    target = about.folder / "nowhere" / "made_up.zip"
    with pytest.raises(NotPacked) as refused:
        write_submission_zip(read_saved_notebook(about.notebook), "made_up.ipynb", target)
    assert refused.value.reason == f"{target} cannot be written: No such file or directory."
    assert refused.value.remedy.startswith("Hand in made_up.ipynb itself")
    about.zip.mkdir()  # nor can it take the place of a folder
    with pytest.raises(NotPacked, match=r"made_up\.zip cannot be written"):
        write_submission_zip(read_saved_notebook(about.notebook), "made_up.ipynb", about.zip)
    assert [path.name for path in about.folder.glob(".*")] == []


# ---- what it looks like


def test_what_a_cell_says_is_no_html() -> None:
    """Nothing out of the student's file becomes a tag, not even between backticks."""
    notice = SubmissionNotice("✓ <a>", "<b> `<i>`", ["<script>"], "<u>")._repr_html_()
    trying = TrialProgress("<a>", 1, 2, "<script>", "<u>", ["<b>"])._repr_html_()
    for tag in ("<a>", "<b>", "<i>", "<u>", "<script>"):
        assert tag not in notice + trying
    assert "<code>&lt;i&gt;</code>" in notice


# ---- in a real kernel


@pytest.fixture
def kernel(about: NotebookSession) -> Iterator[tuple[KernelManager, Any]]:
    """A kernel that somebody sits at, with the notebook's set-up cell run."""
    manager, client = start_new_kernel(cwd=str(about.folder))
    try:
        client.execute(SETUP, allow_stdin=True)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def messages(client: Any, request: str) -> Iterator[dict[str, Any]]:
    """Yield what a kernel says to a request, until it is done."""
    while True:
        message = client.get_iopub_msg(timeout=600)
        if message["parent_header"].get("msg_id") == request:
            if message["content"].get("execution_state") == "idle":
                return
            yield message


def test_stop_ends_the_trial_and_leaves_nothing(
    about: NotebookSession, kernel: tuple[KernelManager, Any]
) -> None:
    """The stop button ends it: one line, no zip, no kernel left behind."""
    manager, client = kernel
    endless = (
        "import os, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))\nwhile True: pass"
    )
    write(about.folder, [*cells(), code(endless)])
    client.execute("def double(x):\n    return x + x", allow_stdin=True)
    request = client.execute("submit_zip()", allow_stdin=True)
    pid = until(lambda: _read(about.folder / "pid"), "the endless cell runs")
    processes = family(int(pid))
    manager.interrupt_kernel()
    said = list(messages(client, request))
    shown = [each["content"]["data"]["text/plain"] for each in said if "data" in each["content"]]
    assert shown[0].startswith("Trying made_up.ipynb from top to bottom")
    assert shown[-1].startswith(
        "! made_up.zip was not made\nThe trial was stopped in the cell that begins `import os"
    )
    assert all("  - Not saved as you ran it last: double." in card for card in shown)
    assert said[-1]["content"]["ename"] == "PackingInterrupted"
    assert said[-1]["content"]["traceback"] == ["stopped: no made_up.zip was made"]
    assert not about.zip.exists()
    until(lambda: not processes & family(int(pid)), "the fresh kernel is gone")


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def test_while_a_program_runs_the_notebook_nothing_is_packed(about: NotebookSession) -> None:
    """Under nbclient, as in nbgrader's Validate, it neither tries the notebook nor makes a zip."""
    sources = [SETUP, "packed = submit_zip()", "print(packed)"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(about.folder)}}
    ).execute()
    text = "".join(output.text for cell in notebook.cells for output in cell.outputs)
    assert text == f"{submit.RUN_BY_PROGRAM_NOTE}\nNone\n"
    assert not about.zip.exists()


@pytest.mark.parametrize(
    "variable", [notebook_session.GRADING_VARIABLE, notebook_session.TRIAL_VARIABLE]
)
def test_while_the_course_runs_the_notebook_it_does_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str
) -> None:
    """In the grader and in a trial it looks at nothing, prints nothing and returns None."""
    monkeypatch.setattr(notebook_session, "_begun", [])
    monkeypatch.setenv(variable, "1")
    assert submit_zip() is None
    assert capsys.readouterr() == ("", "")


def test_a_submission_is_what_the_grader_takes(about: NotebookSession) -> None:
    """The limit up to which outputs are kept is the grader's."""
    from autograder.course.limits import MIB, Limits

    limit = Limits().notebook_mib * MIB
    assert limit == zip_packing.MAX_BYTES
