"""Files that a notebook reads by name and that do not lie beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.lint_finding import Problem
from autograder.authoring.notebook_file import NotebookDict, place_of

READS = re.compile(r"open|read(_\w+)?|load(_?\w+)?|imread|genfromtxt|fromfile|from_file")
FILE = re.compile(r"(?!/)[\w][\w ./-]*\.[A-Za-z]\w{1,7}")  # a relative path with an ending
MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)


def missing_file_notes(notebook: NotebookDict, folder: Path) -> Iterator[Problem]:
    """Yield the files that code cells read by name, if they are not in ``folder`` and no cell writes them."""
    calls = [
        (place_of(cell), *call)
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        for call in _calls(cell["source"])
    ]
    written = {name for _, name, reads in calls if not reads}
    for place, name, reads in calls:
        if reads and name not in written and not (folder / name).exists():
            text = f"reads {name!r}, which is not beside the notebook: students would not have it"
            yield Problem(place, text)


def _calls(source: str) -> Iterator[tuple[str, bool]]:
    """Yield each file name that is an argument of a call in a cell, and whether the call reads the file."""
    try:
        tree = ast.parse(MAGIC.sub("", source))
    except (SyntaxError, ValueError):  # another rule reports it
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.args[0].value
            if isinstance(name, str) and FILE.fullmatch(name):
                yield name, _reads(node)


def _reads(call: ast.Call) -> bool:
    function = ast.unparse(call.func).rpartition(".")[2]
    modes = [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "mode")]
    writes = any(set("wax") & set(ast.unparse(mode)) for mode in modes)
    return READS.fullmatch(function) is not None and not (function == "open" and writes)
