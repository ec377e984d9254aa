"""nbgrader preprocessors of the engine: restore a notebook, run it confined, keep outputs safe."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool, Enum

from autograder.course.assignment import (
    Assignment,
    SourceNotebook,
    assignment_names,
    grade_id,
    is_autograded_cell,
    load_assignment,
    nbgrader_metadata,
)
from autograder.course.checks_folder import has_checks
from autograder.course.hidden_secret import load_secret_assignment
from autograder.course.limits import MIB, Limits
from autograder.course.public_checks import merge_public_checks, public_checks_name
from autograder.course.results import ExerciseReport
from autograder.course.settings import load_settings
from autograder.course.showing_cells import LEFT_OUT
from autograder.course.student_remarks import remarks_for_student
from autograder.course.submission import Submission
from autograder.course.submitted_files import read_extra_files
from autograder.errors import AutograderError, ConfigurationError
from autograder.feedback_page.feedback_page import NAMES_KEY, REMARKS_KEY
from autograder.grading.assignment_grader import grade_or_reuse
from autograder.grading.grading_result import GradingResult
from autograder.grading.notebook_execution import execute_notebook, shared_kernel_source
from autograder.grading.submission_reader import shared_reader
from autograder.nbgrader_bridge.nbgrader_log import ended_with_a_sentence
from autograder.safe_html.safe_outputs import safe_outputs
from autograder.sandbox import isolation_kinds
from course_utils.notebook.cards import feedback_card

BEST = "best"  # the first kind of walls that works here


class IncludePublicChecks(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts the public part of an assignment's checks beside the released notebook."""

    def __init__(self, **kw: Any) -> None:
        """If an assignment is being released, expect it and the course's settings to be right.

        Raises:
            NbGraderException: they are not; from `preprocess`, nbgrader would print a traceback.
        """
        super().__init__(**kw)
        converter = getattr(self.parent, "parent", None)  # the exporter's parent
        if not isinstance(converter, GenerateAssignment):
            return
        course = converter.coursedir
        with ended_with_a_sentence(converter, "nothing was released"):
            _public_checks(course, course.assignment_id, [])

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Hand ``test_<assignment>.py`` to nbgrader's writer; without checks, change nothing."""
        checks = _public_checks(course_of(self), resources["nbgrader"]["assignment"], nb.cells)
        resources.setdefault("outputs", {}).update(checks)
        return nb, resources


def _public_checks(course: CourseDirectory, assignment: str, cells: list[Any]) -> dict[str, bytes]:
    """Return the file of an assignment's public checks by its name; nothing if it has no checks.

    They are in the order of the cells in all its notebooks, or of ``cells`` if ``source/`` lacks it.
    """
    settings = load_settings(Path(course.root))
    folder = settings.checks / assignment
    if not has_checks(folder):
        return {}
    if assignment in assignment_names(Path(course.root)):
        cells = load_assignment(Path(course.root), assignment).cells
    exercises, limits = [grade_id(cell) for cell in cells], settings.limits_of(assignment)
    text = merge_public_checks(folder, exercises, limits)
    return {public_checks_name(folder): text.encode()}


def course_of(preprocessor: Any) -> CourseDirectory:
    """Return the course that nbgrader works on."""
    owner = preprocessor.parent
    while not hasattr(owner, "coursedir"):
        owner = owner.parent
    return owner.coursedir


class SanitizeOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes active content from the outputs that a student handed in (for --no-execute)."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Make a notebook's outputs safe to show, and remove the metadata that only the grader may write."""
        write_page_metadata(nb, {})
        return super().preprocess(nb, resources)  # type: ignore[no-any-return]

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Make a cell's outputs safe to show."""
        if cell.cell_type == "code":
            cell.outputs = safe_outputs(cell.outputs)
        return cell, resources


class _Submitted(NbGraderPreprocessor):  # type: ignore[misc]
    """A preprocessor that knows the student and the assignment of its notebook."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Preprocess a notebook; an error fails only this submission."""
        where = resources["nbgrader"]
        try:
            return self.preprocess_submission(nb, where, resources), resources
        except AutograderError as error:
            self.log.error("%s: %s: not graded: %s", where["student"], where["assignment"], error)
            _leave_to_a_person(where)
            raise

    def preprocess_submission(self, nb: Any, where: dict[str, str], resources: Any) -> Any:
        """Return the notebook for the next preprocessor."""
        raise NotImplementedError

    @property
    def course(self) -> CourseDirectory:
        """The course that nbgrader works on."""
        return course_of(self)

    def assignment(self, where: dict[str, str]) -> Assignment | None:
        """Return the assignment; None if its source is missing, or only nbgrader can read it.

        An assignment with checks must have a source. Without it, a cell that only calls ``check`` would
        be a test that raises no error, and get full marks.
        """
        course, name = Path(self.course.root), where["assignment"]
        if name not in assignment_names(course) and not has_checks(
            load_settings(course).checks / name
        ):
            return None
        assignment = load_secret_assignment(course, name)
        names = [source.name for source in assignment.notebooks if not source.has_autotests]
        return assignment if where["notebook"] in names else None

    def submission(self, where: dict[str, str], assignment: Assignment) -> Submission:
        """Return the submission, read as `python -m autograder grade` reads it."""
        names = where["student"], where["assignment"]
        folder = self.course.format_path(self.course.submitted_directory, *names)
        return shared_reader().read(Path(folder), where["student"], assignment)


