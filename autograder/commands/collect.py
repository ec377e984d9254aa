"""`collect`: put the files that a class handed in where grading looks for them."""

from __future__ import annotations

import argparse
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.commands import OK, SOME_FAILED, Subparsers, add_submitted_option
from autograder.commands.terminal_output import safe_message, safe_text
from autograder.course.assignment import Assignment, assignment_names, load_assignment
from autograder.errors import ConfigurationError
from autograder.platforms.archives import UnreadableDownload, downloaded_files
from autograder.platforms.collecting import choose_submissions
from autograder.platforms.duplicate_students import duplicate_remarks
from autograder.platforms.hand_in_times import (
    as_local,
    format_hand_in_time,
    local_zone,
    parse_moment,
)
from autograder.platforms.notebook_choice import ChosenSubmission, SkippedSubmission
from autograder.platforms.placing import (
    NEW,
    OLDER,
    REPLACED,
    SAME,
    PlacementOutcome,
    place_in_submitted,
)
from autograder.platforms.rosters import Roster, RosterEntry, read_roster
from autograder.platforms.student_folders import indistinct_elsewhere, student_folder_name
from autograder.platforms.student_matching import find_moodle_entries

FILE_DATES = "files"  # --handed-in files
EXAMPLE_TIME = "2026-11-01 23:59 UTC"
CollectedRow = tuple[ChosenSubmission, PlacementOutcome]


def add_parser(commands: Subparsers) -> None:
    """Add the command."""
    collect = commands.add_parser(
        "collect",
        help="collect what a class handed in",
        description="Put notebooks into submitted/<student>/<assignment>/. They come from a download "
        "of Moodle, Canvas, Brightspace, Blackboard or ILIAS, from a folder of notebooks or a zip of "
        "one, or from a single file.",
    )
    collect.add_argument("assignment", metavar="ASSIGNMENT", help="which one")
    collect.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a download, a folder or a file"
    )
    collect.add_argument("--student", metavar="NAME", help="everything given is this student's")
    collect.add_argument(
        "--moodle",
        type=Path,
        metavar="WORKSHEET",
        help="Moodle's grading worksheet, for the times and for students of the same name",
    )
    collect.add_argument(
        "--handed-in",
        type=_moment,
        metavar="TIME",
        help=f"when it was handed in: a time such as '{EXAMPLE_TIME}' (local if it names no zone), or "
        "'files' for the files' own dates (a platform's download has the download's dates)",
    )
    add_submitted_option(collect, "where to put them")
    collect.add_argument(
        "--dry-run", action="store_true", help="say what would be done, and do nothing"
    )
    collect.set_defaults(run=_run)


def _moment(text: str) -> datetime | str:
    if text == FILE_DATES:
        return text
    try:
        return parse_moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected a time such as '{EXAMPLE_TIME}', or 'files', got {text!r}"
        ) from None


def _run(options: argparse.Namespace, console: Console) -> int:
    course = Path.cwd()
    assignment = load_assignment(course, options.assignment)
    for path in options.paths:
        if not path.exists():
            raise ConfigurationError(f"{path}: no such file or folder")
    student = unicodedata.normalize("NFC", options.student or "")
    if student and student_folder_name(student) != student:
        raise ConfigurationError(
            f"--student: expected a folder's name, such as {student_folder_name(student)!r}, got "
            f"{student!r}"
        )
    roster = read_roster("moodle", options.moodle) if options.moodle else None
    others = [load_assignment(course, name) for name in assignment_names(course)]
    with ExitStack() as open_for:
        choices, left = choose_submissions(
            [item for path in options.paths for item in downloaded_files(path, open_for)],
            assignment,
            [other for other in others if other.name != assignment.name],
            student=student,
            namesakes=roster.namesake_suffixes() if roster else None,
        )
        people = {choice.student: choice.person for choice in choices}
        entries = find_moodle_entries(roster, people) if roster else {}
        twice = duplicate_remarks(options.submitted, people, roster)
        times = _times(options, choices, roster, entries)
        rows, unreadable = _put(options, assignment, choices, times)
    _show(options, rows, [*left, *unreadable], console)
    lines = [f"{student}: {remark}" for student, remark in twice.items()]
    lines += [*_unsettled(rows, roster, entries), *_zone_taken(options, choices, roster)]
    for line in (*lines, *indistinct_elsewhere(_there(options.submitted) | people.keys())):
        console.print(safe_message(line), soft_wrap=True)
    return SOME_FAILED if left or unreadable or not rows else OK


