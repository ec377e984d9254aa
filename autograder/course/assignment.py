"""An assignment as the instructor wrote it: its notebooks, exercises, files, checks and limits."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat

from autograder.course.imported_modules import imported_modules
from autograder.course.limits import Limits
from autograder.course.nbgrader_config_file import course_folder
from autograder.course.settings import load_settings
from autograder.errors import ConfigurationError
from autograder.files import MOST_LEVELS

ANSWER_SUFFIX = "-answer"  # the id of an exercise's answer cell is the exercise's with this suffix
AUTOTEST = re.compile(r"^\s*###\s*(?:HASHED )?AUTOTEST\b", re.MULTILINE)
GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,60}")  # as nbgrader has it
# Files beside the notebooks that nbgrader's `CourseDirectory.ignore` leaves out, or that are hidden.
LITTER = ("__pycache__", "*.pyc", ".*", "*.ipynb")


@dataclass(frozen=True)
class Exercise:
    """An autograded grade cell.

    Attributes:
        id: its ``grade_id``; ``notebook/grade_id`` where two notebooks of the assignment share that.
        points: its maximum.
        notebook: the name of its notebook.
        grade_id: as in the notebook.
    """

    id: str
    points: float
    notebook: str
    grade_id: str


@dataclass(frozen=True)
class SourceNotebook:
    """A notebook as the instructor wrote it."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name without ``.ipynb``: nbgrader's name for it."""
        return self.path.stem

    @cached_property
    def content(self) -> Any:
        """The notebook, of format 4."""
        try:
            return nbformat.read(self.path, as_version=4)
        except Exception as error:  # noqa: BLE001  # nbformat raises many kinds for a broken file
            raise ConfigurationError(f"{self.path}: not a notebook: {error}") from None

    @property
    def cells(self) -> list[Any]:
        """Its cells."""
        return list(self.content.cells)

    @cached_property
    def points(self) -> dict[str, float]:
        """The points of its autograded grade cells by ``grade_id``, in order."""
        found: dict[str, float] = {}
        for cell in filter(is_autograded_cell, self.cells):
            identity, points = grade_id(cell), nbgrader_metadata(cell).get("points")
            if not isinstance(points, (int, float)) or not points >= 0:
                raise ConfigurationError(
                    f"{self.path}: cell {identity}: expected points of 0 or more, got {points!r}"
                )
            if identity in found:
                raise ConfigurationError(
                    f"{self.path}: the grade_id {identity!r} is there more than once"
                )
            found[identity] = float(points)
        return found

    @cached_property
    def locked(self) -> dict[str, Any]:
        """The code cells that a student must not change, by ``grade_id``."""
        return {grade_id(cell): cell for cell in self.cells if is_locked_code_cell(cell)}

    @cached_property
    def by_grade_id(self) -> dict[str, Any]:
        """The cells with a ``grade_id``, by that, in order."""
        return {grade_id(cell): cell for cell in self.cells if grade_id(cell)}

    @property
    def has_autotests(self) -> bool:
        """Whether nbgrader writes some of its tests when it is released (``### AUTOTEST``)."""
        return any(AUTOTEST.search(cell.source) for cell in self.cells)

    @property
    def points_by_hand(self) -> float:
        """The points that a person gives, for manually graded answers and tasks."""
        by_hand = [nbgrader_metadata(cell) for cell in self.cells if is_graded_by_hand(cell)]
        return float(sum(meta.get("points") or 0 for meta in by_hand))


