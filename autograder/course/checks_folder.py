"""An assignment's checks: a folder of modules, and a digest of each exercise's checks.

A module has its exercise's name, or is one that such modules import from, as in
``from .shared import images``.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

from course_utils.checking.checks_source import (
    ChecksError,
    exercises_in_tree,
    without_hidden_tests,
)

SHARED = ""  # key in place of an exercise's: the modules that others import from


def checks_modules(folder: Path) -> list[Path]:
    """Return the modules in a folder of checks, sorted by name; none where there is no folder."""
    return sorted(folder.glob("*.py"))


def has_checks(folder: Path) -> bool:
    """Say whether a folder holds modules of checks."""
    return bool(checks_modules(folder))


def digests_by_exercise(folder: Path) -> dict[str, str]:
    """Return the digest of each exercise's checks, and of the modules that others import from.

    It depends on the code and on which parts are hidden, not on comments and blank lines.
    """
    files = [(module.stem, module.read_bytes()) for module in checks_modules(folder)]
    return dict(_digests(tuple(files)))


@functools.lru_cache(maxsize=32)  # nbgrader's own autograde asks for them at each submission
def _digests(files: tuple[tuple[str, bytes], ...]) -> dict[str, str]:
    trees = {name: _tree(data) for name, data in files}
    imported = {name for tree in trees.values() for name in _siblings(tree)}
    parts: dict[str, list[str]] = {SHARED: []}
    for name, data in files:
        exercises = exercises_in_tree(trees[name])
        shared = [SHARED] if name in imported or not exercises else []
        for exercise in [*exercises, *shared]:
            parts.setdefault(exercise, []).append(_digest(data, trees[name]))
    return {exercise: "".join(digests) for exercise, digests in parts.items()}


def module_digest(module: Path) -> str:
    """Return the digest of a module of checks: of its code, and of which parts are hidden."""
    data = module.read_bytes()
    return _digest(data, _tree(data))


def _tree(data: bytes) -> ast.Module:
    """Return a module's syntax tree; empty if it is no Python: a worker reports that."""
    try:
        return ast.parse(data.decode("utf-8"))
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module([], [])


def _siblings(tree: ast.Module) -> Iterator[str]:
    """Yield the modules of the same folder that a module imports from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield from [node.module] if node.module else [alias.name for alias in node.names]


def _digest(data: bytes, tree: ast.Module) -> str:
    """Return the digest of the syntax trees of a module and of its public part, else of its bytes."""
    if tree.body:
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, ChecksError):
            public = ast.parse(without_hidden_tests(data.decode("utf-8")))
            data = f"{ast.dump(tree)}\n{ast.dump(public)}".encode()
    return hashlib.sha256(data).hexdigest()
