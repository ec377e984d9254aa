"""What a course's ``nbgrader_config.py`` puts into nbgrader."""

from __future__ import annotations

import os
import sysconfig
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.strings import clean_html
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import ClearSolutions, Execute

from autograder.feedback_page.colours import highlighted, uncoloured
from autograder.feedback_page.safe_markdown import safe_markdown
from autograder.nbgrader_bridge.preprocessors import (
    ConfinedExecute,
    MendCells,
    PublicChecks,
    SafeOutputs,
)
from autograder.nbgrader_bridge.unfinished import Finish, ResumingExporter, Start

BRIDGE = "autograder.nbgrader_bridge"
STUB = (
    "# YOUR CODE HERE\n"
    'raise NotImplementedError("not answered yet: write your code here, in place of this line")'
)


def configure(c: Any) -> None:
    """Put our stub, our preprocessors, our page of feedback and our filters into nbgrader's configuration ``c``.

    nbgrader reads a configuration file up to three times: what is set here is set whole.
    """
    c.ClearSolutions.code_stub = {**_stock(ClearSolutions, "code_stub"), "python": STUB}
    c.GenerateAssignment.preprocessors = [
        *_stock(GenerateAssignment, "preprocessors"),
        PublicChecks,
    ]
    c.Autograde.sanitize_preprocessors = [
        MendCells,
        *_stock(Autograde, "sanitize_preprocessors"),
        Start,
    ]
    c.Autograde.autograde_preprocessors = [
        Finish,
        SafeOutputs,
        *(_ours(each) for each in _stock(Autograde, "autograde_preprocessors")),
    ]
    c.Autograde.exporter_class = ResumingExporter
    c.HTMLExporter.filters = {
        "markdown2html": _markdown,
        "highlight_code": _code,
        "clean_html": _clean,
    }
    c.HTMLExporter.preprocessors = [_without_metadata]
    # Named, not imported: they take no part in grading most classes.
    c.GenerateFeedback.exporter_class = f"{BRIDGE}.feedback.FeedbackExporter"
    # The course may have set these before.
    c.AssignLatePenalties.setdefault("plugin_class", f"{BRIDGE}.late.LateDays")
    c.ZipCollectApp.setdefault("collector_plugin", f"{BRIDGE}.collecting.PlatformCollector")
    _find_alembic()


def _without_metadata(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """Leave of the cells' metadata what nbgrader's pages need: a tag would become classes there."""
    for cell in notebook.cells:
        cell.metadata = {key: cell.metadata[key] for key in ("nbgrader",) if key in cell.metadata}
    return notebook, resources


@pass_context
def _markdown(context: Context, source: str) -> str:
    """Return a cell's Markdown, or its comment's, as harmless HTML."""
    return safe_markdown(source, (context.get("cell") or {}).get("attachments"))


def _code(source: str, *_: Any, **__: Any) -> str:
    """Return a cell's code in colours, in whatever language the student's notebook claims to be."""
    return highlighted(source)


@pass_context
def _clean(context: Context, source: Any) -> str:
    """Return a raw cell as text; else what nbconvert does, which keeps classes and ids."""
    is_raw = (context.get("cell") or {}).get("cell_type") == "raw"
    return uncoloured(source) if is_raw else str(clean_html(source))


def _ours(preprocessor: Any) -> Any:
    """Return what stands in a preprocessor's place."""
    return ConfinedExecute if preprocessor is Execute else preprocessor


def _stock(owner: Any, trait: str) -> Any:
    """Return what nbgrader itself would use."""
    return owner.class_traits()[trait].default()


def _find_alembic() -> None:
    """Put this environment's programs on PATH: nbgrader makes its gradebook with ``alembic``."""
    scripts, path = sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)
    if scripts not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([path, scripts])
