from __future__ import annotations

import contextlib
import copy
import json
import logging
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.apps.baseapp import NbGrader
from stock_nbgrader import CHECKOUT, NAME, PATIENT, make_course, nbgrader, scores

from autograder.course.assignment import load_assignment
from autograder.course.hidden_secret import SEED_FILE, load_secret_assignment
from autograder.course.submission import read_submission
from autograder.errors import ConfigurationError, UngradableSubmission
from autograder.grading import local_workers
from autograder.grading.result_cache import read_assignment_inputs
from autograder.nbgrader_bridge import generate_releases, record_in_gradebook

POINTS = sum(exercise.points for exercise in load_assignment(CHECKOUT, NAME).exercises)
SCRIPT = "<script>alert('owned')</script>"
HANDLER = "<img src=x onerror=alert('owned')>"
SHOWS = f"""
import sys
from IPython.display import HTML, SVG, Javascript, Markdown, display
print({SCRIPT!r}, file=sys.stderr)
display(HTML({SCRIPT!r}), HTML({HANDLER!r}), Javascript("alert('owned')"), Markdown({HANDLER!r}))
display({{"image/png": "AAAA", "text/plain": ""}}, raw=True,
        metadata={{"image/png": {{"width": "1 onerror=alert('owned')"}}}})
raise ValueError({SCRIPT!r})
"""

# SQLAlchemy's to nbgrader, and what nbgrader uses that newer Pythons deprecate.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


def answer_cell(notebook: Any, exercise: str) -> Any:
    """Return the cell that answers an exercise: the last solution cell before its grade cell."""
    last = None
    for cell in notebook.cells:
        graded = cell.metadata.get("nbgrader", {})
        if graded.get("grade_id") == exercise:
            return last
        if graded.get("solution"):
            last = cell
    return None


