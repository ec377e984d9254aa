"""The files in a student's folder: the notebook, and the files that its code may read."""

from __future__ import annotations

import filecmp
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.assignment import LITTER, Assignment, SourceNotebook, files_below
from autograder.course.limits import MIB, Limits
from autograder.course.notebook_recognition import (
    Recognition,
    recognise_cells,
    recognise_notebook,
)
from autograder.course.showing_cells import is_showing_cell
from autograder.errors import UngradableSubmission
from course_utils.notebook.notebook_cells import Notebook, read_notebook
from course_utils.notebook.notebook_json import NotANotebook

MAX_FILES_BYTES = 20 * MIB
MAX_FILES = 2_000
MAX_FILES_SEEN = 20_000
MAX_CODE_LETTERS = 400_000  # of code that is searched for file names
FILE_NAME = re.compile(r"[\w.-]+")
MAX_CANDIDATES = 20  # files of other names, or in folders, that are read
SHOWN = 5  # names in one remark
NOTEBOOK_ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")
# Files that programs leave beside a notebook, and that no notebook reads.
LEFT_BY_PROGRAMS = ("__MACOSX", "desktop.ini", "Thumbs.db", "node_modules", "venv", "timestamp.txt")
LEFT = ("__pycache__", ".*", *LEFT_BY_PROGRAMS)
NOT_READ = (*LITTER, *LEFT_BY_PROGRAMS, "*.[iI][pP][yY][nN][bB]*")


def read_notebook_of(
    folder: Path,
    source: SourceNotebook,
    others: Iterable[RecognisedFile],
    limits: Limits,
    flags: list[str],
) -> Notebook:
    """Return the student's copy of ``source`` from the files in ``folder``, as it was handed in.

    It is the file of that name. If there is none, or it holds no answers, it is the newest file with
    answers, of another name or in a folder, that has that notebook's cells. ``flags`` says so, and how
    a file had to be read.

    Args:
        folder: what the student handed in.
        source: the instructor's notebook.
        others: the files that `recognised_files` found in the folder.
        limits: they say how large a notebook may be.
        flags: remarks for a person are added to it.

    Raises:
        UngradableSubmission: there is none, or it is too large or cannot be read.
    """
    path = folder / source.path.name
    for place in (folder, path):
        if place.is_symlink():
            raise UngradableSubmission(
                "missing", f"no notebook: {place.name} is a link to elsewhere"
            )
    own, wrong = _parse_if_there(path, limits)
    others = [each for each in others if each.recognition.notebook == source.name]
    answered = [each for each in others if each.recognition.answered]
    if own is not None and recognise_cells(own[0]["cells"], source).answered:
        flags += own[1]
        beside = [each.named_in(folder) for each in answered if each.notebook != own[0]]
        flags += [f"there are answers in {_listed(beside)}, too: not graded"] if beside else []
        return own[0]
    if not answered and wrong is not None:
        raise wrong
    if not answered and own is not None:
        flags += own[1]
        return own[0]
    if not others:
        raise UngradableSubmission("missing", _nothing_found(folder, [path.name]))
    chosen = newest_answered(others)
    why = f"nothing is answered in {path.name}" if own else f"there is no {path.name}"
    why = f"{path.name} cannot be read" if wrong else why
    flags.append(f"{chosen.named_in(folder)!r} is graded: its cells are {source.name}'s, and {why}")
    flags += chosen.remarks
    return chosen.notebook


def _parse_if_there(
    path: Path, limits: Limits
) -> tuple[tuple[Notebook, list[str]] | None, UngradableSubmission | None]:
    """Return the notebook in a file with remarks, or what is wrong with it; neither if there is no file."""
    try:
        return (_parse(path, limits) if path.is_file() else None), None
    except UngradableSubmission as error:
        return None, error


def _parse(path: Path, limits: Limits) -> tuple[Notebook, list[str]]:
    size = path.stat().st_size
    if size > limits.notebook_mib * MIB:
        raise UngradableSubmission(
            "too_large",
            f"the notebook is {size / MIB:.1f} MiB: at most {limits.notebook_mib:g} MiB; "
            "were outputs left in?",
        )
    return parse_notebook(path.read_bytes())


def parse_notebook(data: bytes) -> tuple[Notebook, list[str]]:
    """Return the notebook in ``data``, converted to format 4.5, and remarks on how it was read.

    Raises:
        UngradableSubmission: it is no notebook, or cannot be read within the limits.
    """
    try:
        return read_notebook(data, keep_outputs=is_showing_cell)
    except NotANotebook as error:
        kind = "too_large" if error.too_large else "unreadable"
        raise UngradableSubmission(kind, str(error)) from None


