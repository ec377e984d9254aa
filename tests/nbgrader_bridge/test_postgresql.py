"""The gradebook on a PostgreSQL server: the same rows, and troubles told in words."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

import made_up
import postgres
import pytest
from recorded import NAME, files, grade, gradebook, make_course, nbgrader, tables

from autograder import cli
from autograder.course.assignment import load_assignment
from autograder.errors import ConfigurationError
from autograder.nbgrader_bridge import gradebook_database, record_in_gradebook

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
STUDENTS = ["ada", "bob", "Cyd Løve"]


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    """A server for the tests of this file."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are neither in a wheel here nor installed")
    with (
        tempfile.TemporaryDirectory(prefix="pg") as folder,
        postgres.running_server(Path(folder), programs) as server,
    ):
        yield server


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with a class whose results are in the store."""
    course = make_course(tmp_path / "course", 'c.CourseDirectory.course_id = "basics"\n')
    monkeypatch.chdir(course)
    for student in STUDENTS:
        folder = made_up.hand_in(course, student, made_up.make_notebook()).parent
        (folder / "timestamp.txt").write_text("2021-10-31 10:00:00 UTC")
    return course


def results(course: Path, *others: str) -> dict[str, str]:
    """Return what the class's results go by."""
    return grade(course, load_assignment(course, NAME), [*STUDENTS, *others], right=["ada"])


def use(course: Path, url: str) -> None:
    """Set the course's gradebook."""
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.db_url = {url!r}\n")


def test_both_databases_hold_the_same(course: Path, server: postgres.Server) -> None:
    """What is recorded on a server is what SQLite holds, and it is passed over the second time."""
    assert record_in_gradebook(course, NAME, results(course)) == {}
    local, folders = tables(gradebook(course)), files(course / "autograded")
    url = server.new_gradebook("same")
    use(course, url)
    assert record_in_gradebook(course, NAME, results(course)) == {}
    assert tables(url) == local
    before = (course / "autograded" / "ada" / NAME).stat()
    assert record_in_gradebook(course, NAME, results(course)) == {}
    assert (course / "autograded" / "ada" / NAME).stat() == before
    assert files(course / "autograded") == folders


def test_nbgraders_own_commands_go_on_from_there(course: Path, server: postgres.Server) -> None:
    """Stock autograde passes over who is recorded, grades who is new; export has all of them."""
    url = server.new_gradebook("stock")
    use(course, url)
    assert record_in_gradebook(course, NAME, results(course)) == {}
    made_up.hand_in(course, "new", made_up.make_notebook())
    results(course, "new")
    run = nbgrader(course, "autograde", NAME)
    assert run.returncode == 0, run.stderr
    assert run.stderr.count("Skipping existing assignment") == len(STUDENTS)
    assert nbgrader(course, "export").returncode == 0
    with (course / "grades.csv").open(newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == dict.fromkeys([*STUDENTS, "new"], 6)
    assert not (course / "gradebook.db").exists()


def test_what_the_server_refuses_costs_one_student(course: Path, server: postgres.Server) -> None:
    """A name that is too long for nbgrader's column fails alone; SQLite does not look."""
    url = server.new_gradebook("refuses")
    use(course, url)
    long = "x" * 200
    made_up.hand_in(course, long, made_up.make_notebook())
    failures = record_in_gradebook(course, NAME, results(course, long))
    assert list(failures) == [long]
    assert "value too long for type character varying(128)" in failures[long]
    assert len(tables(url)["submitted_assignment"]) == len(STUDENTS)


def test_a_half_made_gradebook_is_none(
    server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while it makes the tables, nothing of them is there, and the next one makes them."""
    url = server.new_gradebook("half")

    def die() -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(gradebook_database, "get_alembic_version", die)
        with pytest.raises(KeyboardInterrupt):
            gradebook_database.create_gradebook_if_missing(url)
    assert tables(url) == {}
    gradebook_database.create_gradebook_if_missing(url)
    assert len(tables(url)["alembic_version"]) == 1


def test_a_course_without_a_name_is_told(course: Path, server: postgres.Server) -> None:
    """The tables of nbgrader want a course_id, which a server enforces: the text says where it is set."""
    use(course, server.new_gradebook("nameless"))
    with (course / "nbgrader_config.py").open("a") as config:
        config.write('c.CourseDirectory.course_id = ""\n')
    with pytest.raises(ConfigurationError, match=r"set c\.CourseDirectory\.course_id"):
        record_in_gradebook(course, NAME, results(course))


def test_grade_says_that_the_server_is_not_there(
    course: Path, server: postgres.Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command keeps the results, names the server and what to do, and exits with 2."""
    url = server.new_gradebook("gone")
    use(course, url)
    results(course)
    server.stop()
    try:
        status = cli.main(["grade", NAME, "--jobs", "1"])
    finally:
        server.start()
    said = capsys.readouterr()
    assert status == cli.WRONG_USAGE
    assert "start the database server, or mend c.CourseDirectory.db_url" in said.err
    assert "median score" in said.out
    assert "Traceback" not in said.out + said.err
    assert cli.main(["grade", NAME, "--jobs", "1"]) == cli.OK
    assert len(tables(url)["submitted_assignment"]) == len(STUDENTS)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+psycopg://me:secret@/no?host=/nowhere", "start the database server"),
        ("postgresql+pg8000://me:secret@localhost/no", "No module named 'pg8000'"),
        ("nonsense", "Could not parse"),
        ("oracle9://me:secret@localhost/no", "Can't load plugin"),
    ],
)
def test_a_wrong_url_is_told_and_no_password_with_it(course: Path, url: str, said: str) -> None:
    """What cannot be used is named with its reason, and the password is not shown."""
    use(course, url)
    with pytest.raises(ConfigurationError) as raised:
        record_in_gradebook(course, NAME, results(course))
    assert said in str(raised.value)
    assert "secret" not in str(raised.value)
