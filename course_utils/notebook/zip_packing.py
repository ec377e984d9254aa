"""Packing a submission: review the notebook, run it, write the zip, and show the outcome."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from course_utils.checking.agent import STUB
from course_utils.checking.check_result import share_of_points
from course_utils.notebook.answers_below import exercises_answered_below
from course_utils.notebook.bound_names import IMPORT
from course_utils.notebook.cards import CardDisplay, ipython_shell
from course_utils.notebook.grading_costs import warnings_from_costs
from course_utils.notebook.grading_limits import GradingLimits
from course_utils.notebook.notebook_session import NotebookSession
from course_utils.notebook.notices import SubmissionNotice, TrialProgress
from course_utils.notebook.saved_notebook import (
    SavedNotebook,
    cell_first_line,
    cell_grade_id,
    cell_source,
    is_grade_cell,
    is_locked_cell_changed,
)
from course_utils.notebook.submission_review import (
    NotPacked,
    read_reviewed_notebook,
    unsaved_exercises,
)
from course_utils.notebook.trial_run import (
    CellFailure,
    KernelNotStarted,
    TrialResult,
    run_in_fresh_kernel,
)

SLOW_S = 5.0  # a cell's time is shown only beyond this
MAX_ERRORS_SHOWN = 5  # cells that raise; the first ones should be mended first


def try_pack_and_show(
    session: NotebookSession, limits: GradingLimits, cell_limit_s: float
) -> Path | None:
    """Review, run and pack a session's notebook, and show the outcome.

    Args:
        session: the assignment's session.
        limits: the limits of grading.
        cell_limit_s: how long a cell may take in the trial.

    Returns:
        The zip's path; None if none was made.
    """
    place, warnings = CardDisplay(), list[str]()
    try:
        notebook = read_reviewed_notebook(session, getattr(ipython_shell(), "user_ns", {}))
        saved_at = time.strftime("%H:%M on %d %B", time.localtime(session.notebook.stat().st_mtime))
        warnings += _unsaved(unsaved_exercises(notebook, _history())) + _lacking(session)
        warnings += warnings_from_cells(notebook)
        warnings += _try(session, notebook, limits, cell_limit_s, place, list(warnings))
        warnings += write_submission_zip(notebook, session.notebook.name, session.zip, limits)
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


def _refused(
    session: NotebookSession, problem: NotPacked, warnings: Sequence[str] = ()
) -> SubmissionNotice:
    older = [f"The {session.zip.name} that lies there is an older one."]
    things = [*warnings, *(older if session.zip.exists() else [])]
    return SubmissionNotice(
        f"! {session.zip.name} was not made", problem.reason, things, problem.remedy
    )


def _packed(session: NotebookSession, saved_at: str, warnings: list[str]) -> SubmissionNotice:
    text = f"It holds {session.notebook.name} as it was saved at {saved_at}."
    if not warnings:
        text += " It runs from top to bottom in a fresh kernel, and all checks that you see pass."
        remedy = f"upload `{session.zip}` where your course collects work."
        return SubmissionNotice(f"✓ {session.zip.name} is ready to hand in", text, [], remedy)
    things = "1 thing" if len(warnings) == 1 else f"{len(warnings)} things"
    remedy = (
        f"mend what you can, save, and run this cell again; or upload `{session.zip}` as it is."
    )
    return SubmissionNotice(
        f"! {session.zip.name} is made, with {things} to look at", text, warnings, remedy
    )


def _history() -> list[str]:
    """Return the sources of the cells that were run in this session."""
    manager = getattr(ipython_shell(), "history_manager", None)
    return list(getattr(manager, "input_hist_raw", []))


def _unsaved(exercises: Sequence[str]) -> list[str]:
    if not exercises:
        return []
    return [
        f"Not saved as you ran it last: {', '.join(exercises)}. The zip holds what is saved: press "
        "stop if this cell still runs, save the notebook (Ctrl+S), and run this cell again."
    ]


def warnings_from_cells(notebook: SavedNotebook) -> list[str]:
    """Return warnings on how grading would treat a notebook's cells, found without running them."""
    return _changed(notebook) + _answered_below(notebook)


