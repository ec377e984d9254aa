from __future__ import annotations

from pathlib import Path

import pytest
from existing_courses import cell, grade_cell, make_course, make_quickstart, notebook

from autograder import cli
from autograder.authoring.lint import lint_assignment
from autograder.authoring.new_exercise import write_exercise_checks
from autograder.errors import ConfigurationError

SQUARES = '''"""correct_squares: the squares from 1 to n."""

import pytest

from course_utils.checking.expect import expect

exercise = pytest.mark.exercise


def expect_squares(student, n, expected):
    """Expect the squares from 1 to n."""
    got = student.call("squares", n)
    expect(got == expected, f"squares({n}): got {got!r}; it ends at n")


@exercise("correct_squares")
def test_squares_of_three(student):
    """The squares of 1, 2 and 3."""
    expect_squares(student, 3, [1, 4, 9])


### BEGIN HIDDEN TESTS
@exercise("correct_squares", weight=2)
def test_squares_of_others(student):
    """The squares up to another n."""
    for last in (1, 11):
        expect_squares(student, last, [n**2 for n in range(1, last + 1)])


### END HIDDEN TESTS
'''
MORE = """
# %% wrong: one too few | it ends at n
def squares(n):
    return [i**2 for i in range(1, n)]

# %% accepted: what becomes of a number below 1 is the exercise squares_invalid_input
# -     if n < 1:
# +     …
# -     if n < 1:
# -         raise ValueError("n must be greater than or equal to 1")
# +     pass
# -         raise ValueError("n must be greater than or equal to 1")
# +         …
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The course of nbgrader's quickstart, as the current folder."""
    monkeypatch.chdir(make_quickstart(tmp_path))
    return tmp_path


def errors(course: Path, name: str = "ps1") -> list[str]:
    """Return the lint's errors, one line each."""
    return [each.as_line(course) for each in lint_assignment(course, name) if each.is_error]


