"""What is recorded in the gradebook: no more often than it has to be, and nobody at the cost of another."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import made_up
import pytest
from gradebook_edits import set_duedate
from nbgrader.api import Gradebook
from recorded import NAME, files, grade, gradebook, make_course, nbgrader, tables

from autograder.course.assignment import load_assignment
from autograder.errors import ConfigurationError
from autograder.feedback_page.feedback_page import REMARKS_KEY
from autograder.nbgrader_bridge import batch_recording, record_in_gradebook, recording

# SQLAlchemy's to nbgrader, and what nbgrader uses that newer Pythons deprecate.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A course with three students, whose results are in the store and recorded."""
    course = make_course(tmp_path_factory.mktemp("small"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        for student in ("ada", "bob", "cyd"):
            made_up.hand_in(course, student, made_up.make_notebook())
        assert record_in_gradebook(course, NAME, graded(course)) == {}
        yield course


def graded(course: Path) -> dict[str, str]:
    """Return what the results of all who handed in go by; who has none in the store gets one."""
    students = sorted(path.name for path in (course / "submitted").iterdir())
    return grade(course, load_assignment(course, NAME), students)


def who_is_recorded_again(course: Path) -> set[str]:
    """Record a class once more, and return whose folder was written."""
    before = when_written(course)
    assert record_in_gradebook(course, NAME, graded(course)) == {}
    return {who for who, when in when_written(course).items() if when != before.get(who)}


def when_written(course: Path) -> dict[str, int]:
    """Return when each student's autograded notebook was written."""
    found = (course / "autograded").glob(f"*/{NAME}/{NAME}.ipynb")
    return {path.parent.parent.name: path.stat().st_ctime_ns for path in found}


def change_rows(course: Path, statement: str) -> None:
    """Change the gradebook, as another program might."""
    with sqlite3.connect(course / "gradebook.db") as connection:
        connection.execute(statement)
    connection.close()


def edit_autograded(course: Path) -> None:
    """Let a student's autograded notebook hold something else, of the same size and age."""
    path = course / "autograded" / "bob" / NAME / f"{NAME}.ipynb"
    before = path.stat()
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"hello", b"hullo"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def hand_in_other_words(course: Path) -> None:
    """Let a student hand in the same code again, with other words beside it."""
    handed_in = made_up.make_notebook()
    handed_in.cells[0].source = "# Mine"
    made_up.hand_in(course, "bob", handed_in)


DAY = "1970-01-02 00:00:00.000000"  # as SQLAlchemy keeps a length of time
OF_BOB = "(SELECT id FROM submitted_assignment WHERE student_id = 'bob')"
OF_BOBS = f"(SELECT id FROM submitted_notebook WHERE assignment_id = {OF_BOB})"
CHANGES: dict[str, Callable[[Path], object]] = {
    "the autograded notebook": edit_autograded,
    "the autograded folder": lambda course: shutil.rmtree(course / "autograded" / "bob"),
    "a score": lambda course: change_rows(
        course, f"UPDATE grade SET auto_score = 99 WHERE notebook_id = {OF_BOBS}"
    ),
    "a grade's row": lambda course: change_rows(
        course, f"UPDATE grade SET needs_manual_grade = 1 WHERE notebook_id = {OF_BOBS}"
    ),
    "a comment": lambda course: change_rows(
        course, f"UPDATE comment SET auto_comment = 'x' WHERE notebook_id = {OF_BOBS}"
    ),
    "an extension": lambda course: change_rows(
        course, f"UPDATE submitted_assignment SET extension = '{DAY}' WHERE id = {OF_BOB}"
    ),
    "the time of handing in": lambda course: (
        course / "submitted" / "bob" / NAME / "timestamp.txt"
    ).write_text("2021-10-31 10:00:00 UTC"),
    "the words": hand_in_other_words,
}


def test_who_is_recorded_is_passed_over(small: Path) -> None:
    """Where nothing has changed nothing is written, and no notebook is opened."""
    results = graded(small)
    record_in_gradebook(small, NAME, results)
    before = files(small), tables(gradebook(small))
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(batch_recording, "shared_reader")
        assert record_in_gradebook(small, NAME, results) == {}
    assert (files(small), tables(gradebook(small))) == before


@pytest.mark.parametrize("what", CHANGES)
def test_what_somebody_changed_is_recorded_again(small: Path, what: str) -> None:
    """A change behind our back is undone, and of the others nobody is recorded again."""
    who_is_recorded_again(small)
    before = tables(gradebook(small))["grade"]
    CHANGES[what](small)
    assert who_is_recorded_again(small) == {"bob"}
    assert tables(gradebook(small))["grade"] == before
    assert who_is_recorded_again(small) == set()


@pytest.mark.parametrize("what", ["gradebook", "setting", "duedate", "source"])
def test_what_concerns_all_records_all_again(small: Path, what: str) -> None:
    """A new gradebook, another setting, date or source: nobody is left as they were."""
    who_is_recorded_again(small)
    if what == "gradebook":
        (small / "gradebook.db").unlink()
    elif what == "setting":
        with (small / "nbgrader_config.py").open("a") as config:
            config.write("c.LimitOutput.max_lines = 2\n")
    elif what == "duedate":
        set_duedate(small)
    else:
        (small / "source" / NAME / "given.txt").write_text("new")
    assert who_is_recorded_again(small) == {"ada", "bob", "cyd"}
    assert who_is_recorded_again(small) == set()


def test_a_persons_marks_are_no_change_and_are_kept(small: Path) -> None:
    """Who was marked by hand is neither recorded again nor flagged again, until something changes."""
    who_is_recorded_again(small)
    marks = "manual_score = 1, extra_credit = 0.5, needs_manual_grade = 0"
    change_rows(small, f"UPDATE grade SET {marks} WHERE notebook_id = {OF_BOBS}")
    change_rows(small, f"UPDATE comment SET manual_comment = 'Well.' WHERE notebook_id = {OF_BOBS}")
    marked = tables(gradebook(small))
    assert who_is_recorded_again(small) == set()
    assert tables(gradebook(small)) == marked
    edit_autograded(small)
    assert who_is_recorded_again(small) == {"bob"}
    assert tables(gradebook(small))["comment"] == marked["comment"]
    flagged = repr(marked["grade"]).replace(
        "('manual_score', 1.0), ('needs_manual_grade', False)",
        "('manual_score', 1.0), ('needs_manual_grade', True)",
    )
    assert "('needs_manual_grade', True)" in flagged
    assert repr(tables(gradebook(small))["grade"]) == flagged


def test_odd_names_are_recorded_and_what_is_no_text_is_told(small: Path) -> None:
    """Whatever a folder may be called, it is recorded, or fails by itself with a reason."""
    odd = ["Ada Løve", " bob ", "a*[b]?", "o'neil; --", "{student_id}", "%s", "x" * 200]
    broken = os.fsdecode(b"b\xffb")
    for student in [*odd, broken]:
        made_up.hand_in(small, student, made_up.make_notebook())
    failures = record_in_gradebook(small, NAME, graded(small))
    assert list(failures) == [broken]
    assert "is no UTF-8: rename it" in failures[broken]
    with Gradebook(gradebook(small)) as book:
        scores = {each.student.id: each.score for each in book.assignment_submissions(NAME)}
    assert {scores[student] for student in odd} == {3}
    for student in [*odd, broken]:
        shutil.rmtree(small / "submitted" / student)


def test_a_failure_costs_nobody_else_their_grade(small: Path) -> None:
    """One who has another result, none, or no notebook fails alone, and is left to a person."""
    for student in ("changed", "gone", "empty"):
        made_up.hand_in(small, student, made_up.make_notebook())
    results = {**graded(small), "gone": "0" * 64}
    made_up.hand_in(small, "changed", made_up.make_notebook({"double": "pass"}))
    (small / "submitted" / "empty" / NAME / f"{NAME}.ipynb").unlink()
    edit_autograded(small)
    failures = record_in_gradebook(small, NAME, results)
    assert set(failures) == {"changed", "gone", "empty"}
    assert "has changed since it was graded: grade the class again" in failures["changed"]
    assert "no notebook: expected tiny.ipynb" in failures["empty"]
    with Gradebook(gradebook(small)) as book:
        needs = {
            each.student.id: each.needs_manual_grade for each in book.assignment_submissions(NAME)
        }
    assert {who for who, flag in needs.items() if flag} >= {"changed", "gone", "empty"}
    for student in failures:
        assert not (small / "autograded" / student / NAME).exists()
        shutil.rmtree(small / "submitted" / student)


def test_rows_that_the_gradebook_refuses_cost_one_student(small: Path) -> None:
    """What fails for one student is undone for the batch, and done again for each of the others."""
    edit_autograded(small)
    for student in ("dan", "eva"):
        made_up.hand_in(small, student, made_up.make_notebook())
    refusal = "BEGIN SELECT RAISE(ABORT, 'not him'); END"
    when = "BEFORE INSERT ON student WHEN NEW.id = 'dan'"
    change_rows(small, f"CREATE TRIGGER refuse {when} {refusal}")
    assert record_in_gradebook(small, NAME, graded(small)) == {"dan": "IntegrityError: not him"}
    assert set(when_written(small)) >= {"ada", "bob", "cyd", "eva"}
    change_rows(small, "DROP TRIGGER refuse")
    assert who_is_recorded_again(small) == {"dan"}


MORE = {
    "a hook": "c.Autograde.post_convert_hook = lambda **_: Path('hooked').touch()\n",
    "a preprocessor": "from nbconvert.preprocessors import TagRemovePreprocessor\n"
    "c.Autograde.autograde_preprocessors.append(TagRemovePreprocessor)\n",
    "a writer": "c.FilesWriter.files = ['given.txt']\n",
    "no run": "c.ConfinedExecute.enabled = False\n",
    "one notebook of several": f"c.CourseDirectory.notebook_id = '{NAME}*'\n",
}


@pytest.fixture
def single(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one student, for settings of its own."""
    course = make_course(tmp_path)
    monkeypatch.chdir(course)
    made_up.hand_in(course, "ada", made_up.make_notebook())
    return course


def test_a_hook_is_called_for_nbgrader_itself_records(single: Path) -> None:
    """What is configured beyond our knowledge happens, and the score is there all the same."""
    with (single / "nbgrader_config.py").open("a") as config:
        config.write(MORE["a hook"])
    assert record_in_gradebook(single, NAME, graded(single)) == {}
    assert (single / "hooked").exists()
    with Gradebook(gradebook(single)) as book:
        assert book.find_submission(NAME, "ada").score == 3


@pytest.fixture
def left_to_nbgrader(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom nbgrader's own autograde would have recorded, were it not for this fixture."""
    left: list[str] = []
    monkeypatch.setattr(
        recording, "_by_nbgrader", lambda _, results, __: left.extend(results) or []
    )
    return left


@pytest.mark.parametrize("what", MORE)
def test_what_we_do_not_do_is_left_to_nbgrader(
    small: Path, left_to_nbgrader: list[str], what: str
) -> None:
    """Each setting that the batches do not know of makes nbgrader's own autograde record."""
    config = small / "nbgrader_config.py"
    before = config.read_text()
    config.write_text(before + MORE[what])
    results = graded(small)
    assert record_in_gradebook(small, NAME, results) == {}
    config.write_text(before)
    assert left_to_nbgrader == list(results)


def test_an_assignment_of_two_notebooks_is_not_left_to_nbgrader(
    single: Path, left_to_nbgrader: list[str]
) -> None:
    """The batches know of several notebooks, one that is missing among them."""
    path = single / "source" / NAME / "second.ipynb"
    made_up.write_notebook(path, made_up.make_notebook())
    assert record_in_gradebook(single, NAME, graded(single)) == {}
    assert left_to_nbgrader == []
    with Gradebook(gradebook(single)) as book:
        scores = {each.name: each.score for each in book.find_submission(NAME, "ada").notebooks}
    assert scores == {NAME: 3, "second": 0}


def test_a_setting_that_nbgrader_does_not_take_is_told(small: Path) -> None:
    """A wrong value is the instructor's to mend: the text names the setting and what it has to be."""
    config = small / "nbgrader_config.py"
    before = config.read_text()
    config.write_text(before + 'c.LimitOutput.max_lines = "many"\n')
    with pytest.raises(ConfigurationError, match=r"nbgrader_config\.py: The 'max_lines' trait"):
        record_in_gradebook(small, NAME, graded(small))
    config.write_text(before)


@pytest.mark.slow
def test_the_feedback_tells_what_was_put_back_and_nothing_of_suspicion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Remarks reach the student's page; neither suspicion nor what a student writes as a remark does."""
    course = make_course(tmp_path)
    monkeypatch.chdir(course)
    notebook = made_up.make_notebook()
    notebook.metadata[REMARKS_KEY] = ["Full marks."]
    notebook.cells[-1:] = [made_up.code("import ctypes", "own")]
    made_up.hand_in(course, "ada", notebook)
    assert record_in_gradebook(course, NAME, graded(course)) == {}
    assert nbgrader(course, "generate_feedback", NAME).returncode == 0
    page = (course / "feedback" / "ada" / NAME / f"{NAME}.html").read_text()
    assert (
        "<li>The cell total is the course&#39;s and had been deleted: it was put back.</li>" in page
    )
    assert "worth a look" not in page
    assert "Full marks." not in page
