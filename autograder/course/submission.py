"""A submission: a student's notebooks, read with suspicion, with changed cells restored."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from autograder.course.assignment import Assignment, SourceNotebook, grade_id, is_autograded_cell
from autograder.course.limits import Limits
from autograder.course.notebook_language import expect_same_language
from autograder.course.restored_cells import restore_cells_in_place
from autograder.course.submitted_files import (
    RecognisedFile,
    nothing_found,
    read_extra_files,
    read_notebook_of,
    recognised_files,
)
from autograder.course.suspicious_code import suspicious_file_flags
from autograder.errors import UngradableSubmission


@dataclass
class Submission:
    """One student's notebooks for one assignment, with their cells restored, and files beside them.

    Attributes:
        student: the student's name.
        assignment: the assignment's.
        notebooks: the notebooks by name, in the assignment's order, without missing ones.
        files: the files beside them, by path.
        handed_in_outputs: outputs in the file of cells that only show something, by notebook and cell id.
        flags: what was found, in words, for a person to look at.
        read_s: the time that reading took, in seconds.
    """

    student: str
    assignment: str
    notebooks: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    handed_in_outputs: dict[str, dict[str, list[Any]]] = field(default_factory=dict, compare=False)
    read_s: float = field(default=0.0, compare=False)

    def cell_ids(self, name: str) -> list[str]:
        """Return the ids of a notebook's cells, in order."""
        return [cell.id for cell in self.notebooks[name].cells]

    def digest(self) -> str:
        """Return a hash of what it would run: its code cells and files, not its outputs.

        It includes the cells' ids: a result has its outputs by them.
        """
        code = [
            [name, cell.id, cell.source, grade_id(cell) if is_autograded_cell(cell) else ""]
            for name, notebook in self.notebooks.items()
            for cell in notebook.cells
            if cell.cell_type == "code"
        ]
        digest = hashlib.sha256(json.dumps(code).encode("utf-8", "surrogatepass"))
        for name, data in sorted(self.files.items()):
            parts = json.dumps([name, len(data)])  # JSON, since a name may hold any letters
            digest.update(parts.encode("utf-8", "surrogatepass") + data)
        return digest.hexdigest()


def read_submission(folder: Path, student: str, assignment: Assignment) -> Submission:
    """Read the submission in ``folder``: the notebooks, and perhaps more files.

    Raises:
        UngradableSubmission: there is no notebook, or one is too large, unreadable or a wrong one.
    """
    flags: list[str] = []
    notebooks = read_notebooks(folder, assignment, flags)
    handed_in = {name: _taken_outputs(notebook) for name, notebook in notebooks.items()}
    cells = [cell for notebook in notebooks.values() for cell in notebook.cells]
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    ours = {
        name: path for name, path in assignment.files.items() if name not in assignment.students_own
    }
    files = read_extra_files(folder, flags, ours, code)
    flags += suspicious_file_flags(files)
    return Submission(student, assignment.name, notebooks, files, flags, handed_in)


def _taken_outputs(notebook: Any) -> dict[str, list[Any]]:
    """Take a notebook's outputs out of it, and return them by cell id."""
    found = {}
    for cell in notebook.cells:
        if cell.get("outputs"):
            found[cell.id], cell.outputs = cell.outputs, []
    return found


def read_notebooks(folder: Path, assignment: Assignment, flags: list[str]) -> dict[str, Any]:
    """Return a student's notebooks by name, with their cells restored; add to ``flags`` what was found.

    Raises:
        UngradableSubmission: there is none, or one is too large, unreadable or a wrong one.
    """
    others = list(recognised_files(folder, assignment))
    if len(assignment.notebooks) == 1:
        source = assignment.notebooks[0]
        return {source.name: _read_notebook(folder, source, others, assignment.limits, flags)}
    notebooks = {}
    for source in assignment.notebooks:
        about: list[str] = []
        try:
            notebooks[source.name] = _read_notebook(
                folder, source, others, assignment.limits, about
            )
        except UngradableSubmission as wrong:
            if wrong.kind not in ("missing", "wrong_notebook"):
                raise UngradableSubmission(wrong.kind, f"{source.path.name}: {wrong}") from None
            flags.append(_left_out(source, wrong))  # the others are graded
        flags += [f"{source.path.name}: {flag}" for flag in about]
    if not notebooks:
        raise UngradableSubmission("missing", nothing_found(folder, assignment))
    return notebooks


def _read_notebook(
    folder: Path,
    source: SourceNotebook,
    others: list[RecognisedFile],
    limits: Limits,
    flags: list[str],
) -> Any:
    found = read_notebook_of(folder, source, others, limits, flags)
    return _restored(nbformat.from_dict(found), source, flags)


def _left_out(source: SourceNotebook, wrong: UngradableSubmission) -> str:
    if wrong.kind == "missing":
        return f"{source.path.name} is missing: its exercises have no answers"
    return f"{source.path.name} is left out: {wrong}"


def _restored(notebook: Any, source: SourceNotebook, flags: list[str]) -> Any:
    flags += expect_same_language(notebook, source)
    flags += restore_cells_in_place(notebook, source)
    return notebook
