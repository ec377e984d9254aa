from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder import cli
from autograder.authoring.lint import expect_releasable, lint_assignment
from autograder.authoring.new_assignment import write_new_assignment
from autograder.errors import ConfigurationError

CHECKOUT = Path(__file__).parents[2]
NAME = "07_my_first"
RELEASED = "01_tensors"  # one that is released
Cell = dict[str, Any]
Problems = Callable[..., list[str]]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with one new assignment, which nobody has touched, as the current folder."""
    (tmp_path / "source").mkdir()
    write_new_assignment(tmp_path, NAME)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def released(course: Path) -> Path:
    """The same course with one of ours, which is released."""
    for folder in ("source", "release"):
        shutil.copytree(CHECKOUT / folder / RELEASED, course / folder / RELEASED)
    shutil.copytree(CHECKOUT / "autograder/checks" / RELEASED, course / "checks" / RELEASED)
    return course


def problems(course: Path, name: str = NAME) -> list[str]:
    """Return what the lint finds, one line each, without the note that it is not released."""
    lines = [finding.as_line(course) for finding in lint_assignment(course, name)]
    return [
        line for line in lines if "not released yet" not in line and "nothing proves" not in line
    ]


def edit(path: Path, change: Callable[[dict[str, Cell]], Any]) -> None:
    """Change the cells of a notebook, given by their ids."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change({cell["id"]: cell for cell in notebook["cells"]})
    path.write_text(json.dumps(notebook), encoding="utf-8")


def source(course: Path, name: str = NAME) -> Path:
    """Return where a source notebook is."""
    return course / "source" / name / f"{name}.ipynb"


def checks(course: Path, name: str = NAME, exercise: str = "brightness") -> Path:
    """Return where the module of an exercise's checks is."""
    return course / "checks" / name / f"{exercise}.py"


def graded(cells: dict[str, Cell], identity: str) -> Cell:
    """Return the nbgrader metadata of a cell."""
    found: Cell = cells[identity]["metadata"]["nbgrader"]
    return found


def set_source(cells: dict[str, Cell], identity: str, text: str) -> None:
    """Write a cell's text."""
    cells[identity]["source"] = text


SOLVED = "def brightness(image):\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"


# --- notebooks --------------------------------------------------------------------------------


