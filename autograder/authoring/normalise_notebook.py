"""Removing what Jupyter leaves in a source notebook when saving."""

from __future__ import annotations

from pathlib import Path

import nbformat

from autograder.authoring.nbgrader_rules import is_python
from autograder.authoring.notebook_file import NotebookDict, read_notebook_with_findings
from autograder.authoring.notebook_rules import KERNELSPEC, LANGUAGE_INFO
from autograder.authoring.source_reading import has_generated_grade_id
from autograder.course.assignment import grade_id
from autograder.files import write_private_text


def normalise_notebook(path: Path, *, in_house_style: bool = True) -> list[str]:
    """Clear a notebook's outputs, set its kernel, and name graded cells by their ``grade_id``.

    In another course's notebook, not ``in_house_style``, only the outputs are cleared.

    Returns:
        What was done. A file that cannot be read is left as it is.

    Raises:
        ConfigurationError: it cannot be written.
    """
    notebook, findings = read_notebook_with_findings(path)
    if findings:
        return []
    done = clear_outputs(notebook)
    if in_house_style:
        done += [*(_set_kernel(notebook) if is_python(notebook) else []), *_set_ids(notebook)]
    elif not done:
        return []
    text: str = nbformat.writes(nbformat.from_dict(notebook)).rstrip("\n") + "\n"
    if text == path.read_text(encoding="utf-8"):
        return []
    write_private_text(path, text)
    return done or ["laid out as Jupyter does"]


def clear_outputs(notebook: NotebookDict) -> list[str]:
    """Clear the outputs, and return a note if there were any."""
    cleared = False
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cleared |= bool(cell["outputs"]) or cell["execution_count"] is not None
            cell.update(outputs=[], execution_count=None)
            cleared |= cell["metadata"].pop("execution", None) is not None  # the times of its run
    return ["outputs cleared"] if cleared else []


def _set_kernel(notebook: NotebookDict) -> list[str]:
    wanted = {"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO}
    right = all(notebook["metadata"].get(key) == value for key, value in wanted.items())
    notebook["metadata"].update(wanted)
    return [] if right else ["kernel set"]


def _set_ids(notebook: NotebookDict) -> list[str]:
    wrong = [
        cell
        for cell in notebook["cells"]
        if grade_id(cell) not in ("", cell["id"]) and not has_generated_grade_id(cell)
    ]
    for cell in wrong:
        cell["id"] = grade_id(cell)
    return [f"ids set: {', '.join(cell['id'] for cell in wrong)}"] if wrong else []
