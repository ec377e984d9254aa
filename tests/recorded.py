"""Classes whose results are made up, so that recording them takes no kernel, and what was recorded."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

import made_up
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from sqlalchemy import MetaData, create_engine, select

from autograder.course.assignment import Assignment, is_autograded_cell
from autograder.course.scoring import score_exercise
from autograder.course.submission import read_submission
from autograder.grading.grading_result import GradingResult
from autograder.grading.result_cache import read_assignment_inputs
from autograder.grading.result_store import ResultStore
from course_utils.checking.check_result import CheckResult

NAME = made_up.NAME
CONFIG = """
from pathlib import Path
from autograder.nbgrader_bridge import configure
c = get_config()
configure(c)
"""
# The tables whose ids others refer to, each with the columns that say which row it is.
NATURAL = {
    "assignment": ("name",),
    "notebook": ("name", "assignment_id"),
    "base_cell": ("name", "type", "notebook_id"),
    "submitted_assignment": ("assignment_id", "student_id"),
    "submitted_notebook": ("notebook_id", "assignment_id"),
}
OF_NO_MATTER = {"grade", "comment", "source_cell"}  # nothing refers to their ids


def make_course(folder: Path, more_config: str = "", notebook: NotebookNode | None = None) -> Path:
    """Make a course with the made-up assignment and nothing handed in."""
    made_up.make_assignment(folder, notebook=notebook)
    (folder / "nbgrader_config.py").write_text(CONFIG + more_config, encoding="utf-8")
    return folder


def by_hand(grade_id: str, points: float, *, task: bool = False) -> NotebookNode:
    """Return a cell that a person marks: a written answer, or a task."""
    nbgrader = {"grade_id": grade_id, "points": points, "schema_version": 3, "locked": task}
    kind = {"grade": not task, "solution": not task, "task": task, "cell_type": "markdown"}
    return new_markdown_cell("Say why.", id=grade_id, metadata={"nbgrader": {**nbgrader, **kind}})


def grade(
    course: Path,
    assignment: Assignment,
    students: Iterable[str],
    right: Container[str] = (),
) -> dict[str, str]:
    """Make up results where the store has none, of all or half the points; return their keys."""
    keys = {}
    for student in students:
        folder = course / "submitted" / student / NAME
        submission = read_submission(folder, student, assignment)
        keys[student] = read_assignment_inputs(assignment).result_digest(submission)
        if ResultStore(course).get(keys[student]) is not None:
            continue
        reports = []
        for exercise in assignment.exercises:
            outcome = "passed" if student in right else "failed"
            about = {"exercise": exercise.id, "hidden": False, "message": outcome, "weight": 1.0}
            checks = [
                CheckResult(name="a", title="A", outcome="passed", required=False, **about),
                CheckResult(name="b", title="B", outcome=outcome, required=False, **about),
            ]
            reports.append(score_exercise(exercise, checks))
        shown = [new_output("stream", name="stdout", text=f"{student}\n" * 3)]
        outputs = {
            name: {cell.id: shown for cell in notebook.cells if _ran_for_itself(cell)}
            for name, notebook in submission.notebooks.items()
        }
        ResultStore(course).put(keys[student], GradingResult(reports, outputs))
    return keys


def _ran_for_itself(cell: NotebookNode) -> bool:
    """Say whether a cell has outputs of its own, not an exercise's report."""
    return cell.cell_type == "code" and not is_autograded_cell(cell)


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command line in a course."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def tables(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that a gradebook holds, sorted; in the place of an id what it is the id of."""
    engine, metadata = create_engine(url), MetaData()
    with engine.connect() as connection:
        metadata.reflect(connection)
        rows = {
            name: [dict(row._mapping) for row in connection.execute(select(table))]
            for name, table in metadata.tables.items()
        }
    engine.dispose()
    names: dict[Any, Any] = {}
    for table, columns in NATURAL.items():
        for row in rows.get(table, []):
            names[row["id"]] = (table, *(names.get(row[c], row[c]) for c in columns))
    return {
        table: sorted(
            (
                tuple(
                    (column, names.get(value, value))
                    for column, value in sorted(row.items())
                    if not (column == "id" and table in OF_NO_MATTER)
                )
                for row in found
            ),
            key=repr,
        )
        for table, found in rows.items()
    }


def gradebook(course: Path) -> str:
    """Return the URL of a course's gradebook."""
    return f"sqlite:///{course / 'gradebook.db'}"


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return the mode and the bytes of all that is in a folder, by path; of folders the mode alone."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mode,
            b"" if path.is_dir() else path.read_bytes(),
        )
        for path in sorted(folder.rglob("*"))
    }


def environment(**changed: str) -> dict[str, str]:
    """Return the environment of a program that a test starts."""
    return {**os.environ, **changed}
