from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import made_up
import pytest

from autograder import cli
from autograder.errors import ConfigurationError
from autograder.platforms.gradescope_zip import LOCK_FILE, write_gradescope_zip
from autograder.sandbox import bubblewrap

CHECKOUT = Path(__file__).parents[2]
FILTER = CHECKOUT / "tests" / "container_filter.py"
OTHER = "02_gradients"  # an assignment of the course's that a zip must not hold anything of
NO_NAMESPACES = ("--unshare-user", "--disable-userns")  # as in a container that allows none


@pytest.fixture(scope="module")
def uploaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip of the made-up assignment, from a course with another one."""
    course = tmp_path_factory.mktemp("course")
    made_up.make_assignment(course)
    shutil.copytree(CHECKOUT / "source" / OTHER, course / "source" / OTHER)
    shutil.copy(CHECKOUT / "requirements-grading.lock", course)
    (course / "autograder.toml").write_text(
        f"[limits]\ncell_s = 20\n[limits.{OTHER}]\ncell_s = 9\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        assert cli.main(["gradescope", made_up.NAME, "--to", "first.zip"]) == 0
        assert cli.main(["gradescope", made_up.NAME]) == 0
    made = course / f"gradescope-{made_up.NAME}.zip"
    assert made.read_bytes() == (course / "first.zip").read_bytes()
    return made


@pytest.fixture
def laid_out(uploaded: Path, tmp_path: Path) -> Path:
    """What Gradescope's image has at /autograder, with an environment as setup.sh makes one."""
    root = lay_out(uploaded, tmp_path / "autograder")
    (root / "source" / ".venv").symlink_to(sys.prefix)
    return root


def lay_out(uploaded: Path, root: Path) -> Path:
    """Unpack a zip as Gradescope does."""
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(uploaded) as archive:
        archive.extractall(root / "source")
        for entry in archive.infolist():
            (root / "source" / entry.filename).chmod(entry.external_attr >> 16)
    shutil.copy(root / "source" / "run_autograder", root)
    return root


def at_autograder(root: Path, program: str, options: Sequence[str] = (), *around: str) -> Any:
    """Run a program where a folder stands at /autograder, as in Gradescope's container."""
    mounts = ["--tmpfs", "/"]
    for path in sorted(Path("/").iterdir()):
        if path.is_symlink():
            mounts += ["--symlink", str(path.readlink()), str(path)]
        elif path.name != "autograder":
            mounts += ["--dev-bind", str(path), str(path)]
    mounts += ["--bind", str(root), "/autograder", "--chdir", "/autograder"]
    return subprocess.run(
        [bubblewrap.find_bwrap(), *options, "--die-with-parent", *mounts, "--", *around, program],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )


def grade(root: Path, options: Sequence[str] = (), *around: str) -> tuple[dict[str, Any], Any]:
    """Run the autograder; return its results and how it ended."""
    run = at_autograder(root, "/autograder/run_autograder", options, *around)
    results = root / "results" / "results.json"
    assert results.exists(), run.stderr
    return json.loads(results.read_text()), run


def hand_in(root: Path, name: str = "my work.ipynb", **answers: str) -> Path:
    """Hand in a notebook, called as students call them."""
    return made_up.write_notebook(root / "submission" / name, made_up.make_notebook(answers))


def test_the_zip_holds_one_assignment_and_what_grades_it(uploaded: Path) -> None:
    """No other assignment's checks or solutions, no command, no gradebook, no student's file."""
    with zipfile.ZipFile(uploaded) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name) for name in names}
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert {"setup.sh", "run_autograder", "requirements-grading.lock"} <= set(names)
    checks = {name for name in names if name.startswith(("checks/", "autograder/checks/"))}
    assert checks == {f"checks/tiny/{name}.py" for name in made_up.POINTS}
    assert {name for name in names if name.endswith(".ipynb")} == {"source/tiny/tiny.ipynb"}
    assert not [name for name in names if "class_report" in name or "/test_" in name]
    commands = {name for name in names if "commands/" in name}
    assert commands == {
        f"autograder/commands/{name}.py" for name in ("__init__", "run_on_gradescope")
    }
    assert not [name for name in names if "__pycache__" in name or name.endswith(".db")]
    assert all(modes[name] & 0o111 for name in ("setup.sh", "run_autograder"))
    solutions = [
        line.strip().encode()
        for cell in json.loads((CHECKOUT / f"source/{OTHER}/{OTHER}.ipynb").read_text())["cells"]
        for line in "".join(cell["source"]).partition("### BEGIN SOLUTION")[2].splitlines()
        if "=" in line
    ]
    assert len(solutions) > 10
    assert not [line for line in solutions if any(line in text for text in texts.values())]


