"""Limits on what a submission may use, by default and per assignment (``autograder.toml``)."""

from __future__ import annotations

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
        ConfigurationError: the file is not TOML, or names a limit that there is not.
    """
    path = course / FILE
    if not path.is_file():
        return Limits()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("limits", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}") from None
    general = {name: value for name, value in table.items() if not isinstance(value, dict)}
    return _apply(_apply(Limits(), general, path), table.get(assignment, {}), path)


def _apply(limits: Limits, table: dict[str, Any], path: Path) -> Limits:
    known = {field.name: type(getattr(limits, field.name)) for field in fields(limits)}
    for name, value in table.items():
        if name not in known:
            raise ConfigurationError(f"{path}: no limit {name!r}; there are: {', '.join(known)}")
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            raise ConfigurationError(f"{path}: {name}: expected a number above 0, got {value!r}")
    return replace(limits, **{name: known[name](value) for name, value in table.items()})
