from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from checked_folder import CHECK, CHECKS
from running import until

from course_utils import exercises
from course_utils.checking.checks_source import ChecksError
from course_utils.notebook import live_checks
from course_utils.notebook.live_checks import ChecksFailed

Check = Callable[[str], None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder with the made-up checks file in it; no grading is under way."""
    (tmp_path / "test_made_up.py").write_text(CHECKS)
    monkeypatch.delenv(live_checks.GRADING_VARIABLE, raising=False)
    return tmp_path


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The namespace of the program that a student runs."""
    module = type(sys)("__main__")
    monkeypatch.setitem(sys.modules, "__main__", module)
    return vars(module)


@pytest.fixture
def check(folder: Path) -> Check:
    """The made-up assignment's check."""
    return exercises("made_up", folder)


# ---- in plain Python


def test_a_right_answer_is_told_and_nothing_raised(
    check: Check, main: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """When all is right, `check` prints what passed and returns."""
    main["double"] = lambda x: 2 * x
    check("double")
    assert capsys.readouterr().out.splitlines() == [
        "double: 2 of 2 checks passed",
        "  ✓ passed: Two becomes four.",
        "  ✓ passed: Nothing stays nothing.",
    ]


def test_a_wrong_answer_is_told_and_raised(
    check: Check, main: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """When something is wrong, `check` prints what and why, then raises."""
    main["double"] = lambda _: 0
    with pytest.raises(ChecksFailed, match=r"^double: not passed yet$"):
        check("double")
    assert (
        "  ✗ not passed: Two becomes four.\n      double(2): <b>no</b>" in capsys.readouterr().out
    )


def test_an_answer_is_looked_up_anew(check: Check, main: dict[str, Any]) -> None:
    """A second check sees the answer as it is by then."""
    with pytest.raises(ChecksFailed, match="double: not passed yet"):
        check("double")
    main["double"] = lambda x: 2 * x
    check("double")


def test_an_unknown_exercise_lists_those_there_are(check: Check, main: dict[str, Any]) -> None:
    """A misspelt exercise is an error that lists the exercises."""
    expected = r"^no exercise 'dubble' in test_made_up.py; there are: double, drawn$"
    with pytest.raises(ChecksError, match=expected):
        check("dubble")


def test_a_missing_checks_file_says_so(tmp_path: Path, folder: Path) -> None:
    """Without the checks file, making `check` is fine and using it says what is missing."""
    check = exercises("nothing", tmp_path)
    path = re.escape(str(tmp_path / "test_nothing.py"))
    with pytest.raises(ChecksError, match=rf"^no checks at {path}: expected the file that comes"):
        check("double")


def test_the_file_is_looked_for_where_the_notebook_began(
    folder: Path, main: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later change of the working directory does not lose the checks file."""
    monkeypatch.chdir(folder)
    check = exercises("made_up")
    monkeypatch.chdir("/")
    main["double"] = lambda x: 2 * x
    check("double")


def test_in_grading_it_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the grader's processes `check` neither looks for a file, nor prints, nor raises."""
    monkeypatch.setenv(live_checks.GRADING_VARIABLE, "1")
    exercises("nothing", tmp_path)("anything")
    assert capsys.readouterr() == ("", "")


def test_stop_stops_every_check(
    check: Check, main: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Pressing stop during one check ends the others too: an endless loop is not entered again."""
    calls: list[int] = []

    def double(x: int) -> None:
        calls.append(x)
        raise KeyboardInterrupt

    main["double"] = double
    with pytest.raises(ChecksFailed, match="double: not passed yet"):
        check("double")
    assert calls == [2]
    shown = capsys.readouterr().out
    assert "double: stopped before it was done; look for a loop that never ends" in shown


def test_a_check_that_takes_long_says_so(
    check: Check,
    main: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While an answer still runs, a line says so, and how to end a loop."""
    monkeypatch.setattr(live_checks, "STILL_RUNNING_S", 0.01)
    said: list[str] = []

    def told() -> bool:
        said.append(capsys.readouterr().out)
        return "".join(said).endswith("\n")

    def double(x: int) -> int:
        until(told, "the line is there")
        return 2 * x

    main["double"] = double
    check("double")
    assert "".join(said) == (
        "double is still running after 0.01 s. If it has a loop that may never end, press the stop "
        "button.\n"
    )


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ({}, "Run the cell with your answer first (Shift+Enter), then this one."),
        ({"double": lambda _: 0}, "Changed something? Run the answer's cell, then this one."),
    ],
)
def test_what_to_do_next_is_said(
    check: Check,
    main: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    answer: dict[str, Any],
    line: str,
) -> None:
    """Below what did not pass stands which cells to run: a changed answer is not run by itself."""
    main.update(answer)
    with pytest.raises(ChecksFailed):
        check("double")
    assert capsys.readouterr().out.splitlines()[-1] == f"  {line}"


def test_figures_drawn_for_a_check_are_closed(check: Check, main: dict[str, Any]) -> None:
    """What a student's function draws for a check is closed; the student's own figures stay."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    mine = plt.figure().number
    main["draw"] = lambda: plt.subplots()[1]
    check("drawn")
    assert plt.get_fignums() == [mine]
    plt.close("all")


def test_a_figure_drawn_for_a_check_is_not_drawn_into_again(
    check: Check, main: dict[str, Any]
) -> None:
    """A function that draws into pyplot's current figure finds a new one each time it is asked."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    main["draw"] = lambda: plt.gcf().add_subplot().figure
    check("drawn")
    assert plt.get_fignums() == []


def test_a_script_can_check_itself(folder: Path) -> None:
    """In a program run by Python the check reads the program's own functions, and fails it."""
    (folder / "mine.py").write_text(f"def double(x): return 4\n{CHECK}\ncheck('double')\n")
    checkout = Path(live_checks.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "mine.py"],
        cwd=folder,
        env={"PYTHONPATH": str(checkout), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        timeout=600,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "✗ not passed: Nothing stays nothing.\n      double(0): no\n" in out
    assert "ChecksFailed: double: not passed yet" in err
    assert done.returncode == 1


def test_stderr_is_as_it_was_afterwards(
    check: Check, main: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    """What is written to stderr after a check, at Python's level or below, arrives there."""
    main["double"] = lambda x: os.write(2, b"during\n") and 2 * x
    check("double")
    os.write(2, b"below\n")
    print("above", file=sys.stderr)
    out, err = capfd.readouterr()
    assert out.count("during\n") == 2
    assert err == "below\nabove\n"


def test_a_program_without_stderr_can_check(
    check: Check, main: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the process has no stderr, as in a windowed Python, a check works all the same."""

    def no_such_file(descriptor: int) -> int:
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(os, "dup", no_such_file)
    main["double"] = lambda x: 2 * x
    check("double")


# ---- in a real kernel


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "failed"), [("noisy(2 * x)", False), ("4", True)])
def test_nbgraders_validate_sees_what_failed(folder: Path, answer: str, failed: bool) -> None:
    """The Validate of nbgrader itself names the grade cell whose check failed, and passes a right but noisy one."""
    meta = {"schema_version": 3, "grade_id": "double", "grade": True, "solution": False}
    meta |= {"locked": True, "points": 1, "task": False, "cell_type": "code"}
    noisy = "import os\ndef noisy(x):\n    os.write(2, b'a log\\n')\n    return x"
    mine = f"{CHECK}\n{noisy}\ndef double(x):\n    return {answer}"
    cells = [nbformat.v4.new_code_cell(mine)]
    cells.append(nbformat.v4.new_code_cell('check("double")', metadata={"nbgrader": meta}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "made_up.ipynb")
    program = (
        "import json, warnings; warnings.simplefilter('ignore')\n"
        "from nbgrader.validator import Validator\n"
        "found = Validator().validate('made_up.ipynb')\n"
        "print(json.dumps(found))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
        capture_output=True,
        timeout=600,
        check=True,
    )
    found = json.loads(done.stdout.decode().splitlines()[-1])
    if not failed:
        assert "failed" not in found
        return
    [cell] = found["failed"]
    assert cell["source"] == 'check("double")'
    assert "double: not passed yet" in cell["error"]