def _changed(notebook: SavedNotebook) -> list[str]:
    """Warn of locked cells that were changed: grading puts them back."""
    told = []
    for cell in filter(is_locked_cell_changed, notebook.released_as_code):
        imports = [f"`{line}`" for line in cell_source(cell).splitlines() if IMPORT.match(line)]
        perhaps = f" (perhaps one of {', '.join(imports[-MAX_ERRORS_SHOWN:])})" if imports else ""
        told.append(
            f"The cell that begins `{cell_first_line(cell)}` was changed, and grading puts it back as it "
            f"was: move what you added into a cell of your own{perhaps}."
        )
    return told


def _answered_below(notebook: SavedNotebook) -> list[str]:
    names = exercises_answered_below(notebook.code_cells)
    if not names:
        return []
    return [
        f"The answer to {', '.join(names)} seems to be in a new cell below its check. Grading runs "
        "from top to bottom: put it into the answer cell above the check."
    ]


def _lacking(session: NotebookSession) -> list[str]:
    if session.checks.is_file():
        return []
    name = session.checks.name
    return [f"{name} is not beside the notebook, so no check can run: put it back."]


def _try(
    session: NotebookSession,
    notebook: SavedNotebook,
    limits: GradingLimits,
    limit_s: float,
    place: CardDisplay,
    known: Sequence[str],
) -> list[str]:
    """Run the notebook in a fresh kernel, and return warnings on the outcome.

    Raises:
        KeyboardInterrupt: the run was stopped; the text names the cell.
    """
    cells = [cell for cell in notebook.code_cells if cell_source(cell).strip()]
    where = ""

    def tell(number: int, for_s: float) -> None:
        nonlocal where
        line = cell_first_line(cells[number])
        where = f" in the cell that begins `{line}`, after {for_s:.0f} s of it"
        if place.is_live or (number, for_s) == (0, 0):
            lasts = f" for {for_s:.0f} s (at most {limit_s:g} s)" if for_s > SLOW_S else ""
            trying = TrialProgress(
                session.notebook.name, number + 1, len(cells), line, lasts, known
            )
            place.show(trying)

    try:
        trial = run_in_fresh_kernel(
            [cell_source(cell) for cell in cells], session.folder, limit_s, tell
        )
    except KernelNotStarted as error:
        return [f"The notebook was not tried: {error}."]
    except KeyboardInterrupt:
        raise KeyboardInterrupt(where) from None
    unsaved = unsaved_exercises(notebook, _history())
    told = warnings_from_failures(session, notebook, cells, trial.troubles, unsaved)
    return told + warnings_from_costs(limits, cells, trial) + _without_result(session, cells, trial)


def _without_result(
    session: NotebookSession, cells: Sequence[dict[str, Any]], trial: TrialResult
) -> list[str]:
    """Warn of exercises without a result of `check` although their cells ran without an error."""
    if trial.checked is None or not session.checks.is_file():
        return []
    told = {trouble.cell for trouble in trial.troubles}
    graded = [
        cell_grade_id(cell) for n, cell in enumerate(cells) if is_grade_cell(cell) and n not in told
    ]
    silent = [name for name in graded if name not in trial.checked]
    if not silent:
        return []
    calls = ", ".join(f'`check("{name}")`' for name in silent)
    return [
        f"No result came from {calls}: is `check` replaced in your notebook, or the cell changed?"
    ]


