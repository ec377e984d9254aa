"""What a course's own configuration of nbgrader says, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class NbgraderSettings:
    """A course's settings of nbgrader, without those that the engine makes.

    Attributes:
        course: the course's folder.
        source: the folder with a folder for each assignment.
        assignments: the assignments' folders in there by name, with or without notebooks.
        theirs: every setting that a configuration file makes, by its name, as ``Execute.timeout``.
        cell_timeout_s: how long nbgrader lets a cell run; None: without an end.
        kernel_name: the kernelspec that runs all notebooks, empty for each one's own.
        ignored: patterns of the files that nbgrader leaves out of releases and gradings.
        restores_deleted_cells: whether nbgrader puts deleted test cells back itself.
        executes: whether nbgrader's own Execute runs submissions, which the engine takes the place of.
        seams: the settings that the engine makes and the course makes itself.
        configured: whether `configure` is called.
        set_too_late: the settings of the engine's that are made after it is called.
    """

    course: Path
    source: Path
    assignments: Mapping[str, Path]
    theirs: Mapping[str, Any] = field(default_factory=dict)
    cell_timeout_s: int | None = 30
    kernel_name: str = ""
    ignored: tuple[str, ...] = ()
    restores_deleted_cells: bool = False
    executes: bool = True
    seams: tuple[str, ...] = ()
    configured: bool = False
    set_too_late: tuple[str, ...] = ()

    def is_header(self, name: str) -> bool:
        """Say whether nbgrader puts a notebook of a name at the start or the end of others."""
        ends = (self.theirs.get(f"IncludeHeaderFooter.{end}", "") for end in ("header", "footer"))
        return any(Path(str(end)).name == name for end in ends)

    def is_ignored(self, name: str) -> bool:
        """Say whether nbgrader leaves files and folders of a name out."""
        return any(fnmatch(name, pattern) for pattern in self.ignored)
