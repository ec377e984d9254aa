"""What is in the notebooks of somebody else's course, and which files lie beside them."""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from autograder.course.assignment import is_autograded_cell, nbgrader_metadata
from autograder.course.imported_modules import imported_modules
from autograder.course.nbgrader_settings import NbgraderSettings

MOST_EXCERPT = 60
DEFAULT_KERNEL = "python3"
SCHEMA = 3  # of nbgrader's metadata in a cell: it refuses what is older

# Lines of code that the sandbox would stop. Lines of comments count as `autotest` alone.
HINTS = {
    "network": re.compile(
        r"""["'](?:https?|ftp)://|\burlopen\(|\burlretrieve\(|\brequests\.(?:get|post)\("""
        r"|\bnltk\.download\(|\bfetch_(?:openml|california_housing|20newsgroups|olivetti_faces)\("
        r"|\bsns\.load_dataset\(|\bload_dataset\(|\bwget\b|\bcurl\b|\bgit clone\b"
        r"|\bdatasets\.(?!mnist\.)\w+\.load_data\(|\bdownload=True\b"
    ),
    "install": re.compile(r"\b(?:pip3?|conda|mamba)\s+install\b"),
    "outside": re.compile(
        r"""["'](?:\.\./|~/|/(?:home|Users|data|mnt|srv|opt|nfs|media|scratch|content)/|[A-Z]:[\\/])"""
    ),
    "gpu": re.compile(r"""["'/](?:cuda|gpu)\b|\.cuda\(|\bimport cupy\b""", re.IGNORECASE),
    "autotest": re.compile(r"^\s*#+ (?:HASHED )?AUTOTEST\b"),
}
_COMMENT = re.compile(r"^\s*#")


@dataclass
class SurveyedNotebook:
    """A notebook in ``source/``: ``ps1/problem1``.

    Attributes:
        name: the assignment's and its own.
        problem: why it could not be read; empty where it could.
        tests: the points of each cell of tests.
        manual: the points of each answer that a person grades.
        tasks: the points of each task.
        schemas: the versions of nbgrader's metadata in it.
        imports: modules that it needs; those in ``optional`` it can do without.
        hints: lines of code, by their kind in `HINTS`.
    """

    name: str
    problem: str = ""
    tests: list[float] = field(default_factory=list)
    manual: list[float] = field(default_factory=list)
    tasks: list[float] = field(default_factory=list)
    hidden: int = 0
    schemas: set[int] = field(default_factory=set)
    kernel: str = DEFAULT_KERNEL
    language: str = "python"
    language_version: str = ""
    imports: list[str] = field(default_factory=list)
    optional: list[str] = field(default_factory=list)
    hints: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_python(self) -> bool:
        """Say whether it is written in Python."""
        return self.language.lower() in {"python", "python3", "ipython"}

    @property
    def is_python_2(self) -> bool:
        """Say whether it is written in Python 2."""
        return self.is_python and (
            self.kernel == "python2" or self.language_version.startswith("2.")
        )


@dataclass
class SurveyedAssignment:
    """An assignment: its notebooks, and the sizes of the files beside them in bytes."""

    name: str
    folder: Path
    notebooks: list[SurveyedNotebook]
    files: dict[str, int]

    @property
    def is_graded(self) -> bool:
        """Say whether anything in it gives points."""
        return any(each.tests or each.manual or each.tasks for each in self.notebooks)

    @property
    def data_bytes(self) -> int:
        """The size of all files beside its notebooks."""
        return sum(self.files.values())


@dataclass
class CourseSurvey:
    """A course: its assignments, and notebooks outside any assignment."""

    assignments: list[SurveyedAssignment]
    stray: list[str]

    @property
    def notebooks(self) -> list[SurveyedNotebook]:
        """The readable notebooks of the assignments that are graded."""
        return [
            notebook
            for assignment in self.graded
            for notebook in assignment.notebooks
            if not notebook.problem
        ]

    @property
    def graded(self) -> list[SurveyedAssignment]:
        """The assignments in which something is graded."""
        return [each for each in self.assignments if each.is_graded]

    @property
    def unreadable(self) -> list[SurveyedNotebook]:
        """The notebooks that could not be read."""
        return [each for one in self.assignments for each in one.notebooks if each.problem]


