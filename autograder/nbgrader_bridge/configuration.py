"""The configuration of nbgrader that a course's ``nbgrader_config.py`` sets."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Sequence
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.strings import clean_html
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import Execute
from traitlets.config.loader import LazyConfigValue

from autograder.nbgrader_bridge.preprocessors import (
    ConfinedExecute,
    IncludePublicChecks,
    RestoreLockedCells,
    SanitizeOutputs,
)
from autograder.nbgrader_bridge.resume_autograde import (
    MarkUnfinished,
    RemoveUnfinishedMark,
    ResumingExporter,
)
from autograder.safe_html.code_highlighting import highlight_python, plain_code_html
from autograder.safe_html.safe_markdown import markdown_to_safe_html

BRIDGE_PACKAGE = "autograder.nbgrader_bridge"
EXECUTE_NAMES = ("nbgrader.preprocessors.Execute", "nbgrader.preprocessors.execute.Execute")
# Settings that the engine makes unless the course makes them.
DEFAULTS = {
    # Named, not imported: most gradings do not need them.
    ("GenerateFeedback", "exporter_class"): f"{BRIDGE_PACKAGE}.feedback_exporter.FeedbackExporter",
    ("AssignLatePenalties", "plugin_class"): f"{BRIDGE_PACKAGE}.late_penalty.LateDays",
    ("ZipCollectApp", "collector_plugin"): f"{BRIDGE_PACKAGE}.zip_collector.PlatformCollector",
    ("Autograde", "exporter_class"): ResumingExporter,
}


def configure(c: Any) -> None:
    """Put the engine's parts into nbgrader's config ``c``, beside the course's earlier settings.

    Those settings are kept: a list of preprocessors keeps its own, but the sandbox replaces nbgrader's
    `Execute`. A second call changes nothing.
    """
    _add(c, GenerateAssignment, "preprocessors", last=[IncludePublicChecks])
    _add(c, Autograde, "sanitize_preprocessors", first=[RestoreLockedCells], last=[MarkUnfinished])
    _add(c, Autograde, "autograde_preprocessors", first=[RemoveUnfinishedMark, SanitizeOutputs])
    for (section, trait), default in DEFAULTS.items():
        if trait not in c[section]:
            c[section][trait] = default
    c.HTMLExporter.filters = {**FILTERS, **_set_before(c.HTMLExporter, "filters", {})}
    others = [
        each
        for each in _set_before(c.HTMLExporter, "preprocessors", [])
        if each is not _without_metadata
    ]
    c.HTMLExporter.preprocessors = [*others, _without_metadata]
    _find_alembic()


def overridden_preprocessors(config: Any) -> bool:
    """Say whether a course's configuration, after its call of `configure`, runs code outside the sandbox."""
    chain = _set_before(config.Autograde, "autograde_preprocessors", [])
    return ConfinedExecute not in chain


def _add(
    c: Any, owner: Any, trait: str, *, first: Sequence[Any] = (), last: Sequence[Any] = ()
) -> None:
    """Add the engine's preprocessors to a list of nbgrader's, or to the course's version of it."""
    ours = [*first, *last]
    listed = _set_before(c[owner.__name__], trait, owner.class_traits()[trait].default())
    others = [_confined(each) for each in listed if each not in ours]
    c[owner.__name__][trait] = [*first, *others, *last]


def _set_before(section: Any, trait: str, default: Any) -> Any:
    """Return the course's value of a setting, with the default if it adds to that; else the default."""
    if trait not in section:
        return default
    value = section[trait]
    return value.get_value(default) if isinstance(value, LazyConfigValue) else value


def _confined(preprocessor: Any) -> Any:
    """Return the preprocessor that takes the place of one of nbgrader's."""
    stock = preprocessor is Execute or preprocessor in EXECUTE_NAMES
    return ConfinedExecute if stock else preprocessor


def _without_metadata(notebook: Any, resources: Any) -> tuple[Any, Any]:
    """Remove cell metadata that nbgrader's pages do not need: tags would become CSS classes."""
    for cell in notebook.cells:
        cell.metadata = {key: cell.metadata[key] for key in ("nbgrader",) if key in cell.metadata}
    return notebook, resources


@pass_context
def _markdown(context: Context, source: str) -> str:
    """Return a cell's Markdown, or its comment's, as harmless HTML."""
    return markdown_to_safe_html(source, (context.get("cell") or {}).get("attachments"))


def _code(source: str, *_: Any, **__: Any) -> str:
    """Return a cell's code with colours for Python, whatever language the student's notebook names."""
    return highlight_python(source)


@pass_context
def _clean(context: Context, source: Any) -> str:
    """Return a raw cell as plain text, and anything else cleaned by nbconvert's own filter."""
    is_raw = (context.get("cell") or {}).get("cell_type") == "raw"
    return plain_code_html(source) if is_raw else str(clean_html(source))


FILTERS = {
    "markdown2html": _markdown,
    "highlight_code": _code,
    "clean_html": _clean,
}


def _find_alembic() -> None:
    """Put this environment's programs on PATH: nbgrader makes its gradebook with ``alembic``."""
    scripts, path = sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)
    if scripts not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([path, scripts])