def test_without_a_lock_the_image_gets_what_is_installed_here(tmp_path: Path) -> None:
    """Another course grades there by the versions it grades by here; ours are in the zip itself."""
    assignment = made_up.make_assignment(tmp_path)
    made = tmp_path / "made.zip"
    write_gradescope_zip(made, tmp_path, assignment, isolation="", hidden="hidden")
    with zipfile.ZipFile(made) as archive:
        pins = archive.read(LOCK_FILE).decode().splitlines()
        setup = archive.read("setup.sh").decode()
        names = archive.namelist()
    assert f"nbgrader=={importlib.metadata.version('nbgrader')}" in pins
    assert not [pin for pin in pins if pin.startswith(("course-utils", "autograder"))]
    assert "for each in python{}.{} ".format(*sys.version_info) in setup
    assert "{version}" not in setup
    assert "course_utils/datasets/mnist.npz" in names
    assert "autograder/sandbox/confined/etc/passwd" in names
    assert not [name for name in names if name.endswith("pyproject.toml")]


def test_another_python_without_a_lock_is_told(tmp_path: Path) -> None:
    """Gradescope's image has one environment: what is in it has to be said where there are two."""
    other = replace(made_up.make_assignment(tmp_path), python=tmp_path / "bin" / "python")
    with pytest.raises(ConfigurationError, match=f"put a file {LOCK_FILE} into "):
        write_gradescope_zip(tmp_path / "x.zip", tmp_path, other, isolation="", hidden="hidden")
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.slow
def test_a_right_a_half_and_a_wrong_submission_are_graded(laid_out: Path) -> None:
    """Each check is a test with its points; hidden ones come later, and without their messages."""
    found = {}
    wrong = dict.fromkeys(made_up.POINTS, "raise ValueError('wrong')")
    half = {"double": "def double(x):\n    return 6", "greet": wrong["greet"]}
    for name, answers in {"right": {}, "half": half, "wrong": wrong}.items():
        handed_in = hand_in(laid_out, **answers)
        found[name], run = grade(laid_out)
        assert run.returncode == 0, run.stdout + run.stderr
        handed_in.unlink()
    assert [results["score"] for results in found.values()] == [6.0, 4.0, 0.0]
    assert all(test["status"] == "passed" for test in found["right"]["tests"])
    assert sum(test["max_score"] for test in found["right"]["tests"]) == 6
    assert sum(test["score"] for test in found["half"]["tests"]) == 4
    seen, unseen = [t for t in found["half"]["tests"] if t["name"].startswith("double")]
    assert seen == {
        "name": "double: Three becomes six.",
        "score": 1.0,
        "max_score": 1.0,
        "status": "passed",
        "output": "",
        "output_format": "text",
        "visibility": "visible",
    }
    assert (unseen["visibility"], unseen["status"], unseen["output"]) == (
        "after_published",
        "failed",
        "",
    )
    assert "use the argument `x`" not in json.dumps(found)
    assert any("wrong" in test["output"] for test in found["wrong"]["tests"])
    assert not [results for results in found.values() if "leaderboard" in results]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("tiny.ipynb", b'{"cells": [', "it ends in the middle: was the file cut off"),
        ("tiny.zip", b"PK\x03\x04", "not a zip archive, or one that was cut off"),
        ("notes.txt", b"hello", "no notebook: notes.txt"),
    ],
)
def test_what_cannot_be_read_gets_no_score_and_the_reason(
    laid_out: Path, name: str, content: bytes, message: str
) -> None:
    """An unreadable submission has no score, rather than a zero, and says why."""
    (laid_out / "submission" / name).write_bytes(content)
    results, run = grade(laid_out)
    assert message in results["output"]
    assert not {"score", "tests"} & results.keys()
    assert run.returncode == 1


