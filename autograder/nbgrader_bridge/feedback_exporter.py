"""The exporter that makes `generate_feedback` and formgrader write the engine's feedback page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat.v4 import new_output
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade
from traitlets import Bool, default

from autograder.course.assignment import is_graded_by_hand
from autograder.course.feedback_settings import CHECKS, EVERYTHING, NOTHING, POINTS
from autograder.course.settings import load_settings
from autograder.feedback_page import render_feedback_page, render_withheld_page
from autograder.feedback_page.code_cells import find_autograded_card
from autograder.feedback_page.feedback_page import NAMES_KEY
from autograder.grading.class_results_file import find_class_result
from autograder.nbgrader_bridge.graded_cells import SAME_POINTS
from autograder.nbgrader_bridge.preprocessors import course_of
from autograder.safe_html.safe_outputs import ANY_COLOUR
from course_utils.notebook.cards import feedback_card

HIDDEN_TESTS_NOTE = "This cell has hidden tests, which are not shown. It ended with: {}"
# In IPython's traceback, the outermost first.
LINE_OF_CELL = re.compile(r"Cell In ?\[\d*\], line (\d+)")


class FeedbackExporter(Exporter):
    """Exports a graded notebook as the student's feedback page."""

    show_hidden_tests = Bool(
        False,
        help="Whether feedback shows the hidden tests in a notebook's own cells, and "
        "what they said. Of hidden checks in a folder of checks it shows the titles alone.",
    ).tag(config=True)

    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: Any, resources: Any = None, **kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Return the page, and the resources for nbgrader's writer."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        about = resources["nbgrader"]
        shows, until = self._shown(about)
        if shows == NOTHING:
            return render_withheld_page(nb, about, until), resources
        if shows == EVERYTHING:
            reveal_hidden_checks(nb, course_of(self), about)
        elif not self.show_hidden_tests:
            remove_hidden_tests_and_outputs(nb, ClearHiddenTests(parent=self))
        page = render_feedback_page(
            nb, about, unmarked_cells(nb, about), points_alone=shows == POINTS
        )
        return page, resources

    def _shown(self, about: Mapping[str, Any]) -> tuple[str, str]:
        """Return what the course's settings let a student see now, and until when, in words."""
        if "assignment" not in about or "db_url" not in about:
            return CHECKS, ""
        settings = load_settings(Path(course_of(self).root)).feedback_of(about["assignment"])
        if not settings.until_due:
            return settings.shows, "when your instructor says so"
        due = due_date_of(about)
        is_due = due is not None and datetime.now(UTC) >= due
        return settings.level(is_due=is_due), (
            f"after the due date, {due:%Y-%m-%d %H:%M} UTC" if due else "after the due date"
        )


def due_date_of(about: Mapping[str, Any]) -> datetime | None:
    """Return a student's due date, with any extension; None if there is none."""
    with Gradebook(about["db_url"]) as gradebook:
        try:
            due = gradebook.find_assignment(about["assignment"]).duedate
            own = gradebook.find_submission(about["assignment"], about["student"])
        except MissingEntry:
            return None
        if due is None:
            return None
        later: datetime = due + (own.extension or timedelta())
        return later.replace(tzinfo=UTC)


def reveal_hidden_checks(nb: Any, course: CourseDirectory, about: Mapping[str, Any]) -> None:
    """Put the messages of hidden checks into the cards of a notebook, if the class's results have them."""
    report = find_class_result(Path(course.root), about["assignment"], about["student"])
    found = {each.id: each for each in report.exercises} if report else {}
    names = nb.metadata.get(NAMES_KEY, {})
    for cell in nb.cells:
        card = find_autograded_card(cell) if cell.cell_type == "code" else None
        identity = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        exercise = found.get(names.get(identity, identity))
        if card is None or exercise is None or abs(card.score - exercise.score) > SAME_POINTS:
            continue
        shown = feedback_card(
            exercise.id, exercise.checks, exercise.score, exercise.points, reveal=True
        )
        cell.outputs[0].data = {"text/html": shown._repr_html_(), "text/plain": repr(shown)}


def unmarked_cells(nb: Any, about: Mapping[str, Any]) -> set[str]:
    """Return the ids of a notebook's cells that, by the gradebook, still wait for a person's points."""
    if "db_url" not in about or not any(map(is_graded_by_hand, nb.cells)):
        return set()
    with Gradebook(about["db_url"]) as gradebook:
        try:
            notebook = gradebook.find_submission_notebook(
                about["notebook"], about["assignment"], about["student"]
            )
        except MissingEntry:
            return set()
        return {grade.name for grade in notebook.grades if grade.needs_manual_grade}


def remove_hidden_tests_and_outputs(nb: Any, remover: ClearHiddenTests) -> None:
    """Remove hidden tests from a notebook's grade cells, and what they would tell from the outputs.

    Of a test that failed the lines around it would tell what was hidden, and so would what a hidden
    one says. A visible one is shown with what it says.
    """
    for cell in nb.cells:
        lines = cell.source.split("\n")
        if is_grade(cell) and remover._remove_hidden_test_region(cell) and "outputs" in cell:
            hidden = _hidden_lines(lines, remover)
            cell.outputs = [
                new_output(
                    "error",
                    ename=output.ename,
                    evalue="",
                    traceback=[_shown_of_error(output, lines, hidden)],
                )
                for output in cell.outputs
                if output.output_type == "error"
            ]


def _hidden_lines(lines: list[str], remover: ClearHiddenTests) -> set[int]:
    """Return the numbers of the lines of hidden tests, from 1, those of their markers among them."""
    hidden, inside = set(), False
    for number, line in enumerate(lines, start=1):
        inside = inside or remover.begin_test_delimeter in line
        if inside:
            hidden.add(number)
        inside = inside and remover.end_test_delimeter not in line
    return hidden


def _shown_of_error(output: Any, lines: list[str], hidden: set[int]) -> str:
    """Return what a student reads of an error: all but the lines around, or its name if it is hidden."""
    text = ANY_COLOUR.sub("", "\n".join(map(str, output.traceback)))
    place = LINE_OF_CELL.search(text)
    number = int(place[1]) if place else 0
    if not 1 <= number <= len(lines) or number in hidden:
        return HIDDEN_TESTS_NOTE.format(output.ename)
    said = f"{output.ename}: {output.evalue}".removesuffix(": ")
    return f"line {number}: {lines[number - 1].strip()}\n{said}"
