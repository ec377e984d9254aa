"""The linter in courses that were made for stock nbgrader: what breaks a grading is told from house style."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from existing_courses import cell, grade_cell, make_course, make_quickstart, notebook

from autograder import cli
from autograder.authoring.lint import expect_releasable, lint_assignment
from autograder.errors import ConfigurationError

NAME = "Homework 1"
CHECKS = '''import pytest

exercise = pytest.mark.exercise


@exercise("{exercise}")
def test_{name}(student):
    """It is one."""
    assert student.value("x") == 1
'''

# nbgrader and its database tools use what newer Pythons deprecate; their maintainers' to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def answer(source: str, identity: str) -> dict[str, Any]:
    """Return a cell of a student's code."""
    return cell(source, solution=True, grade_id=identity)


SOLVED = "###BEGIN SOLUTION\nx = 1\n###END SOLUTION"
UNSTYLISH = notebook(
    cell("One", "markdown"),
    "print('seen')",
    answer(SOLVED, "cell-0123456789abcdef"),
    grade_cell("assert x == 1\n#BEGIN HIDDEN TESTS\nassert x\n#END HIDDEN TESTS", grade_id="x"),
    {**grade_cell("assert x", grade_id="unlocked"), "execution_count": 3},
    answer("def broken(:", "no-python"),
    kernel="my-env",
)


def lines(course: Path, name: str = NAME, *, style: bool = False) -> list[str]:
    """Return what the lint finds, one line each, without what is but style, and that nothing is released."""
    found = lint_assignment(course, name)
    shown = [each.as_line(course) for each in found if style or not each.style]
    to_come = ("not released yet", "never proven")
    return [line for line in shown if not any(each in line for each in to_come)]


def course_of(folder: Path, **notebooks: dict[str, Any]) -> Path:
    """Make a course with one assignment of these notebooks."""
    return make_course(folder, {f"{NAME}/{name}.ipynb": nb for name, nb in notebooks.items()})


def write_checks(course: Path, exercise: str, file: str, name: str = NAME) -> None:
    """Write a module of checks for an exercise."""
    path = course / "checks" / name / f"{file}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CHECKS.format(exercise=exercise, name=file), encoding="utf-8")


