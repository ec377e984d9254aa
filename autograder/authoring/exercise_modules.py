"""The modules with an exercise's checks, and the modules that they import from."""

from __future__ import annotations

import ast
from pathlib import Path

from autograder.course.checks_folder import checks_modules


def exercise_modules(checks: Path, exercise: str) -> tuple[list[Path], list[Path]]:
    """Return the modules with an exercise's checks, and those that they import from, directly or not."""
    there = {path.stem: path for path in checks_modules(checks)}
    own = {
        stem
        for stem, path in there.items()
        if stem == exercise or f'"{exercise}"' in path.read_text(encoding="utf-8")
    }
    found, left = set(own), list(own)
    while left:
        more = (_siblings(there[left.pop()]) & there.keys()) - found
        found |= more
        left += more
    return [there[stem] for stem in sorted(own)], [there[stem] for stem in sorted(found - own)]


def _siblings(path: Path) -> set[str]:
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        return set()
    return {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level and node.module
    }
