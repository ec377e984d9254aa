from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager, start_new_kernel
from nbclient import NotebookClient
from running import family, until
from student_folder import SETUP, UNANSWERED, cells, code, write
from zip_content import content_of

from course_utils import exercises, submit_zip
from course_utils.notebook import notebook_session, submit
from course_utils.notebook.notebook_session import NotebookSession

pytestmark = pytest.mark.usefixtures("no_grading")


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
