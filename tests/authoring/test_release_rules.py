"""What lint tells of a release: it is made of this source, and gives nothing away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from linted_course import NAME, RELEASED, checks, edit, graded, problems, set_source, source


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
