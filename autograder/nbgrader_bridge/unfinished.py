"""Stock ``nbgrader autograde`` takes a folder that a kill left half done for done: here it does not.

Between its two halves nbgrader writes a notebook that is cleaned, but not graded. Ours says so of
itself, and what says so, or is missing or cut off, is removed before nbgrader looks what there is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import rmtree
from sqlalchemy.exc import SQLAlchemyError

MARK = "autograding"  # a key in the notebook's metadata, from the first half to the second


class Start(NbGraderPreprocessor):  # type: ignore[misc]
    """Marks a notebook as one that is not graded yet: the last of the first half."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Set the mark."""
        nb.metadata[MARK] = "unfinished"
        return nb, resources


class Finish(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes the mark away: the first of the second half, whose end alone is written."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Remove the mark."""
        nb.metadata.pop(MARK, None)
        return nb, resources


class ResumingExporter(NotebookExporter):
    """Writes notebooks as nbgrader does; first removes what an earlier `autograde` left half done.

    nbgrader makes its exporter when it knows the submissions and has not yet looked which of them
    are done: of what can be configured, nothing else is called in between.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        if isinstance(self.parent, Autograde) and self.parent.assignments:
            _remove_unfinished(self.parent)


def _remove_unfinished(converter: Autograde) -> None:
    excluded = converter.coursedir.student_id_exclude.split(",")
    known: dict[str, set[str]] = {}
    for submitted, paths in converter.assignments.items():
        about = converter.init_single_notebook_resources(paths[0])["nbgrader"]
        assignment, student = about["assignment"], about["student"]
        autograded = Path(converter._format_dest(assignment, student))
        if student in excluded or not autograded.exists():
            continue
        if assignment not in known:
            known[assignment] = _known_notebooks(converter, assignment)
        names = known[assignment] & {Path(path).name for path in paths}
        unfinished = [autograded / name for name in names if not _is_finished(autograded / name)]
        if unfinished or _lacks_timestamp(Path(submitted), autograded):
            converter.log.warning("Removing unfinished assignment: %s", autograded)
            _remove(converter, autograded, unfinished)


def _known_notebooks(converter: Autograde, assignment: str) -> set[str]:
    """Return the files' names of an assignment's notebooks: nbgrader grades no other."""
    course = converter.coursedir
    try:
        with Gradebook(course.db_url, course.course_id) as gradebook:
            notebooks = gradebook.find_assignment(assignment).notebooks
            return {f"{notebook.name}.ipynb" for notebook in notebooks}
    except (MissingEntry, SQLAlchemyError):
        return set()  # nbgrader is about to find that out, and to say it


def _is_finished(path: Path) -> bool:
    try:
        notebook = json.loads(path.read_bytes())
        return MARK not in notebook["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _lacks_timestamp(submitted: Path, autograded: Path) -> bool:
    """Say whether a removal was cut off behind the file by which nbgrader knows what is newer."""
    before, after = (folder / "timestamp.txt" for folder in (submitted, autograded))
    return before.exists() and not after.exists()


def _remove(converter: Autograde, autograded: Path, unfinished: list[Path]) -> None:
    """Remove what nbgrader would take for done: the folder, or the notebooks that it is asked for."""
    if converter.coursedir.notebook_id == "*":
        rmtree(autograded)
    for path in unfinished:
        path.unlink(missing_ok=True)