@dataclass(frozen=True)
class Assignment:
    """An assignment, read from the folder ``source/<name>/``, with its folder of checks.

    Attributes:
        name: the folder's name.
        folder: holds its notebooks, and files beside them.
        checks: the folder of its checks, which may be missing.
        limits: what a submission may use.
        python: the interpreter that runs students' notebooks; None: the engine's own.
        warm: modules to import before a kernel is forked; None: those that the notebooks import.
        students_own: the files beside its notebooks that a student's own may replace.
        kernel_name: the kernel that runs all notebooks; empty: the one that each notebook names.
        secret: its checks draw hidden inputs from this (`load_secret_assignment`); empty: the inputs
            are always the same.
        full: whether cells that only show something are run, too.
    """

    name: str
    folder: Path
    checks: Path
    limits: Limits = field(default_factory=Limits)
    python: Path | None = None
    warm: tuple[str, ...] | None = None
    students_own: Collection[str] = ()
    kernel_name: str = ""
    secret: str = field(default="", repr=False)
    full: bool = False

    @cached_property
    def notebooks(self) -> list[SourceNotebook]:
        """Its notebooks, in nbgrader's order."""
        return [SourceNotebook(path) for path in sorted(self.folder.glob("*.ipynb"))]

    def notebook(self, name: str) -> SourceNotebook:
        """Return one of its notebooks by name."""
        return next(source for source in self.notebooks if source.name == name)

    @property
    def source(self) -> Path:
        """The instructor's only notebook.

        Raises:
            ConfigurationError: the assignment has several.
        """
        if len(self.notebooks) != 1:
            names = ", ".join(notebook.path.name for notebook in self.notebooks)
            raise ConfigurationError(f"{self.name}: expected one notebook, got {names}")
        return self.notebooks[0].path

    @property
    def cells(self) -> list[Any]:
        """The instructor's cells, of all notebooks."""
        return [cell for notebook in self.notebooks for cell in notebook.cells]

    @cached_property
    def exercises(self) -> list[Exercise]:
        """The autograded exercises, in the notebooks' order."""
        times = Counter(identity for notebook in self.notebooks for identity in notebook.points)
        return [
            Exercise(
                identity if times[identity] == 1 else f"{notebook.name}/{identity}",
                points,
                notebook.name,
                identity,
            )
            for notebook in self.notebooks
            for identity, points in notebook.points.items()
        ]

    @property
    def max_score(self) -> float:
        """The points of all exercises together."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def points_by_hand(self) -> float:
        """The points that a person gives, in formgrader."""
        return sum(notebook.points_by_hand for notebook in self.notebooks)

    @cached_property
    def files(self) -> dict[str, Path]:
        """The course's own files beside the notebooks, by their paths in the folder."""
        paths = filter(Path.is_file, files_below(self.folder))
        return {path.relative_to(self.folder).as_posix(): path for path in paths}

    @cached_property
    def warm_modules(self) -> tuple[str, ...]:
        """The modules to import before a kernel is forked."""
        if self.warm is not None:
            return self.warm
        beside = {name.split("/")[0].removesuffix(".py") for name in self.files}
        found = imported_modules(self.cells)
        return tuple(module for module in found if module.split(".")[0] not in beside)


def load_assignment(course: Path, name: str) -> Assignment:
    """Return the assignment ``name`` of the course in folder ``course``.

    Raises:
        ConfigurationError: there is none, and the text lists the others; or ``autograder.toml`` is
            wrong.
    """
    name = name.rstrip("/")  # a shell completes a folder's name with a slash
    known = assignment_names(course)
    folder = course_folder(course, "source") / name
    if name not in known:
        there_are = ", ".join(known)
        there_are = there_are or f"none in {folder.parent}: run this in the course's folder"
        raise ConfigurationError(
            f"no assignment {name!r}: expected {folder / '*.ipynb'}; there are: {there_are}"
        )
    settings = load_settings(course)
    return Assignment(
        name,
        folder,
        settings.checks / name,
        settings.limits_of(name),
        settings.python,
        settings.warm,
        settings.students_own.get(name, ()),
        settings.kernel_name,
        full=settings.full,
    )


def assignment_names(course: Path) -> list[str]:
    """Return the names of the course's assignments: the folders in its ``source/`` with a notebook."""
    found = {path.parent.name for path in course_folder(course, "source").glob("*/*.ipynb")}
    return sorted(name for name in found if not name.startswith("."))


