from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import made_up
import pytest
from nbgrader.api import Gradebook
from platform_files import WORKSHEET, canvas_gradebook, worksheet
from recorded import NAME, grade, gradebook, make_course

from autograder import cli
from autograder.course.assignment import load_assignment
from autograder.course.results import SubmissionReport
from autograder.grading.class_grading import save_class_results
from autograder.nbgrader_bridge import record_in_gradebook

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
LATE = 'c.LateDays.policies = {"tiny": {"percent_per_day": 10}}\n'
# Full marks are 6; whoever is not right has half of them.
CLASS = ["Ada_Lovelace", "Bo-102", "cy@x.org", "di", "lovelaceada-12345", "late", "stranger"]
MOODLE = [
    (101, "Ada Lovelace", "ada@x.org"),
    (102, "Bo", "peep@x.org"),
    (103, "Cy", "cy@x.org"),
    (104, "Di Late", "di@x.org"),
    (105, "late", "l@x.org"),
    (106, "=HYPERLINK(1)", "f@x.org"),
    (107, "lovelaceada-12345", "x@x.org"),
]

Export = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a class that is recorded: marks by hand and a penalty in it, and a failure."""
    course = make_course(tmp_path_factory.mktemp("course"), LATE)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        for student in CLASS:
            own = made_up.make_notebook({"greet": f"{made_up.RIGHT['greet']}  # {student}"})
            folder = made_up.hand_in(course, student, own).parent
            (folder / "timestamp.txt").write_text("2026-11-01 10:00:00 UTC")
        late = course / "submitted" / "late" / NAME / "timestamp.txt"
        late.write_text("2026-11-03 13:00:00 UTC")
        loaded = load_assignment(course, NAME)
        results = grade(course, loaded, CLASS, right={"Ada_Lovelace"})
        assert record_in_gradebook(course, NAME, {"di": results["di"]}) == {}  # makes the gradebook
        with Gradebook(gradebook(course)) as book:
            book.update_or_create_assignment(NAME, duedate="2026-11-01 12:00:00 UTC")
            given = book.find_grade("double", NAME, NAME, "di")
            given.manual_score, given.extra_credit, given.needs_manual_grade = 2, 1.25, False
            book.db.commit()
        assert record_in_gradebook(course, NAME, results) == {}
        with Gradebook(gradebook(course)) as book:  # recorded again, it asks for a look
            book.find_grade("double", NAME, NAME, "di").needs_manual_grade = False
            book.db.commit()
        made_up.hand_in(course, "ed", b"")
        reports = [SubmissionReport(who, NAME) for who in CLASS]
        error = {"kind": "unreadable", "message": "the file is empty"}
        save_class_results(course, NAME, [*reports, SubmissionReport("ed", NAME, error=error)])
    return course


@pytest.fixture
def export(
    graded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Export:
    """Runs the command in the course; returns its exit status, output and complaints."""
    monkeypatch.chdir(graded)

    def export(*arguments: str | Path) -> tuple[int, str, str]:
        status = cli.main(["export", NAME, *map(str, arguments)])
        return status, *capsys.readouterr()

    return export


def table(path: Path, delimiter: str = ",") -> list[list[str]]:
    """Return a table's rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_moodles_worksheet_is_filled(export: Export, tmp_path: Path) -> None:
    """By name, number or address; with manual marks, extra credit and penalties; nothing else changes."""
    sheet = worksheet(tmp_path / "sheet.csv", *MOODLE, status={106: "No submission"})
    filled = tmp_path / "filled.csv"
    status, out, err = export("--moodle", sheet, "--to", filled)
    assert status == 1  # two have no grade
    rows = table(filled)
    assert [row[4] for row in rows] == ["Grade", "6", "3", "3", "5.25", "2.1", "", "3"]
    before = table(sheet)
    assert [row[5:] for row in rows] == [row[5:] for row in before]
    assert [row[0] for row in rows] == [row[0] for row in before]
    assert rows[6][1] == "'=HYPERLINK(1)"
    assert filled.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "6 grades, 2 students without one, 1 of whom nothing is here\n" in out
    assert "ed: no grade: not in sheet.csv" in err
    assert "stranger: no grade: not in sheet.csv" in err
    assert "handed nothing in: =HYPERLINK(1): left as it is" in err


@pytest.mark.parametrize("marked", ["Last modified (grade)", "Zuletzt geändert (Bewertung)"])
def test_what_students_wrote_in_moodles_worksheet_is_no_formula(
    export: Export, tmp_path: Path, marked: str
) -> None:
    """In any column; what Moodle reads back stays, comments too where they can be told."""
    sheet, filled = tmp_path / "sheet.csv", tmp_path / "filled.csv"
    header = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade"]
    header += ["Last modified (submission)", "Online text", marked, "Feedback comments"]
    written = ["=1+1@x.org", "-", "", "6.00", "-", " =HYPERLINK(1)", "-", "- well done"]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, ["Participant 5", "late", *written]])
    export("--moodle", sheet, "--to", filled)
    comment = "- well done" if marked in WORKSHEET else "'- well done"
    online = "' =HYPERLINK(1)"
    expected = ["'=1+1@x.org", "-", "2.1", "6.00", "-", online, "-", comment]
    assert table(filled)[1] == ["Participant 5", "late", *expected]


