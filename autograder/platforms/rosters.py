"""Tables that platforms export and import: Canvas's gradebook, Moodle's grading worksheet.

Canvas (``lib/gradebook_importer.rb``): ``Student,ID,SIS User ID,SIS Login ID,Section``, then a column
``Title (number)`` for each assignment; a row "Points Possible"; commas or semicolons, with a point
or a comma in numbers. It finds students by ``ID``, and would create an assignment for an unknown title.

Moodle (``mod/assign/feedback/offline``): ``Identifier,Full name,Email address,Status,Grade,Maximum
Grade,…``. It finds students by the number in ``Identifier``, skips empty grades and those above the
maximum, and reads the first column and "Grade" in the user's language.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import product
from pathlib import Path

from autograder.course.result_display import spreadsheet_text
from autograder.errors import ConfigurationError
from autograder.files import write_private_parts
from autograder.platforms.student_folders import student_folder_name

COLUMN_TITLE = re.compile(r"(?P<title>.*?)(?: \((?P<number>\d+)\))?")
SUBMISSION_MODIFIED = "Last modified (submission)"
GRADE_MODIFIED = "Last modified (grade)"  # the columns behind it hold teachers' text
NO_TIME = "-"
TIME_FORMATS = (
    "%A, %d %B %Y, %I:%M %p",
    "%A, %d %B %Y, %H:%M",
    "%d/%m/%y, %H:%M",
)  # Moodle's English
STATUS_COLUMN = "Status"
NO_SUBMISSION = (
    "No submission"  # Moodle's English (mod/assign/lang/en/assign.php), like the next line
)
SUBMITTED_STATUSES = ("Submitted for grading", "Draft", "Reopened", "Graded")
PROTECTED_GRADES = ("EX", "N/A")  # Canvas's own: excused, or not assigned
LOGIN_COLUMNS = ("sis user id", "sis login id", "email address", "username", "id number")


@dataclass(frozen=True)
class RosterEntry:
    """A student on the roster, with the platform's ``number`` and the student's own ``logins``."""

    row: int
    number: str
    name: str
    logins: frozenset[str]

    @property
    def distinguishing_logins(self) -> list[str]:
        """Logins, with and without host, that distinguish the student from a namesake, shortest first."""
        bare = {login.partition("@")[0] for login in self.logins} - {""}
        return sorted(self.logins | bare, key=lambda each: (len(each), each))


@dataclass(frozen=True)
class Roster:
    """A platform's exported table of students and grades.

    Attributes:
        platform: canvas or moodle.
        path: its file.
        rows: all of them, the header first.
        delimiter: the sign between cells.
        bom: whether the file begins with a byte order mark.
    """

    platform: str
    path: Path
    rows: list[list[str]]
    delimiter: str = ","
    bom: bool = False
    entries: list[RosterEntry] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        """The columns' names."""
        return self.rows[0]

    def column_index(self, title: str) -> int:
        """Return the index of an assignment's grade column.

        Raises:
            ConfigurationError: there is none, or several; the text lists all columns.
        """
        found = [n for n, name in enumerate(self.header) if _is_called(name, title)]
        if len(found) == 1:
            return found[0]
        many = "several columns" if found else "no column"
        there_are = ", ".join(repr(name) for name in self.header if name)
        raise ConfigurationError(
            f"{self.path}: {many} {title!r}: name it with --column; there are: {there_are}"
        )

    def maximum_points(self, column: int) -> set[str]:
        """Return the platform's maximum points for a column, as the texts in the table."""
        if self.platform == "canvas":
            rows = [row for row in self.rows[1:] if "Points Possible" in row[0]]
            return {row[column].strip() for row in rows}
        return {self.rows[entry.row][column + 1].strip() for entry in self.entries}

    def filled_rows(self, column: int, grades: Mapping[int, str]) -> list[list[str]]:
        """Return the rows to import, with new grades; other cells are kept, with formulas made harmless.

        Of Canvas's grade columns only this one is kept: grades in others may have changed there.
        """
        rows = [list(row) for row in self.rows]
        for place, grade in grades.items():
            rows[place][column] = grade
        texts = [0] if self.platform == "canvas" else self._not_imported(column)
        for entry, place in product(self.entries, texts):
            rows[entry.row][place] = _harmless(rows[entry.row][place])
        if self.platform == "canvas":
            kept = [*range(_section(self.header) + 1), column]
            rows = [[row[n] for n in kept] for row in rows]
        return rows

    def _not_imported(self, column: int) -> list[int]:
        """Return Moodle's columns that its import ignores, which may hold students' text.

        The import finds students by the first column, and reads comments behind the grade's time.
        """
        known = GRADE_MODIFIED in self.header
        end = self.header.index(GRADE_MODIFIED) if known else len(self.header)
        return [place for place in range(1, end) if place != column]

    def namesake_suffixes(self) -> dict[str, str]:
        """Return, by number, a suffix that tells namesakes apart: a login, else the number.

        Moodle's number differs in each assignment; an email address stays the same.
        """
        names = Counter(student_folder_name(entry.name) for entry in self.entries)
        shared = [each for each in self.entries if names[student_folder_name(each.name)] > 1]
        return {
            e.number: student_folder_name([*e.distinguishing_logins, e.number][0]) for e in shared
        }

    def email_local_parts(self, entry: RosterEntry) -> list[str]:
        """Return the local parts of a student's email addresses; none if there are several hosts.

        At another host, a student could choose an address that begins like somebody else's.
        """
        parts = [login.rpartition("@")[0] for login in sorted(entry.logins)]
        return [part for part in parts if part] if len(self._hosts) == 1 else []

    @cached_property
    def _hosts(self) -> set[str]:
        logins = {login for entry in self.entries for login in entry.logins}
        return {login.rpartition("@")[2] for login in logins if "@" in login}

    def submission_times(self) -> dict[str, datetime]:
        """Return, by number, when each submission was last modified, according to Moodle.

        The times are in words, in the language and time zone of the person who exported the table. Only
        English is understood, and this machine's time zone is assumed.
        """
        if SUBMISSION_MODIFIED not in self.header:
            return {}
        column = self.header.index(SUBMISSION_MODIFIED)
        times = {e.number: _time(self.rows[e.row][column]) for e in self.entries}
        return {number: time for number, time in times.items() if time is not None}

    def has_submitted(self, entry: RosterEntry) -> bool | None:
        """Say whether a student has submitted to Moodle; None if the table does not tell."""
        if self.platform == "canvas" or STATUS_COLUMN not in self.header:
            return None
        status = self.rows[entry.row][self.header.index(STATUS_COLUMN)].strip()
        if status.startswith(NO_SUBMISSION):
            return False
        return True if status.startswith(SUBMITTED_STATUSES) else None

    def write(self, path: Path, rows: list[list[str]]) -> None:
        """Write rows in the format of the platform's own export.

        Raises:
            ConfigurationError: it cannot be written; the text says why.
        """
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.delimiter).writerows(rows)
        write_private_parts(path, ["\ufeff" * self.bom, out.getvalue()])


