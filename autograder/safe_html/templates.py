"""HTML templates: inserted values are escaped, and a missing value is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def jinja_environment(folder: Path, **options: Any) -> Environment:
    """Return the Jinja2 environment of the templates in ``folder``; ``options`` go to Jinja2."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
