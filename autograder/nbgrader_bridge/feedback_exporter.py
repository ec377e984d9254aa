"""The exporter that makes `generate_feedback` and formgrader write the engine's feedback page."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter
from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade
from traitlets import Bool, default

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
        return render_feedback_page(nb, resources["nbgrader"]), resources


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
