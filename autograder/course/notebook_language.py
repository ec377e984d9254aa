"""The language that a notebook names: only notebooks that the course's Python can run are graded."""

from __future__ import annotations

import re
from typing import Any

from autograder.course.assignment import SourceNotebook
from autograder.errors import UngradableSubmission
from course_utils.notebook.notebook_language import notebook_language

USUAL_KERNELS = re.compile(r"(?i)\W*(python|ipykernel|\.?venv|base|conda-base-py)[ \d.]*\W*")


def expect_same_language(notebook: Any, source: SourceNotebook) -> list[str]:
    """Expect a notebook in Python 3, or in the language of the instructor's; remark on its kernel.

    Raises:
        UngradableSubmission: it names another language, or Python 2.
    """
    given = notebook_language(notebook.metadata)
    expected = notebook_language(source.content.metadata)
    if given not in ("", expected or "python 3", expected):
        raise UngradableSubmission(
            "language",
            f"expected a notebook in {(expected or 'python 3').title()}, got one in {given.title()}: "
            "choose this course's kernel (Kernel, Change Kernel), save, and hand it in again",
        )
    name = notebook.metadata.get("kernelspec", {}).get("name", "")
    usual = USUAL_KERNELS.fullmatch(name) or name == source.content.metadata.get(
        "kernelspec", {}
    ).get("name")
    if not name or usual:
        return []
    return [f"written with the kernel {name[:60]!r}: run by this course's Python"]
