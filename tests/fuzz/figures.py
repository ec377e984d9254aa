"""What the fuzzing did, parser by parser, for the summary at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FIGURES: dict[str, Figures] = {}  # by parser


@dataclass
class Figures:
    """What a parser did: how many inputs it read, and at what cost."""

    inputs: int = 0
    total_s: float = 0.0
    slowest_s: float = 0.0
    slowest: str = ""
    growth_bytes: int = 0

    def took(self, seconds: float, data: Any) -> None:
        """Count an input."""
        self.inputs += 1
        self.total_s += seconds
        if seconds > self.slowest_s:
            self.slowest_s, self.slowest = seconds, repr(data)[:60]
