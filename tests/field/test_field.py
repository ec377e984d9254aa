"""What people hand in is graded as it should be, or told why not; `submit_zip` agrees."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import made_up
import pytest
from field import cells, downloads, file_formats, kernels, metadata, names, saved_by
from field.handed_in import Download, HandedIn, source_notebook
from platform_files import make_zip
from recorded import make_course

from autograder import cli
from autograder.course.assignment import load_assignment
from autograder.course.results import SubmissionReport
from autograder.course.student_remarks import remarks_for_student
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.class_grading import ClassGrader, find_students
from autograder.grading.result_store import ResultStore
from course_utils.notebook.notebook_session import NotebookSession
from course_utils.notebook.submission_review import NotPacked, read_reviewed_notebook
from course_utils.notebook.zip_packing import warnings_from_cells

INPUTS = [
    each
    for module in (file_formats, saved_by, metadata, cells, names, kernels)
    for each in module.INPUTS
]
Reports = dict[str, SubmissionReport]


def write_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Write files by path."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up course, with a question that a person marks, and all inputs handed in."""
    course = make_course(tmp_path_factory.mktemp("field"), notebook=source_notebook())
    for each in INPUTS:
        folder = course / "submitted" / each.who / made_up.NAME
        folder.mkdir(parents=True)  # and nobody's twice
        write_folder(folder, each.folder)
    return course


@pytest.fixture(scope="module")
def collected(course: Path) -> dict[str, str]:
    """What collecting each download has said, by its title."""
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        patch.setenv("COLUMNS", "200")
        for download in downloads.DOWNLOADS:
            archive = make_zip(course / f"{download.title}.zip", download.files)
            with contextlib.redirect_stdout(io.StringIO()) as out:
                assert cli.main(["collect", made_up.NAME, str(archive)]) == 0
            said[download.title] = out.getvalue()
    return said


@pytest.fixture(scope="module")
def reports(course: Path, collected: dict[str, str]) -> Reports:
    """The whole class, read and graded once."""
    submitted, assignment = course / "submitted", load_assignment(course, made_up.NAME)
    students = find_students(submitted, assignment)
    with AssignmentGrader(assignment, ResultStore(course), jobs=2) as grader:
        graded = list(ClassGrader(submitted, grader).grade(students))
    return {report.student: report for report in graded}


def said_of(report: SubmissionReport) -> list[str]:
    """Return the error, or the remarks."""
    return [report.error["message"]] if report.error else report.flags


def shown_by(course: Path, report: SubmissionReport) -> str:
    """Return what the checks say, and all that the cells show."""
    messages = [check.message for exercise in report.exercises for check in exercise.checks]
    result = ResultStore(course).get(report.result_digest)
    assert result is not None
    return "\n".join([*messages, json.dumps(result.outputs, ensure_ascii=False)])


@pytest.mark.slow
@pytest.mark.parametrize("each", INPUTS, ids=lambda each: each.title)
def test_it_is_graded_as_it_should_be(course: Path, reports: Reports, each: HandedIn) -> None:
    """With the points that it is worth, or the reason why not, and nothing said without need."""
    report = reports[each.who]
    said = said_of(report)
    assert (None if report.error else report.score) == each.score, said
    for words in each.says:
        assert any(words in line for line in said), said
    assert all(any(words in line for words in each.says) for line in said), said
    shown = shown_by(course, report) if each.told else ""
    assert all(words in shown for words in each.told), shown


@pytest.mark.slow
def test_a_student_is_told_each_remark(reports: Reports) -> None:
    """Whatever honest people hand in, what the table says of it stands on their page of feedback, too."""
    for each in INPUTS:
        report = reports[each.who]
        assert len(remarks_for_student(report.flags)) == len(report.flags), report.flags


@pytest.mark.slow
@pytest.mark.parametrize("download", downloads.DOWNLOADS, ids=lambda download: download.title)
def test_a_download_is_collected_and_graded(
    collected: dict[str, str], reports: Reports, download: Download
) -> None:
    """Each student stands once, with what was handed in last."""
    for words in download.says:
        assert words in collected[download.title]
    assert {who: reports[who].score for who in download.scores} == download.scores
    assert not any(reports[who].flags for who in download.scores)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["week 1", "week 2 [draft] (a+b)"])
def test_an_assignment_may_be_called_so(tmp_path: Path, name: str) -> None:
    """jupyter/nbgrader#1703, #1843: blanks, brackets and parentheses are part of the name."""
    for folder in ("source", "submitted/ada [x]"):
        made_up.write_notebook(tmp_path / folder / name / f"{name}.ipynb", made_up.make_notebook())
    made_up.write_checks(tmp_path, made_up.CHECKS).rename(tmp_path / "checks" / name)
    assignment = load_assignment(tmp_path, name)
    with AssignmentGrader(assignment) as grader:
        (report,) = ClassGrader(tmp_path / "submitted", grader).grade(["ada [x]"])
    assert (report.score, said_of(report)) == (6, [])


@pytest.fixture
def session(tmp_path: Path) -> Iterator[NotebookSession]:
    """A student's folder with the checks in it."""
    (tmp_path / f"test_{made_up.NAME}.py").write_text(made_up.CHECKS, encoding="utf-8")
    return NotebookSession(made_up.NAME, tmp_path)


@pytest.mark.parametrize(
    "each", [each for each in INPUTS if isinstance(each.files, bytes)], ids=lambda each: each.title
)
def test_submit_zip_agrees(session: NotebookSession, each: HandedIn) -> None:
    """It packs what is graded, and refuses what is not, or what the student can mend better."""
    write_folder(session.folder, each.folder)
    if each.score is None or each.refused:
        words = (each.refused,) if each.refused else each.says
        with pytest.raises(NotPacked) as refused:
            read_reviewed_notebook(session, {})
        assert any(expected in refused.value.reason for expected in words)
        return
    notebook = read_reviewed_notebook(session, {})
    warnings = warnings_from_cells(notebook)
    assert len(warnings) == len(each.warned), warnings
    for words, warning in zip(each.warned, warnings, strict=True):
        assert words in warning


def test_each_input_says_where_it_comes_from() -> None:
    """No title stands twice, and no origin is left out."""
    everything = [*INPUTS, *downloads.DOWNLOADS]
    assert len({each.title for each in everything}) == len(everything) >= 80
    assert all(each.origin for each in everything)
