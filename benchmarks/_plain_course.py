"""A plain nbgrader course without the engine; its grade cells run the engine's checks themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from _common import read_notebook
from _courses import expect_success, start
from nbgrader.api import Gradebook

from autograder.course.assignment import Assignment, grade_id, is_autograded_cell, nbgrader_metadata

NBGRADER_CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'plain'\n"


def make_plain_course(folder: Path, assignment: Assignment) -> None:
    """Make a course for nbgrader alone, its assignment in the gradebook."""
    source = folder / "source" / assignment.name / assignment.source.name
    source.parent.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(NBGRADER_CONFIG, encoding="utf-8")
    nbformat.write(with_plain_tests(read_notebook(assignment.source)), source)
    generate = ["-m", "nbgrader", "generate_assignment", assignment.name]
    expect_success(start(generate, folder, assignment.checks))


def with_plain_tests(notebook: Any) -> Any:
    """Return a copy of a notebook; its grade cells run their checks themselves."""
    notebook = nbformat.from_dict(json.loads(json.dumps(notebook)))
    for cell in notebook.cells:
        if is_autograded_cell(cell):
            worth = nbgrader_metadata(cell)["points"]
            cell.source = "from _in_kernel import points\n\n"
            cell.source += f"points({grade_id(cell)!r}, {worth})"
    return notebook


def gradebook_scores(course: Path, name: str) -> dict[str, float]:
    """Return the students' scores for an assignment in a course's gradebook."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        submissions = gradebook.assignment_submissions(name)
        return {submission.student.id: submission.score for submission in submissions}
