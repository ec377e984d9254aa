"""Makes ``nbgrader autograde`` redo a submission that a kill left half done, and checks settings first.

Between its two halves nbgrader writes a notebook that is cleaned, but not graded. The engine marks that
notebook. Before nbgrader looks which submissions are graded, those with a marked, missing or cut-off
notebook are removed. Settings that cannot be read would fail each submission with a traceback; here they
end the command before the first.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import rmtree
from sqlalchemy.exc import SQLAlchemyError

from autograder.course.settings import load_settings
from autograder.nbgrader_bridge.nbgrader_log import ended_with_a_sentence
from autograder.nbgrader_bridge.renamed_notebooks import list_renamed_notebooks
from course_utils.notebook.notebook_cells import clean_notebook
from course_utils.notebook.notebook_json import parse_notebook_json

UNFINISHED_KEY = "autograding"  # in the notebook's metadata, from the first half to the second


class MarkUnfinished(NbGraderPreprocessor):  # type: ignore[misc]
    """Marks a notebook as not yet graded: the last preprocessor of autograde's first half."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Set the mark."""
        nb.metadata[UNFINISHED_KEY] = "unfinished"
        return nb, resources


class RemoveUnfinishedMark(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes the mark: the first preprocessor of autograde's second half."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Remove the mark."""
        nb.metadata.pop(UNFINISHED_KEY, None)
        return nb, resources


class ResumingExporter(NotebookExporter):
    """Exports notebooks like nbgrader's, also renamed and broken ones, and removes half-done ones.

    nbgrader makes its exporter when it knows the submissions, but has not yet looked which of them are
    done. Of all the configurable parts, only the exporter is called at that moment.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self._renamed: dict[str, Path] = {}
        if isinstance(self.parent, Autograde) and self.parent.assignments:
            with ended_with_a_sentence(self.parent, "nobody was graded"):
                load_settings(Path(self.parent.coursedir.root))
            self._renamed = list_renamed_notebooks(self.parent)
            _remove_unfinished(self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Export a notebook from its file, or from the file that holds it under another name."""
        there = self._renamed.get(filename, filename)
        exported = super().from_filename(str(there), resources=resources, **kw)
        return exported[0], exported[1]

    def from_file(
        self, file_stream: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Export a notebook that is read as `python -m autograder grade` reads it.

        Raises:
            NotANotebook: it cannot be read within bounds.
        """
        notebook = _read_notebook(file_stream.buffer.read())
        exported = self.from_notebook_node(notebook, resources=resources, **kw)  # type: ignore[no-untyped-call]
        return exported[0], exported[1]


def _read_notebook(data: bytes) -> Any:
    """Return a notebook as it is if it is valid, else mended."""
    content, _ = parse_notebook_json(data)
    try:
        notebook = nbformat.reads(json.dumps(content), as_version=4)
        nbformat.validate(notebook)
    except Exception:  # noqa: BLE001  # of many kinds: a notebook can be broken in many ways
        return nbformat.from_dict(clean_notebook(content, keep_outputs=lambda _: True))
    return notebook


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
    """Return the file names of an assignment's notebooks; nbgrader grades no others."""
    course = converter.coursedir
    try:
        with Gradebook(course.db_url, course.course_id) as gradebook:
            notebooks = gradebook.find_assignment(assignment).notebooks
            return {f"{notebook.name}.ipynb" for notebook in notebooks}
    except (MissingEntry, SQLAlchemyError):
        return set()  # nbgrader is about to find and report it


def _is_finished(path: Path) -> bool:
    try:
        notebook = json.loads(path.read_bytes())
        return UNFINISHED_KEY not in notebook["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _lacks_timestamp(submitted: Path, autograded: Path) -> bool:
    """Say whether ``timestamp.txt`` is missing, as after an interrupted removal."""
    before, after = (folder / "timestamp.txt" for folder in (submitted, autograded))
    return before.exists() and not after.exists()


def _remove(converter: Autograde, autograded: Path, unfinished: list[Path]) -> None:
    """Remove what nbgrader would take as done: the whole folder, or only the given notebooks."""
    if converter.coursedir.notebook_id == "*":
        rmtree(autograded)
    for path in unfinished:
        path.unlink(missing_ok=True)
