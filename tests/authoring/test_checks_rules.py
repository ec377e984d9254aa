"""What lint tells of an assignment's checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from linted_course import NAME, checks, edit, problems, set_source, source

from autograder import cli


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("### END HIDDEN TESTS", "", "line 33: error: '### BEGIN HIDDEN TESTS' has no partner"),
        ("### END", "#### END", "got '#### END HIDDEN TESTS'"),
        (
            "import pytest",
            "import pytest, no_such",
            "line 4: error: ModuleNotFoundError: No module",
        ),
        (
            "import pytest",
            "import pytest (",
            "line 4: error: it is no valid Python: invalid syntax",
        ),
        (
            "import pytest",
            "import pytest, keras.ops",
            "line 4: error: expected checks without keras.ops",
        ),
        ('exercise("brightness")', 'exercise("light")', "checks for 'light', which is no exercise"),
        ('exercise("brightness"', 'exercise("light"', "exercise 'brightness' has no checks"),
        ("of_a_digit", "of_the_example", "test_brightness_of_the_example is in line 28, too"),
        (
            "    expect_brightness(student, np.array",
            "    (np.array",
            "it passes where nothing is answered",
        ),
        (
            "    expect_brightness(student, np.array",
            "    (1 / 0, np.array",
            "line 28: error: test_brightness_of_the_example: it breaks",
        ),
        ('    """The brightness of the image above."""\n', "", "expected a docstring"),
        (
            "of_the_example(student)",
            "of_the_example(student, hidden_rng)",
            "line 28: error: expected no hidden_rng in a public check, got "
            "test_brightness_of_the_example; students have no secret at home: put it between the "
            "markers of hidden tests, or write its inputs into it",
        ),
        (
            '@exercise("brightness")\n',
            '# holds: "the rose is red"\n@exercise("brightness")\n',
            "line 27: error: the text of 'brightness' does not say 'the rose is red'; quote it",
        ),
        ("### BEGIN", "# holds: what it says\n### BEGIN", "got '# holds: what it says'"),
        ("weight=2", "weight=-2", "expected a weight of 0 or more, got -2"),
        (
            "def expect_brightness",
            "### BEGIN HIDDEN TESTS\nexercise = pytest.mark.exercise\n### END HIDDEN TESTS\n"
            "def expect_brightness",
            "",
        ),
        (
            "exercise = pytest.mark.exercise",
            "### BEGIN HIDDEN TESTS\nexercise = pytest.mark.exercise\n### END HIDDEN TESTS",
            "error: the public part alone does not import: NameError: name 'exercise' is not defined; "
            "move what the public checks need out of the hidden part",
        ),
    ],
)
def test_a_spoilt_checks_file_is_told(course: Path, old: str, new: str, problem: str) -> None:
    """Each fault of a module of checks is told with its line and what to do."""
    path = checks(course)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = problems(course)
    assert [line for line in found if problem in line] if problem else not found, found


def test_checks_that_are_all_hidden_or_all_public_are_a_note(course: Path) -> None:
    """Students who can check nothing, and checks that hide nothing, may be meant so."""
    path = checks(course)
    text = path.read_text(encoding="utf-8")
    shown, marker, hidden = text.partition("### BEGIN HIDDEN TESTS")
    path.write_text(shown, encoding="utf-8")
    assert "note: no check of 'brightness' is hidden" in problems(course)[0]
    first = '@exercise("brightness")'
    path.write_text(shown.replace(first, marker + "\n" + first) + hidden, encoding="utf-8")
    assert "note: all checks of 'brightness' are hidden" in problems(course)[0]
    assert cli.main(["lint", NAME]) == 0


def test_missing_checks_are_told(course: Path) -> None:
    """Where cells call check() there have to be checks; else it is a note how it is graded."""
    checks(course).unlink()
    assert "error: expected the checks of brightness here, got none" in problems(course)[0]
    edit(source(course), lambda cells: set_source(cells, "brightness", "assert brightness"))
    assert "note: no checks there: graded by the tests in its own cells" in problems(course)[0]