def test_canvas_gradebook_is_filled(export: Export, tmp_path: Path) -> None:
    """By number or login; only this assignment's column goes back, and what is excused stays."""
    book = canvas_gradebook(
        tmp_path / "book.csv",
        "Lovelaceada,12345,,ada,One,10.00,,50,50",
        '"Late, Di",222,,di,One,9.00,1.00,50,50',
        '"Bo",102,,bp,One,9.00,EX,50,50',
        '"=1+1",333,,late,One,9.00,,50,50',
        '"Student, Test",444,,abc,One,,,,',
    )
    filled = tmp_path / "filled.csv"
    status, _, err = export("--canvas", book, "--to", filled)
    assert status == 1
    rows = table(filled)
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "tiny (12)"]
    assert rows[1] == [""] * 6
    assert rows[2] == ["    Points Possible", "", "", "", "", "6.00"]
    assert [(row[1], row[5]) for row in rows[3:]] == [
        ("12345", "3"),
        ("222", "5.25"),
        ("102", "EX"),
        ("333", "2.1"),
        ("444", ""),
    ]
    assert rows[6][0] == "'=1+1"
    assert "Bo-102: no grade: 'EX' is on the platform: left as it is" in err


def test_a_table_with_semicolons_stays_one(export: Export, tmp_path: Path) -> None:
    """Canvas writes them, and decimal commas, where the language has them."""
    row = "Lovelace Ada,12345,,ada,One,10.00,,50,50"
    book = canvas_gradebook(tmp_path / "book.csv", row, most="6.00", separator=";")
    book.write_text(book.read_text().replace("6.00", "6,00"))
    export("--canvas", book, "--to", tmp_path / "filled.csv")
    rows = table(tmp_path / "filled.csv", ";")
    assert (rows[2][5], rows[3][5]) == ("6,00", "3")


def test_who_handed_nothing_in_gets_a_zero_on_request_alone(export: Export, tmp_path: Path) -> None:
    """And nobody does while somebody who handed in is not on the roster: they might be the same."""
    sheet, filled = tmp_path / "sheet.csv", tmp_path / "filled.csv"
    nothing = {106: "No submission"}
    worksheet(sheet, *MOODLE, status=nothing)
    err = export("--moodle", sheet, "--to", filled, "--missing-as-zero")[2]
    assert "no zeros: first settle who those are that were not found" in err
    assert table(filled)[6][4] == ""
    worksheet(sheet, *MOODLE, (108, "stranger", ""), (109, "ed", ""), status=nothing)
    status, _, err = export("--moodle", sheet, "--to", filled, "--missing-as-zero")
    assert status == 1
    assert table(filled)[6][4] == "0"
    assert table(filled)[9][4] == ""
    assert "ed: no grade: not graded: the file is empty" in err
    assert "handed nothing in: =HYPERLINK(1): 0" in err


def test_who_handed_in_something_gets_no_zero(export: Export, tmp_path: Path) -> None:
    """Moodle's Status tells, in English, whose hand-in could not be collected."""
    sheet, filled = tmp_path / "sheet.csv", tmp_path / "filled.csv"
    more = [(108, "stranger", ""), (109, "ed", ""), (110, "Müller, Ben", ""), (111, "O'Neill", "")]
    quoted = [(number, f'"{name}"', address) for number, name, address in [*more, (112, "Gu", "")]]
    said = {106: "No submission", 111: "Draft (not submitted)", 112: "Zur Bewertung abgegeben"}
    worksheet(sheet, *MOODLE, *quoted, status=said)
    status, out, err = export("--moodle", sheet, "--to", filled, "--missing-as-zero")
    assert status == 1
    assert "7 grades, 1 student without one, 4 of whom nothing is here" in out
    assert [row[4] for row in table(filled)[10:]] == ["", "", ""]
    who = "handed in, but nothing that could be collected: Müller, Ben; O'Neill: left as it is"
    assert who in err
    assert "nothing is here, and Status does not say in English why: Gu: left as it is" in err


