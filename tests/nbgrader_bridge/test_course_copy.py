from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.settings import load_settings
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge.course_copy import copy_course, read_course
from autograder.nbgrader_bridge.gradebook_database import create_gradebook_if_missing
from autograder.nbgrader_bridge.nbgrader_app import open_nbgrader_app

pytestmark = [  # nbgrader's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
ELSEWHERE = """
c = get_config()
c.CourseDirectory.root = {course!r}
c.CourseDirectory.db_url = "sqlite:///" + {course!r} + "/gradebook.db"
c.CourseDirectory.source_directory = "tasks"
c.CourseDirectory.submitted_directory = {course!r} + "/in"
c.CourseDirectory.autograded_directory = "out"
c.CourseDirectory.directory_structure = "{{nbgrader_step}}/{{student_id}}/{{assignment_id}}"
c.IncludeHeaderFooter.header = "tasks/header.ipynb"
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with all sorts of things in it; none of its notebooks is ever read."""
    files = {
        "source/ps/p1.ipynb": "p1",
        "source/ps/data/x.csv": "1",
        "source/ps/.ipynb_checkpoints/p1.ipynb": "old",
        "source/header.ipynb": "header",
        "source/other/q.ipynb": "q",
        "submitted/ada/ps/p1.ipynb": "ada's",
        "submitted/ada/other/q.ipynb": "ada's other",
        "submitted/bob/ps/p1.ipynb": "bob's",
        "submitted/bob/ps/timestamp.txt": "2024-01-02 00:00:00 UTC",
        "autograded/ada/ps/p1.ipynb": "graded",
        "release/ps/p1.ipynb": "released",
        "plugins/ours.py": "",
        "shared.csv": "1,2",
        ".git/HEAD": "ref",
        "nbgrader_config.py": "c = get_config()\nc.CourseDirectory.course_id = 'abc'\n",
    }
    for name, text in files.items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "course"


def contents(folder: Path) -> dict[str, str]:
    """Return the files in a folder by path, those in linked folders not."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_copy_has_the_sources_and_that_assignments_submissions(
    course: Path, tmp_path: Path
) -> None:
    """Nothing graded or released, and nobody's other work; other folders are links."""
    before = contents(course)
    copy = tmp_path / "copies" / "stock"
    copy_course(read_course(course, "ps"), copy)
    files = contents(copy)
    for name in ("nbgrader_config.py", ".jupyter/nbgrader_config.py"):
        files.pop(name)
    assert files == {
        "shared.csv": "1,2",
        "source/header.ipynb": "header",
        "source/ps/data/x.csv": "1",
        "source/ps/p1.ipynb": "p1",
        "submitted/ada/ps/p1.ipynb": "ada's",
        "submitted/bob/ps/p1.ipynb": "bob's",
        "submitted/bob/ps/timestamp.txt": "2024-01-02 00:00:00 UTC",
    }
    assert sorted(path.name for path in copy.iterdir() if path.is_symlink()) == ["plugins"]
    assert (copy / "source" / "other").readlink() == course / "source" / "other"
    assert contents(course) == before


def test_what_students_linked_to_is_not_copied(course: Path, tmp_path: Path) -> None:
    """A link in a submission stays a link: it may lead to what is not the student's."""
    (course / "submitted/ada/ps/secret.txt").symlink_to("/etc/passwd")
    (course / "submitted/ada/ps").chmod(0o500)
    copy_course(read_course(course, "ps"), tmp_path / "copy")
    copied = tmp_path / "copy/submitted/ada/ps"
    assert (copied / "secret.txt").readlink() == Path("/etc/passwd")
    assert copied.stat().st_mode & 0o700 == 0o700


def test_a_copy_keeps_apart_whatever_the_course_sets(course: Path, tmp_path: Path) -> None:
    """Folders and gradebook of the course's own, absolute ones too, are the copy's in the copy."""
    (course / "source").rename(course / "tasks")
    (course / "submitted").rename(course / "in")
    (course / "autograded").rename(course / "out")
    config = ELSEWHERE.format(course=str(course))
    (course / "nbgrader_config.py").write_text(config, encoding="utf-8")
    found = read_course(course, "ps")
    assert list(found.submissions) == ["ada", "bob"]
    assert found.source == course / "tasks" / "ps"
    copy = tmp_path / "copy"
    copy_course(found, copy)
    with open_nbgrader_app(copy) as app:
        assert app.coursedir.db_url == f"sqlite:///{copy}/gradebook.db"
        assert app.coursedir.root == str(copy)
        assert app.coursedir.format_path(app.coursedir.submitted_directory, "ada", "ps") == str(
            copy / "submitted" / "ada" / "ps"
        )
        assert app.config.IncludeHeaderFooter.header == "tasks/header.ipynb"
    assert (copy / "tasks" / "header.ipynb").read_text(encoding="utf-8") == "header"
    assert (copy / "source" / "ps" / "p1.ipynb").read_text(encoding="utf-8") == "p1"
    assert not (copy / "out").exists()


def test_a_persons_own_settings_do_not_lead_out_of_a_copy(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A root in ~/.jupyter, which nbgrader reads first, is not where a copy is graded."""
    home = tmp_path / "jupyter"
    home.mkdir()
    text = f"c = get_config()\nc.CourseDirectory.root = {str(course)!r}\n"
    (home / "nbgrader_config.py").write_text(text, encoding="utf-8")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(home))
    environment = copy_course(read_course(course, "ps"), tmp_path / "copy")
    assert "JUPYTER_CONFIG_PATH" not in os.environ
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with open_nbgrader_app(tmp_path / "copy") as app:
        assert app.coursedir.root == str(tmp_path / "copy")


def test_a_copy_that_would_write_to_the_course_is_refused(course: Path, tmp_path: Path) -> None:
    """What a .json file sets beats what a copy sets: nothing is graded then."""
    text = f'{{"CourseDirectory": {{"root": "{course}"}}}}'
    (course / "nbgrader_config.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"expected CourseDirectory\.root to be .*/copy"):
        copy_course(read_course(course, "ps"), tmp_path / "copy")


def test_no_submissions_are_told_with_where_they_were_looked_for(course: Path) -> None:
    """The folder that was looked in is named, the course's own or the one that was given."""
    with pytest.raises(ConfigurationError, match=rf"looked in {course}/submitted/<student>/none"):
        read_course(course, "none")
    with pytest.raises(ConfigurationError, match="looked in elsewhere"):
        read_course(course, "ps", Path("elsewhere"))


def test_submissions_may_lie_elsewhere(course: Path, tmp_path: Path) -> None:
    """--submitted names the folder of the students' folders."""
    (course / "submitted").rename(tmp_path / "in")
    found = read_course(course, "ps", tmp_path / "in")
    assert found.submissions == {name: tmp_path / "in" / name / "ps" for name in ("ada", "bob")}


def test_the_due_date_goes_along(course: Path, tmp_path: Path) -> None:
    """A copy's gradebook is its own, and knows when the assignment is due."""
    due = datetime.datetime(2024, 1, 1)  # noqa: DTZ001  # as nbgrader keeps it
    with open_nbgrader_app(course):
        create_gradebook_if_missing(f"sqlite:///{course}/gradebook.db")
    with Gradebook(f"sqlite:///{course}/gradebook.db", "abc") as book:
        book.add_assignment("ps", duedate=due)
        book.add_student("ada")
    copy_course(read_course(course, "ps"), tmp_path / "copy")
    with Gradebook(f"sqlite:///{tmp_path}/copy/gradebook.db", "abc") as book:
        assert book.find_assignment("ps").duedate == due
        assert book.students == []


def test_settings_lead_to_what_lies_in_the_course(course: Path, tmp_path: Path) -> None:
    """The students' interpreter and the checks are the course's own, though no copy has them."""
    text = "checks = \"graders\" # ours\npython = '.venv/bin/python'\n\n[limits]\ncell_s = 3\n"
    (course / "autograder.toml").write_text(text, encoding="utf-8")
    (course / "graders").mkdir()
    (course / ".venv" / "bin").mkdir(parents=True)
    (course / ".venv" / "bin" / "python").touch()
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("c.Execute.timeout = 7")  # and no new line at the end
    copy_course(read_course(course, "ps"), tmp_path / "copy")
    settings = load_settings(tmp_path / "copy")
    assert settings.checks == course / "graders"
    assert settings.python == course / ".venv" / "bin" / "python"
    assert (settings.limits, settings.cell_s) == ({"cell_s": 3}, 7.0)
