"""A new assignment, from a template that is whole: one exercise, its checks, and what proves them."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.assignment import CHECKS
from autograder.bank import FOLDER as BANK
from autograder.errors import ConfigurationError
from autograder.store import write_bytes

TEMPLATE = Path(__file__).parent / "template"
PLACE = "ASSIGNMENT"  # where a template says its assignment's name
MOST_LETTERS = 64
_NAME = re.compile(r"[A-Za-z0-9_]+")  # it becomes part of a Python module's


def new_assignment(course: Path, name: str) -> list[Path]:
    """Write an assignment's notebook, checks and bank, and return the files.

    Raises:
        ConfigurationError: the name won't do, this is no course, or one of the files is there.
    """
    if not _NAME.fullmatch(name) or len(name) > MOST_LETTERS:
        raise ConfigurationError(
            f"expected a name of up to {MOST_LETTERS} letters, digits and underscores, as "
            f"07_my_first; got {name!r}"
        )
    if not (course / "source").is_dir():
        raise ConfigurationError(f"no folder source/ in {course}: run this in the course's folder")
    files = {
        course / "source" / name / f"{name}.ipynb": "notebook.ipynb",
        CHECKS / f"test_{name}.py": "checks.py",
        course / BANK / name / "brightness.py": "brightness.py",
    }
    for path in files:
        if path.exists():
            raise ConfigurationError(f"{path} is there already; choose another name, or remove it")
    for path, template in files.items():
        text = (TEMPLATE / template).read_text(encoding="utf-8")
        write_bytes(path, text.replace(PLACE, name).encode())
    return list(files)