def warnings_from_failures(
    session: NotebookSession,
    notebook: SavedNotebook,
    cells: Sequence[dict[str, Any]],
    troubles: Sequence[CellFailure],
    unsaved: Collection[str] = (),
) -> list[str]:
    """Return warnings on what went wrong in a trial run of ``cells``.

    Of exercises that are ``unsaved`` the trial ran an older answer: that they are is told already.
    """
    failing = [
        cell_grade_id(cells[trouble.cell])
        for trouble in troubles
        if trouble.error == "ChecksFailed" and is_grade_cell(cells[trouble.cell])
    ]
    open_ = [name for name in failing if _is_unanswered(notebook, name)]
    wrong = [name for name in failing if name not in open_ and name not in unsaved]
    lost = [name for name in wrong if _passed(session, name)]
    told = [f"Not answered: {', '.join(open_)}."] if open_ else []
    if set(wrong) - set(lost):
        told.append(f"The checks do not pass yet: {', '.join(n for n in wrong if n not in lost)}.")
    causes = {_exercise_at(t.cell, cells): t for t in reversed(troubles) if not _is_of_checks(t)}
    if lost:
        named = [f"{name} ({_raised(causes[name])})" if name in causes else name for name in lost]
        told.append(
            f"In this session they passed, but not from top to bottom: {', '.join(named)}. "
            "Something that they need is further down, or was changed or deleted."
        )
    said = [causes[name] for name in lost if name in causes]
    others = [t for t in troubles if t not in said and not _is_told(t, cells, open_)]
    if not session.checks.is_file():
        others = [trouble for trouble in others if trouble.error != "ChecksError"]
    told += [_sentence(trouble, cells) for trouble in others[:MAX_ERRORS_SHOWN]]
    if len(others) > MAX_ERRORS_SHOWN:
        told.append(f"{len(others) - MAX_ERRORS_SHOWN} more cells raise an error.")
    return told


def _is_unanswered(notebook: SavedNotebook, exercise: str) -> bool:
    return any(STUB in cell_source(cell) for cell in notebook.exercises[exercise].answers)


def _passed(session: NotebookSession, exercise: str) -> bool:
    found = session.found.get(exercise, [])
    return bool(found) and share_of_points(found) == 1


def _is_told(trouble: CellFailure, cells: Sequence[dict[str, Any]], open_: Sequence[str]) -> bool:
    """Return whether a failure is reported already, as one of checks or of an unanswered exercise."""
    if trouble.error and _exercise_at(trouble.cell, cells) in open_:
        return True  # the cell tries an answer that is missing
    if trouble.error == "ChecksFailed":
        return is_grade_cell(cells[trouble.cell])
    return trouble.error == "NotImplementedError" and trouble.message.startswith(STUB)


def _sentence(trouble: CellFailure, cells: Sequence[dict[str, Any]]) -> str:
    cell = f"The cell that begins `{cell_first_line(cells[trouble.cell])}`"
    if not trouble.error:
        return f"{cell} {trouble.message}: the cells behind it were not tried."
    return f"{cell} raises {_raised(trouble)}"


def _raised(trouble: CellFailure) -> str:
    message = trouble.message.strip().partition("\n")[0][:200]
    return f"{trouble.error}: {message}"


def _is_of_checks(trouble: CellFailure) -> bool:
    return trouble.error in ("", "ChecksFailed", "ChecksError")


def _exercise_at(number: int, cells: Sequence[dict[str, Any]]) -> str:
    """Return the exercise of the next grade cell; empty after the last one."""
    return next((cell_grade_id(cell) for cell in cells[number:] if is_grade_cell(cell)), "")


def write_submission_zip(
    notebook: SavedNotebook, name: str, target: Path, limits: GradingLimits
) -> list[str]:
    """Write the zip completely or not at all, and return warnings about it.

    Args:
        notebook: the notebook to pack; without its outputs, if it would be too large with them.
        name: its name in the zip.
        target: the zip's path.
        limits: the limits of grading.

    Raises:
        NotPacked: it cannot be written.
    """
    data, told = notebook.data, []
    if len(data) > limits.notebook_bytes:
        data = json.dumps(notebook.content, ensure_ascii=False, indent=1).encode()
        told.append(
            f"The notebook has {len(notebook.data) >> 20} MiB, and grading takes at most "
            f"{limits.notebook_mib:g}: the zip holds it without its outputs. Your file is as it was."
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
