"""Handing in: look the notebook over, try it, pack it, and show what came of it."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from course_utils.agent import STUB
from course_utils.cards import Place, shell
from course_utils.looking_over import NotPacked, look_over, unsaved
from course_utils.notebook_file import SavedNotebook, first_line, grade_id, is_graded, source_of
from course_utils.notices import Notice, Trying
from course_utils.session import Session
from course_utils.standing import share_of_points
from course_utils.trial import NotTried, Trial, Trouble, run_cells

MAX_BYTES = 20 << 20  # of a notebook: what the grader reads
SLOW_S = 5.0  # of a cell, after which the time is shown
SHOWN = 5  # cells that raise; the first ones are what to mend first


def hand_in(session: Session, cell_limit_s: float) -> Path | None:
    """Pack a session's notebook, and show how that went.

    Returns:
        The zip's path; None where none was made.
    """
    place, warnings = Place(), list[str]()
    try:
        notebook = look_over(session, getattr(shell(), "user_ns", {}))
        saved_at = time.strftime("%H:%M on %d %B", time.localtime(session.notebook.stat().st_mtime))
        warnings += _unsaved(unsaved(notebook, _history())) + _lacking(session)
        warnings += _try(session, notebook, cell_limit_s, place, list(warnings))
        warnings += pack(notebook, session.notebook.name, session.zip)
    except NotPacked as problem:
        place.show(_refused(session, problem))
        return None
    except KeyboardInterrupt as stop:
        stopped = NotPacked(
            f"The trial was stopped{stop}.", "run this cell again when you are done."
        )
        place.show(_refused(session, stopped, warnings))
        raise
    place.show(_packed(session, saved_at, warnings))
    return session.zip


def _refused(session: Session, problem: NotPacked, warnings: Sequence[str] = ()) -> Notice:
    older = [f"The {session.zip.name} that lies there is an older one."]
    things = [*warnings, *(older if session.zip.exists() else [])]
    return Notice(f"! {session.zip.name} was not made", problem.reason, things, problem.remedy)


def _packed(session: Session, saved_at: str, warnings: list[str]) -> Notice:
    text = f"It holds {session.notebook.name} as it was saved at {saved_at}."
    if not warnings:
        text += " It runs from top to bottom in a fresh kernel, and all checks that you see pass."
        remedy = f"upload `{session.zip}` where your course collects work."
        return Notice(f"✓ {session.zip.name} is ready to hand in", text, [], remedy)
    things = "1 thing" if len(warnings) == 1 else f"{len(warnings)} things"
    remedy = (
        f"mend what you can, save, and run this cell again; or upload `{session.zip}` as it is."
    )
    return Notice(f"! {session.zip.name} is made, with {things} to look at", text, warnings, remedy)


def _history() -> list[str]:
    """Return the sources of the cells that were run in this session."""
    manager = getattr(shell(), "history_manager", None)
    return list(getattr(manager, "input_hist_raw", []))


def _unsaved(exercises: Sequence[str]) -> list[str]:
    if not exercises:
        return []
    return [
        f"Not saved as you ran it last: {', '.join(exercises)}. The zip holds what is saved: press "
        "stop if this cell still runs, save the notebook (Ctrl+S), and run this cell again."
    ]


def _lacking(session: Session) -> list[str]:
    if session.checks.is_file():
        return []
    name = session.checks.name
    return [f"{name} is not beside the notebook, so no check can run: put it back."]


def _try(
    session: Session, notebook: SavedNotebook, limit_s: float, place: Place, known: Sequence[str]
) -> list[str]:
    """Run the notebook in a fresh kernel, and return what is to be told about that.

    Raises:
        KeyboardInterrupt: it was stopped; its text says in which cell.
    """
    cells = [cell for cell in notebook.code_cells if source_of(cell).strip()]
    where = ""

    def tell(number: int, for_s: float) -> None:
        nonlocal where
        line = first_line(cells[number])
        where = f" in the cell that begins `{line}`, after {for_s:.0f} s of it"
        if place.is_live or (number, for_s) == (0, 0):
            lasts = f" for {for_s:.0f} s (at most {limit_s:g} s)" if for_s > SLOW_S else ""
            trying = Trying(session.notebook.name, number + 1, len(cells), line, lasts, known)
            place.show(trying)

    try:
        trial = run_cells([source_of(cell) for cell in cells], session.folder, limit_s, tell)
    except NotTried as error:
        return [f"The notebook was not tried: {error}."]
    except KeyboardInterrupt:
        raise KeyboardInterrupt(where) from None
    told = troubles_told(session, notebook, cells, trial.troubles)
    return told + _without_result(session, cells, trial)


def _without_result(session: Session, cells: Sequence[dict[str, Any]], trial: Trial) -> list[str]:
    """Name the exercises of which `check` found nothing, although their cells ran without an error."""
    if trial.checked is None or not session.checks.is_file():
        return []
    told = {trouble.cell for trouble in trial.troubles}
    graded = [grade_id(cell) for n, cell in enumerate(cells) if is_graded(cell) and n not in told]
    silent = [name for name in graded if name not in trial.checked]
    if not silent:
        return []
    calls = ", ".join(f'`check("{name}")`' for name in silent)
    return [
        f"No result came from {calls}: is `check` replaced in your notebook, or the cell changed?"
    ]


def troubles_told(
    session: Session,
    notebook: SavedNotebook,
    cells: Sequence[dict[str, Any]],
    troubles: Sequence[Trouble],
) -> list[str]:
    """Return in words what went wrong in a trial of ``cells``."""
    failing = [
        grade_id(cells[trouble.cell])
        for trouble in troubles
        if trouble.error == "ChecksFailed" and is_graded(cells[trouble.cell])
    ]
    open_ = [name for name in failing if _is_unanswered(notebook, name)]
    wrong = [name for name in failing if name not in open_]
    lost = [name for name in wrong if _passed(session, name)]
    told = [f"Not answered: {', '.join(open_)}."] if open_ else []
    if set(wrong) - set(lost):
        told.append(f"The checks do not pass yet: {', '.join(n for n in wrong if n not in lost)}.")
    causes = {_exercise_at(t.cell, cells): t for t in reversed(troubles) if not _is_of_checks(t)}
    if lost:
        named = [f"{name} ({_raised(causes[name])})" if name in causes else name for name in lost]
        told.append(
            f"In this session they passed, but not from top to bottom: {', '.join(named)}. "
            "Something that they need stands further down, or was changed or deleted."
        )
    said = [causes[name] for name in lost if name in causes]
    others = [t for t in troubles if t not in said and not _is_told(t, cells, open_)]
    if not session.checks.is_file():
        others = [trouble for trouble in others if trouble.error != "ChecksError"]
    told += [_sentence(trouble, cells) for trouble in others[:SHOWN]]
    if len(others) > SHOWN:
        told.append(f"{len(others) - SHOWN} more cells raise an error.")
    return told


def _is_unanswered(notebook: SavedNotebook, exercise: str) -> bool:
    return any(STUB in source_of(cell) for cell in notebook.exercises[exercise].answers)


def _passed(session: Session, exercise: str) -> bool:
    found = session.found.get(exercise, [])
    return bool(found) and share_of_points(found) == 1


def _is_told(trouble: Trouble, cells: Sequence[dict[str, Any]], open_: Sequence[str]) -> bool:
    """Say whether a trouble is told already: of an exercise's checks, or of one not answered."""
    if trouble.error and _exercise_at(trouble.cell, cells) in open_:
        return True  # what tries an answer that is not there
    if trouble.error == "ChecksFailed":
        return is_graded(cells[trouble.cell])
    return trouble.error == "NotImplementedError" and trouble.message.startswith(STUB)


