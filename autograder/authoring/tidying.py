"""What Jupyter leaves in a notebook when it saves one, taken out again."""

from __future__ import annotations

from pathlib import Path

import nbformat

from autograder.assignment import nbgrader_of
from autograder.authoring.notebook_rules import KERNELSPEC, LANGUAGE, read_notebook
from autograder.store import write_atomically


def tidy(path: Path) -> bool:
    """Clear a notebook's outputs, set its kernel, and name graded cells by their ``grade_id``.

    Returns:
        Whether the file was changed. One that cannot be read is left as it is.

    Raises:
        ConfigurationError: it cannot be written.
    """
    notebook, unreadable = read_notebook(path)
    if unreadable:
        return False
    notebook["metadata"].update(kernelspec=KERNELSPEC, language_info=LANGUAGE)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
            cell["metadata"].pop("execution", None)  # when it ran
        cell["id"] = nbgrader_of(cell).get("grade_id", cell["id"])
    text: str = nbformat.writes(nbformat.from_dict(notebook)).rstrip("\n") + "\n"
    if text == path.read_text(encoding="utf-8"):
        return False
    write_atomically(path, text)
    return True
