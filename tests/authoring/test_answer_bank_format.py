"""What lint tells of the bank: its answers prove the checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from linted_course import NAME, problems

from autograder.authoring.lint import lint_assignment


def test_an_exercise_that_nothing_proves_is_a_note(course: Path) -> None:
    """An exercise without right and wrong answers in the bank is noted."""
    (course / "bank" / NAME / "brightness.py").unlink()
    found = [finding.as_line(course) for finding in lint_assignment(course, NAME)]
    assert f"bank/{NAME}/brightness.py: note: no such file: nothing proves" in found[0]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("core: the sum", "cor: the sum", "line 32: error: expected '# %% right: TITLE' or '# "),
        (
            "# %% core: the sum",
            "#%% core: the sum",
            "line 32: error: expected '# %% right: TITLE'",
        ),
        (" | divide it by the number of pixels", "", "line 32: error: '# %% core: the sum': exp"),
        (
            "# %% right: the mean",
            "import os\n# %% right: the mean",
            "line 1: error: expected '# %% right: T",
        ),
        ("axis=0)", "axis=0", "line 38: error: it is no valid Python: '(' was never closed"),
        ("", None, "line 1: error: expected answers, each below '# %% right: TITLE' or"),
    ],
)
def test_a_spoilt_bank_is_told(course: Path, old: str, new: str | None, problem: str) -> None:
    """A header that would be taken for a comment, no answers and no Python are told with the line."""
    path = course / "bank" / NAME / "brightness.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text("" if new is None else text.replace(old, new, 1), encoding="utf-8")
    [line] = problems(course)
    assert f"bank/{NAME}/brightness.py: {problem}" in line


def test_answers_to_an_exercise_that_is_gone_are_told(course: Path) -> None:
    """After an exercise has another id, the bank's file by the old one proves nothing."""
    path = course / "bank" / NAME / "brightness.py"
    path.rename(path.with_name("light.py"))
    [line] = problems(course)
    assert "light.py: error: no exercise 'light'; there are: brightness; rename the file" in line