def test_whose_hand_in_is_gone_is_named(
    export: Export, graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test student's grade that is left in the gradebook might be given to a namesake."""
    sheet = worksheet(tmp_path / "sheet.csv", *MOODLE)
    (graded / "submitted" / "di").rename(tmp_path / "di")
    status, _, err = export("--moodle", sheet, "--to", tmp_path / "filled.csv")
    (tmp_path / "di").rename(graded / "submitted" / "di")
    assert status == 1
    assert (
        "di: in the gradebook, but no longer in submitted/: the grade went to 'Di Late'; is it "
        "theirs? If not: nbgrader db student remove di --force"
    ) in err


def test_canvas_students_by_another_name_are_explained(export: Export, tmp_path: Path) -> None:
    """A known number is told with its name there; a first name in front is found."""
    rows = [
        '"Right, Ada",12345,,ar,One,,,,',
        '"Lovelace, Ada",777,,al,One,,,,',
        '"Di, Late",222,,xx,One,,,,',
    ]
    book = canvas_gradebook(tmp_path / "book.csv", *rows)
    filled = tmp_path / "filled.csv"
    _, _, err = export("--canvas", book, "--to", filled)
    assert (
        "lovelaceada-12345: no grade: not in book.csv by that name; 12345 is 'Right, Ada' there: if "
        "this is the same person, `nbgrader db student add lovelaceada-12345 --lms-user-id 12345`"
    ) in err
    assert [row[5] for row in table(filled)[3:]] == ["", "6", ""]


def test_the_platforms_own_table_is_not_overwritten(export: Export, tmp_path: Path) -> None:
    """--to has to be another file."""
    sheet = worksheet(tmp_path / "sheet.csv", *MOODLE)
    before = sheet.read_bytes()
    status, _, err = export("--moodle", sheet, "--to", tmp_path / "." / "sheet.csv")
    assert status == 2
    assert "sheet.csv is the table that the platform exported: name another file" in " ".join(
        err.split()
    )
    assert sheet.read_bytes() == before


def test_nobody_gets_a_row_that_could_be_anothers(export: Export, tmp_path: Path) -> None:
    """Same names, a name like a login, a number of another's, two folders for one row: all are named."""
    two = [(101, "Ada Lovelace", "ada@x.org"), (201, "Ada Lovelace", "al2@x.org")]
    late = [(301, "Late", "l@x.org"), (302, "Latecomer", "late@x.org"), (102, "Other", "")]
    sheet = worksheet(tmp_path / "sheet.csv", *two, (104, "cy@x.org", "di"), *late)
    _, _, err = export("--moodle", sheet, "--to", tmp_path / "filled.csv")
    assert {row[4] for row in table(tmp_path / "filled.csv")[1:]} == {""}
    expected = (
        "Ada_Lovelace: no grade: could be Ada Lovelace (101); Ada Lovelace (201): find out "
        "which student it is, and call the folder Ada_Lovelace-101 or Ada_Lovelace-201"
    )
    assert expected in err
    assert "di: no grade: the same row as cy@x.org; di" in err
    assert "late: no grade: could be Late (301); Latecomer (302)" in err
    assert "Bo-102: no grade: not in sheet.csv" in err  # 102 is somebody else's here


def test_an_address_at_another_host_does_not_say_whose_a_folder_is(
    export: Export, tmp_path: Path
) -> None:
    """Whoever chooses one could have somebody else's grade: it is told who has such an address."""
    own, others = (201, "Di E", "di@x.org"), (202, "Eve E", "late@evil.org")
    sheet, filled = tmp_path / "sheet.csv", tmp_path / "filled.csv"
    _, _, err = export("--moodle", worksheet(sheet, own, others), "--to", filled)
    assert [row[4] for row in table(filled)[1:]] == ["", ""]
    assert (
        "late: no grade: not in sheet.csv by that name; late@evil.org is 'Eve E' there: if this is "
        "the same person, `nbgrader db student add late --email late@evil.org`"
    ) in err
    export("--moodle", worksheet(sheet, own, (202, "Late L", "late@x.org")), "--to", filled)
    assert [row[4] for row in table(filled)[1:]] == ["5.25", "2.1"]


@pytest.mark.parametrize(
    ("make", "arguments", "message"),
    [
        (lambda path: worksheet(path, *MOODLE, most="100.00"), [],
         "has at most 100.00 points there, and 6 here: set it to 6 on the platform"),
        (lambda path: worksheet(path, *MOODLE), ["--column", "Mark"],
         "no column 'Mark': name it with --column; there are: 'Identifier', 'Full name'"),
        (lambda path: path.write_text("a,b\n1,2\n"), [], "expected Moodle's grading worksheet"),
        (lambda path: path.write_bytes(b"Identifier,Full name\xe9"), [], "is not UTF-8"),
        (lambda _: None, [], "cannot be read: No such file"),
    ],
)  # fmt: skip
def test_a_table_that_does_not_fit_says_what_to_do(
    export: Export,
    tmp_path: Path,
    make: Callable[[Path], object],
    arguments: list[str],
    message: str,
) -> None:
    """Other maximum points, no such column, another table: status 2, and nothing is written."""
    make(tmp_path / "sheet.csv")
    status, _, err = export(
        "--moodle", tmp_path / "sheet.csv", "--to", tmp_path / "filled.csv", *arguments
    )
    assert status == 2
    assert message in " ".join(err.split())
    assert not (tmp_path / "filled.csv").exists()


def test_a_class_that_was_never_graded_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a gradebook there is nothing to export."""
    monkeypatch.chdir(make_course(tmp_path))
    sheet = worksheet(tmp_path / "sheet.csv", *MOODLE)
    assert cli.main(["export", NAME, "--moodle", str(sheet), "--to", "filled.csv"]) == 2
    assert "tiny is not in the gradebook: run `python -m autograder grade tiny`" in " ".join(
        capsys.readouterr().err.split()
    )
