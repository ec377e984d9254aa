"""Our parts of nbgrader's chains of preprocessors: they mend a notebook, run it, keep it safe."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Enum

from autograder.assignment import (
    CHECKS,
    Assignment,
    grade_id,
    is_autograded,
    load_assignment,
    nbgrader_of,
)
from autograder.conventional import lasting_warm_process, run_notebook
from autograder.errors import AutograderError, ConfigurationError
from autograder.grader import grade_submission
from autograder.grading import Graded
from autograder.limits import load_limits
from autograder.results import ExerciseReport
from autograder.safe_outputs import safe_outputs
from autograder.submission import Submission, files_beside, read_submission
from course_utils.cards import feedback_card
from course_utils.checks_plugin import ChecksError, public_part

NBGRADER_TELLS = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")  # what a cell may ask for


class PublicChecks(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the public part of an assignment's checks beside its released notebook."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Hand ``test_<assignment>.py`` to nbgrader's writer; without checks, change nothing."""
        path = CHECKS / f"test_{resources['nbgrader']['assignment']}.py"
        if path.is_file():
            try:
                text = public_part(path.read_text(encoding="utf-8"))
            except ChecksError as error:
                raise ChecksError(f"{path.name}: {error}") from None
            resources.setdefault("outputs", {})[path.name] = text.encode()
        return nb, resources


class SafeOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """Leaves nothing that could run in the outputs that a student handed in (--no-execute)."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Make a cell's outputs safe to show."""
        if cell.cell_type == "code":
            cell.outputs = safe_outputs(cell.outputs)
        return cell, resources


class _Submitted(NbGraderPreprocessor):  # type: ignore[misc]
    """A preprocessor that knows whose notebook of which assignment it has before it."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Treat a notebook; what stands in the way fails this submission, and no other."""
        where = resources["nbgrader"]
        try:
            return self.treat(nb, where, resources), resources
        except AutograderError as error:
            self.log.error("%s: %s: not graded: %s", where["student"], where["assignment"], error)
            _leave_to_a_person(where)
            raise

    def treat(self, nb: Any, where: dict[str, str], resources: Any) -> Any:
        """Return the notebook as it goes on."""
        raise NotImplementedError

    @property
    def course(self) -> CourseDirectory:
        """The course that nbgrader works on."""
        owner = self.parent
        while not hasattr(owner, "coursedir"):
            owner = owner.parent
        return owner.coursedir

    def assignment(self, where: dict[str, str]) -> Assignment | None:
        """Return the assignment; None for a notebook with its tests in its own cells.

        Where there is a checks file there must be a source: without either, a cell that only
        calls ``check`` would pass for a test without a fault, and get full marks.
        """
        name = where["assignment"]
        if where["notebook"] != name or not (CHECKS / f"test_{name}.py").is_file():
            return None
        return load_assignment(Path(self.course.root), name)

    def submission(self, where: dict[str, str], assignment: Assignment) -> Submission:
        """Return the submission, read as `python -m autograder grade` reads it."""
        names = where["student"], where["assignment"]
        folder = self.course.format_path(self.course.submitted_directory, *names)
        return read_submission(Path(folder), where["student"], assignment)


class MendCells(_Submitted):
    """Undoes what a student did to locked cells; nbgrader itself would stop, or give a zero."""

    def treat(self, nb: Any, where: dict[str, str], resources: Any) -> Any:
        """Return the notebook mended, with its outputs (nbgrader clears them, or is told not to)."""
        assignment = self.assignment(where)
        if assignment is None:
            return nb
        submission = self.submission(where, assignment)
        for flag in submission.flags:
            self.log.warning("%s: %s", where["student"], flag)
        restore_metadata(submission.notebook, assignment)
        return _with_outputs(submission.notebook, nb)


def restore_metadata(notebook: Any, assignment: Assignment) -> None:
    """Give every cell the nbgrader metadata that it was released with, and no other.

    nbgrader ends the whole run when one student's metadata is of another version.
    """
    originals = {grade_id(cell): nbgrader_of(cell) for cell in assignment.cells}
    for cell in notebook.cells:
        known = originals.get(grade_id(cell)) if grade_id(cell) else None
        cell.metadata.pop("nbgrader", None)
        if known:
            cell.metadata["nbgrader"] = nbformat.from_dict(known)


