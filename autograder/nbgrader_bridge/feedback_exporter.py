"""The exporter that makes `generate_feedback` and formgrader write the engine's feedback page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbconvert.exporters import Exporter
from nbformat.v4 import new_output
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade
from traitlets import Bool, default

from autograder.course.assignment import is_graded_by_hand
from autograder.feedback_page import render_feedback_page

HIDDEN_TESTS_NOTE = "This cell has hidden tests, which are not shown. It ended with: {}"


class FeedbackExporter(Exporter):
    """Exports a graded notebook as the student's feedback page."""

    show_hidden_tests = Bool(
        False,
        help="Whether feedback shows the hidden tests that stand in a notebook's own cells, and "
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
        if not self.show_hidden_tests:
            remove_hidden_tests_and_outputs(nb, ClearHiddenTests(parent=self))
        about = resources["nbgrader"]
        return render_feedback_page(nb, about, unmarked_cells(nb, about)), resources


def unmarked_cells(nb: Any, about: Mapping[str, Any]) -> set[str]:
    """Return the ids of a notebook's cells for which, by the gradebook, a person has yet to give points."""
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
    """Remove hidden tests from a notebook's grade cells, and the outputs of these cells.

    What a test that failed says, and the lines around it, would tell what was hidden.
    """
    for cell in nb.cells:
        if is_grade(cell) and remover._remove_hidden_test_region(cell) and "outputs" in cell:
            cell.outputs = [
                new_output("stream", text=HIDDEN_TESTS_NOTE.format(output.ename))
                for output in cell.outputs
                if output.output_type == "error"
            ]
