"""Warnings that a notebook takes more than grading allows, from its trial run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_utils.notebook.grading_limits import MIB, GradingLimits
from course_utils.notebook.saved_notebook import cell_first_line, is_grade_cell, is_showing_cell
from course_utils.notebook.trial_run import TrialResult

SLOWER = "A computer that is slower than the grader's may be all there is to it"


def warnings_from_costs(
    limits: GradingLimits, cells: Sequence[dict[str, Any]], trial: TrialResult
) -> list[str]:
    """Return warnings on cells that took more than grading allows in a trial run of ``cells``.

    Cells that grading does not run do not count: cells that only show something, and cells that call
    `check`. The questions of checks have a limit of their own.
    """
    counted = [
        (cell, seconds, size)
        for cell, seconds, size in zip(cells, trial.seconds, trial.output_bytes, strict=False)
        if not is_showing_cell(cell) and not is_grade_cell(cell)
    ]
    told = [
        text
        for cell, seconds, size in counted
        for text in _of_cell(limits, cell_first_line(cell), seconds, size)
    ]
    total_s = sum(seconds for _, seconds, _ in counted)
    if limits.submission_s is not None and total_s > limits.submission_s:
        told.append(
            f"The notebook's cells took {total_s:.0f} s in all, and grading stops after "
            f"{limits.submission_s:g} s. {SLOWER}; else shorten what takes longest."
        )
    return told


def _of_cell(limits: GradingLimits, line: str, seconds: float, size: int) -> list[str]:
    told = []
    if limits.cell_s is not None and seconds > limits.cell_s:
        told.append(
            f"The cell that begins `{line}` took {seconds:.0f} s, and grading stops a cell after "
            f"{limits.cell_s:g} s. {SLOWER}; else make it faster."
        )
    if limits.output_mib is not None and size > limits.output_mib * MIB:
        told.append(
            f"The cell that begins `{line}` shows {size / MIB:.0f} MiB, and grading leaves out what "
            f"a cell shows beyond {limits.output_mib:g} MiB: print less."
        )
    return told
