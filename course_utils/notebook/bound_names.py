"""The names that a cell binds at its top level, found without running or parsing it."""

from __future__ import annotations

import re

# Functions, classes, variables.
TOP_LEVEL_NAME = re.compile(
    r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE
)

IMPORT = re.compile(r"(import|from)\s+\w")  # the start of a line that imports


def bound_names(source: str) -> list[str]:
    """Return the names that a cell defines or assigns without indentation, in order."""
    return [match[1] or match[2] for match in TOP_LEVEL_NAME.finditer(source)]