@dataclass(frozen=True)
class RecognisedFile:
    """A file of another name, or in a folder, with cells of one of the assignment's notebooks."""

    path: Path
    notebook: Notebook
    remarks: list[str]
    recognition: Recognition

    def named_in(self, folder: Path) -> str:
        """Return its path in the folder, shortened."""
        return self.path.relative_to(folder).as_posix()[:80]


def recognised_files(folder: Path, assignment: Assignment) -> Iterator[RecognisedFile]:
    """Yield the files in a folder with cells of an assignment's notebooks, but other names."""
    expected = {folder / each.path.name for each in assignment.notebooks}
    candidates = [path for path in notebook_files(folder) if path not in expected]
    for path in candidates[:MAX_CANDIDATES]:
        try:
            notebook, remarks = _parse(path, assignment.limits)
        except UngradableSubmission:
            continue
        found = recognise_notebook(notebook, assignment)
        if found is not None:
            yield RecognisedFile(path, notebook, remarks, found)


def newest_answered(files: Sequence[RecognisedFile]) -> RecognisedFile:
    """Return the file that counts among several of one notebook: the newest with answers, else the newest."""
    answered = [each for each in files if each.recognition.answered]
    return max(answered or files, key=lambda each: each.path.stat().st_mtime)


def notebook_files(folder: Path) -> list[Path]:
    """Return the plain files in a folder and its subfolders that have a notebook's ending."""
    if not folder.is_dir():
        return []
    below = files_below(folder, litter=LEFT)
    return [
        path
        for path in below
        if path.name.lower().endswith(NOTEBOOK_ENDINGS) and not path.is_symlink() and path.is_file()
    ]


def nothing_found(folder: Path, assignment: Assignment) -> str:
    """Say that none of an assignment's notebooks is in a folder, and which files are."""
    return _nothing_found(folder, [source.path.name for source in assignment.notebooks])


def _nothing_found(folder: Path, names: Iterable[str]) -> str:
    others = sorted({path.name for path in notebook_files(folder)} - set(names))
    others = others or sorted({path.name for path in files_below(folder, LEFT)} - set(names))
    found = f"; found {', '.join(others[:SHOWN])}" if others else ""
    zipped = any(name.lower().endswith(".zip") for name in others)
    advice = ": python -m autograder collect opens a zip" if zipped else ""
    return f"no notebook: expected {', '.join(names)}{found}{advice}"


def read_extra_files(
    folder: Path, flags: list[str], ours: Mapping[str, Path] | None = None, code: str = ""
) -> dict[str, bytes]:
    """Return the plain files in a notebook's folder that its code may read, by path.

    No notebook is among them: under nbgrader, the notebook there holds the restored hidden tests. Files
    that ``code`` names come first. ``flags`` says which files are left out, but not those that programs
    leave, nor unchanged ones of the course's own (``ours``, by path).
    """
    ours = ours or {}
    files: dict[str, bytes] = {}
    odd, left, changed = list[str](), list[str](), list[str]()
    total = 0
    for path in _named_first(folder, code):
        name = path.relative_to(folder).as_posix()
        if name in ours:
            if path.is_symlink() or not path.is_file() or not _are_equal(path, ours[name]):
                changed.append(name)
        elif path.is_symlink() or not path.is_file():
            odd.append(f"{name[:80]!r} is not a plain file: left out")
        elif any(_collide(name, other) for other in ours):
            odd.append(f"{name[:80]!r} lies where the course has a file or folder: left out")
        elif len(files) == MAX_FILES or total + path.stat().st_size > MAX_FILES_BYTES:
            left.append(name)
        else:
            files[name] = path.read_bytes()
            total += len(files[name])
    if changed:
        flags.append(f"not as the course has it, and the course's own was used: {_listed(changed)}")
    flags += odd[:SHOWN]
    if len(odd) > SHOWN:
        flags.append(f"{len(odd) - SHOWN} more beside the notebook are no plain files: left out")
    if left:
        most = f"{MAX_FILES_BYTES // MIB} MiB in {MAX_FILES} files"
        flags.append(f"files beside the notebook beyond {most} are left out: {_listed(left)}")
    return files


def _are_equal(path: Path, other: Path) -> bool:
    same_size = path.stat().st_size == other.stat().st_size
    return same_size and filecmp.cmp(path, other, shallow=False)


def _named_first(folder: Path, code: str) -> list[Path]:
    """Return the first `MAX_FILES_SEEN` files in a folder; files that a text names come in front."""
    below = itertools.islice(files_below(folder, litter=NOT_READ), MAX_FILES_SEEN)
    named = set(FILE_NAME.findall(code[:MAX_CODE_LETTERS]))
    return sorted(below, key=lambda path: path.name not in named)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(repr(name[:80]) for name in names[:SHOWN]) + more


def _collide(name: str, other: str) -> bool:
    """Say whether one of two paths needs a folder where the other one needs a file."""
    return name.startswith(f"{other}/") or other.startswith(f"{name}/")