class Class:
    """Submissions, made from the solution and the release of an assignment."""

    def __init__(self) -> None:
        self.solution = nbformat.read(CHECKOUT / f"source/{NAME}/{NAME}.ipynb", as_version=4)
        self.release = nbformat.read(CHECKOUT / f"release/{NAME}/{NAME}.ipynb", as_version=4)
        self.exercises = load_assignment(CHECKOUT, NAME).exercises
        self.middle = self.exercises[len(self.exercises) // 2]

    def files(self) -> dict[str, bytes]:
        """Return each student's notebook as the bytes of its file."""
        notebooks = {
            "right": self.solution,
            "untouched": self.release,
            "half": self._half(),
            "script": self._with_cells(),
            "copied": self._changed(lambda cells, n: cells.insert(0, copy.deepcopy(cells[n]))),
            "deleted": self._changed(lambda cells, n: cells.pop(n)),
            "edited": self._changed(lambda cells, n: cells[n].update(source="pass")),
            "promoted": self._changed(
                lambda cells, n: cells[n].metadata.nbgrader.update(points=99)
            ),
            "old_metadata": self._changed(
                lambda cells, n: cells[n - 1].metadata.update(nbgrader={"schema_version": 1})
            ),
            "stranger": new_notebook(cells=[new_code_cell("x = 1")]),
        }
        texts = {student: nbformat.writes(notebook) for student, notebook in notebooks.items()}
        texts["old_format"] = nbformat.writes(nbformat.convert(self._copy(), 3), 3)
        texts["broken"] = texts["right"][:-100]
        texts["slips"] = self._with_slips()
        files = {student: text.encode() for student, text in texts.items()}
        return files | {"powershell": texts["right"].encode("utf-16")}

    def _copy(self) -> Any:
        return copy.deepcopy(self.solution)

    def _changed(self, change: Callable[[list[Any], int], object]) -> Any:
        """Return the solution after a change at the middle exercise's grade cell."""
        notebook = self._copy()
        ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
        change(notebook.cells, ids.index(self.middle.id))
        for number, cell in enumerate(notebook.cells):
            cell.id = f"cell-{number}"
        return notebook

    def _with_slips(self) -> str:
        """Return the solution as a program saves it that does not know the format well."""
        content = json.loads(nbformat.writes(self.solution))
        for cell in content["cells"]:
            if cell["cell_type"] == "code":
                del cell["execution_count"]
                cell["outputs"] = [
                    {"output_type": "stream", "text": ["1"]},
                    {"output_type": "error"},
                ]
        del content["cells"][-1]["outputs"]
        content["metadata"] = {"kernelspec": {}, "language_info": {}}
        return json.dumps(content)

    def _half(self) -> Any:
        """Return the solution with every second answer wrong: it returns nothing."""
        notebook = self._copy()
        for exercise in self.wrong_in_half:
            cell = answer_cell(notebook, exercise.id)
            cell.source = answer_cell(self.release, exercise.id).source.replace("raise", "return")
        return notebook

    @property
    def wrong_in_half(self) -> list[Any]:
        """The exercises that are wrong in one half."""
        return [
            exercise
            for exercise in self.exercises
            if "def " in answer_cell(self.release, exercise.id).source
        ][::2]

    def _with_cells(self) -> Any:
        notebook = self._copy()
        notebook.cells.insert(3, new_code_cell(SHOWS))
        notebook.cells.insert(3, new_markdown_cell(SCRIPT + HANDLER))
        notebook.cells.insert(3, new_raw_cell(SCRIPT, metadata={"raw_mimetype": "text/html"}))
        return notebook


class Runnable(HTMLParser):
    """Collects what a browser would run of a page: scripts, handlers, links that are code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a script, and what is code among a tag's attributes."""
        if tag == "script":
            self.found.append("<script>")
        for name, value in attrs:
            if name.startswith("on") or (value or "").lower().startswith("javascript:"):
                self.found.append(name)

    def handle_data(self, data: str) -> None:
        """Note a script of the attacker's."""
        if self.lasttag == "script" and "owned" in data:
            self.found.append(f"<script> {data[:14]}")


def what_runs(page: str) -> list[str]:
    """Return what a browser would run of a page, in order."""
    parser = Runnable()
    parser.feed(page)
    return parser.found


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose class has been collected, autograded and given feedback, by stock nbgrader."""
    course = make_course(tmp_path_factory.mktemp("course"))
    assert nbgrader(course, "generate_assignment", NAME).returncode == 0
    archive = course / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    for student, data in Class().files().items():
        (archive / f"{student}_attempt_{NAME}.ipynb").write_bytes(data)
    pattern = r".*/(?P<student_id>\w+)_attempt_(?P<file_id>\w+)"
    collect = nbgrader(
        course, "zip_collect", NAME, f"--FileNameCollectorPlugin.named_regexp={pattern}"
    )
    assert collect.returncode == 0, collect.stderr
    graded = nbgrader(course, "autograde", NAME)
    (course / "autograde.log").write_text(graded.stderr)
    assert graded.returncode == 1, graded.stderr  # two cannot be graded
    feedback = nbgrader(course, "generate_feedback", NAME)
    assert feedback.returncode == 0, feedback.stderr
    return course


def results(course: Path, students: list[str]) -> dict[str, str]:
    """Return what the students' results go by in the store; nothing for what cannot be read."""
    assignment, keys = load_secret_assignment(course, NAME), dict.fromkeys(students, "")
    for student in students:
        with contextlib.suppress(UngradableSubmission):
            folder = course / "submitted" / student / NAME
            keys[student] = read_assignment_inputs(assignment).result_digest(
                read_submission(folder, student, assignment)
            )
    return keys


def autograded(course: Path, student: str) -> Any:
    """Return a student's notebook as nbgrader left it."""
    return nbformat.read(course / "autograded" / student / NAME / f"{NAME}.ipynb", as_version=4)


@pytest.mark.slow
@pytest.mark.parametrize(
    "student",
    [
        *("right", "script", "copied", "deleted", "edited", "promoted", "old_metadata"),
        *("old_format", "slips", "powershell"),
    ],
)
def test_right_answers_get_full_marks_by_stock_nbgrader(course: Path, student: str) -> None:
    """The solution gets full marks, whatever happened to the cells around the answers."""
    assert scores(course)[student] == POINTS


@pytest.mark.slow
def test_wrong_and_missing_answers_cost_their_points(course: Path) -> None:
    """The untouched release gets nothing, half a solution something in between."""
    found = scores(course)
    right = POINTS - sum(exercise.points for exercise in Class().wrong_in_half)
    assert found["untouched"] == 0
    assert right <= found["half"] < POINTS


@pytest.mark.slow
def test_an_ungradable_submission_fails_alone_and_is_named(course: Path) -> None:
    """Another notebook, and one that is not JSON, are reported; nothing is left of them."""
    log = (course / "autograde.log").read_text()
    assert "stranger: 01_tensors: not graded: no cell of 01_tensors is in it" in log
    assert "assignment '01_tensors' for student 'broken'" in log
    assert not (course / "autograded/stranger/01_tensors").exists()
    assert not (course / "autograded/broken/01_tensors").exists()


@pytest.mark.slow
def test_an_ungradable_submission_is_left_to_a_person(course: Path) -> None:
    """In formgrader such a submission asks for a person's look, and is no finished zero."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        assert gradebook.find_submission(NAME, "stranger").needs_manual_grade
        assert not gradebook.find_submission(NAME, "untouched").needs_manual_grade


@pytest.mark.slow
def test_what_was_mended_is_logged(course: Path) -> None:
    """The log names the student and what was found in the notebook."""
    log = (course / "autograde.log").read_text()
    middle = Class().middle.id
    assert re.search(f"copied: cell '?{middle}'? is there more than once", log)
    assert f"deleted: locked cell {middle} was deleted: put back" in log


@pytest.mark.slow
def test_a_grade_cell_holds_the_report_and_then_the_score(course: Path) -> None:
    """A grade cell shows the student-facing report, and its value is the score, a plain float."""
    cells = {cell.id: cell for cell in autograded(course, "untouched").cells}
    for exercise in Class().exercises:
        report, score = cells[exercise.id].outputs
        assert report.output_type == "display_data"
        assert f"points: 0 of {exercise.points:g}" in report.data["text/html"]
        assert (score.output_type, score.data) == ("execute_result", {"text/plain": "0.0"})


@pytest.mark.slow
def test_feedback_shows_reports_but_no_hidden_check(course: Path) -> None:
    """The feedback says what was wrong; of a hidden check it gives no more than the title."""
    page = (course / f"feedback/half/{NAME}/{NAME}.html").read_text()
    assert f"{Class().wrong_in_half[0].id}: " in page
    assert "(hidden check)" in page
    assert "BEGIN HIDDEN" not in page


@pytest.mark.slow
def test_no_script_of_a_students_reaches_the_feedback(course: Path) -> None:
    """Neither outputs nor text carry a script or a handler into the page that others open."""
    page = (course / f"feedback/script/{NAME}/{NAME}.html").read_text()
    plain = (course / f"feedback/right/{NAME}/{NAME}.html").read_text()
    assert "owned" in page  # as text
    assert what_runs(page) == what_runs(plain)


@pytest.mark.slow
def test_the_attack_on_feedback_works_without_us(course: Path) -> None:
    """The same text and output, put into a page by nbgrader's template alone, run."""
    notebook = new_notebook(cells=[new_markdown_cell(SCRIPT), new_code_cell("")])
    notebook.cells[1].outputs = [new_output("display_data", {"text/html": HANDLER})]
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    assert {"<script> alert('owned')", "onerror"} <= set(what_runs(page))


@pytest.mark.slow
def test_recording_a_class_repeats_no_work_and_gives_the_same_scores(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With the results in the store, the gradebook fills without a kernel, silently."""
    other = make_course(tmp_path)
    shutil.copytree(course / ".autograder", other / ".autograder")
    shutil.copy(course / SEED_FILE, other)
    monkeypatch.delattr(local_workers, "WarmProcess")
    students = ["right", "untouched", "half", "deleted", "stranger"]
    failures = record_in_gradebook(other, NAME, results(course, students), course / "submitted")
    assert list(failures) == ["stranger"]
    assert "no cell of 01_tensors is in it" in failures["stranger"]
    assert not (other / "release").exists()
    assert not (other / "submitted").exists()
    assert capfd.readouterr() == ("", "")
    before = scores(course)
    assert scores(other) == {student: before[student] for student in students}


@pytest.mark.slow
def test_nbgrader_in_our_process_leaves_the_log_handlers_of_others_open(course: Path) -> None:
    """A program that records a class goes on logging; so does TensorFlow, whose handler owns a file.

    The twin, nbgrader's own application, closes it.
    """

    class Theirs(logging.Handler):
        closed = False

        def close(self) -> None:
            self.closed = True
            super().close()

    handler = Theirs()
    generate_releases(course, [NAME])
    assert not handler.closed
    NbGrader(log_level=logging.CRITICAL).close_handlers()
    assert handler.closed


@pytest.mark.slow
def test_recording_an_unknown_assignment_lists_the_known(course: Path) -> None:
    """A wrong name is the instructor's to mend, and the text says what there is."""
    with pytest.raises(ConfigurationError, match=r"no assignment 'tensors': .*01_tensors"):
        record_in_gradebook(course, "tensors", {})


@pytest.mark.slow
def test_validate_tells_right_from_unanswered(course: Path) -> None:
    """A student's own `nbgrader validate` passes the solution and names what is not answered."""
    folder = course / "release" / NAME
    answered = folder / "answered.ipynb"
    nbformat.write(Class().solution, answered)
    assert "Success!" in nbgrader(course, "validate", PATIENT, str(answered)).stdout
    untouched = nbgrader(course, "validate", PATIENT, str(folder / f"{NAME}.ipynb")).stdout
    assert f"VALIDATION FAILED ON {len(Class().exercises)} CELL(S)" in untouched
    answered.unlink()