def _times(
    options: argparse.Namespace,
    choices: list[ChosenSubmission],
    roster: Roster | None,
    entries: dict[str, RosterEntry],
) -> dict[str, datetime | None]:
    """Return each student's hand-in time: from Moodle's worksheet, else --handed-in, else a file's name."""
    moodle = roster.submission_times() if roster else {}
    numbers = {student: entry.number for student, entry in entries.items()}
    return {
        choice.student: moodle.get(numbers.get(choice.student, ""))
        or _given(options.handed_in, choice)
        for choice in choices
    }


def _given(handed_in: datetime | str | None, choice: ChosenSubmission) -> datetime | None:
    if isinstance(handed_in, datetime):
        return as_local(handed_in)
    return choice.handed_in or (choice.file_date if handed_in == FILE_DATES else None)


def _zone_taken(
    options: argparse.Namespace, choices: list[ChosenSubmission], roster: Roster | None
) -> Iterator[str]:
    """Yield a line on the time zone that was assumed for times without one."""
    given = options.handed_in
    if isinstance(given, datetime):
        is_taken = given.tzinfo is None
    else:
        is_taken = any(choice.handed_in for choice in choices)
    if is_taken or (roster and roster.submission_times()):
        yield f"times that name no zone are taken for {local_zone()}"


def _there(submitted: Path) -> set[str]:
    """Return the students with a folder."""
    return {path.name for path in submitted.iterdir()} if submitted.is_dir() else set()


def _put(
    options: argparse.Namespace,
    assignment: Assignment,
    choices: list[ChosenSubmission],
    times: dict[str, datetime | None],
) -> tuple[list[CollectedRow], list[SkippedSubmission]]:
    """Put the notebooks in place; return what changed, and which submissions were left out."""
    rows: list[CollectedRow] = []
    left: list[SkippedSubmission] = []
    for choice in choices:
        when = times[choice.student]
        try:
            done = place_in_submitted(
                options.submitted, assignment, choice, when, dry_run=options.dry_run
            )
        except UnreadableDownload as error:
            left.append(SkippedSubmission(choice.student, str(error)))
        else:
            rows.append((choice, done))
    return rows, left


def _unsettled(
    rows: list[CollectedRow], roster: Roster | None, entries: dict[str, RosterEntry]
) -> Iterator[str]:
    """Yield lines on the students who are not on the worksheet or have no hand-in time."""
    if roster:
        strangers = [choice.student for choice, _ in rows if choice.student not in entries]
        if strangers:
            yield f"not in {roster.path.name}: {'; '.join(strangers)}"
    untimed = [
        choice.student
        for choice, done in rows
        if done.handed_in is None and (roster or done.note)  # the note tells of an earlier time
    ]
    if untimed:
        yield f"no time known, counts as on time (--handed-in TIME says it): {'; '.join(untimed)}"


def _show(
    options: argparse.Namespace,
    rows: list[CollectedRow],
    left: list[SkippedSubmission],
    console: Console,
) -> None:
    print(f"{options.assignment}: {_summary(rows, left, dry_run=options.dry_run)}")
    if rows:
        Console().print(_table(rows))
    for out in left:
        console.print(safe_message(f"{out.who}: left out: {out.reason}"), soft_wrap=True)


def _summary(rows: list[CollectedRow], left: list[SkippedSubmission], *, dry_run: bool) -> str:
    count = Counter(done.status for _, done in rows)
    parts = [f"{count[NEW]} new"] if rows else ["nothing collected"]
    for number, words in (
        (count[REPLACED], "replaced"),
        (count[SAME], "as before"),
        (count[OLDER], "left for a newer one"),
        (len(left), "left out"),
    ):
        parts += [f"{number} {words}"] if number else []
    return ", ".join(parts) + " (nothing was done: --dry-run)" * dry_run


def _table(rows: list[CollectedRow]) -> Table:
    """Return a table of the collected notebooks, with a column of times if there are any."""
    timed = any(done.handed_in for _, done in rows)
    table = Table()
    table.add_column("student", overflow="fold")
    table.add_column("file", overflow="fold")
    if timed:
        table.add_column("handed in", no_wrap=True)
    table.add_column("result", no_wrap=True)
    table.add_column("remarks", overflow="fold")
    for choice, done in rows:
        remarks = "; ".join(filter(None, [*choice.notes, done.note]))
        when = [format_hand_in_time(done.handed_in) if done.handed_in else "?"] if timed else []
        files = ", ".join(chosen.file for chosen in choice.notebooks)
        cells = (choice.student, files, *when, done.status, remarks)
        table.add_row(*map(safe_text, cells))
    return table
