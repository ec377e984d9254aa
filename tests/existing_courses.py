"""Courses that were made for stock nbgrader, as their authors left them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbgrader

CONFIG = 'c = get_config()\n\nc.CourseDirectory.course_id = "made up"\n'
QUICKSTART = """c = get_config()

###############################################################################
# Begin additions by nbgrader quickstart
###############################################################################

# You only need this if you are running nbgrader on a shared
# server set up.
c.CourseDirectory.course_id = "course101"

c.IncludeHeaderFooter.header = "source/header.ipynb"

###############################################################################
# End additions by nbgrader quickstart
###############################################################################

# Configuration file for nbgrader-generate-config.

c = get_config()  #noqa
"""


def cell(source: str, kind: str = "code", **meta: Any) -> dict[str, Any]:
    """Return a cell, with nbgrader's metadata where any is given."""
    known = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    metadata = {"nbgrader": {"grade_id": "x", **known, **meta}} if meta else {}
    outputs = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "source": source, "metadata": metadata, **outputs}


def grade_cell(source: str = "assert True", points: float = 1, **meta: Any) -> dict[str, Any]:
    """Return a cell of tests."""
    return cell(source, grade=True, locked=True, points=points, **meta)


def notebook(
    *cells: str | dict[str, Any],
    kernel: str | None = "python3",
    language: str = "python",
    version: str = "3.11.0",
) -> dict[str, Any]:
    """Return a notebook of cells, or of their code."""
    spec = {"name": kernel, "display_name": kernel, "language": language}
    return {
        "cells": [cell(each) if isinstance(each, str) else each for each in cells],
        "metadata": {
            **({"kernelspec": spec} if kernel else {}),
            "language_info": {"name": language, "version": version},
        },
        "nbformat": 4,
        "nbformat_minor": 4,
    }


def make_course(
    folder: Path, files: Mapping[str, Any], config: str | None = CONFIG, source: str = "source"
) -> Path:
    """Make a course of files in its sources, by their paths: notebooks, or texts."""
    for name, content in files.items():
        path = folder / source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    if config is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    return folder


def make_quickstart(folder: Path) -> Path:
    """Make the course that ``nbgrader quickstart`` does, without the minute that it takes."""
    guide = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source"
    left_out = shutil.ignore_patterns("*.html", "autotests.yml", "ps1_autotest")
    shutil.copytree(guide, folder / "source", ignore=left_out)
    (folder / "nbgrader_config.py").write_text(QUICKSTART, encoding="utf-8")
    return folder


def allow_as_here(course: Path) -> None:
    """Give a course the limits of this one: a release has them, so it is not stale there."""
    ours = (Path(__file__).parents[1] / "autograder.toml").read_text(encoding="utf-8")
    _, head, rest = ours.partition("\n[limits]")  # without those of single assignments
    (course / "autograder.toml").write_text(head + rest.partition("\n[")[0], encoding="utf-8")
