"""Promises: what the text of an exercise says, quoted above the check that holds an answer to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.promises import exercise_text, read_promises
from autograder.authoring.source_reading import read_sources
from autograder.course.assignment import assignment_names, load_assignment

ROOT = Path(__file__).parents[2]


def promised(tmp_path: Path, comment: str) -> Path:
    """Return a folder with a module of checks, one of which has a comment above it."""
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "mean.py").write_text(
        f'import pytest\n\n\n{comment}\n@pytest.mark.exercise("mean")\ndef test_mean(student):\n'
        '    """Of three numbers."""\n'
    )
    return checks


def test_a_promise_is_read_with_its_exercise_and_the_title_of_its_check(tmp_path: Path) -> None:
    """Several stand above one check."""
    checks = promised(tmp_path, '# holds: "any list"\n# a remark\n# holds: "it says "no" twice"')
    found = [(each.exercise, each.text, each.check, each.line) for each in read_promises(checks)]
    assert found == [
        ("mean", "any list", "Of three numbers.", 4),
        ("mean", 'it says "no" twice', "Of three numbers.", 6),
    ]


@pytest.mark.parametrize("comment", ['# holds: "a"\n', '# holds: "a"\nx = 1', "# said: nothing"])
def test_what_is_not_directly_above_a_check_is_no_promise(tmp_path: Path, comment: str) -> None:
    """Nor is another comment."""
    assert read_promises(promised(tmp_path, comment)) == []


@pytest.mark.parametrize("name", assignment_names(ROOT))
def test_each_exercise_of_the_course_names_what_it_promises(name: str) -> None:
    """What its docstring says of the result is among it."""
    reading = read_sources(load_assignment(ROOT, name))
    promises = read_promises(reading.assignment.checks)
    for each in reading.graded:
        held = [promise.text for promise in promises if promise.exercise == each.exercise]
        assert held, f"{each.exercise}: no '# holds:' above any of its checks"
        _, _, returned = exercise_text(reading, each).partition("Returns: ")
        returned = returned.partition('"""')[0]
        assert not returned or any(text in returned for text in held), (
            f"{each.exercise}: no check names what is returned"
        )
