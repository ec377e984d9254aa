"""`collect`: whatever a class handed in, to where it is graded."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.assignment import Assignment, assignments, load_assignment
from autograder.commands import OK, SOME_FAILED, Commands
from autograder.errors import ConfigurationError
from autograder.limits import MIB
from autograder.platforms.archives import Item, Unreadable, items
from autograder.platforms.collecting import (
    NEW,
    OLDER,
    REPLACED,
    SAME,
    Choice,
    LeftOut,
    Put,
    choose,
    put,
    shown,
)
from autograder.platforms.doubles import doubles
from autograder.platforms.matching import on_roster
from autograder.platforms.naming import folder_name
from autograder.platforms.rosters import Entry, Roster, read_roster
from autograder.table import plain, plain_message

FILES = "files"  # --handed-in files
EXAMPLE = "2026-11-01 23:59 UTC"
Row = tuple[Choice, Put]


def add(commands: Commands) -> None:
    """Add the command."""
    collect = commands.add_parser(
        "collect",
        help="collect what a class handed in",
        description="Put notebooks into submitted/<student>/<assignment>/: from a download of "
        "Moodle's or Canvas's, a folder of notebooks, a zip of one, or a single notebook.",
    )
    collect.add_argument("assignment", metavar="ASSIGNMENT")
    collect.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    collect.add_argument("--student", metavar="NAME", help="all of it is this student's")
    collect.add_argument(
        "--moodle",
        type=Path,
        metavar="WORKSHEET",
        help="Moodle's grading worksheet: when each was handed in, and who has whose name",
    )
    collect.add_argument(
        "--handed-in",
        type=_moment,
        metavar="TIME",
        help=f"when, for late penalties: a time such as '{EXAMPLE}', or 'files' for the files' own "
        "dates (in a download of Moodle's or Canvas's these are the download's)",
    )
    collect.add_argument(
        "--submitted",
        type=Path,
        default=Path("submitted"),
        metavar="DIR",
        help="where to (default: submitted)",
    )
    collect.add_argument("--dry-run", action="store_true", help="say what would be done")
    collect.set_defaults(run=_run)


def _moment(text: str) -> datetime | str:
    if text == FILES:
        return text
    try:
        found = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"expected a time such as '{EXAMPLE}', or 'files', got {text!r}"
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _run(options: argparse.Namespace, console: Console) -> int:
    course = Path.cwd()
    assignment = load_assignment(course, options.assignment)
    for path in options.paths:
        if not path.exists():
            raise ConfigurationError(f"{path}: no such file or folder")
    if options.student and folder_name(options.student) != options.student:
        raise ConfigurationError(
            f"--student: expected a folder's name, such as {folder_name(options.student)!r}, got "
            f"{options.student!r}"
        )
    roster = read_roster("moodle", options.moodle) if options.moodle else None
    with ExitStack() as open_for:
        found = [item for path in options.paths for item in items(path, open_for)]
        choices, left = choose(
            found,
            assignment.name,
            assignments(course),
            student=options.student or "",
            namesakes=roster.namesakes() if roster else None,
        )
        people = {choice.student: choice.person for choice in choices}
        entries = on_roster(roster, people) if roster else {}
        twice = doubles(options.submitted, people, roster)
        times = _times(options, choices, roster, entries)
        rows, unreadable = _put(options, assignment, choices, times)
    _show(options, rows, [*left, *unreadable], console)
    lines = [f"{student}: {remark}" for student, remark in twice.items()]
    for line in (*lines, *_unsettled(rows, roster, entries)):
        console.print(plain_message(line), soft_wrap=True)
    return SOME_FAILED if left or unreadable or not rows else OK


def _times(
    options: argparse.Namespace,
    choices: list[Choice],
    roster: Roster | None,
    entries: dict[str, Entry],
) -> dict[str, datetime | None]:
    """Return when each was handed in, by Moodle's worksheet or else by --handed-in."""
    moodle = roster.handed_in() if roster else {}
    numbers = {student: entry.number for student, entry in entries.items()}
    return {
        choice.student: moodle.get(numbers.get(choice.student, ""))
        or _given(options.handed_in, choice.item)
        for choice in choices
    }


def _put(
    options: argparse.Namespace,
    assignment: Assignment,
    choices: list[Choice],
    times: dict[str, datetime | None],
) -> tuple[list[Row], list[LeftOut]]:
    """Put the notebooks in place; return what that changed, and what could not be taken."""
    most = int(assignment.limits.notebook_mib * MIB)
    rows: list[Row] = []
    left: list[LeftOut] = []
    for choice in choices:
        when = times[choice.student]
        try:
            done = put(
                options.submitted, assignment.name, choice, when, most, dry_run=options.dry_run
            )
        except Unreadable as error:
            left.append(LeftOut(choice.student, str(error)))
        else:
            rows.append((choice, done))
    return rows, left


def _unsettled(rows: list[Row], roster: Roster | None, entries: dict[str, Entry]) -> Iterator[str]:
    """Yield who is not on the worksheet, and who has no time where there could be one."""
    if roster:
        strangers = [choice.student for choice, _ in rows if choice.student not in entries]
        if strangers:
            yield f"not in {roster.path.name}: {'; '.join(strangers)}"
    untimed = [
        choice.student
        for choice, done in rows
        if done.handed_in is None and (roster or done.note)  # which tells of the time before
    ]
    if untimed:
        yield f"no time known, counts as on time (--handed-in TIME says it): {'; '.join(untimed)}"


def _given(handed_in: datetime | str | None, item: Item) -> datetime | None:
    return item.date if isinstance(handed_in, str) else handed_in


def _show(
    options: argparse.Namespace, rows: list[Row], left: list[LeftOut], console: Console
) -> None:
    print(f"{options.assignment}: {_summary(rows, left, dry_run=options.dry_run)}")
    if rows:
        Console().print(_table(rows))
    for out in left:
        console.print(plain_message(f"{out.who}: left out: {out.reason}"), soft_wrap=True)


def _summary(rows: list[Row], left: list[LeftOut], *, dry_run: bool) -> str:
    count = Counter(done.done for _, done in rows)
    parts = [f"{count[NEW]} new"] if rows else ["nothing collected"]
    for number, words in (
        (count[REPLACED], "replaced"),
        (count[SAME], "as before"),
        (count[OLDER], "left for a newer one"),
        (len(left), "left out"),
    ):
        parts += [f"{number} {words}"] if number else []
    return ", ".join(parts) + " (nothing was done: --dry-run)" * dry_run


def _table(rows: list[Row]) -> Table:
    """Return who was collected; with a column of times where there are any."""
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
        when = [shown(done.handed_in) if done.handed_in else "?"] if timed else []
        cells = (choice.student, choice.file, *when, done.done, remarks)
        table.add_row(*map(plain, cells))
    return table
