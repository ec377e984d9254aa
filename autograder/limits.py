"""Limits on what a submission may use, by default and per assignment (``autograder.toml``)."""

from __future__ import annotations

import math
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from autograder.errors import ConfigurationError

FILE = "autograder.toml"
MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes:
        cell_s: wall time of one cell, in seconds.
        question_s: wall time of one question of a check (a call, a prediction), in seconds.
        submission_s: wall time of the whole submission, in seconds.
        cpu_s: CPU time of one kernel, in seconds.
        memory_mib: memory of one process beyond what the warm process holds, in MiB.
        processes: processes and threads at once.
        output_mib: what one cell may print and display, in MiB.
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
    disk_mib: int = 256
    notebook_mib: float = 20.0

    def for_kernel(self) -> dict[str, Any]:
        """Return those that the kernel's process sets on itself, in bytes and seconds."""
        return {
            "memory_bytes": self.memory_mib * MIB,
            "cpu_s": self.cpu_s,
            "processes": self.processes,
            "disk_bytes": self.disk_mib * MIB,
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the limits by name."""
        return asdict(self)


def load_limits(course: Path, assignment: str) -> Limits:
    """Return the limits of ``assignment``: the defaults, ``[limits]``, then ``[limits.NAME]``.

    Raises:
        ConfigurationError: the file is not TOML, or names a limit or an assignment that there is not.
    """
    path = course / FILE
    if not path.is_file():
        return Limits()
    try:
        general, special = _read(path)
        known = sorted(folder.name for folder in (course / "source").glob("*/"))
        for name in special:
            if name not in known:  # a misspelt one: its limits would hold for nothing
                there_are = ", ".join(known)
                raise ValueError(
                    f"limits for {name!r}, but no such assignment; there are: {there_are}"
                )
        return _apply(_apply(Limits(), general), special.get(assignment, {}))
    except ValueError as error:
        raise ConfigurationError(f"{path}: {error}") from None


def _read(path: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return the general limits in a file, and those of each assignment by its name."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"not valid TOML: {error}") from None
    table = document.pop("limits", {})
    if document:
        raise ValueError(f"expected [limits], got {next(iter(document))!r}")
    if not isinstance(table, dict):
        raise ValueError(f"limits: expected a table, got {table!r}")
    names = {field.name for field in fields(Limits)}
    special = {k: v for k, v in table.items() if isinstance(v, dict) and k not in names}
    return {k: v for k, v in table.items() if k not in special}, special


def _apply(limits: Limits, table: dict[str, Any]) -> Limits:
    known = {field.name: type(getattr(limits, field.name)) for field in fields(limits)}
    for name, value in table.items():
        if name not in known:
            raise ValueError(f"no limit {name!r}; there are: {', '.join(known)}")
        _expect_number(name, value, whole=known[name] is int)
    return replace(limits, **{name: known[name](value) for name, value in table.items()})


def _expect_number(name: str, value: Any, *, whole: bool) -> None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value <= 0:
        raise ValueError(f"{name}: expected a number above 0, got {value!r}")
    if whole and value != int(value):
        raise ValueError(f"{name}: expected a whole number above 0, got {value!r}")
