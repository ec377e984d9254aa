"""`new` writes an assignment, whatever nbgrader takes for a name, and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest
from linted_course import NAME, checks, problems, source

from autograder import cli
from autograder.authoring.new_assignment import write_new_assignment
from autograder.course.hidden_secret import draws_hidden_inputs
from autograder.course.public_checks import merge_public_checks
from autograder.errors import ConfigurationError


def test_new_writes_three_files_and_never_over_others(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`new` names what it wrote; a second time it refuses and changes nothing."""
    assert cli.main(["new", "08_next"]) == 0
    out, err = capsys.readouterr()
    assert "next: rewrite them (docs/author/writing.md), then python -m autograder prove 08_" in err
    written = out.split()
    assert written == [
        "source/08_next/08_next.ipynb",
        "checks/08_next/brightness.py",
        "bank/08_next/brightness.py",
    ]
    assert problems(course, "08_next") == []
    (course / written[0]).unlink()
    assert cli.main(["new", "08_next"]) == 2
    assert "08_next/brightness.py is there already" in capsys.readouterr().err
    assert not (course / written[0]).exists()


def test_the_hidden_inputs_of_a_new_assignment_come_from_the_courses_secret(course: Path) -> None:
    """An author's first check draws what nobody can foretell, and students get nothing of it."""
    folder = checks(course).parent
    assert draws_hidden_inputs(folder)
    assert "hidden_rng" not in merge_public_checks(folder, ["brightness"])


@pytest.mark.parametrize(
    "name",
    [
        *("", "../up", "a+b", "a/b", "a\\b", " a", "a ", ".a", "a.", "-a", "a" * 65),
        *("a*", "a?", "a[1]", "a:b", 'a"b', "a<b", "a|b", "a\nb"),
    ],
)
def test_a_name_that_will_not_do_is_refused(course: Path, name: str) -> None:
    """What nbgrader, Windows or a set-up cell cannot take is no name; the text says what may be."""
    with pytest.raises(ConfigurationError, match="expected a name such as 07_my_first or 'Problem"):
        write_new_assignment(course, name)


@pytest.mark.parametrize("name", ["Problem Set 1", "ps1.2", "3", "Übung (a's)", "a" * 64])
def test_a_name_may_be_what_nbgrader_takes(course: Path, name: str) -> None:
    """Blanks, capitals, dots and any letters: of such an assignment lint has nothing to say."""
    write_new_assignment(course, name)
    assert problems(course, name) == []
    module = checks(course, name)
    text = module.read_text(encoding="utf-8").replace(
        "import pytest\n", "import pytest\n\nfrom .shared import TWO\n", 1
    )
    module.write_text(text.replace("weight=2", "weight=TWO"), encoding="utf-8")
    module.with_name("shared.py").write_text("TWO = 2\n", encoding="utf-8")
    assert problems(course, name) == []


def test_new_does_not_write_into_an_assignment_that_is_there(course: Path) -> None:
    """A folder with notebooks is no place for another: --exercise is named, and what there is."""
    source(course).rename(source(course).with_name("theirs.ipynb"))
    with pytest.raises(ConfigurationError, match=r"--exercise ID; there are: brightness$"):
        write_new_assignment(course, NAME)


def test_new_wants_a_course(tmp_path: Path) -> None:
    """Outside of a course's folder nothing is written."""
    with pytest.raises(ConfigurationError, match="no folder source/ in"):
        write_new_assignment(tmp_path, "08_next")
    assert list(tmp_path.iterdir()) == []