def test_the_course_of_quickstart_has_no_error_and_is_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two notebooks of an old format, manual answers and a task: no error, and nothing differs once released."""
    course = make_quickstart(tmp_path)
    monkeypatch.chdir(course)
    assert cli.main(["lint"]) == 0
    out, err = capsys.readouterr()
    assert "checks/ps1: note: no checks there: graded by the tests in its own cells" in out
    assert "error" not in out
    assert " style: " not in out
    assert "errors: 0, notes: 2, of style: " in err
    assert "(shown by --style)" in err
    assert cli.main(["release"]) == 0
    released = {path.name for path in (course / "release/ps1").iterdir()}
    assert released == {"jupyter.png", "problem1.ipynb", "problem2.ipynb"}
    capsys.readouterr()
    assert cli.main(["lint", "--style"]) == 0
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if " style: " not in line] == [
        "checks/ps1: note: no checks there: graded by the tests in its own cells, which a student's "
        "code reaches"
    ]
    assert "source/ps1/problem1.ipynb: style: expected format 4.5, got 4.0" in out


def test_house_style_is_no_error_where_checks_are_not_used_throughout(tmp_path: Path) -> None:
    """Default ids, markers without a blank, outputs, another kernel, cells that are no Python: all is style."""
    course = course_of(tmp_path, a=UNSTYLISH)
    assert lines(course) == [
        f"checks/{NAME}: note: no checks there: graded by the tests in its own cells, which a "
        "student's code reaches"
    ]
    expect_releasable(course, [])
    style = "\n".join(lines(course, style=True))
    for said in (
        "style: expected format 4.5, got 4.4",
        "style: kernelspec: expected",
        "its ID was not set",
        "got '###BEGIN SOLUTION'",
        "it holds an output",
        "cell no-python: style: it is no valid Python",
    ):
        assert said in style


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            [answer("# BEGIN SOLUTION\nx = 1", "a")],
            "cell a: error: line 1: '# BEGIN SOLUTION' has no p",
        ),
        ([answer("#Begin Solution\nx\n#End Solution", "a")], "error: line 1: expected a marker as"),
        (
            [answer("### BEGIN SOLUTION\nx\n### BEGIN SOLUTION\n### END SOLUTION", "a")],
            "error: line 3",
        ),
        (
            [grade_cell("### BEGIN HIDDEN TEST\nassert x", grade_id="a")],
            "error: line 1: expected a ma",
        ),
        (
            [grade_cell("assert x\n### END HIDDEN TESTS", grade_id="a")],
            "error: line 2: '### END HIDD",
        ),
        (
            ["### BEGIN SOLUTION\nx\n### END SOLUTION"],
            "a solution in a cell that is no solution cell; set it to",
        ),
        (
            ["### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"],
            "hidden tests in a cell that is not graded",
        ),
        (
            [cell("### BEGIN MARK SCHEME\n### END MARK SCHEME", "markdown")],
            "a mark scheme in a cell t",
        ),
        ([grade_cell("assert (", grade_id="a")], "cell a: error: it is no valid Python: line 1"),
        (
            [grade_cell(grade_id="a"), grade_cell(grade_id="a")],
            "the grade_id 'a' is there 2 times; give",
        ),
        ([grade_cell(grade_id="")], "error: expected a grade_id, got none; set its ID"),
        (
            [grade_cell(grade_id="a b")],
            "expected a grade_id of letters, digits, _ and -, got 'a b'",
        ),
        (
            [grade_cell(grade_id="a", schema_version=1)],
            "schema_version: expected 3, got 1; run nbgrad",
        ),
        (
            [cell("x", grade=True, locked="yes", points=1)],
            "locked: expected true or false, got yes; set the",
        ),
        (
            [grade_cell(grade_id="a", colour=1)],
            "nbgrader takes no colour in its metadata; take it out",
        ),
        (
            [grade_cell(grade_id="a", points=None)],
            "points: expected a number of 0 or more, got None",
        ),
        (
            [cell("x", "markdown", grade=True, points=1)],
            "expected an answer in Markdown that a person",
        ),
        (
            [cell("x", task=True, points=1)],
            "expected a task in a Markdown cell, got a code cell; set",
        ),
        ([grade_cell('check("b")', grade_id="a")], "expected the checks of a here, got none"),
    ],
)
def test_what_breaks_a_grading_is_an_error_in_any_course(
    tmp_path: Path, cells: list[Any], problem: str
) -> None:
    """It is told with the cell and what to do, and nothing is released."""
    course = course_of(tmp_path, fine=UNSTYLISH, broken=notebook(*cells))
    found = [line for line in lines(course) if ": error: " in line]
    assert any(problem in line for line in found), lines(course)
    with pytest.raises(ConfigurationError, match="nothing is released, because of this:"):
        expect_releasable(course, [NAME])


def test_a_notebook_of_another_language_is_not_read_as_python(tmp_path: Path) -> None:
    """R is no wrong Python, not even in a grade cell."""
    cells = notebook(grade_cell("x <- c(1, 2)", grade_id="a"), kernel="ir", language="R")
    assert "error" not in "\n".join(lines(course_of(tmp_path, a=cells), style=True))


def test_what_is_no_notebook_is_told_beside_one_that_is(tmp_path: Path) -> None:
    """One of several that cannot be read is an error, with its name."""
    course = make_course(tmp_path, {f"{NAME}/a.ipynb": UNSTYLISH, f"{NAME}/b.ipynb": "no notebook"})
    [line] = lines(course)
    assert f"source/{NAME}/b.ipynb: error: expected a Jupyter notebook" in line


def test_one_exercise_may_have_checks_while_others_keep_their_tests(tmp_path: Path) -> None:
    """In any of the notebooks: neither the others nor the tests in its own cell are an error."""
    second = notebook(answer("x = 1", "solution"), grade_cell("assert x", grade_id="part-a"))
    course = course_of(tmp_path, a=UNSTYLISH, b=second)
    write_checks(course, "part-a", "part_a")
    [line] = lines(course)
    assert f"checks/{NAME}: note: no check of 'part-a' is hidden" in line
    expect_releasable(course, [])
    style = "\n".join(lines(course, style=True))
    assert (
        "cell part-a: style: expected check(\"part-a\"), got 'assert x'; its checks hold" in style
    )
    assert "cell part-a: style: expected its answer in a solution cell 'part-a-answer'" in style


def test_an_id_that_two_notebooks_share_is_told_by_its_notebook(tmp_path: Path) -> None:
    """Checks are for the exercise of one of them, with the notebook in front."""
    course = course_of(tmp_path, a=UNSTYLISH, b=notebook(grade_cell("assert x", grade_id="x")))
    write_checks(course, "b/x", "b_x")
    assert not [line for line in lines(course) if ": error: " in line]
    write_checks(course, "x", "x")
    assert f"checks/{NAME}: error: checks for 'x', which is no exercise; the notebook has: a/x" in (
        "\n".join(lines(course))
    )


def test_a_cell_that_calls_the_checks_of_another_judges_nothing(tmp_path: Path) -> None:
    """In grading `check` does nothing: where its cell's own exercise has no checks, all would be right."""
    cells = (grade_cell('check("y")', grade_id="x"), grade_cell("assert y", grade_id="y"))
    course = course_of(tmp_path, a=notebook("check = exercises('Homework 1')", *cells))
    write_checks(course, "y", "y")
    assert [line for line in lines(course) if 'cell x: error: expected check("x"), got' in line]


