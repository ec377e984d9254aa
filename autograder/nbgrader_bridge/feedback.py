"""Our page in the place of nbgrader's: `generate_feedback` and formgrader's button write it."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter
from nbformat.v4 import new_output
from nbgrader.preprocessors import ClearHiddenTests
from nbgrader.utils import is_grade
from traitlets import Bool, default

from autograder.feedback_page import render

HIDDEN = "This cell has hidden tests, which are not shown. It ended with: {}"


class FeedbackExporter(Exporter):
    """Makes of a graded notebook the page that a student keeps."""

    show_hidden_tests = Bool(
        False,
        help="Whether feedback shows the hidden tests that stand in a notebook's own cells, and "
        "what they said. Of hidden checks in a file of checks it shows the titles alone.",
    ).tag(config=True)

    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: Any, resources: Any = None, **kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Return the page, and what nbgrader's writer is to know of it."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        if not self.show_hidden_tests:
            hide_tests(nb, ClearHiddenTests(parent=self))
        return render(nb, resources["nbgrader"]), resources


def hide_tests(nb: Any, remover: ClearHiddenTests) -> None:
    """Take hidden tests out of a notebook's grade cells, and what these cells showed.

    What a test that failed says, and the lines around it, would tell what was hidden.
    """
    for cell in nb.cells:
        if is_grade(cell) and remover._remove_hidden_test_region(cell) and "outputs" in cell:
            cell.outputs = [
                new_output("stream", text=HIDDEN.format(output.ename))
                for output in cell.outputs
                if output.output_type == "error"
            ]
