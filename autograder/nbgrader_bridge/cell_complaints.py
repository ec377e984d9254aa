"""One line on what went wrong in a cell of an executed notebook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.course.assignment import grade_id

LONGEST = 200  # letters of a complaint
_TERMINAL_CODES = re.compile(r"\x1b\[[\d;]*[A-Za-z]")


def first_complaint(notebook: Path, cell: str) -> str:
    """Return the first line of a cell's error; without an error, the first line that it shows.

    Args:
        notebook: the executed notebook.
        cell: the cell's ``grade_id``.

    Returns:
        An empty text where there is no such notebook, cell or output.
    """
    outputs = _outputs(notebook).get(cell, ())
    for find in (_error, _on_stderr, _shown):
        for text in filter(None, map(find, outputs)):
            line = _TERMINAL_CODES.sub("", text).strip().partition("\n")[0]
            return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
    return ""


@lru_cache(maxsize=16)
def _outputs(notebook: Path) -> dict[str, list[Any]]:
    """Return a notebook's outputs by ``grade_id``; those of all cells with the same one together."""
    found: dict[str, list[Any]] = {}
    for cell in _code_cells(notebook):
        outputs = cell.get("outputs")
        if isinstance(outputs, list):
            found.setdefault(grade_id(cell), []).extend(o for o in outputs if isinstance(o, dict))
    return found


def _code_cells(notebook: Path) -> Iterator[dict[str, Any]]:
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        yield from (cell for cell in cells if cell["cell_type"] == "code")
    except (OSError, ValueError, KeyError, TypeError):
        return


def _error(output: dict[str, Any]) -> str:
    if output.get("output_type") != "error":
        return ""
    value = str(output.get("evalue", "")).strip().partition("\n")[0]
    return f"{output.get('ename')}: {value}" if value else str(output.get("ename"))


def _on_stderr(output: dict[str, Any]) -> str:
    text = _text(output.get("text")) if output.get("name") == "stderr" else ""
    return f"on stderr: {text.strip()}" if text.strip() else ""


def _shown(output: dict[str, Any]) -> str:
    data = output.get("data")
    text = _text(data.get("text/plain") if isinstance(data, dict) else output.get("text"))
    return f"shows {text.strip()}" if text.strip() else ""


def _text(value: object) -> str:
    """Return a text, which may be a list of lines in nbformat."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")
