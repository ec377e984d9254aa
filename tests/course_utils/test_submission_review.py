"""What is not packed, with its reason; and what was run last and is not saved."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from student_folder import ANSWERS, SETUP, cells, code, write

from course_utils.notebook.notebook_session import NotebookSession
from course_utils.notebook.saved_notebook import read_saved_notebook
from course_utils.notebook.submission_review import (
    NotPacked,
    read_reviewed_notebook,
    unsaved_exercises,
)

pytestmark = pytest.mark.usefixtures("no_grading")


def refusal(about: NotebookSession, names: dict[str, Any] | None = None) -> NotPacked:
    """Return why a notebook is not packed."""
    with pytest.raises(NotPacked) as refused:
        read_reviewed_notebook(about, names or {})
    return refused.value


# ---- refused


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
