from __future__ import annotations

from pathlib import Path

import made_up
import pytest
from nbgrader.api import Gradebook
from recorded import NAME, gradebook, make_course, nbgrader


@pytest.mark.slow
def test_notebooks_of_other_names_are_graded_by_nbgraders_own_command(tmp_path: Path) -> None:
    """In a folder, with an ending that nbgrader does not know, beside others: each has its points."""
    course = make_course(tmp_path)
    assert nbgrader(course, "generate_assignment", NAME).returncode == 0
    right = made_up.make_notebook()
    names = {
        "ada": "tiny (1).ipynb",
        "bob": "work/final.ipynb",
        "cyd": "tiny.ipynb.txt",
        "dan": f"{NAME}.ipynb",
    }
    for student, name in names.items():
        path = made_up.hand_in(course, student, right)
        renamed = path.parent / name
        renamed.parent.mkdir(exist_ok=True)
        path.rename(renamed)
    unknown = made_up.hand_in(course, "eve", '{"cells": [], "metadata": {}, "nbformat": 4}')
    unknown.rename(unknown.with_name("diary.ipynb"))
    done = nbgrader(course, "autograde", NAME)
    assert "Skipping unknown notebook: " in done.stderr
    assert "'tiny (1).ipynb' is graded: its cells are tiny's" in done.stderr
    with Gradebook(gradebook(course)) as book:
        scores = {s.student.id: s.score for s in book.assignment_submissions(NAME)}
        assert {who: scores[who] for who in names} == dict.fromkeys(names, 6.0)
    again = nbgrader(course, "autograde", NAME)
    assert again.stderr.count("Skipping existing assignment") >= len(names) - 1
    for student, name in names.items():
        graded = [path.name for path in (course / "autograded" / student).rglob("tiny.ipynb")]
        assert graded == [f"{NAME}.ipynb"], name
