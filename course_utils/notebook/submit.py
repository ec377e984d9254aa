"""`submit_zip()`: review the notebook, then pack it as a zip for a learning platform."""

from __future__ import annotations

from pathlib import Path

from course_utils.notebook.notebook_session import current_session, is_automated_run

CELL_LIMIT_S = 300.0  # of the trial; or the grader's limit, if that is more
RUN_BY_PROGRAM_NOTE = "submit_zip: nothing is packed while a program runs the notebook"


class PackingInterrupted(KeyboardInterrupt):
    """The student pressed stop; nothing was packed. Jupyter shows only this one line."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def submit_zip(cell_limit_s: float | None = None) -> Path | None:
    """Pack the saved notebook for a learning platform, and show what you should know about it.

    The notebook must be there, complete, and the right one. It is run from top to bottom in a fresh
    kernel. Cells that fail, are not answered, or take more than grading allows are named, but packed all
    the same. Nothing is done while the course or a program runs the notebook.

    Args:
        cell_limit_s: how long a cell may take in the trial; None: five minutes, or grading's limit if
            that is more.

    Returns:
        The zip's path; None if none was made.

    Raises:
        NotSetUp: the set-up cell was not run yet.
        PackingInterrupted: the stop button was pressed.
    """
    if is_automated_run():
        return None
    if _is_run_by_a_program():
        print(RUN_BY_PROGRAM_NOTE)
        return None
    from course_utils.notebook.grading_limits import read_grading_limits
    from course_utils.notebook.zip_packing import try_pack_and_show

    session = current_session()
    try:
        limits = read_grading_limits(session.checks)
        return try_pack_and_show(
            session, limits, cell_limit_s or max(CELL_LIMIT_S, limits.cell_s or 0.0)
        )
    except KeyboardInterrupt:
        raise PackingInterrupted(f"stopped: no {session.zip.name} was made") from None


def _is_run_by_a_program() -> bool:
    """Return whether nbclient runs this cell, as in nbgrader's Validate: there nobody can type."""
    from course_utils.notebook.cards import ipython_shell

    try:
        parent = ipython_shell().kernel.get_parent("shell")
        return parent["content"]["allow_stdin"] is False
    except (AttributeError, KeyError, TypeError):
        return False
