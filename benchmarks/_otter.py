"""otter-grader in its own environment; its tests are the engine's own checks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from _common import ROOT, console, on_cores
from _courses import expect_success, start
from _meter import Cost, cost_of

from autograder.course.assignment import Assignment, grade_id, is_autograded_cell

VENV, LOCK = ROOT / ".venv-otter", ROOT / "benchmarks" / "otter.lock"
PYTHON = VENV / "bin" / "python"
OTTER = ["-m", "otter"]
TEST_FILE = """\
from _in_kernel import shares
from otter.test_files import test_case

OK_FORMAT, name, points = False, {exercise!r}, None


def judged(gained):
    def test():
        assert gained
    return test


for check, share, gained in shares({exercise!r}, {points}):
    globals()[check] = test_case(name=check, points=share)(judged(gained))
"""


def install() -> None:
    """Make otter's environment, with compiled bytecode, unless it exists and matches the lock file."""
    made_of = VENV / "made-of.lock"
    if made_of.is_file() and made_of.read_bytes() == LOCK.read_bytes():
        return
    console.print(f"installing otter-grader in {VENV.name} ...")
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--clear", "--python", sys.executable, VENV], check=True)
    options = ["--python", PYTHON, "--require-hashes", "--compile-bytecode", "-r", LOCK]
    subprocess.run([*uv, "pip", "install", *options], check=True)
    made_of.write_bytes(LOCK.read_bytes())


def make_autograder(folder: Path, assignment: Assignment) -> None:
    """Make otter's autograder.zip in ``folder``: a test file for each exercise."""
    (folder / "tests").mkdir()
    for exercise in assignment.exercises:
        text = TEST_FILE.format(exercise=exercise.id, points=exercise.points)
        (folder / "tests" / f"{exercise.id}.py").write_text(text, encoding="utf-8")
    (folder / "otter_config.json").write_text('{"print_summary": false}', encoding="utf-8")
    generate = [*OTTER, "generate", "-t", "tests", "-o", "autograder.zip", "--no-requirements"]
    expect_success(start(generate, folder, assignment.checks, str(PYTHON)))


def for_otter(notebook: Any) -> Any:
    """Return a copy of a notebook; its grade cells only name otter's test."""
    notebook = nbformat.from_dict(json.loads(json.dumps(notebook)))
    for cell in notebook.cells:
        if is_autograded_cell(cell):
            cell.source, cell.metadata["otter"] = "", {"tests": [grade_id(cell)]}
    return notebook


def otter_run(folder: Path, assignment: Assignment, notebook: Any) -> tuple[Cost, float]:
    """Grade a submission with `otter run`; return the cost and the score."""
    nbformat.write(for_otter(notebook), folder / assignment.source.name)
    grade = [*OTTER, "run", "-a", "autograder.zip", "--no-logo", assignment.source.name]
    with on_cores(1):
        cost = cost_of(lambda: expect_success(start(grade, folder, assignment.checks, str(PYTHON))))
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return cost, round(sum(test.get("score", 0.0) for test in results["tests"]), 4)
