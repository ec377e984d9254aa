"""How a script of `confined/` is started: what the kinds of walls differ in, on the trusted side."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Launch:
    """A command, and what surrounds it.

    Attributes:
        command: its words; the last is what the script's own walls are to hold, as JSON.
        variables: the environment; None: the command clears it itself.
        folder: where it starts; None: wherever.
    """

    command: list[str]
    variables: dict[str, str] | None = None
    folder: Path | None = None