def survey_course(settings: NbgraderSettings) -> CourseSurvey:
    """Return what the course's folder of sources holds; none of its code is run."""
    folders = settings.assignments.items()
    assignments = [_survey_assignment(name, folder, settings) for name, folder in folders]
    stray = sorted(path.name for path in settings.source.glob("*.ipynb"))
    return CourseSurvey([each for each in assignments if each.notebooks], stray)


def _survey_assignment(name: str, folder: Path, settings: NbgraderSettings) -> SurveyedAssignment:
    paths = sorted(path for path in folder.glob("*.ipynb") if not settings.is_ignored(path.name))
    notebooks = [_survey_notebook(f"{name}/{path.stem}", path) for path in paths]
    return SurveyedAssignment(name, folder, notebooks, dict(_files_beside(folder, settings)))


def _files_beside(folder: Path, settings: NbgraderSettings) -> Iterator[tuple[str, int]]:
    """Yield the files in an assignment's folder that are no notebooks, and their sizes."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not settings.is_ignored(each))
        for name in sorted(names):
            path = Path(here) / name
            if not settings.is_ignored(name) and path.suffix != ".ipynb" and path.is_file():
                yield str(path.relative_to(folder)), path.stat().st_size


def _survey_notebook(name: str, path: Path) -> SurveyedNotebook:
    try:
        notebook = _read(path)
        cells, metadata = notebook["cells"], notebook.get("metadata", {})
        return _surveyed(SurveyedNotebook(name), cells, metadata)
    except Exception as error:  # noqa: BLE001  # nbformat raises many kinds for a broken file
        said = str(error).strip().splitlines() or [type(error).__name__]
        return SurveyedNotebook(name, problem=said[0])


def _read(path: Path) -> Any:
    """Return a notebook of any format as one of format 4, valid or not."""
    text = path.read_text(encoding="utf-8")
    if not isinstance(json.loads(text), dict):
        raise ValueError("expected a notebook, got other JSON")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a sloppy notebook can be read all the same
        notebook = nbformat.reader.reads(text)
        return notebook if "cells" in notebook else nbformat.convert(notebook, 4)


def _surveyed(found: SurveyedNotebook, cells: list[Any], metadata: Any) -> SurveyedNotebook:
    for cell in cells:
        _count(found, cell)
    kernel, language = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    found.kernel = str(kernel.get("name") or DEFAULT_KERNEL)
    found.language = str(kernel.get("language") or language.get("name") or "python")
    found.language_version = str(language.get("version", ""))
    if found.is_python:
        found.imports = imported_modules(cells, optional=False)
        needed = set(found.imports)
        found.optional = [name for name in imported_modules(cells) if name not in needed]
    for kind in HINTS:
        found.hints[kind] = list(_lines_that_hint(kind, cells))
    return found


def _count(found: SurveyedNotebook, cell: Any) -> None:
    meta, source = nbgrader_metadata(cell), str(cell.get("source", ""))
    if not meta:
        return
    found.schemas.add(_whole(meta.get("schema_version", 0)))
    found.hidden += "### BEGIN HIDDEN TESTS" in source
    if meta.get("task"):
        found.tasks.append(_points(meta))
    elif is_autograded_cell(cell):
        found.tests.append(_points(meta))
    elif meta.get("grade"):
        found.manual.append(_points(meta))


def _points(meta: dict[str, Any]) -> float:
    points = meta.get("points", 0)
    return float(points) if isinstance(points, (int, float)) else 0.0


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _lines_that_hint(kind: str, cells: Iterable[Any]) -> Iterator[str]:
    """Yield the lines of code that match one kind of `HINTS`, shortened."""
    for cell in cells:
        if cell.get("cell_type") == "code":
            for line in str(cell.get("source", "")).splitlines():
                is_code = kind == "autotest" or not _COMMENT.match(line)
                if is_code and HINTS[kind].search(line):
                    text = " ".join(line.split())
                    yield text if len(text) <= MOST_EXCERPT else text[: MOST_EXCERPT - 1] + "…"
