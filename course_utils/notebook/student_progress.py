"""`progress()`: a student's progress on each exercise, by the last results of `check`."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_utils.checking.check_result import outcome_text, share_of_points
from course_utils.notebook.notebook_session import (
    NotebookSession,
    current_session,
    is_automated_run,
)

if TYPE_CHECKING:
    from course_utils.checking.check_result import CheckResult

PASSED, PARTLY, FAILED = map(outcome_text, ("passed", "partial", "failed"))
NOT_ANSWERED, NOT_CHECKED = outcome_text("not_attempted"), "· not checked yet"
HIDDEN_CHECKS_NOTE = (
    "Points so far are by the checks that you see. At grading, hidden checks try your answers on "
    "other inputs, too; where one does not pass, there are fewer points."
)


@dataclass(frozen=True)
class ExerciseProgress:
    """The progress on an exercise: its state in words, and its points if they are known."""

    exercise: str
    word: str
    points: float | None = None
    score: float = 0.0


def progress() -> None:
    """Show your progress: the last result of `check` for each exercise, and the points so far.

    It runs nothing, so it is instant; after a change, run the exercise's `check` again. It does nothing
    while the course itself runs the notebook.

    Raises:
        NotSetUp: the set-up cell was not run yet.
    """
    if is_automated_run():
        return
    from course_utils.notebook.cards import display_card

    display_card(progress_card(current_session()))


def progress_card(session: NotebookSession) -> ProgressCard:
    """Return a card of the progress in a session."""
    from course_utils.checking.checks_source import exercises_in_checks
    from course_utils.notebook.notebook_json import NotANotebook
    from course_utils.notebook.saved_notebook import read_saved_notebook

    try:
        points = {e.id: e.points for e in read_saved_notebook(session.notebook).exercises.values()}
        problem = ""
    except NotANotebook as error:
        points, problem = {}, str(error)
    names = list(points) or exercises_in_checks(session.checks)
    names += [name for name in session.found if name not in names]
    rows = [_row(name, points.get(name), session.found.get(name, [])) for name in names]
    return ProgressCard(session.assignment, rows, problem)


def _row(exercise: str, points: float | None, results: Sequence[CheckResult]) -> ExerciseProgress:
    if not results:
        return ExerciseProgress(exercise, NOT_CHECKED, points)
    share = share_of_points(results)
    unanswered = all(result.outcome == "not_attempted" for result in results)
    word = PASSED if share == 1 else PARTLY if share > 0 else NOT_ANSWERED if unanswered else FAILED
    return ExerciseProgress(exercise, word, points, round((points or 0) * share, 2))


class ProgressCard:
    """A student's progress as a card, for Jupyter and for a terminal.

    ``problem`` says why the notebook's file, which holds the points, could not be read.
    """

    def __init__(
        self, assignment: str, rows: Sequence[ExerciseProgress], problem: str = ""
    ) -> None:
        self.rows, self.problem = rows, problem
        self.score = sum(row.score for row in rows)
        self.points = sum(row.points or 0 for row in rows)
        self._with_points = any(row.points is not None for row in rows)
        passed = sum(row.word == PASSED for row in rows)
        self.headline = f"{assignment}: {passed} of {len(rows)} exercises passed"
        if self._with_points:
            self.headline += f", {self.score:g} of {self.points:g} points so far"

    @property
    def notes(self) -> list[str]:
        """The notes below the table; the last one is the next step."""
        lacking = f"No points here: {self.problem}." if self.problem else ""
        return [note for note in (lacking, HIDDEN_CHECKS_NOTE, f"Next: {self.next_step}") if note]

    @property
    def next_step(self) -> str:
        """The next step: the first exercise that is not passed, or handing in."""
        if not self.rows:
            return "put the notebook and the checks file that comes with it into one folder."
        row = next((row for row in self.rows if row.word != PASSED), None)
        if row is None:
            return "hand in with `submit_zip()`."
        call = f'`check("{row.exercise}")`'
        if row.word == NOT_CHECKED:
            return f"run {call}."
        if row.word == NOT_ANSWERED:
            return f"answer `{row.exercise}`, and run {call}."
        return f"look at what {call} says, mend your answer, and run it again."

    def __repr__(self) -> str:
        width = max((len(row.exercise) for row in self.rows), default=0)
        lines = [
            f"  {row.word:<18} {row.exercise:<{width}}  {_of(row)}".rstrip() for row in self.rows
        ]
        return "\n".join([self.headline, *lines, *self.notes])

    def _repr_html_(self) -> str:
        from course_utils.notebook.cards import AMBER, CARD_STYLE, GREEN, text_to_html

        done = bool(self.rows) and all(row.word == PASSED for row in self.rows)
        notes = "".join(
            f'<p style="margin:.5em 0 0">{text_to_html(note)}</p>' for note in self.notes
        )
        return (
            f'<div role="status" style="{CARD_STYLE.format(GREEN if done else AMBER)}">'
            f"<strong>{html.escape(self.headline)}</strong>"
            f'<div style="overflow-x:auto">{self._table()}</div>{notes}</div>'
        )

    def _table(self) -> str:
        heads = ["exercise", "so far", *(["points"] if self._with_points else [])]
        head = "".join(f'<th scope="col" style="{_CELL}">{name}</th>' for name in heads)
        rows = "".join(map(self._table_row, self.rows))
        return (
            f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        )

    def _table_row(self, row: ExerciseProgress) -> str:
        from course_utils.notebook.cards import AMBER, BADGE_STYLE, GREEN, GREY

        colours = {PASSED: GREEN, NOT_ANSWERED: GREY, NOT_CHECKED: GREY}
        badge = BADGE_STYLE.format(colours.get(row.word, AMBER))
        points = f'<td style="{_CELL}">{_of(row)}</td>' if self._with_points else ""
        return (
            f'<tr><th scope="row" style="{_CELL};font-weight:normal">{html.escape(row.exercise)}'
            f'</th><td style="{_CELL}"><span style="{badge}">{row.word}</span></td>{points}</tr>'
        )


_TABLE = "color:inherit;border-collapse:collapse;table-layout:auto;margin:.5em 0 0;font-size:1em"
_CELL = "text-align:left;vertical-align:baseline;white-space:nowrap;padding:.2em .9em .2em 0"


def _of(row: ExerciseProgress) -> str:
    return "" if row.points is None else f"{row.score:g} of {row.points:g}"
