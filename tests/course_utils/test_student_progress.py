from __future__ import annotations

import json
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import student_folder
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.assignment import Exercise
from autograder.course.scoring import score_exercise
from course_utils import exercises, progress
from course_utils.checking.check_result import CheckResult, share_of_points
from course_utils.checking.checks_source import exercises_in_checks
from course_utils.notebook import notebook_session, student_progress
from course_utils.notebook.live_checks import ChecksFailed
from course_utils.notebook.saved_notebook import read_saved_notebook
from course_utils.notebook.student_progress import (
    HIDDEN_CHECKS_NOTE,
    ExerciseProgress,
    ProgressCard,
)

CHECKOUT = Path(__file__).parents[2]
RELEASED = sorted(CHECKOUT.glob("release/*/*.ipynb"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder with the whole notebook; no grading is under way."""
    for name in (notebook_session.GRADING_VARIABLE, notebook_session.TRIAL_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    student_folder.write(tmp_path, student_folder.cells())
    return tmp_path


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The namespace of the program that a student runs."""
    module = type(sys)("__main__")
    monkeypatch.setitem(sys.modules, "__main__", module)
    return vars(module)


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines that `progress` prints."""
    capsys.readouterr()
    progress()
    return capsys.readouterr().out.splitlines()


def test_it_shows_what_check_last_found(
    folder: Path, main: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each exercise in the notebook's order, as its last check found it, with its points so far."""
    check = exercises("made_up", folder)
    main["greet"] = lambda name: f"hello {name}"
    main["double"] = lambda _: 0
    check("greet")
    with pytest.raises(ChecksFailed):
        check("double")
    assert shown(capsys) == [
        "made_up: 1 of 3 exercises passed, 2.5 of 6 points so far",
        "  ◐ partly           double  1.5 of 2",
        "  ✓ passed           greet   1 of 1",
        "  · not checked yet  total   0 of 3",
        HIDDEN_CHECKS_NOTE,
        'Next: look at what `check("double")` says, mend your answer, and run it again.',
    ]


def test_a_later_check_counts(
    folder: Path, main: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """A mended answer counts once it is checked again; running the set-up cell again loses nothing."""
    check = exercises("made_up", folder)
    with pytest.raises(ChecksFailed):
        check("total")
    assert "  · not answered     total   0 of 3" in shown(capsys)
    main["total"] = sum
    exercises("made_up", folder)("total")
    exercises("made_up", folder)
    assert "  ✓ passed           total   3 of 3" in shown(capsys)


def test_another_assignment_begins_anew(
    folder: Path, main: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """It speaks of the assignment that `exercises` was last called for."""
    main["total"] = sum
    exercises("made_up", folder)("total")
    exercises("other", folder)
    lines = shown(capsys)
    assert lines[0] == "other: 0 of 0 exercises passed"
    assert lines[-1].startswith("Next: put the notebook and the checks file that comes with it")


def test_without_the_notebook_there_are_no_points(
    folder: Path, main: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the notebook's file is not to be found the exercises are shown without points."""
    (folder / "made_up.ipynb").unlink()
    exercises("made_up", folder)
    assert shown(capsys) == [
        "made_up: 0 of 3 exercises passed",
        "  · not checked yet  double",
        "  · not checked yet  greet",
        "  · not checked yet  total",
        "No points here: made_up.ipynb cannot be read: No such file or directory.",
        HIDDEN_CHECKS_NOTE,
        'Next: run `check("double")`.',
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}', "[" * 100_000])
def test_a_damaged_notebook_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """A file that is no notebook is named, in place of a traceback."""
    (folder / "made_up.ipynb").write_text(text)
    exercises("made_up", folder)
    assert any(line.startswith("No points here: made_up.ipynb: ") for line in shown(capsys))


def test_before_the_set_up_cell_it_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `exercises` there is nothing to speak of: the set-up cell comes first."""
    monkeypatch.setattr(notebook_session, "_begun", [])
    monkeypatch.delenv(notebook_session.GRADING_VARIABLE, raising=False)
    with pytest.raises(notebook_session.NotSetUp, match="run the notebook's first code cell"):
        progress()


@pytest.mark.parametrize(
    "variable", [notebook_session.GRADING_VARIABLE, notebook_session.TRIAL_VARIABLE]
)
def test_while_the_course_runs_the_notebook_it_does_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str
) -> None:
    """In the grader and in a trial it reads no file, prints nothing and raises nothing."""
    monkeypatch.setattr(notebook_session, "_begun", [])
    monkeypatch.setenv(variable, "1")
    progress()
    assert capsys.readouterr() == ("", "")


def test_when_all_is_passed_handing_in_is_next() -> None:
    """With every exercise passed the next step is `submit_zip()`."""
    done = ProgressCard("x", [ExerciseProgress("a", student_progress.PASSED, 1, 1)])
    assert done.next_step == "hand in with `submit_zip()`."


def test_an_unanswered_exercise_is_to_be_answered() -> None:
    """The first exercise that is not passed is the next."""
    rows = [
        ExerciseProgress("a", student_progress.PASSED, 1, 1),
        ExerciseProgress("b", student_progress.NOT_ANSWERED, 1),
    ]
    assert ProgressCard("x", rows).next_step == 'answer `b`, and run `check("b")`.'


checks = st.builds(
    CheckResult,
    name=st.just("test_x"),
    exercise=st.just("x"),
    title=st.just(""),
    hidden=st.just(False),
    outcome=st.sampled_from(["passed", "failed", "not_attempted", "timeout"]),
    weight=st.sampled_from([0.0, 0.5, 1.0, 3.0]),
    required=st.booleans(),
)


@given(st.lists(checks, min_size=1).filter(lambda found: any(each.weight for each in found)))
def test_points_are_counted_as_the_grader_counts_them(found: list[CheckResult]) -> None:
    """The share of an exercise's points is the grader's, whatever the weights."""
    graded = score_exercise(Exercise("x", 7.0, "n", "x"), found)
    assert graded.score == pytest.approx(7 * share_of_points(found), abs=1e-4)
    assert (graded.status == "passed") == (share_of_points(found) == 1)


def test_checks_that_weigh_nothing_pass_for_nothing() -> None:
    """Public checks of weight 0 alone: nothing is failed by them."""
    assert share_of_points([CheckResult("t", "x", "", False, "failed", weight=0)]) == 1


class Table(HTMLParser):
    """Reads the table in a standing's HTML: the texts of its rows, and every tag's attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        """Add to the cell."""
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def test_the_html_is_a_table_with_headers() -> None:
    """A screen reader finds a table whose columns and rows have headers."""
    rows = [
        ExerciseProgress("a", student_progress.PASSED, 2, 2),
        ExerciseProgress("b", student_progress.FAILED, 1),
    ]
    table = Table(ProgressCard("x", rows)._repr_html_())
    assert table.rows[0] == ["exercise", "so far", "points"]
    assert table.rows[1] == ["a", "✓ passed", "2 of 2"]
    scopes = [about.get("scope") for tag, about in table.tags if tag == "th"]
    assert scopes == ["col", "col", "col", "row", "row"]


def test_a_name_is_no_html() -> None:
    """A name out of the notebook's file becomes no tag."""
    html = ProgressCard(
        "<b>", [ExerciseProgress("<script>", student_progress.PASSED)], "<i>"
    )._repr_html_()
    assert not {"b", "script", "i"} & {tag for tag, _ in Table(html).tags}


@pytest.mark.parametrize("path", RELEASED, ids=[path.stem for path in RELEASED])
def test_the_course_is_read_as_it_is(path: Path) -> None:
    """The released notebooks and checks files hold the same exercises, all with points and answers."""
    notebook = read_saved_notebook(path)
    assert sorted(exercises_in_checks(path.with_name(f"test_{path.name}").with_suffix(".py"))) == (
        sorted(notebook.exercises)
    )
    assert all(each.points and each.answers for each in notebook.exercises.values())
    assert notebook.assignment == path.stem


@pytest.mark.parametrize("points", [None, "2", -1, "NaN", [2]])
def test_points_that_are_none_are_left_out(folder: Path, points: object) -> None:
    """Odd points in a notebook that somebody edited are no points."""
    path = folder / "made_up.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][2]["metadata"]["nbgrader"]["points"] = (
        float("nan") if points == "NaN" else points
    )
    path.write_text(json.dumps(notebook))
    assert read_saved_notebook(path).exercises["double"].points is None