def expect_assignments(course: Path) -> list[str]:
    """Return the names of the course's assignments.

    Raises:
        ConfigurationError: there is none; the text says where they were looked for.
    """
    names = assignment_names(course)
    if not names:
        raise ConfigurationError(
            f"no assignments: expected {course_folder(course, 'source')}/*/*.ipynb"
        )
    return names


def files_below(folder: Path, litter: Sequence[str] = LITTER) -> Iterator[Path]:
    """Yield the files beside a folder's notebooks, in subfolders too, without litter.

    A link to a folder is yielded, not followed. A virtual environment is left out.
    """
    # not by os.walk, which recursed until Python 3.12: a student may have made the folder
    waiting = [(folder, 1)]
    while waiting:
        place, level = waiting.pop()
        try:
            with os.scandir(place) as found:
                entries = {entry.name: entry for entry in found}
        except OSError:
            continue
        if "pyvenv.cfg" in entries:
            continue
        names = [name for name in sorted(entries) if not _is_litter(name, litter)]
        folders = [name for name in names if entries[name].is_dir(follow_symlinks=False)]
        yield from (Path(place, name) for name in names if name not in folders)
        if level < MOST_LEVELS:
            waiting += [(Path(place, name), level + 1) for name in reversed(folders)]


def _is_litter(name: str, litter: Sequence[str]) -> bool:
    """Say whether a file or folder of this name is left out: no notebook reads it."""
    return any(fnmatch(name, pattern) for pattern in litter)


def nbgrader_metadata(cell: Any) -> dict[str, Any]:
    """Return a cell's nbgrader metadata, empty where it has none or it is malformed."""
    found = cell.get("metadata", {}).get("nbgrader", {})
    return found if isinstance(found, dict) else {}


def grade_id(cell: Any) -> str:
    """Return a cell's ``grade_id``, empty where it has none."""
    return str(nbgrader_metadata(cell).get("grade_id", ""))


def is_autograded_cell(cell: Any) -> bool:
    """Say whether a cell is a grade cell that no person marks."""
    meta = nbgrader_metadata(cell)
    return cell.get("cell_type") == "code" and bool(meta.get("grade")) and not meta.get("solution")


def grade_cell(assignment: Assignment, exercise: Exercise) -> Any:
    """Return an exercise's grade cell as the instructor wrote it."""
    (source,) = (each for each in assignment.notebooks if each.name == exercise.notebook)
    return source.locked[exercise.grade_id]


def calls_check(cell: Any, exercise: Exercise) -> bool:
    """Say whether a grade cell only calls a function with the exercise's id, such as ``check("double")``.

    In grading, such a call judges nothing: without checks, everybody would get full marks.
    """
    names = "|".join(map(re.escape, (exercise.id, exercise.grade_id)))
    call = re.compile(rf"\w+\(\s*(['\"])(?:{names})\1\s*\)")
    code = [line.split("#")[0].strip() for line in cell.source.splitlines()]
    return call.fullmatch("".join(code)) is not None


def cell_name(cell: Any) -> str:
    """Return a cell's name for people: its grade_id, or its id from Jupyter."""
    name = grade_id(cell)
    return name if GRADE_ID.fullmatch(name) else str(cell.id)


def is_graded_by_hand(cell: Any) -> bool:
    """Say whether a cell is an answer that a person marks, or a task."""
    meta = nbgrader_metadata(cell)
    return bool(meta.get("task") or (meta.get("grade") and not is_autograded_cell(cell)))


def is_grade_or_solution_cell(cell: Any) -> bool:
    """Say whether a student answers in a cell, or the cell gives points."""
    return bool(nbgrader_metadata(cell).get("grade") or nbgrader_metadata(cell).get("solution"))


def is_solution_cell(cell: Any) -> bool:
    """Say whether a student answers in a cell."""
    return bool(nbgrader_metadata(cell).get("solution"))


def is_locked_code_cell(cell: Any) -> bool:
    """Say whether a cell is code that a student must not change."""
    meta = nbgrader_metadata(cell)
    locked = meta.get("locked") or meta.get("grade")
    return cell.get("cell_type") == "code" and bool(locked) and not meta.get("solution")
