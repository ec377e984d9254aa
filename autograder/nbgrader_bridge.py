"""All that the engine knows of nbgrader: how it releases, how it grades, what goes in its gradebook."""

from __future__ import annotations

import contextlib
import glob
import logging
import os
import shutil
import sys
import sysconfig
import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from subprocess import SubprocessError
from typing import Any

import nbformat
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import CheckCellMetadata, ClearSolutions, Execute, NbGraderPreprocessor
from sqlalchemy.exc import SQLAlchemyError
from traitlets import Enum
from traitlets.config import Config

from autograder.assignment import (
    CHECKS,
    Assignment,
    assignments,
    grade_id,
    is_autograded,
    load_assignment,
    nbgrader_of,
)
from autograder.complaints import Complaints, advised
from autograder.conventional import lasting_warm_process, run_notebook
from autograder.errors import AutograderError, ConfigurationError
from autograder.grader import grade_submission
from autograder.limits import load_limits
from autograder.results import ExerciseReport
from autograder.safe_outputs import safe_markdown, safe_outputs
from autograder.scratch import temporary_files
from autograder.store import only_writer
from autograder.submission import Submission, files_beside, read_submission
from course_utils.cards import feedback_card
from course_utils.checks_plugin import ChecksError, public_part

STUB = (
    "# YOUR CODE HERE\n"
    'raise NotImplementedError("not answered yet: write your code here, in place of this line")'
)
NBGRADER_TELLS = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")  # what a cell may ask for


def configure(c: Any) -> None:
    """Put our stub, our preprocessors and our Markdown filter into nbgrader's configuration ``c``.

    nbgrader reads a configuration file up to three times: what is set here is set whole.
    """
    c.ClearSolutions.code_stub = {**_stock(ClearSolutions, "code_stub"), "python": STUB}
    c.GenerateAssignment.preprocessors = [
        *_stock(GenerateAssignment, "preprocessors"),
        PublicChecks,
    ]
    c.Autograde.sanitize_preprocessors = [
        MendCells,
        *_stock(Autograde, "sanitize_preprocessors"),
    ]
    c.Autograde.autograde_preprocessors = [
        SafeOutputs,
        *(_ours(each) for each in _stock(Autograde, "autograde_preprocessors")),
    ]
    c.HTMLExporter.filters = {"markdown2html": safe_markdown}
    _find_alembic()


def _ours(preprocessor: Any) -> Any:
    """Return what stands in a preprocessor's place."""
    return ConfinedExecute if preprocessor is Execute else preprocessor


def _stock(owner: Any, trait: str) -> Any:
    """Return what nbgrader itself would use."""
    return owner.class_traits()[trait].default()


def _find_alembic() -> None:
    """Put this environment's programs on PATH: nbgrader makes its gradebook with ``alembic``."""
    scripts, path = sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)
    if scripts not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([path, scripts])


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
        _restore_metadata(submission.notebook, assignment)
        return _with_outputs(submission.notebook, nb)


def _restore_metadata(notebook: Any, assignment: Assignment) -> None:
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
        for cell, ran in zip(nb.cells, submission.notebook.cells, strict=True):
            if cell.cell_type == "code":
                cell.outputs = safe_outputs(graded.outputs.get(ran.id, []))
        _write_scores(nb, graded.exercises)
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


def _write_scores(nb: Any, exercises: list[ExerciseReport]) -> None:
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
            new_output("display_data", shown),
            new_output("execute_result", {"text/plain": value}),
        ]


def _leave_to_a_person(where: dict[str, str]) -> None:
    """Mark a failed submission as one to be graded by hand, so that it does not pass for a zero."""
    with Gradebook(where["db_url"]) as gradebook:
        names = where["notebook"], where["assignment"], where["student"]
        for grade in gradebook.find_submission_notebook(*names).grades:
            grade.needs_manual_grade = True
        gradebook.db.commit()


def release(course: Path, names: list[str]) -> list[Path]:
    """Run nbgrader's generate_assignment for the assignments ``names``, or for all.

    Returns:
        The folders in ``release/``, one for each.

    Raises:
        ConfigurationError: there is no such assignment, or nbgrader refused; its reason is quoted.
    """
    course = course.resolve()
    names = names or assignments(course)
    if not names:
        raise ConfigurationError(f"no assignments: expected source/*/*.ipynb in {course}")
    for name in names:
        load_assignment(course, name)
    with _nbgrader(course) as app:
        for name in names:
            app.coursedir.assignment_id = name
            errors = _run(GenerateAssignment(coursedir=app.coursedir, parent=app, force=True))
            if errors:
                raise ConfigurationError(f"{name}: nbgrader could not release it: {errors}")
    return [course / "release" / name for name in names]


