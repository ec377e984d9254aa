"""nbgrader's autograde of one submission, on gradebook rows in memory.

nbgrader opens the gradebook nine times for each student. Here its preprocessors work on rows that were
read for many students at a time, and on a notebook that is written once.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbconvert.writers.files import FilesWriter
from nbgrader.api import Comment, Grade, GradeCell, MissingEntry, Notebook, SourceCell
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import find_all_files

from autograder.course.assignment import Assignment
from autograder.course.submission import Submission
from autograder.grading.grading_result import GradingResult
from autograder.nbgrader_bridge.gradebook_rows import (
    AssignmentRows,
    NotebookRows,
    SubmissionRows,
    SubmittedNotebookRows,
)
from autograder.nbgrader_bridge.preprocessors import (
    ConfinedExecute,
    RestoreLockedCells,
    SanitizeOutputs,
    restore_nbgrader_metadata,
    write_grading_result,
)
from autograder.nbgrader_bridge.resume_autograde import (
    MarkUnfinished,
    RemoveUnfinishedMark,
    ResumingExporter,
)


class InMemoryGradebook:
    """One submitted notebook's gradebook rows in memory, in place of nbgrader's `Gradebook`.

    It has the methods of `nbgrader.api.Gradebook` that nbgrader's preprocessors call. Of their arguments,
    only the cell's name matters.
    """

    def __init__(self, about: NotebookRows, rows: SubmittedNotebookRows, late_s: float) -> None:
        self.about, self.rows, self.late_s = about, rows, late_s
        self.db = SimpleNamespace(commit=lambda: None)  # the commit comes once for many students

    def find_notebook(self, *_: str) -> Notebook:
        """Return the notebook."""
        return self.about.notebook

    def find_source_cell(self, name: str, *_: str) -> SourceCell:
        """Return a cell as it was released; raise MissingEntry where there is none."""
        return _found(self.about.source_cells, name)

    def find_graded_cell(self, name: str, *_: str) -> GradeCell:
        """Return a cell that gives points; raise MissingEntry where there is none."""
        return _found({cell.name: cell for cell in self.about.graded_cells.values()}, name)

    def find_grade(self, name: str, *_: str) -> Grade:
        """Return the student's grade for a cell; raise MissingEntry where there is none."""
        return _found(self.rows.grades, name)

    def find_comment(self, name: str, *_: str) -> Comment:
        """Return the comment on a student's cell; raise MissingEntry where there is none."""
        return _found(self.rows.comments, name)


def _found(cells: dict[str, Any], name: str) -> Any:
    if name not in cells:
        raise MissingEntry(f"the gradebook has no cell {name!r}")
    return cells[name]


class _Kernelspec(OverwriteKernelspec):  # type: ignore[misc]
    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        kernelspec = resources["sheet"].about.notebook.kernelspec
        if kernelspec is not None and json.loads(kernelspec):
            nb.metadata["kernelspec"] = json.loads(kernelspec)
        return nb, resources


class _Cells(OverwriteCells):  # type: ignore[misc]
    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        _open(self, resources)
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        if self.add_missing_cells:
            nb, resources = self.add_missing_grade_cells(nb, resources)
            nb, resources = self.add_missing_task_cells(nb, resources)
        return nb, resources


class _Grades(SaveAutoGrades):  # type: ignore[misc]
    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        _open(self, resources)
        return NbGraderPreprocessor.preprocess(self, nb, resources)  # type: ignore[no-any-return]


class _Penalties(AssignLatePenalties):  # type: ignore[misc]
    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        _open(self, resources)
        self.init_plugin()
        rows: SubmittedNotebookRows = self.gradebook.rows
        rows.notebook.late_submission_penalty = None
        late_s = self.gradebook.late_s
        if late_s > 0:
            score = rows.score()
            penalty = self.plugin_inst.late_submission_penalty(self.student_id, score, late_s)
            if penalty is not None:
                penalty = self._check_late_penalty(SimpleNamespace(score=score), penalty)
            rows.notebook.late_submission_penalty = penalty
        return nb, resources


def _open(preprocessor: Any, resources: Any) -> None:
    """Set the attributes that nbgrader's own `preprocess` sets before it visits the cells."""
    where = resources["nbgrader"]
    preprocessor.gradebook = resources["sheet"]
    preprocessor.notebook_id = where["notebook"]
    preprocessor.assignment_id = where["assignment"]
    preprocessor.student_id = where["student"]