def _sentence(trouble: Trouble, cells: Sequence[dict[str, Any]]) -> str:
    cell = f"The cell that begins `{first_line(cells[trouble.cell])}`"
    if not trouble.error:
        return f"{cell} {trouble.message}: the cells behind it were not tried."
    return f"{cell} raises {_raised(trouble)}"


def _raised(trouble: Trouble) -> str:
    message = trouble.message.strip().partition("\n")[0][:200]
    return f"{trouble.error}: {message}"


def _is_of_checks(trouble: Trouble) -> bool:
    return trouble.error in ("", "ChecksFailed", "ChecksError")


def _exercise_at(number: int, cells: Sequence[dict[str, Any]]) -> str:
    """Return the exercise that a cell leads to, empty behind the last one."""
    return next((grade_id(cell) for cell in cells[number:] if is_graded(cell)), "")


def pack(notebook: SavedNotebook, name: str, target: Path) -> list[str]:
    """Write the zip whole or not at all, and return what is to be told about it.

    Args:
        notebook: what goes in, without its outputs where it would be too large with them.
        name: what it is called in the zip.
        target: the zip.

    Raises:
        NotPacked: it cannot be written.
    """
    data, told = notebook.data, []
    if len(data) > MAX_BYTES:
        data = _without_outputs(notebook)
        told.append(
            f"The notebook is {len(notebook.data) >> 20} MiB, and at most {MAX_BYTES >> 20} are "
            "taken: the zip holds it without its outputs. Your file is as it was."
        )
    part = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(part, "w") as archive:
            about = zipfile.ZipInfo(name, time.localtime()[:6])
            archive.writestr(about, data, zipfile.ZIP_DEFLATED)
        part.replace(target)
    except OSError as error:
        raise NotPacked(
            f"{target} cannot be written: {error.strerror or error}.",
            f"Hand in {name} itself; or copy its folder to where you may write, and open it there.",
        ) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return told


def _without_outputs(notebook: SavedNotebook) -> bytes:
    bare: dict[str, Any] = {"outputs": [], "execution_count": None}
    cells = [
        cell | bare if isinstance(cell, dict) and cell.get("cell_type") == "code" else cell
        for cell in notebook.content["cells"]
    ]
    content = notebook.content | {"cells": cells}
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")