def test_a_fault_of_ours_is_no_zero(laid_out: Path) -> None:
    """With broken checks it gives no score, tells the student whose fault it is, and us which."""
    (laid_out / "source" / "checks" / "tiny" / "double.py").write_text("import no_such_module\n")
    hand_in(laid_out)
    results, run = grade(laid_out)
    assert "That is not your answers' fault" in results["output"]
    assert "score" not in results
    assert "no_such_module" in run.stdout


@pytest.mark.slow
def test_a_container_without_namespaces_grades_within_other_walls(laid_out: Path) -> None:
    """Where no namespaces are to be had, Landlock's walls stand, and there is a score."""
    hand_in(laid_out)
    results, run = grade(laid_out, (), sys.executable, str(FILTER))
    assert results.get("score") == 6.0, run.stdout


@pytest.mark.slow
def test_where_no_walls_can_be_built_it_says_so_unless_that_was_accepted(laid_out: Path) -> None:
    """A container without any walls gives no score; --isolation none, baked in, grades there."""
    usage = subprocess.run(
        [bubblewrap.find_bwrap(), "--help"], capture_output=True, text=True, check=False
    ).stdout
    if NO_NAMESPACES[1] not in usage:
        pytest.skip("this bubblewrap, older than 0.8, makes no container without namespaces")
    hand_in(laid_out)
    no_landlock = (sys.executable, str(FILTER), "--no-landlock")
    results, run = grade(laid_out, NO_NAMESPACES, *no_landlock)
    assert "score" not in results
    assert "Student code cannot be confined in this container" in results["output"]
    assert "--isolation none" in run.stdout
    config = laid_out / "source" / "gradescope.json"
    config.write_text(config.read_text().replace('"isolation": ""', '"isolation": "none"'))
    results, run = grade(laid_out, NO_NAMESPACES, *no_landlock)
    assert results.get("score") == 6.0, run.stdout


@pytest.mark.parametrize(
    ("option", "key", "value"),
    [("--isolation=none", "isolation", "none"), ("--hidden=hidden", "hidden", "hidden")],
)
def test_what_is_chosen_at_export_is_baked_in(
    uploaded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    key: str,
    value: str,
) -> None:
    """The choices are in the zip, where the instructor can read them."""
    monkeypatch.chdir(uploaded.parent)
    assert cli.main(["gradescope", made_up.NAME, option, "--to", str(tmp_path / "a.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert json.loads(archive.read("gradescope.json"))[key] == value


def test_a_zip_that_cannot_be_made_says_why(
    uploaded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No such assignment, a file in the place of a folder: the status is 2 and nothing is left."""
    monkeypatch.chdir(uploaded.parent)
    assert cli.main(["gradescope", "huge"]) == 2
    assert "no assignment 'huge'" in capsys.readouterr().err
    assert cli.main(["gradescope", made_up.NAME, "--to", "autograder.toml/a.zip"]) == 2
    assert "autograder.toml/a.zip cannot be written: " in capsys.readouterr().err
    assert not list(uploaded.parent.glob(".writing-*"))


@pytest.mark.slow
@pytest.mark.skipif("GRADESCOPE_SETUP" not in os.environ, reason="needs PyPI, minutes and 2 GB")
def test_setup_makes_the_environment(uploaded: Path, tmp_path: Path) -> None:
    """setup.sh itself makes what run_autograder runs in."""
    root = lay_out(uploaded, tmp_path / "autograder")
    run = at_autograder(root, "/autograder/source/setup.sh")
    assert run.returncode == 0, run.stderr
    hand_in(root)
    results, run = grade(root)
    assert results.get("score") == 6.0, run.stdout + run.stderr
