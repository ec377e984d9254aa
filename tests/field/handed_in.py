"""What people hand in: an input with where it comes from, and what is right to make of it.

All of them are made from one notebook of the made-up assignment, in which every exercise is
answered, and which has a question that a person marks.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import made_up
import recorded
from nbgrader.utils import compute_checksum

FILE = f"{made_up.NAME}.ipynb"
BY_HAND = "reason"


def source_notebook() -> Any:
    """Return the instructor's notebook."""
    notebook = made_up.make_notebook()
    notebook.cells.append(recorded.by_hand(BY_HAND, 4))
    return notebook


def answered(**answers: str) -> Any:
    """Return what a student has released and answered; what ``answers`` leaves out is right."""
    notebook = made_up.make_notebook(answers)
    notebook.cells.append(recorded.by_hand(BY_HAND, 4))
    notebook.cells[-1].source = "Because."
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("locked") or about.get("grade"):
            about |= {"checksum": compute_checksum(cell), "cell_type": cell.cell_type}
    return json.loads(json.dumps(notebook))


def cell_of(notebook: Any, identity: str) -> Any:
    """Return the cell with an id."""
    return next(cell for cell in notebook["cells"] if cell["id"] == identity)


def saved(notebook: Any) -> bytes:
    """Return a notebook as Jupyter saves it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")


def changed(change: Callable[[Any], object], **answers: str) -> bytes:
    """Return the answered notebook's file after a change to the parsed notebook."""
    notebook = answered(**answers)
    change(notebook)
    return saved(notebook)


def in_each_code_cell(change: Callable[[Any], object]) -> bytes:
    """Return the answered notebook's file after the same change to every code cell."""
    return changed(
        lambda notebook: [change(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    )


def with_code(source: str, place: int = 2) -> bytes:
    """Return the answered notebook's file with a code cell of the student's own in it."""
    cell = json.loads(json.dumps(made_up.code(source, "own")))
    return changed(lambda notebook: notebook["cells"].insert(place, cell))


def _unanswer(notebook: Any) -> None:
    cell_of(notebook, BY_HAND)["source"] = "YOUR ANSWER HERE"


UNANSWERED = changed(_unanswer, **made_up.STUBS)  # as it is released


@dataclass(frozen=True)
class HandedIn:
    """One input, and what is right.

    Attributes:
        title: what it is.
        origin: where such a thing comes from.
        files: what lies in the student's folder, by path; where it is bytes, the notebook alone.
        score: of 6 points that are graded by the engine; None: it is not graded.
        says: words that the remarks or the error hold, each; every remark holds one of them.
        told: words that the messages of the checks, or what the cells show, hold.
        warned: words of what `submit_zip` warns of, as it reads the notebook.
        refused: words with which `submit_zip` asks the student to mend what grading mends itself.
        student: the name of the folder.
    """

    title: str
    origin: str
    files: dict[str, bytes] | bytes
    score: float | None = 6
    says: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    refused: str = ""
    student: str = ""

    @property
    def folder(self) -> dict[str, bytes]:
        """The files by path."""
        return {FILE: self.files} if isinstance(self.files, bytes) else self.files

    @property
    def who(self) -> str:
        """The student's folder: the title, where nothing else is said."""
        return self.student or self.title.replace(" ", "_").replace("/", "_")


@dataclass(frozen=True)
class Download:
    """What a platform gives an instructor: the files in its archive, and whose they are.

    Attributes:
        title: what it is.
        origin: whose names these are.
        files: the archive's, by path.
        scores: what each student has after it is collected and graded.
        says: words that collecting says.
    """

    title: str
    origin: str
    files: dict[str, bytes]
    scores: dict[str, float]
    says: tuple[str, ...] = field(default=())


def copied(value: Any) -> Any:
    """Return a copy that shares nothing."""
    return copy.deepcopy(value)
