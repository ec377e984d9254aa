"""A submission: a student's notebook, read with suspicion and mended where it can be."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from autograder.assignment import Assignment, grade_id, is_autograded, is_exercise
from autograder.errors import UngradableSubmission
from autograder.limits import MIB
from autograder.unusual import unusual

ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # as the notebook format has it
MAX_FILES_BYTES = 20 * MIB
MAX_NESTING = 100  # lists in lists; an honest notebook has about ten


@dataclass
class Submission:
    """One student's notebook for one assignment, mended (see `mend`), and the files beside it."""

    student: str
    assignment: str
    notebook: Any
    files: dict[str, bytes] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)

    def digest(self) -> str:
        """Return a hash of what it would run: its code cells and files, not its outputs.

        The cells' ids are part of it: the outputs in a result go by them.
        """
        code = [
            [cell.id, cell.source, grade_id(cell) if is_autograded(cell) else ""]
            for cell in self.notebook.cells
            if cell.cell_type == "code"
        ]
        digest = hashlib.sha256(json.dumps(code).encode("utf-8", "surrogatepass"))
        for name, data in sorted(self.files.items()):
            digest.update(f"\0{name}\0{len(data)}\0".encode("utf-8", "surrogatepass") + data)
        return digest.hexdigest()


def read_submission(folder: Path, student: str, assignment: Assignment) -> Submission:
    """Read the submission in ``folder``, which holds the notebook and perhaps more files.

    Raises:
        UngradableSubmission: the notebook is missing, too large, unreadable or another one's.
    """
    notebook = read_notebook(folder, assignment)
    flags = mend(notebook, assignment)
    return Submission(student, assignment.name, notebook, files_beside(folder, flags), flags)


def read_notebook(folder: Path, assignment: Assignment) -> Any:
    """Return the notebook in ``folder`` as the student left it, brought to format 4.5.

    Raises:
        UngradableSubmission: it is missing, too large or unreadable.
    """
    path = folder / f"{assignment.name}.ipynb"
    if path.is_symlink():
        raise UngradableSubmission("missing", f"no notebook: {path.name} is a link to elsewhere")
    if not path.is_file():
        others = sorted(p.name for p in folder.glob("*.ipynb")) if folder.is_dir() else []
        found = f"; found {', '.join(others)}" if others else ""
        raise UngradableSubmission("missing", f"no notebook: expected {path.name}{found}")
    size = path.stat().st_size
    if size > assignment.limits.notebook_mib * MIB:
        limit = f"{assignment.limits.notebook_mib:g} MiB"
        raise UngradableSubmission(
            "too_large",
            f"the notebook is {size / MIB:.1f} MiB: at most {limit}; were outputs left in?",
        )
    return parse_notebook(path.read_bytes())


def parse_notebook(data: bytes) -> Any:
    """Return the notebook in ``data``, brought to format 4.5, whatever version it is of.

    Raises:
        UngradableSubmission: it is no notebook.
    """
    text = _expect_json_notebook(data)
    try:
        notebook = nbformat.reader.reads(text)
        if notebook.get("nbformat") != 4 or notebook.get("nbformat_minor", 0) < 5:
            notebook = nbformat.convert(notebook, 4)
            for cell in notebook.cells:
                cell.pop("id", None)  # a random one, which no two readings would share
        _give_ids(notebook)
        nbformat.validate(notebook)
    except Exception as error:  # noqa: BLE001  # a hostile file fails in as many ways as there are libraries
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise UngradableSubmission(
            "unreadable", f"not a notebook that can be read: {reason}"
        ) from None
    return notebook


def _expect_json_notebook(data: bytes) -> str:
    """Return the text of a file that looks like a notebook."""
    if not data.strip():
        raise UngradableSubmission("unreadable", "the file is empty")
    try:
        text = data.decode("utf-8-sig")
        content = json.loads(text)
        _expect_shallow(content)
        text = json.dumps(content, ensure_ascii=False)
    except RecursionError:
        raise UngradableSubmission("unreadable", "not a notebook: nested too deeply") from None
    except ValueError:
        reason = "not JSON: was the file cut off, or saved as something else?"
        raise UngradableSubmission("unreadable", reason) from None
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        raise UngradableSubmission("unreadable", "JSON, but not a notebook: it names no format")
    # half a surrogate pair cannot be written
    return text.encode("utf-8", "replace").decode("utf-8")


