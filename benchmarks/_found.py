"""The results of a benchmark: printed at once, and kept for the docs (`write_docs.py`).

A benchmark is a program that runs once, so this module keeps its results.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from _meter import is_exact
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).parent / "results"
console = Console()
_found: dict[str, list[Any]] = {"tables": [], "targets": [], "plots": []}
_load_at_start = os.getloadavg()[0]


def print_table(title: str, rows: dict[str, Sequence[float]], unit: str = "s") -> None:
    """Print the least, the median and the greatest of each row's measurements."""
    figures = {
        name: [
            f"{len(values)}",
            *map(_short, (min(values), statistics.median(values), max(values))),
        ]
        for name, values in rows.items()
    }
    print_columns(f"{title}, {unit}", ["n", "min", "median", "max"], figures)
    _found["tables"][-1]["measured"] = {name: list(values) for name, values in rows.items()}


def print_columns(
    title: str, columns: Sequence[str], rows: dict[str, Sequence[str | float]]
) -> None:
    """Print a table as it is; ``rows`` has its rows by name."""
    texts = {name: [_short(cell) for cell in cells] for name, cells in rows.items()}
    table = Table("", *columns, title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, cells in texts.items():
        table.add_row(name, *cells)
    console.print(table)
    _found["tables"].append({"title": title, "columns": list(columns), "rows": texts})


def _short(cell: str | float) -> str:
    if isinstance(cell, str):
        return cell
    size = abs(cell)
    return f"{cell:,.0f}" if size >= 1000 else f"{cell:.1f}" if size >= 10 else f"{cell:.3g}"


def print_target(what: str, reached: float, wanted: str, *, met: bool) -> None:
    """Print a figure beside its target."""
    console.print(
        f"{what}: [bold]{_short(reached)}[/bold] ({wanted} wanted: {'met' if met else 'MISSED'})"
    )
    target = {"what": what, "reached": round(reached, 4), "wanted": wanted, "met": met}
    _found["targets"].append(target)


def add_plot(
    name: str,
    axes: tuple[str, str],
    series: dict[str, tuple[Sequence[float], Sequence[float]]],
) -> None:
    """Have lines drawn for the docs: the title of each axis, with its unit, and x and y by line."""
    lines = {label: [list(x), list(y)] for label, (x, y) in series.items()}
    _found["plots"].append({"name": name, "axes": axes, "lines": lines})


def add_bars(name: str, axis: str, rows: dict[str, Sequence[float]]) -> None:
    """Have a bar drawn for the docs for each row's median; ``axis`` is the axis's title, with its unit."""
    bars = {label: statistics.median(values) for label, values in rows.items()}
    _found["plots"].append({"name": name, "axes": ("", axis), "bars": bars})


def print_machine() -> None:
    """Print the machine, the versions and the load, on which the figures depend."""
    console.print(f"{machine()}; load {os.getloadavg()[0]:.1f}")


def machine() -> str:
    """Return the machine and the versions in words."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [f"{os.cpu_count()} cores ({_processor()})", f"{memory_gib:.0f} GiB"]
    parts += [
        f"Linux {'.'.join(platform.release().split('.')[:2])}",
        f"Python {platform.python_version()}",
    ]
    parts += [f"{name} {version(name)}" for name in ("tensorflow", "nbgrader")]
    return ", ".join(parts)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def keep(options: argparse.Namespace) -> None:
    """With ``--save``, write the results into ``benchmarks/results``, in a file named after the program."""
    if not options.save:
        return
    program, arguments = Path(sys.argv[0]), [each for each in sys.argv[1:] if each != "--save"]
    head = {
        "command": " ".join(["python", f"benchmarks/{program.name}", *arguments]),
        "date": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}",
        "commit": _commit(),
        "machine": machine(),
        "load": round(_load_at_start, 1),
        "exact_cpu": is_exact(),
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{program.stem}.json"
    path.write_text(json.dumps({**head, **_found}, indent=1) + "\n", encoding="utf-8")
    console.print(f"kept in {path.relative_to(ROOT)}; `write_docs.py` puts it into the docs")
    if head["commit"].endswith("-dirty"):
        console.print(
            "the page will say that changes were not committed: commit, and measure again"
        )


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return result.stdout.strip()
