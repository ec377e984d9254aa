from __future__ import annotations

import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from adopting import Run, contents
from existing_courses import QUICKSTART, cell, grade_cell, make_course, make_quickstart, notebook

from autograder.adoption.adoption_files import LINES
from autograder.nbgrader_bridge.course_configuration import read_nbgrader_settings
from autograder.suggested_commands import suggested_command

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]


def test_nothing_is_written_unless_asked(course: Path, run: Run) -> None:
    """Without --write the course is as it was, and the user knows what to add."""
    before = contents(course)
    status, out, _ = run(course)
    assert status == 0
    assert contents(course) == before
    assert out.endswith(
        "to add:\n"
        "  at the end of nbgrader_config.py:\n"
        "      from autograder.nbgrader_bridge import configure\n"
        "      configure(c)  # last, so that it sees what is set above\n"
        "  in autograder.toml:\n"
        "      [limits]\n"
        "      cell_s = 300\n"
        "      submission_s = 1500\n"
        "      cpu_s = 1500\n"
        f"  or let {suggested_command('adopt', '--write')} do it\n\n"
    )


def test_what_is_found_is_said(tmp_path: Path, run: Run) -> None:
    """Assignments, who grades what, data, kernels, imports, and notebooks that are in none."""
    cells = (
        "import numpy, json",
        grade_cell("### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS", 2.5),
        cell("why", "markdown", grade=True, solution=True, points=3),
        cell("draw", "markdown", task=True, points=1),
    )
    files = {
        "ps1/a.ipynb": notebook(*cells),
        "ps1/b.ipynb": notebook(*cells, kernel="python"),
        "ps1/data.csv": "1" * 2048,
        "ps2/c.ipynb": notebook(),
        "loose.ipynb": notebook(),
    }
    _, out, _ = run(make_course(tmp_path / "course", files))
    assert out.startswith(
        "found:\n"
        "  ps1: 2 notebooks (a, b)\n"
        "      2 cells of tests (5 points); 2 answers for a person (6 points); "
        "2 tasks for a person (2 points); 2 cells with hidden tests\n"
        "      beside: data.csv (2.0 KiB)\n"
        "  ps2: 1 notebook (c)\n"
        "      nothing in it is graded\n"
        "  beside the assignments, so in none of them: loose.ipynb\n"
        "  kernels: python3 (1 notebook), python (1 notebook)\n"
        "  imports: numpy, json\n"
    )


def test_what_stops_a_grading_is_marked_and_counted(tmp_path: Path, run: Run) -> None:
    """A cross, the reason, the notebook and what to do; the rest has a dot."""
    files = {"ps1/a.ipynb": notebook("import no_such", grade_cell())}
    status, out, err = run(make_course(tmp_path / "course", files))
    assert status == 0
    assert (
        f"  ✗ notebooks import what {sys.executable} lacks\n"
        "      why: their assignments are not graded before, so that nobody gets a zero for it\n"
        "      in no_such: ps1/a\n"
        f"      → {sys.executable} -m pip install no_such; or name"
    ) in out
    assert "1 to mend before all of it can be graded (✗)" in err


@pytest.mark.parametrize("arguments", [(), ("--write",)])
def test_a_folder_that_is_no_course_is_told_so(
    tmp_path: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    """Without source/ nothing is written, and the exit status is that of a wrong usage."""
    folder = make_course(tmp_path / "course", {})
    before = contents(folder)
    status, out, err = run(folder, *arguments)
    assert (status, out) == (2, "")
    assert err == (
        f"expected {folder}/source/ASSIGNMENT/NOTEBOOK.ipynb, and there is no folder source/: run "
        "this in the folder of an nbgrader course\n"
    )
    assert contents(folder) == before


def test_a_course_without_assignments_yet_is_a_course(tmp_path: Path, run: Run) -> None:
    """An empty source/ is said, and what lies there in the wrong place."""
    folder = make_course(tmp_path / "course", {"hw1.ipynb": notebook(grade_cell())})
    status, out, _ = run(folder, "--write")
    assert status == 0
    assert f"no assignment yet: none of {folder}/source/*/ holds a notebook\n" in out
    assert "beside the assignments, so in none of them: hw1.ipynb\n" in out


def test_a_course_that_cannot_be_graded_at_all_gets_nothing(tmp_path: Path, run: Run) -> None:
    """Where no notebook is in Python 3, the engine would only stand in the way."""
    content = notebook(grade_cell(), kernel="ir", language="R")
    folder = make_course(tmp_path / "course", {"ps1/a.ipynb": content})
    before = contents(folder)
    _, out, _ = run(folder, "--write")
    assert "to add:\n  nothing: the engine can run no notebook that is graded here\n" in out
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("nbgrader_config.py", "import no_such\n", "nbgrader_config.py, line 1: expected a"),
        ("autograder.toml", "checkz = 1\n", "autograder.toml, line 1: no setting 'checkz'"),
    ],
)
def test_a_course_that_cannot_be_read_is_left_as_it_was(
    course: Path, run: Run, file: str, text: str, said: str
) -> None:
    """A broken configuration of either kind is a plain error, and nothing is written."""
    (course / file).write_text(text, encoding="utf-8")
    before = contents(course)
    status, out, err = run(course, "--write")
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert contents(course) == before


def test_names_with_control_characters_do_not_steer_the_terminal(tmp_path: Path, run: Run) -> None:
    """A file that a student named is shown, not obeyed."""
    files = {"ps1/a.ipynb": notebook(grade_cell()), "ps1/\x1b[2J.csv": ""}
    _, out, _ = run(make_course(tmp_path / "course", files))
    assert "\x1b" not in out


def test_nbgraders_example_is_adopted(tmp_path: Path, run: Run) -> None:
    """The course of `nbgrader quickstart`: two notebooks, answers, a task, a picture beside them."""
    folder = make_quickstart(tmp_path / "course101")
    before = contents(folder / "source")
    status, out, err = run(folder, "--write")
    assert status == 0
    assert out.startswith(
        "found:\n"
        "  ps1: 2 notebooks (problem1, problem2)\n"
        "      4 cells of tests (3 points); 4 answers for a person (6 points); "
        "1 task for a person (4 points)\n"
        "      beside: jupyter.png (5.6 KiB)\n"
        "  kernels: python (2 notebooks)\n\n"
        "will differ from stock nbgrader here:\n"
        "  • there is no kernel 'python' here, which means no environment in particular\n"
    )
    assert "✗" not in out
    assert "to mend" not in err
    assert contents(folder / "source") == before
    config = (folder / "nbgrader_config.py").read_text(encoding="utf-8")
    assert config == QUICKSTART + "\n" + "\n".join(LINES) + "\n"
    assert tomllib.loads((folder / "autograder.toml").read_text(encoding="utf-8")) == {"limits": {}}


@pytest.mark.slow
def test_what_quickstart_writes_is_adopted(tmp_path: Path, run: Run) -> None:
    """The same with the command's own configuration of 1,800 lines."""
    import subprocess

    nbgrader = shutil.which("nbgrader", path=str(Path(sys.executable).parent))
    assert nbgrader
    subprocess.run(
        [nbgrader, "quickstart", "course101"], cwd=tmp_path, check=True, capture_output=True
    )
    folder = tmp_path / "course101"
    made, ours = folder / "nbgrader_config.py", make_quickstart(tmp_path / "ours")
    assert made.read_text(encoding="utf-8").startswith(QUICKSTART)
    assert contents(folder / "source") == contents(ours / "source")
    status, _, _ = run(folder, "--write")
    assert status == 0
    assert read_nbgrader_settings(folder).configured