class RestoreLockedCells(_Submitted):
    """Restores locked cells that a student changed; nbgrader would stop, or give a zero."""

    def preprocess_submission(self, nb: Any, where: dict[str, str], resources: Any) -> Any:
        """Return the restored notebook with its outputs, which nbgrader may clear later."""
        assignment = self.assignment(where)
        if assignment is None:
            return nb
        submission = self.submission(where, assignment)
        for flag in submission.flags:
            self.log.warning("%s: %s", where["student"], flag)
        notebook = submission.notebooks[where["notebook"]]
        restore_nbgrader_metadata(notebook, assignment.notebook(where["notebook"]))
        return _with_outputs(notebook, nb)


def restore_nbgrader_metadata(notebook: Any, source: SourceNotebook) -> None:
    """Give every cell exactly the nbgrader metadata that it was released with.

    nbgrader ends the whole run if one student's metadata is of another version.
    """
    originals = {grade_id(cell): nbgrader_metadata(cell) for cell in source.cells}
    for cell in notebook.cells:
        known = originals.get(grade_id(cell)) if grade_id(cell) else None
        cell.metadata.pop("nbgrader", None)
        if known:
            cell.metadata["nbgrader"] = nbformat.from_dict(known)


def _with_outputs(notebook: Any, submitted: Any) -> Any:
    """Return ``notebook`` with the submitted outputs; a missing grade cell gets an error."""
    outputs = {cell.get("id"): cell.get("outputs", []) for cell in submitted.cells}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = outputs.get(cell.id, [_missing()] if is_autograded_cell(cell) else [])
    return notebook


def _missing() -> Any:
    text = "this cell was missing from the submission"
    return new_output("error", ename="MissingCell", evalue=text, traceback=[text])


def _output(kind: str, **content: Any) -> Any:
    """Return an output like `new_output`, but not validated: the whole notebook is validated later."""
    return nbformat.from_dict({"output_type": kind, "metadata": {}, **content})


class ConfinedExecute(Execute, _Submitted):  # type: ignore[misc]
    """Runs a notebook in the sandbox in place of nbgrader's Execute, with the same settings."""

    isolation = Enum(
        (BEST, *isolation_kinds.CHOICES, *isolation_kinds.FORMER_NAMES),
        BEST,
        help="the kind of walls, of 'namespaces' and 'landlock'; 'best' takes the first that works here. "
        "'none' runs student code with no walls around it: it can read your files, the tests "
        "and the gradebook",
    ).tag(config=True)

    full = Bool(
        False,
        help="whether cells that only show something, tagged 'smoke', are run, too; `full = true` in "
        "autograder.toml says so for every command",
    ).tag(config=True)

    preprocess = _Submitted.preprocess

    def preprocess_submission(self, nb: Any, where: dict[str, str], resources: Any) -> Any:
        """Return the notebook with its outputs, and with reports and scores in the grade cells."""
        assignment = self.assignment(where)
        if assignment is None:
            self._run_without_source(nb, where, resources)
            return nb
        from autograder.nbgrader_bridge.cell_scores import cell_scorer  # it imports this module

        limits, full = self._limits(assignment.limits), self.full or assignment.full
        assignment = replace(assignment, limits=limits, full=full)
        submission = self.submission(where, assignment)
        course = Path(self.course.root)
        graded = grade_or_reuse(
            course, assignment, submission, cell_scorer(course), isolation=self._kind()
        )
        write_grading_result(
            nb,
            where["notebook"],
            submission.cell_ids(where["notebook"]),
            submission,
            assignment,
            graded,
        )
        return nb

    def _kind(self) -> str:
        """Return the kind of walls to run in."""
        return isolation_kinds.find_isolation(None if self.isolation == BEST else self.isolation)

    def _limits(self, limits: Limits) -> Limits:
        """Return the limits, with a cell's time limit from nbgrader's own configuration if it has one."""
        sections = (each.__name__ for each in type(self).__mro__)
        if not any("timeout" in self.config.get(section, {}) for section in sections):
            return limits
        cell_s = float(self.timeout or 0)  # in nbgrader, None and values up to 0 mean: no limit
        return replace(limits, cell_s=cell_s if cell_s > 0 else limits.submission_s)

    def _run_without_source(self, nb: Any, where: dict[str, str], resources: Any) -> None:
        """Run a notebook that nbgrader made from the gradebook."""
        limits = self._limits(load_settings(Path(self.course.root)).limits_of(where["assignment"]))
        flags: list[str] = []
        files = read_extra_files(Path(resources["metadata"]["path"]), flags)
        for flag in flags:
            self.log.warning("%s: %s", where["student"], flag)
        write_page_metadata(nb, {REMARKS_KEY: remarks_for_student(flags)})
        warm = shared_kernel_source(self._kind())
        with ThreadPoolExecutor(1) as thread:  # formgrader's own thread has a running event loop
            thread.submit(execute_notebook, nb, warm, limits, files).result()
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = safe_outputs(cell.outputs)