def test_students_can_run_the_checks_that_their_cells_call(tmp_path: Path) -> None:
    """Without a set-up cell, or with another assignment's, `check` would fail them."""
    called = grade_cell('check("x")', grade_id="x")
    own = grade_cell("assert True", grade_id="own")
    course = course_of(tmp_path, a=notebook(called, own))
    write_checks(course, "x", "x")
    set_up = f'error: expected one cell with exercises("{NAME}"), got 0; the set-up cell says'
    assert [line for line in lines(course) if set_up in line]
    other = "from course_utils import exercises\ncheck = exercises('hw2')"
    course = course_of(tmp_path, a=notebook(other, called, own))
    assert [line for line in lines(course) if 'got exercises("hw2"); its checks are' in line]
    course = course_of(tmp_path, a=notebook(other.replace("hw2", NAME), called, own))
    assert not [line for line in lines(course) if ": error: " in line]


def test_a_stale_release_is_a_note_and_a_lost_cell_an_error(tmp_path: Path) -> None:
    """Of a release that is not the source's any more, a graded cell that is gone breaks a grading."""
    course = course_of(tmp_path, a=UNSTYLISH)
    released = json.loads(json.dumps(UNSTYLISH))
    released["cells"].insert(0, cell("a header", "markdown"))
    released["cells"][3]["source"] = "# YOUR CODE HERE"
    released["cells"][4]["source"] = "assert x == 1"
    released["cells"][6]["source"] = "# YOUR CODE HERE"
    place = course / "release" / NAME / "a.ipynb"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(released), encoding="utf-8")
    assert len(lines(course)) == 1  # that there are no checks
    released["cells"][4]["source"] = "assert x == 2"
    place.write_text(json.dumps(released), encoding="utf-8")
    assert (
        f"a.ipynb: cell x: note: it is not what the source gives now: run python -m autograder release '{NAME}'"
        in lines(course)[-1]
    )
    released["cells"][4]["metadata"]["nbgrader"]["grade_id"] = "old"
    place.write_text(json.dumps(released), encoding="utf-8")
    assert "cell old: error: released under this id, which is gone" in lines(course)[-1]


def test_a_solution_that_is_released_whole_is_an_error(tmp_path: Path) -> None:
    """A marker that is left, or a whole solution, is told; a line that a stub may have is none."""
    long = "### BEGIN SOLUTION\ntotal = sum(n for n in range(10))\nx = total\n### END SOLUTION"
    cells = (answer(long, "long"), answer(SOLVED, "short"))
    course = course_of(tmp_path, a=notebook(*cells, grade_cell("assert x", grade_id="x")))
    leaked = (
        answer("total = sum(n for n in range(10))\nx = total", "long"),
        answer("x = 1", "short"),
    )
    make_course(
        tmp_path,
        {f"{NAME}/a.ipynb": notebook(*leaked, grade_cell("assert x", grade_id="x"))},
        source="release",
    )
    errors = [line for line in lines(course) if ": error: " in line]
    assert errors == [
        f"release/{NAME}/a.ipynb: cell long: error: it gives away what students must not get: "
        "'total = sum(n for n in range(10))'"
    ]


def test_fix_clears_outputs_and_leaves_another_house_its_style(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The kernel and the ids of another course stay, in each of its notebooks; --style sets them, too."""
    nb = notebook({**grade_cell("assert True", grade_id="x"), "id": "0a1b2c3d"}, kernel="my-env")
    nb["nbformat_minor"] = 5
    nb["cells"][0]["execution_count"] = 3
    monkeypatch.chdir(course_of(tmp_path, a=nb, b=nb))
    assert cli.main(["lint", "--fix"]) == 0
    out = capsys.readouterr().out
    assert (
        f"source/{NAME}/a.ipynb: outputs cleared\nsource/{NAME}/b.ipynb: outputs cleared\n" in out
    )
    fixed = json.loads((tmp_path / "source" / NAME / "b.ipynb").read_text(encoding="utf-8"))
    assert fixed["metadata"]["kernelspec"]["name"] == "my-env"
    assert fixed["cells"][0]["id"] == "0a1b2c3d"
    assert cli.main(["lint", "--fix", "--style"]) == 0
    assert f"source/{NAME}/b.ipynb: kernel set, ids set: x\n" in capsys.readouterr().out


def test_tests_that_nbgrader_writes_are_a_note(tmp_path: Path) -> None:
    """### AUTOTEST is released by nbgrader, and graded by its own command alone."""
    course = course_of(tmp_path, a=notebook(grade_cell("### AUTOTEST x", grade_id="a")))
    [line] = [line for line in lines(course) if "AUTOTEST" in line]
    assert "cell a: note: ### AUTOTEST: nbgrader writes tests here when it is released" in line
