"""How to start a script of `confined/`: on the trusted side, the kinds of walls differ only in this."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Launch:
    """A command, with its environment and its folder.

    Attributes:
        command: its words; the last one holds the settings of the script's own walls, as JSON.
        variables: the environment; None: the command clears it itself.
        folder: the folder that it starts in; None: any.
    """

    command: list[str]
    variables: dict[str, str] | None = None
    folder: Path | None = None
