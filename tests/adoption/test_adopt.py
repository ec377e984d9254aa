from __future__ import annotations

import os
import shutil
import sys
import tomllib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from existing_courses import (
    CONFIG,
    QUICKSTART,
    cell,
    grade_cell,
    make_course,
    make_quickstart,
    notebook,
)

from autograder import cli
from autograder.adoption.adoption_files import LIMITS, LINES, SETTINGS, settings_text
from autograder.adoption.course_survey import CourseSurvey, SurveyedAssignment
from autograder.adoption.existing_course import ExistingCourse
from autograder.course.limits import Limits
from autograder.course.nbgrader_settings import NbgraderSettings
from autograder.course.settings import KEYS, load_settings
from autograder.nbgrader_bridge.course_configuration import read_nbgrader_settings
from autograder.suggested_commands import suggested_command

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `adopt` in a folder, and return exit status, stdout and stderr."""
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))

    def run_one(folder: Path, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        status = cli.main(["adopt", *arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return run_one


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with a time limit of its own and data beside its notebook."""
    files = {"ps1/a.ipynb": notebook("import numpy", grade_cell()), "ps1/data.csv": "1,2"}
    return make_course(tmp_path / "course", files, CONFIG + "c.Execute.timeout = 60 * 5\n")


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the files of a folder, with their modes, without what Python keeps for itself."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


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


def test_write_adds_both_lines_and_settings_and_keeps_a_copy(course: Path, run: Run) -> None:
    """The two lines stand last, the settings have what this course needs, source/ is untouched."""
    before = contents(course)
    status, out, _ = run(course, "--write")
    after = contents(course)
    assert status == 0
    assert "written:\n  autograder.toml\n  nbgrader_config.py.before-autograder\n" in out
    assert f"next:\n  {suggested_command('compare', 'ps1')}\n" in out
    config, mode = before.pop("nbgrader_config.py")
    assert after.pop("nbgrader_config.py.before-autograder") == (config, mode)
    lines = "\n".join(LINES)
    assert after.pop("nbgrader_config.py") == (f"{config.decode()}\n{lines}\n".encode(), mode)
    toml = tomllib.loads(after.pop("autograder.toml")[0].decode())
    assert toml == {"limits": {"cell_s": 300, "submission_s": 1500, "cpu_s": 1500}}
    assert after == before
    assert load_settings(course).limits_of("ps1").cell_s == 300
    assert read_nbgrader_settings(course).configured


def test_written_twice_is_written_once(course: Path, run: Run) -> None:
    """The second time there is nothing to add."""
    run(course, "--write")
    before = contents(course)
    status, out, _ = run(course, "--write")
    assert status == 0
    assert "written:\n  nothing: both lines are there\n" in out
    assert contents(course) == before
    _, out, _ = run(course)
    assert "to add:\n  nothing: both lines are there\n" in out
    assert "python -m autograder 60 s" not in out  # it is no difference any more


def test_a_line_that_is_there_is_not_added_again(course: Path, run: Run) -> None:
    """A configuration with our line, wherever, keeps its bytes; the settings are added."""
    config = course / "nbgrader_config.py"
    config.write_text(
        "import autograder.nbgrader_bridge as engine\nc = get_config()\nengine.configure(c)\n",
        encoding="utf-8",
    )
    text = config.read_bytes()
    _, out, _ = run(course, "--write")
    assert "written:\n  autograder.toml\n\n" in out
    assert config.read_bytes() == text


def test_settings_that_are_there_are_left_alone(course: Path, run: Run) -> None:
    """An autograder.toml is its author's: what the course needs in it is said."""
    settings = course / "autograder.toml"
    settings.write_text("# mine\n", encoding="utf-8")
    _, out, _ = run(course, "--write")
    assert settings.read_text(encoding="utf-8") == "# mine\n"
    assert "to add to autograder.toml yourself:\n  [limits]\n  cell_s = 300\n" in out


def test_a_course_without_a_configuration_gets_one(course: Path, run: Run) -> None:
    """Nothing is there to keep a copy of."""
    (course / "nbgrader_config.py").unlink()
    _, out, _ = run(course, "--write")
    assert "written:\n  autograder.toml\n  nbgrader_config.py\n\n" in out
    text = (course / "nbgrader_config.py").read_text(encoding="utf-8")
    assert text.endswith("\n\n" + "\n".join(LINES) + "\n")
    assert read_nbgrader_settings(course).configured


@pytest.mark.parametrize(
    "config", ["c.Execute.timeout = 9", "x = 1\r\ny = 2\r\n", "", "\ufeffc = get_config()\n\n\n\n"]
)
def test_a_configuration_of_any_form_takes_the_lines(course: Path, run: Run, config: str) -> None:
    """No line end at its end, another system's, none at all, a byte order mark: it stays as it is."""
    path = course / "nbgrader_config.py"
    path.write_bytes(config.encode())
    run(course, "--write")
    text = path.read_bytes()
    assert text.startswith(config.encode().rstrip())
    assert (b"\r\n" in text) == ("\r\n" in config)
    assert text.count(b"\n") == text.count(b"\r\n") or b"\r\n" not in text
    assert read_nbgrader_settings(course).configured