class _Silent(NbGrader):  # type: ignore[misc]
    """nbgrader without its console."""

    def _configure_logging(self) -> None:
        """Do without traitlets' way: it closes every log handler of the process, whosever it is."""
        self.log.addHandler(logging.NullHandler())


@contextlib.contextmanager
def _nbgrader(course: Path) -> Iterator[NbGrader]:
    """Yield nbgrader, set up as its command line would be in the course's folder, and silent."""
    path = list(sys.path)  # nbgrader puts the current folder on it
    app = _Silent(load_cwd_config=False)
    ours = Config()
    configure(ours)  # for a course without a configuration of its own
    app.update_config(ours)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's to nbgrader: nobody here can act on them
            app.initialize([], root=str(course))
            app.start()
            yield app
    finally:
        sys.path[:] = path


def _run(converter: Any) -> str:
    """Run one of nbgrader's converters and return what it had to complain of, empty if it was well."""
    complaints = Complaints(logging.ERROR)
    converter.log.addHandler(complaints)
    try:
        converter.start()
    except (NbGraderException, SystemExit) as error:
        return "\n".join(complaints.texts) or str(error) or "it gave no reason"
    finally:
        converter.log.removeHandler(complaints)
    return ""


def record(
    course: Path,
    assignment: str,
    students: list[str],
    submitted: Path | None = None,
    *,
    confined: bool = True,
) -> dict[str, str]:
    """Record graded submissions in nbgrader's gradebook, by nbgrader's own autograde.

    Each result is taken from the store, so that nothing runs twice. An assignment that nbgrader
    doesn't know yet, or knows in an older version, is put into the gradebook first; ``release/``
    is left as it is.

    Args:
        course: the course's folder.
        assignment: its name.
        students: whose submissions.
        submitted: where they are, if not in ``submitted/``.
        confined: False where the class was graded with no walls around it.

    Returns:
        What went wrong, by student.

    Raises:
        ConfigurationError: nbgrader does not take the assignment; its reason is quoted.
    """
    course = course.resolve()
    load_assignment(course, assignment)
    failures = {}
    with only_writer(course), _nbgrader(course) as app:
        app.coursedir.assignment_id = assignment
        if submitted is not None:
            app.coursedir.submitted_directory = str(submitted.resolve())
        app.config.ConfinedExecute.isolation = "bwrap" if confined else "none"
        _put_in_gradebook(app)
        for student in students:
            app.coursedir.student_id = glob.escape(student)
            if complaint := _run(_autograde(app)):
                failures[student] = complaint
    return failures


def _autograde(app: NbGrader) -> Autograde:
    """Return nbgrader's autograde without its check of metadata, which takes a quarter of the time.

    `MendCells` has just written all metadata anew, from the source.
    """
    converter = Autograde(coursedir=app.coursedir, parent=app, force=True)
    for name in ("sanitize_preprocessors", "autograde_preprocessors"):
        kept = [each for each in getattr(converter, name) if each is not CheckCellMetadata]
        setattr(converter, name, kept)
    return converter


def _put_in_gradebook(app: NbGrader) -> None:
    """Let nbgrader save the assignment's cells as they are in source/, and release nothing."""
    kept = app.coursedir.release_directory
    with temporary_files() as folder:
        _make_gradebook(app.coursedir.db_url, folder)
        app.coursedir.release_directory = str(folder / "release")
        try:
            complaint = _run(GenerateAssignment(coursedir=app.coursedir, parent=app, force=True))
        finally:
            app.coursedir.release_directory = kept
    if complaint:
        name = app.coursedir.assignment_id
        raise ConfigurationError(f"{name}: nbgrader could not take it: {complaint}")


def _make_gradebook(url: str, folder: Path) -> None:
    """Make the gradebook where there is none: whole or not at all, for nbgrader mends no half one.

    Raises:
        ConfigurationError: it cannot be written; the text says why.
    """
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or path.exists():
        return
    try:
        Gradebook(f"sqlite:///{folder / 'new.db'}").close()
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".writing-") as new:
            shutil.copy(folder / "new.db", new.name)
            with contextlib.suppress(FileExistsError):  # another grader was faster
                os.link(new.name, path)
    except (OSError, SQLAlchemyError, SubprocessError) as error:
        reason = advised(str(error).splitlines()[0])
        raise ConfigurationError(f"{path} cannot be made: {reason}") from None
