"""Checks as source code: their exercises, and their hidden lines."""

from __future__ import annotations

import ast
import re
from pathlib import Path

BEGIN_HIDDEN = "### BEGIN HIDDEN TESTS"
END_HIDDEN = "### END HIDDEN TESTS"
NEAR_MARKER = re.compile(r"#[#\s]*(BEGIN|END)[\s_-]*HIDDEN[\s_-]*TEST", re.IGNORECASE)


class ChecksError(Exception):
    """A checks file is missing, cannot be read, or breaks a rule; the text tells more."""

    def _render_traceback_(self) -> list[str]:  # Jupyter shows this in place of a traceback
        return [str(self)]


def hidden_line_ranges(source: str) -> list[range]:
    """Return the line ranges (from 1) that the hidden-test markers enclose.

    Raises:
        ChecksError: a marker has no partner.
    """
    ranges: list[range] = []
    begin = None
    for number, line in enumerate(source.splitlines(), start=1):
        if line.strip() == BEGIN_HIDDEN and begin is None:
            begin = number
        elif line.strip() == END_HIDDEN and begin is not None:
            ranges.append(range(begin, number + 1))
            begin = None
        elif line.strip() in (BEGIN_HIDDEN, END_HIDDEN):
            raise ChecksError(f"line {number}: {line.strip()!r} has no partner")
        elif NEAR_MARKER.match(line.strip()):  # one misspelt marker would publish what it hides
            raise ChecksError(
                f"line {number}: expected {BEGIN_HIDDEN!r} or {END_HIDDEN!r}, got {line.strip()!r}"
            )
    if begin is not None:
        raise ChecksError(f"line {begin}: {BEGIN_HIDDEN!r} has no partner")
    return ranges


def without_hidden_tests(source: str) -> str:
    """Return a checks file without its hidden parts."""
    hidden = {number for lines in hidden_line_ranges(source) for number in lines}
    kept = [line for n, line in enumerate(source.splitlines(), start=1) if n not in hidden]
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(kept)).rstrip() + "\n"


def exercises_in_checks(checks: Path) -> list[str]:
    """Return the exercises that a file has checks for, in its order, without running it.

    Empty if the file is missing or does not parse: `check` reports that.
    """
    try:
        return exercises_in_tree(ast.parse(checks.read_text(encoding="utf-8")))
    except (OSError, ValueError, SyntaxError, RecursionError):
        return []


def exercises_in_tree(tree: ast.Module) -> list[str]:
    """Return the exercises that a syntax tree has checks for, in its order."""
    marks = [mark for node in tree.body for mark in getattr(node, "decorator_list", [])]
    names = [_marked(mark) for mark in marks]
    return list(dict.fromkeys(name for name in names if name))


def _marked(decorator: ast.expr) -> str:
    """Return the exercise in ``@exercise("id")``, under any name of the mark; else nothing."""
    match decorator:
        case ast.Call(
            func=ast.Name(id="exercise") | ast.Attribute(attr="exercise"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return name
    return ""