def write_grading_result(
    nb: Any,
    name: str,
    ids: list[str],
    submission: Submission,
    assignment: Assignment,
    graded: GradingResult,
) -> None:
    """Write a result's outputs, scores and remarks into one of a submission's notebooks.

    ``ids`` are the cells' ids when it ran. A cell that was not run keeps its outputs in the file. A grade
    cell that ran its own tests keeps their outputs: nbgrader reads its score from them.
    """
    remarks = remarks_for_student([*submission.flags, *graded.flags], f"{name}.ipynb")
    here = [exercise for exercise in assignment.exercises if exercise.notebook == name]
    names = {each.grade_id: each.id for each in here if each.id != each.grade_id}
    write_page_metadata(nb, {REMARKS_KEY: remarks, NAMES_KEY: names})
    most_bytes = int(assignment.limits.output_mib * MIB)
    handed_in = _as_handed_in(submission, graded, name, most_bytes)
    outputs = {**graded.outputs.get(name, {}), **handed_in}
    own = set()
    for cell, identity in zip(nb.cells, ids, strict=True):
        if cell.cell_type == "code":
            cell.outputs = safe_outputs(outputs.get(identity, []))
            if identity in outputs:
                own.add(grade_id(cell))
    by_id = {exercise.id: exercise for exercise in assignment.exercises}
    write_cell_scores(
        nb,
        {
            by_id[report.id].grade_id: report
            for report in graded.exercises
            if by_id[report.id].notebook == name and by_id[report.id].grade_id not in own
        },
    )


def _as_handed_in(
    submission: Submission, graded: GradingResult, name: str, most_bytes: int
) -> dict[str, list[Any]]:
    """Return the outputs of the cells that were left out, each list behind a line that says so."""
    handed_in = submission.handed_in_outputs.get(name, {})
    said = {"output_type": "display_data", "data": {"text/plain": f"({LEFT_OUT})"}}
    return {
        identity: [said, *_cut(handed_in[identity], most_bytes)]
        for identity in graded.left_out.get(name, ())
        if handed_in.get(identity)
    }


def _cut(outputs: list[Any], most_bytes: int) -> Iterator[Any]:
    """Yield a cell's outputs, as many as a cell may show in a run; a line says that the rest is left out."""
    shown = 0
    for output in outputs:
        shown += len(json.dumps(output))
        if shown > most_bytes:
            text = f"\n… output beyond {most_bytes / MIB:g} MiB is left out\n"
            yield new_output("stream", name="stdout", text=text)
            return
        yield output


def write_page_metadata(nb: Any, values: Mapping[str, Any]) -> None:
    """Write the metadata for the page of feedback; remove what the student put in its place."""
    for key in (REMARKS_KEY, NAMES_KEY):
        nb.metadata.pop(key, None)
        if values.get(key):
            nb.metadata[key] = values[key]


def write_cell_scores(nb: Any, exercises: dict[str, ExerciseReport]) -> None:
    """Write exercises' reports into their grade cells, followed by the score as the cell's value.

    nbgrader takes the score from the first output that gives one. A display gives none. A float from 0 to
    the cell's points does; anything else would be full marks, or fail the submission.
    """
    cells = {grade_id(cell): cell for cell in nb.cells if is_autograded_cell(cell)}
    for identity, exercise in exercises.items():
        cell = cells.get(identity)
        if cell is None or float(nbgrader_metadata(cell)["points"]) != exercise.points:
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
    """Mark a failed submission for manual grading, so that it does not count as a zero."""
    with Gradebook(where["db_url"]) as gradebook:
        names = where["notebook"], where["assignment"], where["student"]
        for grade in gradebook.find_submission_notebook(*names).grades:
            grade.needs_manual_grade = True
        gradebook.db.commit()
