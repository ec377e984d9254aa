"""The limits of grading, as a student's checks file states them.

The course's `autograder.toml` sets the numbers. `release` writes them into the checks file, so that
`submit_zip` warns by the grader's own limits.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, fields
from pathlib import Path

NAME = "GRADING_LIMITS"  # their name in the checks file
MIB = 1 << 20


@dataclass(frozen=True)
class GradingLimits:
    """The limits that a student can look out for; None if unknown.

    Attributes:
        cell_s: how long one cell may run, in seconds.
        submission_s: how long the whole notebook may take, with its checks, in seconds.
        output_mib: how much one cell may print and display, in MiB.
        notebook_mib: the size of the notebook file, in MiB; its default is also the engine's.
    """

    cell_s: float | None = None
    submission_s: float | None = None
    output_mib: float | None = None
    notebook_mib: float = 20.0

    @property
    def notebook_bytes(self) -> int:
        """The size of the notebook file, in bytes."""
        return int(self.notebook_mib * MIB)


def read_grading_limits(checks: Path) -> GradingLimits:
    """Return the limits in a checks file, read without running it.

    Limits that it does not name have their defaults; so have all, if the file is missing or older.
    """
    try:
        tree = ast.parse(checks.read_text(encoding="utf-8"))
        said = next((each.value for each in tree.body if _is_named(each)), None)  # type: ignore[attr-defined]  # an assignment
        found = ast.literal_eval(said) if said is not None else {}
    except (OSError, ValueError, SyntaxError, RecursionError):
        return GradingLimits()
    known = {field.name for field in fields(GradingLimits)}
    return GradingLimits(**{name: float(value) for name, value in found.items() if name in known})


def _is_named(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name == NAME
    return False
