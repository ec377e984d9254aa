from __future__ import annotations

import os
from typing import Any

from figures import FIGURES


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how much was read, in `make fuzz`."""
    if not os.environ.get("FUZZ_INPUTS"):
        return
    say = terminalreporter.write_line
    say(f"{'parser':18}{'inputs':>8}{'CPU s':>8}{'slowest s':>11}{'growth kB':>11}  slowest input")
    for name, found in FIGURES.items():
        cost = f"{found.total_s:8.0f}{found.slowest_s:11.3f}{found.growth_bytes / 1000:11.1f}"
        say(f"{name:18}{found.inputs:8}{cost}  {found.slowest}")
    say(f"{'all':18}{sum(found.inputs for found in FIGURES.values()):8}")