def _expect_shallow(content: Any) -> None:
    """Expect nesting that no library's recursion fails at, not even in an error's text."""
    layer: list[Any] = [[content]]
    for _ in range(MAX_NESTING):
        inner = [each.values() if isinstance(each, dict) else each for each in layer]
        layer = [part for parts in inner for part in parts if isinstance(part, (dict, list))]
        if not layer:
            return
    raise RecursionError


def _give_ids(notebook: Any) -> None:
    """Give every cell an id of its own: old formats have none, and copies share theirs."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells):
        identity = cell.get("id")
        if not isinstance(identity, str) or not ID.fullmatch(identity) or identity in seen:
            identity = f"cell-{number}"
            while identity in seen:
                identity += "-x"
            cell["id"] = identity
        seen.add(identity)


def mend(notebook: Any, assignment: Assignment) -> list[str]:
    """Make every grade cell stand exactly once, and every locked cell read as it was released.

    A copy of a grade cell counts where the last one stands, as in nbgrader; a deleted one is put
    back behind the cell that it followed, or at the end. Mending a mended notebook changes nothing.

    Returns:
        What was found, in words, for a person to look at.

    Raises:
        UngradableSubmission: none of the assignment's cells are there.
    """
    present = {grade_id(cell) for cell in notebook.cells}
    if not present & {grade_id(cell) for cell in assignment.cells if is_exercise(cell)}:
        raise UngradableSubmission(
            "wrong_notebook",
            f"no cell of {assignment.name} is in it: is it another assignment's, or a new notebook?",
        )
    flags = _drop_copies(notebook)
    flags += _restore_locked(notebook, assignment)
    flags += _restore_missing(notebook, assignment)
    return flags + unusual(notebook, assignment)


def _drop_copies(notebook: Any) -> list[str]:
    flags: list[str] = []
    seen: set[str] = set()
    for cell in reversed(notebook.cells):
        identity = grade_id(cell)
        if identity and identity in seen:
            cell.metadata.pop("nbgrader")
            flags.append(f"cell {identity[:80]!r} stands more than once: the last one counts")
        seen.add(identity)
    return list(dict.fromkeys(flags))


def _restore_locked(notebook: Any, assignment: Assignment) -> list[str]:
    flags = []
    for cell in notebook.cells:
        original = assignment.locked.get(grade_id(cell))
        if original is None:
            if is_autograded(cell):
                cell.metadata.pop("nbgrader")
            continue
        if cell.cell_type != "code" or cell.source.rstrip() != original.source.rstrip():
            flags.append(f"locked cell {grade_id(cell)} was edited: restored")
        _become(cell, original)
    return flags


def _become(cell: Any, original: Any) -> None:
    """Make ``cell`` what was released, its id apart."""
    identity = cell["id"]
    cell.clear()
    cell.update(copy.deepcopy(original), id=identity, outputs=[], execution_count=None)


def _restore_missing(notebook: Any, assignment: Assignment) -> list[str]:
    """Put deleted locked cells back (the set-up at the start, say)."""
    flags = []
    order = [grade_id(cell) for cell in assignment.cells if grade_id(cell)]
    present = {grade_id(cell) for cell in notebook.cells}
    for place, identity in enumerate(order):
        if identity not in assignment.locked or identity in present:
            continue
        where = {grade_id(cell): n for n, cell in enumerate(notebook.cells)}
        cell = copy.deepcopy(assignment.locked[identity])
        cell.setdefault("id", f"cell-{identity}")
        taken = {existing["id"] for existing in notebook.cells}
        while cell["id"] in taken:
            cell["id"] += "-x"
        before = [where[other] for other in order[:place] if other in where]
        notebook.cells.insert(max(before) + 1 if before else 0, cell)
        flags.append(f"locked cell {identity} was deleted: put back")
    return flags


def files_beside(folder: Path, flags: list[str]) -> dict[str, bytes]:
    """Return the plain files in a notebook's folder that its code may read, by name.

    No notebook is among them: under nbgrader, the one there holds the restored hidden tests. What
    is left out is told in ``flags``.
    """
    files: dict[str, bytes] = {}
    total = 0
    for other in sorted(folder.iterdir()):
        if other.suffix == ".ipynb" or other.name == "timestamp.txt" or other.name.startswith("."):
            continue
        if other.is_symlink() or not other.is_file():
            flags.append(f"{other.name[:80]!r} is not a plain file: left out")
            continue
        total += other.stat().st_size
        if total > MAX_FILES_BYTES:
            flags.append(f"files beyond {MAX_FILES_BYTES // MIB} MiB beside the notebook: left out")
            break
        files[other.name] = other.read_bytes()
    return files
