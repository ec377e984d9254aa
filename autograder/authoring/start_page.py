"""The page in a bundle that says how to begin: it names what this assignment needs, and no more."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

from autograder.authoring.student_packages import StudentPackages
from autograder.course.assignment import Assignment
from autograder.course.public_checks import public_checks_name

TEMPLATE = Path(__file__).parent / "start.html"
REQUIREMENTS = "requirements.txt"
# A part of the template for when a condition is met, and a part for when it is not.
_PART = re.compile(r"<!--if (\w+)-->(.*?)(?:<!--else-->(.*?))?<!--end-->", re.DOTALL)
_WORD = re.compile(r"[\w.,@%+=:/-]+")


def start_page(assignment: Assignment, packages: StudentPackages, released: Sequence[str]) -> str:
    """Return the page of a bundle.

    Args:
        assignment: the assignment.
        packages: what students have to install for it.
        released: the paths of the released files.
    """
    sources = "\n".join(cell.source for cell in assignment.cells if cell.cell_type == "code")
    notebooks = [source.path.name for source in assignment.notebooks]
    checks = public_checks_name(assignment.checks)
    beside = [name for name in sorted(released) if name not in (*notebooks, REQUIREMENTS)]
    so = {
        "tensorflow": packages.needs_tensorflow,
        "checks": checks in released and bool(packages.wheels),
        "wheels": bool(packages.wheels),
        "progress": "progress()" in sources,
        "zip": "submit_zip()" in sources,
        "several": len(notebooks) > 1,
        "uploads": bool(beside or packages.wheels),
    }
    template = TEMPLATE.read_text(encoding="utf-8")
    text = _PART.sub(lambda part: part[2] if so[part[1]] else part[3] or "", template)
    said = {
        "ASSIGNMENT": html.escape(assignment.name),
        "FOLDER": html.escape(_in_shell(assignment.name)),
        "FIRST": html.escape(_in_shell(notebooks[0])),
        "NOTEBOOKS": _codes(notebooks),
        "NOTEBOOK": html.escape(notebooks[0]),
        "CHECKS": html.escape(checks),
        "UPLOADS": _codes([*packages.wheels, *beside]),
        "WHEELS": html.escape(" ".join(packages.wheels)),
        "CONTENTS": "\n".join(
            _contents(notebooks, list(packages.wheels), [name for name in beside if name != checks])
        ),
    }
    return re.sub("|".join(said), lambda found: said[found[0]], text)


def _contents(notebooks: Sequence[str], wheels: Sequence[str], data: Sequence[str]) -> list[str]:
    """Return an entry for each file that is not in every bundle."""
    about = {
        **dict.fromkeys(notebooks, "A notebook that you work in. Keep its name."),
        **dict.fromkeys(wheels, "A Python package of the course's: no download later."),
        **dict.fromkeys(data, "What the notebook uses. Keep it where it is."),
    }
    return [
        f"  <dt><code>{html.escape(name)}</code></dt><dd>{said}</dd>"
        for name, said in about.items()
    ]


def _codes(names: Sequence[str]) -> str:
    """Return names as a part of a sentence: a, b and c."""
    marked = [f"<code>{html.escape(name)}</code>" for name in names]
    return " and ".join(filter(None, [", ".join(marked[:-1]), *marked[-1:]]))


def _in_shell(name: str) -> str:
    """Return a name quoted for a terminal, PowerShell too."""
    if _WORD.fullmatch(name):
        return name
    return f'"{name}"' if "'" in name else f"'{name}'"
