"""`submit_zip()`: the notebook as a zip for a learning platform, looked over before it is packed."""

from __future__ import annotations

from pathlib import Path

from course_utils.session import current, is_run_by_course

CELL_LIMIT_S = 300.0
NOBODY = "submit_zip: nothing is packed while a program runs the notebook"


class Stopped(KeyboardInterrupt):
    """The student pressed stop; nothing was packed. Jupyter shows its one line."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def submit_zip(cell_limit_s: float = CELL_LIMIT_S) -> Path | None:
    """Pack the saved notebook for a learning platform, and show what is to be known about it.

    The notebook has to be there, whole, and the right one. It is tried from top to bottom in a
    fresh kernel; what does not run, or is not answered, is told, and packed all the same. Does
    nothing while the course or a program runs the notebook.

    Args:
        cell_limit_s: how long a cell may take in the trial.

    Returns:
        The zip's path; None where none was made.

    Raises:
        NotSetUp: the set-up cell was not run yet.
        Stopped: the stop button was pressed.
    """
    if is_run_by_course():
        return None
    if _is_run_by_a_program():
        print(NOBODY)
        return None
    from course_utils.packing import hand_in

    session = current()
    try:
        return hand_in(session, cell_limit_s)
    except KeyboardInterrupt:
        raise Stopped(f"stopped: no {session.zip.name} was made") from None


def _is_run_by_a_program() -> bool:
    """Say whether nbclient runs this cell, as nbgrader's Validate does: nobody could type there."""
    from course_utils.cards import shell

    try:
        parent = shell().kernel.get_parent("shell")
        return parent["content"]["allow_stdin"] is False
    except (AttributeError, KeyError, TypeError):
        return False
