"""Limits on what a submission may use."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from course_utils.notebook.grading_limits import MIB, GradingLimits

__all__ = ["MIB", "Limits", "SettingError", "apply_limits"]


@dataclass(frozen=True)
class Limits:
    """The limits of one submission.

    Attributes:
        cell_s: time of one cell, in seconds, without its waiting for a processor.
        question_s: likewise for one question of a check (a call, a prediction), in seconds.
        submission_s: wall time of the whole submission, in seconds.
        cpu_s: CPU time of one kernel, in seconds.
        memory_mib: memory of one process beyond what the warm process holds, in MiB.
        processes: processes and threads at once.
        output_mib: the most that one cell may print and display, in MiB.
        total_output_mib: the most that all cells together may print and display, in MiB.
        disk_mib: files that it may write, in MiB.
        notebook_mib: the size of the notebook file itself, in MiB.
    """

    cell_s: float = 60.0
    question_s: float = 30.0
    submission_s: float = 600.0
    cpu_s: int = 600
    memory_mib: int = 2048
    processes: int = 256
    output_mib: float = 4.0
    total_output_mib: float = 40.0
    disk_mib: int = 256
    notebook_mib: float = GradingLimits.notebook_mib

    def for_kernel(self) -> dict[str, Any]:
        """Return the limits that a kernel's process sets on itself, in bytes and seconds."""
        return {
            "memory_bytes": self.memory_mib * MIB,
            "cpu_s": self.cpu_s,
            "processes": self.processes,
            "disk_bytes": self.disk_mib * MIB,
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the limits by name."""
        return asdict(self)


class SettingError(ValueError):
    """A setting that is not allowed; ``key`` is its name in the file."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def apply_limits(limits: Limits, table: dict[str, Any]) -> Limits:
    """Return ``limits`` with the values of a table in place of their own.

    Raises:
        SettingError: the table names an unknown limit, or a value that limits nothing.
    """
    known = {field.name: type(getattr(limits, field.name)) for field in fields(limits)}
    for name, value in table.items():
        if name not in known:
            raise SettingError(name, f"no limit {name!r}; there are: {', '.join(known)}")
        _expect_number(name, value, whole=known[name] is int)
    return replace(limits, **{name: known[name](value) for name, value in table.items()})


def _expect_number(name: str, value: Any, *, whole: bool) -> None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value <= 0:
        raise SettingError(name, f"{name}: expected a number above 0, got {value!r}")
    if whole and value != int(value):
        raise SettingError(name, f"{name}: expected a whole number above 0, got {value!r}")
