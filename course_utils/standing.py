"""`progress()`: where a student stands, exercise by exercise, by what `check` last found."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_utils.session import Session, current, is_run_by_course

if TYPE_CHECKING:
    from course_utils.checks_plugin import CheckResult

PASSED, PARTLY, FAILED = "✓ passed", "◐ partly", "✗ not passed"
NOT_ANSWERED, NOT_CHECKED = "– not answered", "– not checked yet"
HIDDEN = (
    "Points so far are by the checks that you see. At grading, hidden checks try your answers on "
    "other inputs, and decide the rest."
)


@dataclass(frozen=True)
class Row:
    """An exercise: how it stands, and its points where the notebook tells them."""

    exercise: str
    word: str
    points: float | None = None
    score: float = 0.0


def progress() -> None:
    """Show how far you are: each exercise as `check` last found it, and the points so far.

    It runs nothing, so it is instant; after a change, run the exercise's `check` again. Does nothing
    while the course itself runs the notebook.

    Raises:
        NotSetUp: the set-up cell was not run yet.
    """
    if is_run_by_course():
        return
    from course_utils.cards import show

    show(standing(current()))


def standing(session: Session) -> Standing:
    """Return how far a session is."""
    from course_utils.notebook_file import NotANotebook, checked_exercises, read_notebook

    try:
        points = {e.id: e.points for e in read_notebook(session.notebook).exercises.values()}
        problem = ""
    except NotANotebook as error:
        points, problem = {}, str(error)
    names = list(points) or checked_exercises(session.checks)
    names += [name for name in session.found if name not in names]
    rows = [_row(name, points.get(name), session.found.get(name, [])) for name in names]
    return Standing(session.assignment, rows, problem)


def share_of_points(results: Sequence[CheckResult]) -> float:
    """Return the share of an exercise's points that results are worth, as the grader counts it.

    The weights of what passed over all weights. A failed check that is required by all others
    leaves nothing; one of weight 0 costs nothing.
    """
    failed = [result for result in results if not result.passed]
    if any(result.required for result in failed):
        return 0.0
    if not any(result.weight for result in failed):
        return 1.0
    return sum(result.weight for result in results if result.passed) / sum(
        result.weight for result in results
    )


def _row(exercise: str, points: float | None, results: Sequence[CheckResult]) -> Row:
    if not results:
        return Row(exercise, NOT_CHECKED, points)
    share = share_of_points(results)
    unanswered = all(result.outcome == "not_attempted" for result in results)
    word = PASSED if share == 1 else PARTLY if share > 0 else NOT_ANSWERED if unanswered else FAILED
    return Row(exercise, word, points, round((points or 0) * share, 2))


class Standing:
    """How far a student is, shown by whatever front end there is.

    ``problem`` says why the notebook's file could not be read, which holds the points.
    """

    def __init__(self, assignment: str, rows: Sequence[Row], problem: str = "") -> None:
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
        """What is to be known beside the table, and what to do next."""
        lacking = f"No points here: {self.problem}." if self.problem else ""
        return [note for note in (lacking, HIDDEN, f"Next: {self.next_step}") if note]

    @property
    def next_step(self) -> str:
        """What to do next: the first exercise that is not passed, or handing in."""
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
        from course_utils.cards import AMBER, CARD, GREEN, rich_text

        done = bool(self.rows) and all(row.word == PASSED for row in self.rows)
        notes = "".join(f'<p style="margin:.5em 0 0">{rich_text(note)}</p>' for note in self.notes)
        return (
            f'<div role="status" style="{CARD.format(GREEN if done else AMBER)}">'
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

    def _table_row(self, row: Row) -> str:
        from course_utils.cards import AMBER, BADGE, GREEN, GREY

        colours = {PASSED: GREEN, NOT_ANSWERED: GREY, NOT_CHECKED: GREY}
        badge = BADGE.format(colours.get(row.word, AMBER))
        points = f'<td style="{_CELL}">{_of(row)}</td>' if self._with_points else ""
        return (
            f'<tr><th scope="row" style="{_CELL};font-weight:normal">{html.escape(row.exercise)}'
            f'</th><td style="{_CELL}"><span style="{badge}">{row.word}</span></td>{points}</tr>'
        )


_TABLE = "color:inherit;border-collapse:collapse;table-layout:auto;margin:.5em 0 0;font-size:1em"
_CELL = "text-align:left;vertical-align:baseline;white-space:nowrap;padding:.2em .9em .2em 0"


def _of(row: Row) -> str:
    return "" if row.points is None else f"{row.score:g} of {row.points:g}"