def test_a_new_assignment_is_clean(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of what `new` writes lint has nothing to say but that it is not released: status 0."""
    assert cli.main(["lint", NAME]) == 0
    out, err = capsys.readouterr()
    advice = f"run python -m autograder release {NAME} when it is done"
    assert out == f"release/{NAME}: note: not released yet: {advice}\n"
    assert "errors: 0, notes: 1" in err


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (
            lambda cells: cells["brightness-try"].update(execution_count=3),
            "cell brightness-try: error: it holds an output; clear all outputs, or use --fix",
        ),
        (
            lambda cells: cells["title"].update(id="0a1b2c3d"),
            "cell 0a1b2c3d: error: its id is not set by hand",
        ),
        (
            lambda cells: cells["title"].update(id="brightness-hint"),
            "cell brightness-hint: error: its id stands more than once",
        ),
        (
            lambda cells: graded(cells, "setup").update(grade_id="cell-1"),
            "cell setup: error: the cell's id is 'setup', its grade_id is 'cell-1'; --fix sets the id",
        ),
        (
            lambda cells: graded(cells, "setup").pop("grade_id"),
            "cell setup: error: expected a grade_id, got none; set its ID in Create assignment",
        ),
        (
            lambda cells: graded(cells, "setup").pop("schema_version"),
            "cell setup: error: schema_version: expected 3, got None; run nbgrader update",
        ),
        (
            lambda cells: set_source(cells, "brightness-try", "### BEGIN SOLUTION"),
            "line 1: '### BEGIN SOLUTION' has no partner; BEGIN and END have to alternate",
        ),
        (
            lambda cells: set_source(cells, "title", "### END HIDDEN TESTS"),
            "cell title: error: line 1: '### END HIDDEN TESTS' has no partner",
        ),
        (
            lambda cells: set_source(cells, "brightness-answer", SOLVED.replace("### B", "## b")),
            "### END HIDDEN TESTS, got '## bEGIN SOLUTION'",
        ),
        (
            lambda cells: set_source(cells, "brightness-try", SOLVED),
            "cell brightness-try: error: a solution in a cell that is none",
        ),
        (
            lambda cells: set_source(cells, "brightness-answer", "pass"),
            "cell brightness-answer: error: expected a solution between ### BEGIN SOLUTION",
        ),
        (
            lambda cells: set_source(
                cells, "brightness-answer", SOLVED.replace("return 1", "# later")
            ),
            "cell brightness-answer: error: expected a solution between",
        ),
        (
            lambda cells: graded(cells, "brightness-answer").update(locked=True),
            "cell brightness-answer: error: expected an answer cell that students can edit",
        ),
        (
            lambda cells: graded(cells, "brightness-answer").update(solution=False),
            "cell brightness: error: expected its answer in a solution cell 'brightness-answer'",
        ),
        (
            lambda cells: graded(cells, "brightness").pop("points"),
            "cell brightness: error: points: expected a number of 0 or more, got None; set them",
        ),
        (
            lambda cells: graded(cells, "brightness").update(points="two"),
            "points: expected a number of 0 or more, got 'two'",
        ),
        (
            lambda cells: graded(cells, "brightness").update(points=-1),
            "points: expected a number of 0 or more, got -1",
        ),
        (
            lambda cells: graded(cells, "brightness").update(locked=False),
            "cell brightness: error: expected a locked grade cell",
        ),
        (
            lambda cells: set_source(cells, "brightness", "assert brightness(x) == 1"),
            "cell brightness: error: expected check(\"brightness\"), got 'assert brightness(x) == 1'",
        ),
        (
            lambda cells: set_source(cells, "setup", 'check = exercises("01_tensors")'),
            'expected one cell with exercises("07_my_first"), got 0; the set-up cell says',
        ),
        (
            lambda cells: graded(cells, "setup").update(locked=False),
            "cell setup: error: expected it locked",
        ),
        (
            lambda cells: set_source(cells, "brightness-try", "print(1"),
            "cell brightness-try: error: it is no valid Python: line 1: '(' was never closed",
        ),
    ],
)
def test_a_spoilt_cell_is_told(course: Path, spoil: Any, problem: str) -> None:
    """Each fault of a cell is told with the cell, what was expected and what to do."""
    edit(source(course), spoil)
    assert [line for line in problems(course) if problem in line], problems(course)


def test_an_id_that_was_forgotten_in_jupyter_is_told_alone(course: Path) -> None:
    """Where nbgrader made ids up, lint says which ones they have to be, and --fix keeps off them."""
    made_up = {"grade_id": "cell-005d687e1f2a"}
    edit(source(course), lambda cells: graded(cells, "brightness").update(made_up))
    made_up = {"grade_id": "cell-0a1b2c3d4e5f"}
    edit(source(course), lambda cells: graded(cells, "brightness-answer").update(made_up))
    edit(source(course), lambda cells: cells["brightness"].update(id="0a1b2c3d"))
    assert cli.main(["lint", "--fix"]) == 1
    at = f"source/{NAME}/{NAME}.ipynb: cell"
    assert problems(course) == [
        f"{at} brightness-answer: error: its ID was not set; set it to the exercise's name and "
        "'-answer' in Create assignment",
        f"{at} 0a1b2c3d: error: its ID was not set; set it to 'brightness' in Create assignment",
        f"{at} brightness: error: expected its answer in a solution cell 'brightness-answer'",
    ]


def test_no_points_are_a_note(course: Path) -> None:
    """Jupyter gives an exercise 0 points where none are set: it may be meant so."""
    edit(source(course), lambda cells: graded(cells, "brightness").update(points=0))
    (points,) = problems(course)
    assert "cell brightness: note: 0 points: it counts for nothing; if not so, set" in points


def test_what_jupyter_may_hold_is_no_fault(course: Path) -> None:
    """Magics and shell commands are Python to Jupyter, and a title may speak of solutions."""
    edit(source(course), lambda cells: set_source(cells, "brightness-try", "%time 1 + 1\n!ls"))
    edit(source(course), lambda cells: set_source(cells, "title", "# The beginning of solutions"))
    assert problems(course) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda nb: nb["metadata"]["kernelspec"].update(name="my-env"),
            "error: kernelspec: expected",
        ),
        (lambda nb: nb.update(nbformat_minor=4), "error: expected format 4.5, got 4.4; cell ids"),
        (
            lambda nb: nb["cells"][0].pop("metadata"),
            "error: expected a valid notebook, got no metadata in cell 1; open and save",
        ),
        (lambda nb: nb.pop("nbformat"), "error: expected a Jupyter notebook, got KeyError"),
    ],
)
def test_a_spoilt_notebook_is_told(course: Path, change: Any, problem: str) -> None:
    """Another kernel, an older format and what is no notebook are told."""
    notebook = json.loads(source(course).read_text(encoding="utf-8"))
    change(notebook)
    source(course).write_text(json.dumps(notebook), encoding="utf-8")
    [line] = problems(course)
    assert f"source/{NAME}/{NAME}.ipynb: {problem}" in line


# --- checks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("### END HIDDEN TESTS", "", "line 30: error: '### BEGIN HIDDEN TESTS' has no partner"),
        ("### END", "#### END", "got '#### END HIDDEN TESTS'"),
        (
            "import pytest",
            "import pytest, no_such",
            "line 4: error: ModuleNotFoundError: No module",
        ),
        (
            "import pytest",
            "import pytest (",
            "line 4: error: it is no valid Python: invalid syntax",
        ),
        (
            "import pytest",
            "import pytest, keras.ops",
            "line 4: error: expected checks without keras.ops",
        ),
        ('exercise("brightness")', 'exercise("light")', "checks for 'light', which is no exercise"),
        ('exercise("brightness"', 'exercise("light"', "exercise 'brightness' has no checks"),
        ("of_a_digit", "of_the_example", "test_brightness_of_the_example stands in line 25 too"),
        (
            "    expect_brightness(student, np.array",
            "    (np.array",
            "it passes where nothing is answered",
        ),
        (
            "    expect_brightness(student, np.array",
            "    (1 / 0, np.array",
            "line 25: error: test_brightness_of_the_example: it breaks",
        ),
        ('    """The brightness of the image above."""\n', "", "expected a docstring"),
        ("weight=2", "weight=-2", "expected a weight of 0 or more, got -2"),
        (
            "def expect_brightness",
            "### BEGIN HIDDEN TESTS\nexercise = pytest.mark.exercise\n### END HIDDEN TESTS\n"
            "def expect_brightness",
            "",
        ),
        (
            "exercise = pytest.mark.exercise",
            "### BEGIN HIDDEN TESTS\nexercise = pytest.mark.exercise\n### END HIDDEN TESTS",
            "error: the public part alone does not import: NameError: name 'exercise' is not defined; "
            "move what the public checks need out of the hidden part",
        ),
    ],
)
def test_a_spoilt_checks_file_is_told(course: Path, old: str, new: str, problem: str) -> None:
    """Each fault of a module of checks is told with its line and what to do."""
    path = checks(course)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = problems(course)
    assert [line for line in found if problem in line] if problem else not found, found


def test_checks_that_are_all_hidden_or_all_public_are_a_note(course: Path) -> None:
    """Students who can check nothing, and checks that hide nothing, may be meant so."""
    path = checks(course)
    text = path.read_text(encoding="utf-8")
    shown, marker, hidden = text.partition("### BEGIN HIDDEN TESTS")
    path.write_text(shown, encoding="utf-8")
    assert "note: no check of 'brightness' is hidden" in problems(course)[0]
    first = '@exercise("brightness")'
    path.write_text(shown.replace(first, marker + "\n" + first) + hidden, encoding="utf-8")
    assert "note: all checks of 'brightness' are hidden" in problems(course)[0]
    assert cli.main(["lint", NAME]) == 0


def test_missing_checks_are_told(course: Path) -> None:
    """Where cells call check() there have to be checks; else it is a note how it is graded."""
    checks(course).unlink()
    assert "error: expected the checks of brightness here, got none" in problems(course)[0]
    edit(source(course), lambda cells: set_source(cells, "brightness", "assert brightness"))
    assert "note: no checks there: graded by the tests in its own cells" in problems(course)[0]


def test_an_exercise_that_nothing_proves_is_a_note(course: Path) -> None:
    """An exercise without right and wrong answers in the bank is noted."""
    (course / "bank" / NAME / "brightness.py").unlink()
    found = [finding.as_line(course) for finding in lint_assignment(course, NAME)]
    assert f"bank/{NAME}/brightness.py: note: no such file: nothing proves" in found[0]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("wrong: the sum", "worng: the sum", "line 26: error: expected '# %% right: TITLE' or '# "),
        (
            "# %% wrong: the sum",
            "#%% wrong: the sum",
            "line 26: error: expected '# %% right: TITLE'",
        ),
        (" | divide it by the number of pixels", "", "line 26: error: '# %% wrong: the sum': exp"),
        (
            "# %% right: the mean",
            "import os\n# %% right: the mean",
            "line 1: error: expected '# %% right: T",
        ),
        ("axis=0)", "axis=0", "line 32: error: it is no valid Python: '(' was never closed"),
        ("", None, "line 1: error: expected answers, each below '# %% right: TITLE' or"),
    ],
)
def test_a_spoilt_bank_is_told(course: Path, old: str, new: str | None, problem: str) -> None:
    """A header that would be taken for a comment, no answers and no Python are told with the line."""
    path = course / "bank" / NAME / "brightness.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text("" if new is None else text.replace(old, new, 1), encoding="utf-8")
    [line] = problems(course)
    assert f"bank/{NAME}/brightness.py: {problem}" in line


def test_answers_to_an_exercise_that_is_gone_are_told(course: Path) -> None:
    """After an exercise has another id, the bank's file by the old one proves nothing."""
    path = course / "bank" / NAME / "brightness.py"
    path.rename(path.with_name("light.py"))
    [line] = problems(course)
    assert "light.py: error: no exercise 'light'; there are: brightness; rename the file" in line


# --- release ----------------------------------------------------------------------------------


def test_a_release_of_this_source_is_clean(released: Path) -> None:
    """What nbgrader made of a source is recognised as made of it."""
    assert problems(released, RELEASED) == []


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (
            lambda cells: set_source(cells, "title", "# New"),
            "cell title: error: it is not what the",
        ),
        (
            lambda cells: graded(cells, "memory").update(points=9),
            "cell memory: error: it is not what",
        ),
        (
            lambda cells: cells["memory"].update(
                id="ram", metadata={"nbgrader": {**graded(cells, "memory"), "grade_id": "ram"}}
            ),
            "cell memory: error: released under this id, which is gone; put it back",
        ),
    ],
)
def test_a_stale_release_is_told(released: Path, spoil: Any, problem: str) -> None:
    """A source that was changed after its release is told, above all an id that is gone."""
    edit(source(released, RELEASED), spoil)
    found = problems(released, RELEASED)
    assert [line for line in found if f"release/{RELEASED}/{RELEASED}.ipynb: {problem}" in line], (
        found
    )


