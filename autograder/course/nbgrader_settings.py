"""A course's own configuration of nbgrader, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class NbgraderSettings:
    """A course's settings of nbgrader, without the engine's.

    Attributes:
        course: the course's folder.
        source: the folder with a folder for each assignment.
        assignments: the assignments' folders in ``source`` by name, with or without notebooks.
        theirs: every setting in a configuration file, by a name such as ``Execute.timeout``.
        cell_timeout_s: how long nbgrader lets a cell run; None: without limit.
        kernel_name: the kernelspec that runs all notebooks; empty: each notebook's own.
        ignored: patterns of the files that nbgrader leaves out of releases and gradings.
        restores_deleted_cells: whether nbgrader itself puts deleted test cells back.
        executes: whether nbgrader's own Execute, which the engine replaces, runs submissions.
        seams: the engine's settings that the course makes itself.
        configured: whether `configure` is called.
        set_too_late: the engine's settings that the course makes after that call.
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
        """Say whether nbgrader adds the notebook of a name at the start or the end of others."""
        ends = (self.theirs.get(f"IncludeHeaderFooter.{end}", "") for end in ("header", "footer"))
        return any(Path(str(end)).name == name for end in ends)

    def is_ignored(self, name: str) -> bool:
        """Say whether nbgrader leaves out files and folders of a name."""
        return any(fnmatch(name, pattern) for pattern in self.ignored)