def test_a_configuration_keeps_its_rights_and_its_place(course: Path, run: Run) -> None:
    """A file that others may not read stays so, and a link stays a link."""
    config, elsewhere = course / "nbgrader_config.py", course.parent / "shared.py"
    config.rename(elsewhere)
    elsewhere.chmod(0o600)
    config.symlink_to(elsewhere)
    run(course, "--write")
    assert config.is_symlink()
    assert elsewhere.read_text(encoding="utf-8").endswith(LINES[1] + "\n")
    assert elsewhere.stat().st_mode & 0o777 == 0o600
    copy = course / "nbgrader_config.py.before-autograder"
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_copy_that_is_there_is_kept(course: Path, run: Run) -> None:
    """Whoever takes the lines out and adopts again has both copies."""
    config = course / "nbgrader_config.py"
    first = config.read_bytes()
    run(course, "--write")
    config.write_text("c.Execute.timeout = 30\n", encoding="utf-8")
    run(course, "--write")
    assert (course / "nbgrader_config.py.before-autograder").read_bytes() == first
    second = course / "nbgrader_config.py.before-autograder-2"
    assert second.read_text(encoding="utf-8") == "c.Execute.timeout = 30\n"


@pytest.mark.parametrize("value", ["None", "type(c)()"])
def test_lines_that_nbgrader_does_not_heed_are_taken_back(
    course: Path, run: Run, value: str
) -> None:
    """Where c is something else at the end of the file, all is as it was."""
    path = course / "nbgrader_config.py"
    path.write_text(f"{CONFIG}c = {value}\n", encoding="utf-8")
    before = contents(course)
    status, _, err = run(course, "--write")
    assert status == 2
    assert "nbgrader_config.py: the two lines at its end have no effect" in err
    assert "all is as it was" in err
    assert contents(course) == before


def test_nothing_is_half_written(course: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full after the first file leaves none."""
    before = contents(course)
    fsync, calls = os.fsync, iter([None, OSError(28, "No space left on device")])

    def full(handle: int) -> None:
        error = next(calls)
        if error:
            raise error
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)
    status, _, err = run(course, "--write")
    assert status == 2
    assert "cannot be written: No space left on device" in err
    assert contents(course) == before


def test_preprocessors_of_the_courses_own_are_kept(course: Path, run: Run) -> None:
    """A course that lists them itself is told what that means, before and after."""
    chain = "from nbgrader.preprocessors import Execute, SaveAutoGrades\n"
    chain += "c.Autograde.autograde_preprocessors = [Execute, SaveAutoGrades]\n"
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(chain)
    for _ in range(2):
        _, out, _ = run(course, "--write")
        assert "• this course sets Autograde.autograde_preprocessors itself\n" in out
        assert "the sandbox takes the place of nbgrader's Execute in it\n" in out
    text = (course / "nbgrader_config.py").read_text(encoding="utf-8")
    assert text.count("configure(c)") == 1


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
        "  • there is no kernel 'python' here: nbgrader stops at it, the engine does not\n"
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


def settings_for(folder: Path, names: list[str], **nbgrader: object) -> str:
    """Return the settings written for a course of assignments of such names."""
    folder.mkdir(exist_ok=True)
    settings = NbgraderSettings(folder, folder / "source", {}, **nbgrader)  # type: ignore[arg-type]
    survey = CourseSurvey([SurveyedAssignment(name, folder, [], {}) for name in names], [])
    return settings_text(ExistingCourse(settings, load_settings(folder), survey))


def test_every_setting_stands_in_the_file_with_its_default(tmp_path: Path) -> None:
    """All that can be set is there as a comment, and reads well where the # is taken away."""
    text = settings_for(tmp_path / "course", ["Problem Set 1"])
    assert set(SETTINGS) | {"limits"} == set(KEYS)
    assert list(LIMITS) == [field.name for field in fields(Limits)]
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line or "[" in line else line
        for line in text.splitlines()
    )
    toml = tomllib.loads(uncommented)
    assert set(toml) == set(KEYS)
    assert toml["limits"].pop("Problem Set 1") == {"cell_s": 120}
    assert toml["limits"] == Limits().as_dict()


def test_a_setting_that_is_needed_says_why(tmp_path: Path) -> None:
    """It is no comment, and behind it stands where it is from."""
    theirs = {"Execute.timeout": 90}
    text = settings_for(tmp_path / "course", ["ps1"], theirs=theirs, cell_timeout_s=90)
    assert "\ncell_s = 90  # seconds for one cell; as Execute.timeout has it\n" in text
    assert "\n# submission_s = 600  # seconds for all of a submission\n" in text
    assert "\n# [limits.ps1]\n" in text