def _time(text: str) -> datetime | None:
    for form in TIME_FORMATS:
        with contextlib.suppress(ValueError):
            return datetime.strptime(text.strip(), form).astimezone()
    return None


def _harmless(text: str) -> str:
    return text if text.strip() == NO_TIME else spreadsheet_text(text)


def _is_called(name: str, title: str) -> bool:
    """Say whether a column has a title, with or without Canvas's number behind it."""
    match = COLUMN_TITLE.fullmatch(name.strip())
    without = match["title"] if match else name
    return title.casefold() in (name.strip().casefold(), without.casefold())


def _section(header: list[str]) -> int:
    return next(n for n, name in enumerate(header) if name.strip().casefold() == "section")


def read_roster(platform: str, path: Path) -> Roster:
    """Read a table that a platform exported.

    Raises:
        ConfigurationError: it is no such table; the text says what was expected.
    """
    rows, delimiter, bom = _read_table(path)
    roster = Roster(platform, path, rows, delimiter, bom)
    entries = _canvas_entries(roster) if platform == "canvas" else _moodle_entries(roster)
    if not entries:
        raise ConfigurationError(f"{path}: no students in it; export it again")
    return replace(roster, entries=entries)


def _read_table(path: Path) -> tuple[list[list[str]], str, bool]:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(
            f"{path} is not UTF-8: expected the file as the platform exported it, not one that a "
            "spreadsheet saved"
        ) from None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    return rows, delimiter, data.startswith(b"\xef\xbb\xbf")


def _canvas_entries(roster: Roster) -> list[RosterEntry]:
    header = [name.strip().casefold() for name in roster.rows[0]] if roster.rows else []
    if "id" not in header or "section" not in header or header[0] not in ("student", "lastname"):
        raise ConfigurationError(
            f"{roster.path}: expected Canvas's gradebook export, with the columns Student, ID, …, "
            f"Section; got {', '.join(header[:6]) or 'an empty file'}"
        )
    number = header.index("id")
    return [
        RosterEntry(place, row[number].strip(), _sortable(row[:number]), _logins(header, row))
        for place, row in enumerate(roster.rows)
        if place and row[number].strip().isdigit()
    ]


def _sortable(names: list[str]) -> str:
    """Return a name such as "Lovelace, Ada", from one column or two."""
    return ", ".join(name.strip() for name in names if name.strip())


def _moodle_entries(roster: Roster) -> list[RosterEntry]:
    header = [name.strip().casefold() for name in roster.rows[0]] if roster.rows else []
    numbers = [re.search(r"\d+$", row[0].strip()) for row in roster.rows[1:]]
    if len(header) < 4 or not numbers or None in numbers:
        raise ConfigurationError(
            f"{roster.path}: expected Moodle's grading worksheet, with the columns Identifier, Full "
            f"name, …, Grade, Maximum Grade; got {', '.join(header[:6]) or 'an empty file'}"
        )
    return [
        RosterEntry(place, number[0], row[1].strip(), _logins(header, row))
        for place, (row, number) in enumerate(zip(roster.rows[1:], numbers, strict=True), start=1)
        if number is not None
    ]


def _logins(header: list[str], row: list[str]) -> frozenset[str]:
    """Return a student's logins and email addresses from a row."""
    cells = [cell.strip() for name, cell in zip(header, row, strict=True) if name in LOGIN_COLUMNS]
    return frozenset(cell.casefold() for cell in cells if cell)
