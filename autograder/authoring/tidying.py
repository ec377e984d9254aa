"""What Jupyter leaves in a notebook when it saves one, taken out again."""

from __future__ import annotations

from pathlib import Path

import nbformat

from autograder.assignment import grade_id
from autograder.authoring.notebook_rules import (
    KERNELSPEC,
    LANGUAGE,
    Notebook,
    has_made_up_id,
    read_notebook,
)
from autograder.store import write_atomically


def tidy(path: Path) -> list[str]:
    """Clear a notebook's outputs, set its kernel, and name graded cells by their ``grade_id``.

    Returns:
        What was done. Nothing to a file that cannot be read: it is left as it is.

    Raises:
        ConfigurationError: it cannot be written.
    """
    notebook, unreadable = read_notebook(path)
    if unreadable:
        return []
    done = [*clear_outputs(notebook), *_set_kernel(notebook), *_set_ids(notebook)]
    text: str = nbformat.writes(nbformat.from_dict(notebook)).rstrip("\n") + "\n"
    if text == path.read_text(encoding="utf-8"):
        return []
    write_atomically(path, text)
    return done or ["laid out as Jupyter does"]


def clear_outputs(notebook: Notebook) -> list[str]:
    """Clear the outputs, and say so if there were any."""
    cleared = False
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cleared |= bool(cell["outputs"]) or cell["execution_count"] is not None
            cell.update(outputs=[], execution_count=None)
            cleared |= cell["metadata"].pop("execution", None) is not None  # when it ran
    return ["outputs cleared"] if cleared else []


def _set_kernel(notebook: Notebook) -> list[str]:
    wanted = {"kernelspec": KERNELSPEC, "language_info": LANGUAGE}
    right = all(notebook["metadata"].get(key) == value for key, value in wanted.items())
    notebook["metadata"].update(wanted)
    return [] if right else ["kernel set"]


def _set_ids(notebook: Notebook) -> list[str]:
    wrong = [
        cell
        for cell in notebook["cells"]
        if grade_id(cell) not in ("", cell["id"]) and not has_made_up_id(cell)
    ]
    for cell in wrong:
        cell["id"] = grade_id(cell)
    return [f"ids set: {', '.join(cell['id'] for cell in wrong)}"] if wrong else []