class _Recall(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes the place of `ConfinedExecute`: writes the outputs of a notebook that has already run."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        write_grading_result(nb, resources["nbgrader"]["notebook"], *resources["graded"])
        return nb, resources


# The replacement of each preprocessor that the engine knows; None: it is left out.
REPLACEMENTS: dict[Any, Any] = {
    RestoreLockedCells: None,  # the cells were restored when the notebook was read
    ClearOutput: ClearOutput,
    DeduplicateIds: DeduplicateIds,
    OverwriteKernelspec: _Kernelspec,
    OverwriteCells: _Cells,
    CheckCellMetadata: None,  # `restore_nbgrader_metadata` has just written all metadata anew
    MarkUnfinished: None,
    RemoveUnfinishedMark: None,
    SanitizeOutputs: None,  # no output of the handed-in file is left
    ConfinedExecute: _Recall,
    IgnorePattern: IgnorePattern,
    ClearMetadataPreprocessor: ClearMetadataPreprocessor,
    LimitOutput: LimitOutput,
    SaveAutoGrades: _Grades,
    AssignLatePenalties: _Penalties,
}


class InMemoryAutograde(Autograde):  # type: ignore[misc]
    """nbgrader's autograde, with the same settings, for one submission at a time and into a folder."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path()
        self.writer = FilesWriter(parent=self, config=self.config)
        self.exporter = self.exporter_class(parent=self, config=self.config)
        self._chain = self._make_chain() if self.has_supported_config() else []

    def has_supported_config(self) -> bool:
        """Say whether this class supports everything in a course's configuration."""
        chain = [*self.sanitize_preprocessors, *self.autograde_preprocessors]
        hooks = self.pre_convert_hook, self.post_convert_hook
        needed = RestoreLockedCells(parent=self.exporter), ConfinedExecute(parent=self.exporter)
        return (
            all(isinstance(each, type) and each in REPLACEMENTS for each in chain)
            and all(type(each) in chain and each.enabled for each in needed)
            and self.exporter_class in (NotebookExporter, ResumingExporter)
            and self.exporter.nbformat_version == nbformat.current_nbformat
            and "FilesWriter" not in self.config
            and hooks == (None, None)
            and self.coursedir.notebook_id == "*"
        )

    def _make_chain(self) -> list[Any]:
        self.exporter._preprocessors = []
        for each in (*self.sanitize_preprocessors, *self.autograde_preprocessors):
            if REPLACEMENTS[each] is not None:
                self.exporter.register_preprocessor(REPLACEMENTS[each])
        return list(self.exporter._preprocessors)

    def _format_dest(self, assignment_id: str, student_id: str, escape: bool = False) -> str:
        return str(self.folder)

    def convert(
        self,
        submission: Submission,
        assignment: Assignment,
        graded: GradingResult,
        about: AssignmentRows,
        rows: SubmissionRows,
        folder: Path,
    ) -> None:
        """Fill a folder as `autograde` would fill ``autograded/<student>/<assignment>/``.

        This also sets the grades and comments in ``rows``.
        """
        names = submission.assignment, submission.student
        self.folder = folder
        self._copy_files(*names)
        late_s = rows.seconds_late()
        for name, known in about.notebooks.items():
            sheet = InMemoryGradebook(known, rows.notebooks[name], late_s)
            if name not in submission.notebooks:
                sheet.rows.give_nothing()
                continue
            notebook = submission.notebooks[name]
            resources = {
                "unique_key": name,
                "output_extension": self.exporter.file_extension,
                "metadata": {"name": name, "path": self._format_source(*names)},
                "nbgrader": {
                    "assignment": submission.assignment,
                    "student": submission.student,
                    "notebook": name,
                    "db_url": self.coursedir.db_url,
                },
                "graded": (submission.cell_ids(name), submission, assignment, graded),
                "sheet": sheet,
            }
            restore_nbgrader_metadata(notebook, assignment.notebook(name))
            self._convert_notebook(notebook, resources)
        self.set_permissions(*names)

    def _convert_notebook(self, notebook: Any, resources: dict[str, Any]) -> None:
        for each in self._chain:
            notebook, resources = each(notebook, resources)
        nbformat.validate(notebook)  # once; nbconvert validates after each preprocessor
        self.write_single_notebook(nbformat.v4.writes(notebook) + "\n", resources)

    def _copy_files(self, assignment: str, student: str) -> None:
        """Copy the files beside the submitted notebook, then those beside the source over them."""
        BaseConverter.init_assignment(self, assignment, student)
        course = self.coursedir
        source = course.format_path(course.source_directory, ".", assignment)
        kept = {os.path.join(source, name) for name in self.exclude_overwriting.get(assignment, [])}  # noqa: PTH118  # as nbgrader compares them
        for name in set(find_all_files(source, [*course.ignore, "*.ipynb"])) - kept:
            path = self.folder / Path(name).relative_to(source)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            shutil.copy(name, path)
