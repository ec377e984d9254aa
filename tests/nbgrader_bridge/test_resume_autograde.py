from __future__ import annotations

from pathlib import Path

import made_up
import pytest
from recorded import NAME, gradebook, make_course, nbgrader, tables


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("wram = []", "autograder.toml, line 1: no setting 'wram'; there are: checks, bank, "),
        (
            "[limits]\ncell_s = 0",
            "autograder.toml, line 2: cell_s: expected a number above 0, got 0",
        ),
        ("[limits", "autograder.toml: not valid TOML: "),
    ],
)
def test_wrong_settings_end_nbgraders_commands_with_a_sentence_and_change_nothing(
    tmp_path: Path, settings: str, said: str
) -> None:
    """What is wrong in autograder.toml is said once, with no traceback; nobody is graded, recorded or released to."""
    course = make_course(tmp_path)
    assert nbgrader(course, "generate_assignment", NAME).returncode == 0
    for student in ("ada", "bob"):
        made_up.hand_in(course, student, made_up.make_notebook())
    before = tables(gradebook(course))
    (course / "autograder.toml").write_text(settings)
    ended = nbgrader(course, "autograde", NAME)
    assert ended.returncode == 1
    assert ended.stderr.count(said) == 1
    assert "; nobody was graded: mend it and run this again" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (course / "autograded").exists()
    assert tables(gradebook(course)) == before
    released = nbgrader(course, "generate_assignment", NAME, "--force")
    assert released.returncode == 1
    assert released.stderr.count(said) == 1
    assert "; nothing was released: mend it and run this again" in released.stderr
    assert "Traceback" not in released.stderr
