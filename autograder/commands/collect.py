"""`collect`: whatever a class handed in, to where it is graded."""

from __future__ import annotations

import argparse
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
from autograder.platforms.collecting import Choice, LeftOut, choose, put
from autograder.platforms.naming import folder_name
from autograder.platforms.rosters import Roster, read_roster
from autograder.table import plain, plain_message

FILES = "files"  # --handed-in files
EXAMPLE = "2026-11-01 23:59 UTC"


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
        rows, unreadable = _put(options, assignment, choices, roster)
    return _show(options, rows, [*left, *unreadable], console)


def _put(
    options: argparse.Namespace,
    assignment: Assignment,
    choices: list[Choice],
    roster: Roster | None,
) -> tuple[list[tuple[Choice, str]], list[LeftOut]]:
    """Put the notebooks in place; return what that changed, and what could not be taken."""
    moodle = roster.handed_in() if roster else {}
    most = int(assignment.limits.notebook_mib * MIB)
    rows: list[tuple[Choice, str]] = []
    left: list[LeftOut] = []
    for choice in choices:
        when = moodle.get(choice.person.number) or _given(options.handed_in, choice.item)
        try:
            done = put(
                options.submitted, assignment.name, choice, when, most, dry_run=options.dry_run
            )
        except Unreadable as error:
            left.append(LeftOut(choice.student, str(error)))
        else:
            rows.append((choice, done))
    return rows, left


def _given(handed_in: datetime | str | None, item: Item) -> datetime | None:
    return item.date if isinstance(handed_in, str) else handed_in


def _show(
    options: argparse.Namespace,
    rows: list[tuple[Choice, str]],
    left: list[LeftOut],
    console: Console,
) -> int:
    would = "would be collected" if options.dry_run else "collected"
    table = Table(title=f"{options.assignment}: {len(rows)} {would}, {len(left)} left out")
    for column in ("student", "file", "", "remarks"):
        table.add_column(column, overflow="fold")
    for choice, done in rows:
        table.add_row(
            plain(choice.student),
            plain(choice.file),
            plain(done),
            plain("; ".join(choice.notes)),
        )
    Console().print(table)
    for out in left:
        console.print(plain_message(f"{out.who}: left out: {out.reason}"), soft_wrap=True)
    return SOME_FAILED if left or not rows else OK