def test_nobody_is_told_to_release_what_cannot_be_released(released: Path) -> None:
    """Where an id is gone, or the source has an error, that is to be mended first."""
    edit(source(released, RELEASED), lambda cells: graded(cells, "memory").update(points="two"))
    [line] = problems(released, RELEASED)
    assert "cell memory: error: points: expected a number" in line
    edit(source(released, RELEASED), lambda cells: graded(cells, "memory").update(points=9))
    [line] = problems(released, RELEASED)
    assert "cell memory: error: it is not what the source gives now" in line


def test_a_source_with_errors_is_not_released(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`release` says what lint says, changes nothing, and ends with status 2."""
    spoilt = SOLVED.replace("END SOLUTION", "END  SOLUTION")
    edit(source(course), lambda cells: set_source(cells, "brightness-answer", spoilt))
    path = checks(course)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("import pytest", "import pytest, keras"), encoding="utf-8")
    assert cli.main(["release", NAME]) == 2
    err = capsys.readouterr().err
    assert err.startswith("nothing is released, because of this:\n")
    assert "cell brightness-answer: error: line 4: expected a marker as" in err
    assert "line 4: error: expected checks without keras" in err
    assert not (course / "release").exists()


def test_outputs_and_cells_with_their_own_tests_may_be_released(course: Path) -> None:
    """A release has no outputs; and what has no checks is released as nbgrader does."""
    edit(source(course), lambda cells: cells["brightness-try"].update(execution_count=3))
    expect_releasable(course, [])
    checks(course).unlink()
    edit(source(course), lambda cells: set_source(cells, "brightness-answer", "pass"))
    with pytest.raises(ConfigurationError, match="expected the checks of brightness here, got no"):
        expect_releasable(course, [NAME])
    edit(source(course), lambda cells: set_source(cells, "brightness", "assert brightness"))
    expect_releasable(course, [NAME])


def test_an_id_that_students_have_is_told_apart(released: Path) -> None:
    """Where there are submissions, a graded cell that is gone can only be put back."""
    edit(source(released, RELEASED), lambda cells: cells["memory"]["metadata"].clear())
    gone = "cell memory: error: released under this id, which is gone; put it back, "
    assert any(gone + "or release again" in line for line in problems(released, RELEASED))
    (released / "submitted/ada" / RELEASED).mkdir(parents=True)
    assert any(gone + "there are subm" in line for line in problems(released, RELEASED))


def test_a_solution_that_survives_is_told(released: Path) -> None:
    """A line of a solution, or a marker, in the released notebook is told."""
    path = released / "release" / RELEASED / f"{RELEASED}.ipynb"
    leak = "    return tf.constant(values)"
    edit(
        path, lambda cells: set_source(cells, "from_list-answer", f"def from_list(values):\n{leak}")
    )
    wanted = (
        f"cell from_list-answer: error: it gives away what students must not get: {leak.strip()!r}"
    )
    assert [line for line in problems(released, RELEASED) if wanted in line]


def test_stale_public_checks_are_told(released: Path) -> None:
    """Released checks that are not the public part of the checks as they are now are told."""
    path = checks(released, RELEASED, "memory")
    path.write_text(path.read_text(encoding="utf-8") + "\n\nMORE = 1\n", encoding="utf-8")
    [line] = problems(released, RELEASED)
    assert f"release/{RELEASED}/test_{RELEASED}.py: error: it is not the public part" in line


def test_a_file_that_is_copied_with_its_solution_is_told(course: Path) -> None:
    """What lies beside a source notebook is copied whole: no solution may be in it."""
    (source(course).parent / "helper.py").write_text("x = 1\n### BEGIN SOLUTION\n")
    [line] = problems(course)
    assert f"source/{NAME}/helper.py: line 2: error: students get this file whole" in line


# --- the commands -----------------------------------------------------------------------------


def test_errors_give_status_1_and_a_wrong_name_2(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lint ends with 1 where there are errors, with 2 where there is no such assignment."""
    edit(source(course), lambda cells: graded(cells, "brightness").pop("points"))
    assert cli.main(["lint"]) == 1
    out, err = capsys.readouterr()
    assert f"source/{NAME}/{NAME}.ipynb: cell brightness: error: points" in out
    assert "assignments: 1, errors: 1, notes: 1" in err
    assert cli.main(["lint", "nothing"]) == 2
    assert "no assignment 'nothing'" in capsys.readouterr().err


def test_fix_takes_out_what_jupyter_leaves(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After outputs, a kernel's name and a random id, `--fix` gives the very file that was there."""
    before = source(course).read_bytes()
    notebook = json.loads(before)
    notebook["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    notebook["metadata"]["language_info"]["version"] = "3.12.1"
    notebook["cells"][4].update(execution_count=1, outputs=[])
    notebook["cells"][5].update(id="0a1b2c3d")
    source(course).write_text(json.dumps(notebook), encoding="utf-8")
    assert cli.main(["lint", "--fix"]) == 0
    done = "outputs cleared, kernel set, ids set: brightness"
    assert f"source/{NAME}/{NAME}.ipynb: {done}\n" in capsys.readouterr().out
    assert source(course).read_bytes() == before
    cli.main(["lint", "--fix"])
    assert source(course).name not in capsys.readouterr().out


def test_fix_leaves_alone_what_it_cannot_read(course: Path) -> None:
    """A file that is no notebook is told, not overwritten."""
    source(course).write_text("no notebook", encoding="utf-8")
    assert cli.main(["lint", "--fix"]) == 1
    assert source(course).read_text(encoding="utf-8") == "no notebook"


def test_new_writes_three_files_and_never_over_others(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`new` names what it wrote; a second time it refuses and changes nothing."""
    assert cli.main(["new", "08_next"]) == 0
    out, err = capsys.readouterr()
    assert "next: rewrite them (docs/author/writing.md), then python -m autograder prove 08_" in err
    written = out.split()
    assert written == [
        "source/08_next/08_next.ipynb",
        "checks/08_next/brightness.py",
        "bank/08_next/brightness.py",
    ]
    assert problems(course, "08_next") == []
    (course / written[0]).unlink()
    assert cli.main(["new", "08_next"]) == 2
    assert "08_next/brightness.py is there already" in capsys.readouterr().err
    assert not (course / written[0]).exists()


@pytest.mark.parametrize(
    "name",
    [
        *("", "../up", "a+b", "a/b", "a\\b", " a", "a ", ".a", "a.", "-a", "a" * 65),
        *("a*", "a?", "a[1]", "a:b", 'a"b', "a<b", "a|b", "a\nb"),
    ],
)
def test_a_name_that_will_not_do_is_refused(course: Path, name: str) -> None:
    """What nbgrader, Windows or a set-up cell cannot take is no name; the text says what may be."""
    with pytest.raises(ConfigurationError, match="expected a name such as 07_my_first or 'Problem"):
        write_new_assignment(course, name)


@pytest.mark.parametrize("name", ["Problem Set 1", "ps1.2", "3", "Übung (a's)", "a" * 64])
def test_a_name_may_be_what_nbgrader_takes(course: Path, name: str) -> None:
    """Blanks, capitals, dots and any letters: of such an assignment lint has nothing to say."""
    write_new_assignment(course, name)
    assert problems(course, name) == []
    module = checks(course, name)
    text = module.read_text(encoding="utf-8").replace(
        "import pytest\n", "import pytest\n\nfrom .shared import TWO\n", 1
    )
    module.write_text(text.replace("weight=2", "weight=TWO"), encoding="utf-8")
    module.with_name("shared.py").write_text("TWO = 2\n", encoding="utf-8")
    assert problems(course, name) == []


def test_new_does_not_write_into_an_assignment_that_is_there(course: Path) -> None:
    """A folder with notebooks is no place for another: --exercise is named, and what there is."""
    source(course).rename(source(course).with_name("theirs.ipynb"))
    with pytest.raises(ConfigurationError, match=r"--exercise ID; there are: brightness$"):
        write_new_assignment(course, NAME)


def test_new_wants_a_course(tmp_path: Path) -> None:
    """Outside of a course's folder nothing is written."""
    with pytest.raises(ConfigurationError, match="no folder source/ in"):
        write_new_assignment(tmp_path, "08_next")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_told_with_its_cell(course: Path) -> None:
    """The note stands among the others of its notebook."""
    text = "rows = np.load('rows.npy')"
    edit(source(course), lambda cells: set_source(cells, "setup", f"import numpy as np\n{text}"))
    found = [line for line in problems(course) if "'rows.npy'" in line]
    assert len(found) == 1
    assert "note: reads 'rows.npy', which is not beside the notebook" in found[0]
