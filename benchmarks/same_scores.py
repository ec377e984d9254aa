"""Grade a class again and again without remembered results: are all scores the same?

    python benchmarks/same_scores.py [ASSIGNMENT] [--times N] [--jobs N] [--students N]

The class is the demo's, with its crashes and endless loops. With --students, it is a class of that size
with answers drawn from the bank.
Exit status: 0 all are the same; 1 some differ, each is named.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from _common import (
    ROOT,
    assignment_of,
    console,
    count,
    keep,
    made_up_class,
    parse_arguments,
    print_machine,
    print_table,
    print_target,
)
from _courses import copy_course

from autograder.authoring.demo_course import demo_notebooks_by_student

Scores = dict[str, Any]  # by "student" and "student: exercise"


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("assignment", nargs="?", default="01_tensors", metavar="ASSIGNMENT")
    parser.add_argument("--times", type=count, default=5, metavar="N")
    parser.add_argument("--jobs", type=count, default=2, metavar="N")
    parser.add_argument("--students", type=count, metavar="N")


def make_course(place: Path, assignment: str, students: int | None) -> None:
    """Make a course with a class of an assignment in it."""
    copy_course(place)
    class_ = demo_notebooks_by_student(ROOT, assignment)
    if students is not None:
        drawn = made_up_class(assignment_of(assignment), students, seed=2021)
        class_ = {student: nbformat.writes(notebook) for student, notebook in drawn.items()}
    for student, content in class_.items():
        folder = place / "submitted" / student / assignment
        folder.mkdir(parents=True)
        if content is not None:
            (folder / f"{assignment}.ipynb").write_text(content, encoding="utf-8")


def grade(course: Path, assignment: str, jobs: int) -> Scores:
    """Grade the class afresh and return its scores.

    Raises:
        SystemExit: the class could not be graded.
    """
    command = [sys.executable, "-m", "autograder", "grade", assignment, "--jobs", str(jobs)]
    command += ["--no-cache", "--no-gradebook", "--json", "class.json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        command, cwd=course, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode > 1:  # 1: the demo class has submissions that cannot be graded
        raise SystemExit(result.stderr)
    scores: Scores = {}
    for report in json.loads((course / "class.json").read_text(encoding="utf-8")):
        student = report["student"]
        scores[student] = report.get("score", report.get("error"))
        for exercise in report.get("exercises", []):
            scores[f"{student}: {exercise['id']}"] = exercise["score"]
    return scores


def main() -> None:
    """Grade several times, compare the scores, and name those that differ."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    runs: list[Scores] = []
    took_s = []
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        course = Path(folder) / "course"
        make_course(course, options.assignment, options.students)
        for _ in range(options.times):
            began = time.perf_counter()
            runs.append(grade(course, options.assignment, options.jobs))
            took_s.append(time.perf_counter() - began)
    print_table(f"{options.assignment}: the class, {options.jobs} at a time", {"grading": took_s})
    names = sorted(set().union(*runs))
    different = [name for name in names if len({repr(run.get(name)) for run in runs}) > 1]
    for name in different:
        console.print(f"{name}: {', '.join(repr(run.get(name)) for run in runs)}", markup=False)
    text = (
        f"{options.assignment}: of {len(names)} scores, graded {len(runs)} times, how many differ"
    )
    print_target(text, len(different), "none", met=not different)
    keep(options)
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
