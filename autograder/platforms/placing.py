"""Placing: put the chosen files of a student's hand-in where grading looks for them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.course.limits import MIB
from autograder.errors import ConfigurationError
from autograder.files import write_public_bytes
from autograder.platforms.archives import UnreadableDownload
from autograder.platforms.files_beside import read_files_beside
from autograder.platforms.hand_in_times import (
    TIMESTAMP_FILE,
    format_hand_in_time,
    read_timestamp,
    write_timestamp,
)
from autograder.platforms.notebook_choice import ChosenSubmission

SHOWN = 3  # names in a note
NEW, REPLACED, SAME, OLDER = "new", "replaced", "same", "left"


@dataclass(frozen=True)
class PlacementOutcome:
    """The outcome of collecting a student's hand-in.

    Attributes:
        status: new, replaced, same (as the files there) or left (the files there are newer).
        handed_in: the hand-in time of the files that are there now; None: unknown.
        note: a remark for a person.
    """

    status: str
    handed_in: datetime | None
    note: str = ""


def place_in_submitted(
    submitted: Path,
    assignment: Assignment,
    choice: ChosenSubmission,
    handed_in: datetime | None,
    *,
    dry_run: bool = False,
) -> PlacementOutcome:
    """Place a student's notebooks where nbgrader looks for them, with the other files beside them.

    They replace earlier ones, unless those are known to have been handed in later.

    Returns:
        The outcome.

    Raises:
        UnreadableDownload: a notebook cannot be read; the text says why.
        ConfigurationError: a file cannot be written.
    """
    folder = submitted / choice.student / assignment.name
    notebooks = _notebooks(choice, int(assignment.limits.notebook_mib * MIB))
    own = {*notebooks, TIMESTAMP_FILE}  # no file of the student's may stand in their place
    wanted = {path: item for path, item in choice.beside.items() if path.split("/")[0] not in own}
    beside, left = read_files_beside(wanted, notebooks.values(), assignment.files)
    files = {folder / path: data for path, data in {**beside, **notebooks}.items()}
    try:
        before = {path: path.read_bytes() for path in files if path.is_file()}
        outcome = _outcome(before, files, read_timestamp(folder), handed_in)
        if not dry_run:
            _write(folder, files, outcome, handed_in)
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be written: {error.strerror or error}") from None
    if left:
        note = f"left out, too large or unreadable: {', '.join(left[:SHOWN])}"
        note += f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
        return replace(outcome, note="; ".join(filter(None, (outcome.note, note))))
    return outcome


def _notebooks(choice: ChosenSubmission, most_bytes: int) -> dict[str, bytes]:
    """Return the notebooks' bytes by file name."""
    files = {}
    for chosen in choice.notebooks:
        data = chosen.item.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise UnreadableDownload(
                f"a notebook of more than {most_bytes // MIB} MiB: were outputs left in?"
            )
        files[f"{chosen.notebook}.ipynb"] = data
    return files


def _write(
    folder: Path, files: dict[Path, bytes], outcome: PlacementOutcome, handed_in: datetime | None
) -> None:
    if outcome.status in (NEW, REPLACED):
        for path, data in files.items():
            _make_room(folder, path)
            write_public_bytes(path, data)
        _make_room(folder, folder / TIMESTAMP_FILE)
        write_timestamp(folder, handed_in)
    elif outcome.status == SAME and handed_in is not None:
        write_timestamp(folder, handed_in)


def _make_room(folder: Path, path: Path) -> None:
    """Remove what an earlier hand-in left where a file, or a folder on the way to it, is to be."""
    on_the_way = [*path.relative_to(folder).parents][:-1]  # the last is the folder itself
    for place in reversed(on_the_way):
        if not (folder / place).is_dir() or (folder / place).is_symlink():
            (folder / place).unlink(missing_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)


def _outcome(
    before: dict[Path, bytes],
    files: dict[Path, bytes],
    was: datetime | None,
    handed_in: datetime | None,
) -> PlacementOutcome:
    """Return the outcome for new files, given those already there."""
    if not before:
        return PlacementOutcome(NEW, handed_in)
    if before == files:
        return PlacementOutcome(SAME, handed_in or was)
    if was is None:
        return PlacementOutcome(REPLACED, handed_in)
    if handed_in is not None and was > handed_in:
        return PlacementOutcome(
            OLDER, was, f"for a newer one: this is of {format_hand_in_time(handed_in)}"
        )
    return PlacementOutcome(REPLACED, handed_in, f"the one before: {format_hand_in_time(was)}")