def _with_outputs(notebook: Any, submitted: Any) -> Any:
    """Return ``notebook`` with the outputs of the submitted cells; a grade cell put back has failed."""
    outputs = {cell.get("id"): cell.get("outputs", []) for cell in submitted.cells}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = outputs.get(cell.id, [_missing()] if is_autograded(cell) else [])
    return notebook


def _missing() -> Any:
    text = "this cell was missing from the submission"
    return new_output("error", ename="MissingCell", evalue=text, traceback=[text])


def _output(kind: str, **content: Any) -> Any:
    """Return an output as `new_output` does, which validates each: the whole notebook is later."""
    return nbformat.from_dict({"output_type": kind, "metadata": {}, **content})


class ConfinedExecute(Execute, _Submitted):  # type: ignore[misc]
    """Runs a notebook in our sandbox in place of nbgrader's own Execute, by the same settings."""

    isolation = Enum(
        ("bwrap", "none"),
        "bwrap",
        help="'none' runs student code with no walls around it: it can read your files, the tests "
        "and the gradebook",
    ).tag(config=True)

    preprocess = _Submitted.preprocess

    def treat(self, nb: Any, where: dict[str, str], resources: Any) -> Any:
        """Return the notebook with its outputs and, in the grade cells, report and score."""
        assignment = self.assignment(where)
        if assignment is None:
            self._run_conventionally(nb, where, resources)
            return nb
        submission = self.submission(where, assignment)
        course, confined = Path(self.course.root), self.isolation == "bwrap"
        graded = grade_submission(course, assignment, submission, confined=confined)
        show(nb, [cell.id for cell in submission.notebook.cells], graded)
        return nb

    def _run_conventionally(self, nb: Any, where: dict[str, str], resources: Any) -> None:
        limits = load_limits(Path(self.course.root), where["assignment"])
        cell_s = float(self.timeout or 0)  # as in nbgrader, none and below 0 mean: no limit
        limits = replace(limits, cell_s=cell_s if cell_s > 0 else limits.submission_s)
        flags: list[str] = []
        files = files_beside(Path(resources["metadata"]["path"]), flags)
        for flag in flags:
            self.log.warning("%s: %s", where["student"], flag)
        told = {name: os.environ[name] for name in NBGRADER_TELLS if name in os.environ}
        warm = lasting_warm_process(self.isolation == "bwrap")
        with ThreadPoolExecutor(1) as thread:  # formgrader's own thread has a running event loop
            thread.submit(run_notebook, nb, warm, limits, files, told).result()
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = safe_outputs(cell.outputs)


def show(nb: Any, ids: Sequence[str], graded: Graded) -> None:
    """Write a result into a notebook's code cells; ``ids`` are what its cells were called when run."""
    for cell, identity in zip(nb.cells, ids, strict=True):
        if cell.cell_type == "code":
            cell.outputs = safe_outputs(graded.outputs.get(identity, []))
    write_scores(nb, graded.exercises)


def write_scores(nb: Any, exercises: list[ExerciseReport]) -> None:
    """Write each exercise's report into its grade cell, and behind it the score as its value.

    nbgrader takes the first output that decides. A display does not; a float does, from 0 to the
    cell's points: anything else would be full marks, or fail the submission.
    """
    cells = {grade_id(cell): cell for cell in nb.cells if is_autograded(cell)}
    for exercise in exercises:
        cell = cells.get(exercise.id)
        if cell is None or float(nbgrader_of(cell)["points"]) != exercise.points:
            raise ConfigurationError(
                f"exercise {exercise.id} is not in the gradebook as it is in source/: "
                "run generate_assignment again"
            )
        card = feedback_card(exercise.id, exercise.checks, exercise.score, exercise.points)
        shown = {"text/html": card._repr_html_(), "text/plain": repr(card)}
        value = repr(float(min(max(exercise.score, 0), exercise.points)))
        cell.outputs = [
            _output("display_data", data=shown),
            _output("execute_result", data={"text/plain": value}, execution_count=None),
        ]


def _leave_to_a_person(where: dict[str, str]) -> None:
    """Mark a failed submission as one to be graded by hand, so that it does not pass for a zero."""
    with Gradebook(where["db_url"]) as gradebook:
        names = where["notebook"], where["assignment"], where["student"]
        for grade in gradebook.find_submission_notebook(*names).grades:
            grade.needs_manual_grade = True
        gradebook.db.commit()
