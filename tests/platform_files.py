"""Files as learning platforms name and lay them out when an instructor downloads or exports them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import made_up

NOTEBOOK = f"{made_up.NAME}.ipynb"
Collect = Callable[..., tuple[int, str, str]]
WORKSHEET = (
    "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\r\n"
)


def notebook(marker: str = "") -> bytes:
    """Return a notebook that can be told from another by its marker."""
    made = made_up.make_notebook()
    made.cells[0].source = f"# Tiny {marker}"
    return json.dumps(made).encode()


def make_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write an archive."""
    path.write_bytes(zipped(files))
    return path


def zipped(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive's bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def worksheet(
    path: Path,
    *students: tuple[int, str, str],
    grade: str = "",
    most: str = "6.00",
    status: Mapping[int, str] | None = None,
) -> Path:
    """Write a grading worksheet of Moodle's: number, full name and email address of each student.

    By number, ``status`` says of whom Moodle has something else than a submission.
    """
    says = status or {}
    path.write_text(
        WORKSHEET
        + "".join(
            f"Participant {number},{name},{email},{says.get(number, 'Submitted for grading')} - - ,{grade},{most},Yes,"
            f'"Monday, 2 November 2026, 3:25 PM",-,\r\n'
            for number, name, email in students
        ),
        encoding="utf-8",
        newline="",
    )
    return path


def canvas_gradebook(path: Path, *rows: str, most: str = "6.00", separator: str = ",") -> Path:
    """Write a gradebook export of Canvas's, with an older assignment and totals beside ours."""
    lines = [
        "Student,ID,SIS User ID,SIS Login ID,Section,Warm up (11),tiny (12),Current Score,Final Score",
        ",,,,,Manual Posting,,,",
        f"    Points Possible,,,,,10.00,{most},(read only),(read only)",
        *rows,
    ]
    text = "".join(f"{line}\n" for line in lines).replace(",", separator)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def collected(course: Path) -> dict[str, str]:
    """Return the first lines of the collected notebooks, by student."""
    found = {}
    for path in course.glob(f"submitted/*/{made_up.NAME}/{NOTEBOOK}"):
        found[path.parents[1].name] = path.read_text().partition("# Tiny ")[2].partition('"')[0]
    return found


def timestamp(course: Path, student: str) -> str | None:
    """Return when a student handed in, as nbgrader will read it."""
    path = course / "submitted" / student / made_up.NAME / "timestamp.txt"
    return path.read_text() if path.exists() else None
