"""What of an older result still holds when checks were edited: the exercises whose checks were not.

An exercise's checks judge the notebook as it is at its grade cell, each by itself; so they need not
be run again since another exercise's were edited.
"""

from __future__ import annotations

import ast
import functools
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.grading import Graded
from course_utils.checks_plugin import hidden_lines

SHARED = ""  # in place of an exercise: what all checks may use
UNSOUND = ("timeout", "crashed")  # then the kernel of a later exercise was another one


def checks_digests(path: Path) -> dict[str, str]:
    """Return the hash of each exercise's checks in a checks file, and of what they share.

    It is of what Python sees, and of which checks are hidden: neither comments nor places count.
    """
    return _digests(path.read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=8)
def _digests(text: str) -> dict[str, str]:
    hidden = hidden_lines(text)
    found: dict[str, list[str]] = {SHARED: []}
    for node in ast.parse(text).body:
        exercise = _exercise_of(node)
        code = ast.dump(node) + str(any(node.lineno in lines for lines in hidden))
        found.setdefault(exercise, []).append(code)
    return {
        exercise: hashlib.sha256("\n".join(parts).encode()).hexdigest()
        for exercise, parts in found.items()
    }


def _exercise_of(node: ast.stmt) -> str:
    """Return the exercise that a check names in its mark; of anything else, what all share."""
    if isinstance(node, ast.FunctionDef):
        for mark in node.decorator_list:
            match mark:
                case ast.Call(func, [ast.Constant(str(exercise)), *_]) if _is_mark(func):
                    return exercise
    return SHARED


def _is_mark(function: ast.expr) -> bool:
    return ast.unparse(function).split(".")[-1] == "exercise"


def edited(before: dict[str, Any], now: dict[str, str], graded: Graded) -> frozenset[str]:
    """Return the exercises to judge again where that is all there is to do; empty where it is not.

    Args:
        before: the digests by which ``graded`` was made.
        now: those of today.
        graded: the older result of the same code.
    """
    flawless = not graded.flags and all(each.status not in UNSOUND for each in graded.exercises)
    if not flawless or before.get(SHARED) != now[SHARED] or before.keys() != now.keys():
        return frozenset()
    return frozenset(name for name, digest in now.items() if before[name] != digest)


def merged(older: Graded, newer: Graded) -> Graded:
    """Return the older result with the exercises of the newer one in place of its own."""
    judged = {exercise.id: exercise for exercise in newer.exercises}
    exercises = [judged.get(exercise.id, exercise) for exercise in older.exercises]
    return replace(older, exercises=exercises, flags=newer.flags, timings=newer.timings)