def test_one_exercise_gets_checks_to_be_written(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`new --exercise` writes two files and nothing else, and says what becomes of the notebook."""
    before = {path for path in course.rglob("*") if path.is_file()}
    assert cli.main(["new", "ps1", "--exercise", "correct_squares"]) == 0
    out, err = capsys.readouterr()
    written = {"checks/ps1/correct_squares.py", "bank/ps1/correct_squares.py"}
    assert set(out.split()) == written
    after = {path for path in course.rglob("*") if path.is_file()}
    assert {path.relative_to(course).as_posix() for path in after - before} == written
    said = " ".join(err.split())
    assert "tests in the cell correct_squares of problem1.ipynb, which is not run any more" in said
    assert (
        'check = exercises("ps1") and in that cell, in place of its tests, check("correct_s' in said
    )
    text = (course / "checks/ps1/correct_squares.py").read_text(encoding="utf-8")
    assert 'got = student.call("squares", argument)' in text
    shown, _, hidden = text.partition("### BEGIN HIDDEN TESTS")
    assert "#     assert squares(2) == [1, 4]" in hidden
    assert "assert" not in shown


def test_where_students_run_checks_already_nothing_is_left_to_do_in_the_notebook(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A cell that only calls `check` names no function: it is the answer's."""
    solution = "### BEGIN SOLUTION\ndef double(x):\n    return 2 * x\n### END SOLUTION"
    answer = cell(solution, grade_id="double-answer", solution=True)
    made = notebook(answer, grade_cell('check("double")', grade_id="double"))
    make_course(course, {"ps9/ps9.ipynb": made}, config=None)
    assert cli.main(["new", "ps9", "--exercise", "double"]) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "prove ps9 double" in said
    assert "not run any more" not in said
    text = (course / "checks/ps9/double.py").read_text(encoding="utf-8")
    assert 'student.call("double", argument)' in text


def test_nobody_is_judged_by_a_template(course: Path) -> None:
    """Until its checks are written they break: lint and release say so, with the line."""
    write_exercise_checks(course, "ps1", "correct_squares")
    assert all(
        "it breaks before it asks anything: NotImplementedError: write" in e for e in errors(course)
    )
    assert len(errors(course)) == 2
    assert cli.main(["release"]) == 2


@pytest.mark.slow
def test_written_checks_are_proven_by_the_bank(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The notebook's own solution is right, nothing returned is wrong; `prove` tells what is not so."""
    write_exercise_checks(course, "ps1", "correct_squares")
    (course / "checks/ps1/correct_squares.py").write_text(SQUARES, encoding="utf-8")
    bank = course / "bank/ps1/correct_squares.py"
    with bank.open("a", encoding="utf-8") as file:
        file.write(MORE)
    assert errors(course) == []
    assert cli.main(["prove", "ps1"]) == 0
    assert (
        "ps1: right answers: 1, wrong ones: 2, not as the bank says: 0" in capsys.readouterr().err
    )
    with bank.open("a", encoding="utf-8") as file:
        file.write(
            MORE.partition("\n# %% acc")[0].replace(
                "one too few | it ends", "too few again | it begins"
            )
        )
    assert cli.main(["prove", "ps1", "--exercise", "correct_squares"]) == 1
    assert "correct_squares: not named: too few again: 'it begins at n'" in capsys.readouterr().out


def test_an_exercise_that_is_none_is_told(course: Path) -> None:
    """Those there are are listed; a person's cell has no checks; one that has checks keeps them."""
    with pytest.raises(
        ConfigurationError, match=r"no exercise 'squares': .* there are: correct_squares, "
    ):
        write_exercise_checks(course, "ps1", "squares")
    with pytest.raises(ConfigurationError, match="a person gives the points of 'part-a'"):
        write_exercise_checks(course, "ps1", "part-a")
    write_exercise_checks(course, "ps1", "correct_squares")
    with pytest.raises(ConfigurationError, match="correct_squares has checks already, in "):
        write_exercise_checks(course, "ps1", "correct_squares")


def test_no_answers_are_nothing_to_prove(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a bank, or with answers to an exercise without checks, `prove` says what it expected."""
    assert cli.main(["prove", "ps1"]) == 2
    assert "no answers: expected a file for each exercise in" in capsys.readouterr().err
    (course / "bank/ps1").mkdir(parents=True)
    (course / "bank/ps1/correct_squares.py").write_text(
        "# %% right: one\nx = 1\n", encoding="utf-8"
    )
    assert cli.main(["prove", "ps1"]) == 2
    assert "correct_squares: the bank has answers, but" in " ".join(capsys.readouterr().err.split())


def test_ids_that_are_no_modules_names_are_made_so(tmp_path: Path) -> None:
    """A dash, a digit in front, a keyword, and a notebook's name: each has a module and a bank's file."""
    cells = [grade_cell("assert x", grade_id=name) for name in ("part-a", "part_a", "3", "class")]
    answer = cell("x = 1", solution=True, grade_id="x")
    course = make_course(
        tmp_path,
        {
            "Set 1/first one.ipynb": notebook(answer, *cells),
            "Set 1/two.ipynb": notebook(answer, grade_cell("assert x", grade_id="3")),
        },
    )
    written = [
        path.relative_to(course / folder / "Set 1").as_posix()
        for exercise in ("part-a", "part_a", "two/3", "first one/3", "class")
        for folder, path in zip(
            ("checks", "bank"), write_exercise_checks(course, "Set 1", exercise), strict=True
        )
    ]
    assert written == [
        *("part_a.py", "part-a.py", "part_a_2.py", "part_a.py", "two_3.py", "two__3.py"),
        *("first_one_3.py", "first one__3.py", "exercise_class.py", "class.py"),
    ]
    text = (course / "checks/Set 1/two_3.py").read_text(encoding="utf-8")
    assert '@exercise("two/3")\ndef test_two_3_of_the_example(student):' in text
    assert 'got = student.value("x")' in text
    assert all("write this check" in line for line in errors(course, "Set 1"))
