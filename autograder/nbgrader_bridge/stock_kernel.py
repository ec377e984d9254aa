"""The kernel for stock nbgrader if autograder.toml names the students' interpreter.

Stock nbgrader finds kernels by name, the engine an interpreter by its path. Both must run the same one.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager, NoSuchKernel

from autograder.course.assignment import Assignment


def provide_kernels(assignment: Assignment, folder: Path) -> dict[str, str]:
    """Put kernels that run the assignment's interpreter into a folder, for its notebooks.

    Returns:
        The environment variables by which a Jupyter program finds them; none if autograder.toml names
        no interpreter.
    """
    if assignment.python is None:
        return {}
    python = str(assignment.python.absolute())  # not resolved: the link makes it the venv's
    spec = {
        "argv": [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python of autograder.toml",
        "language": "python",
    }
    for name in {NATIVE_KERNEL_NAME, *filter(_is_missing, _names(assignment))}:
        place = folder / "kernels" / name
        place.mkdir(parents=True)
        (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    paths = filter(None, [str(folder), os.environ.get("JUPYTER_PATH", "")])
    return {"JUPYTER_PATH": os.pathsep.join(paths)}


def _names(assignment: Assignment) -> list[str]:
    """Return the kernel names in the notebooks, without ``python``: that is Jupyter's own kernel."""
    named = [
        str(notebook.content.metadata.get("kernelspec", {}).get("name", "python"))
        for notebook in assignment.notebooks
    ]
    return [name for name in named if name not in ("", "python") and Path(name).name == name]


def _is_missing(name: str) -> bool:
    try:
        KernelSpecManager().get_kernel_spec(name)
    except (NoSuchKernel, ValueError):
        return True
    return False
