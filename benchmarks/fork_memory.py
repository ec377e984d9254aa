"""Memory over the number of kernels that run at the same time: how much does one more take?

    python benchmarks/fork_memory.py [--forks N ...]

Each kernel is a fork of one warm process. It runs what grading runs of the instructor's solution of
01_tensors, then lives on while the next kernels start. Their memory is counted in two ways: the
proportional set size (PSS) of the warm process and its descendants, which counts a shared page once; and
the decrease of the machine's available memory (MemAvailable), which counts the system's own part, too.
"""

from __future__ import annotations

import argparse
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from _common import (
    add_plot,
    assignment_of,
    console,
    count,
    keep,
    parse_arguments,
    print_columns,
    print_machine,
    print_target,
    read_notebook,
)

from autograder.course.assignment import Assignment, is_autograded_cell
from autograder.course.limits import Limits
from autograder.course.settings import load_settings
from autograder.course.showing_cells import cells_left_out
from autograder.kernels.kernel_session import KernelSession
from autograder.sandbox.kernel_environment import own_environment
from autograder.sandbox.warm_process import KernelSource, WarmProcess

NAME = "01_tensors"
MORE_WANTED_MB = 100.0  # of a further fork
KB = 1024
MB = 10**6


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--forks", type=count, nargs="+", default=[1, 2, 4, 8, 16], metavar="N")


def start_kernel(warm: KernelSource, assignment: Assignment, stack: ExitStack) -> None:
    """Start a kernel that runs the solution and lives as long as the stack."""
    session = KernelSession(warm, Limits(), {})
    stack.callback(session.close)
    session.start()
    notebook = read_notebook(assignment.source)
    left_out = cells_left_out(notebook, assignment.notebooks[0])
    for cell in notebook.cells:
        if cell.cell_type == "code" and not is_autograded_cell(cell) and cell.id not in left_out:
            result = session.run_cell(cell, 60.0)
            assert result.status == "ok", result


def family_pss_mb() -> float:
    """Return the proportional set size of this process's descendants, in MB."""
    family = {os.getpid()}
    parents = _parents()
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(_pss_kb(pid) for pid in family - {os.getpid()}) * KB / MB


def _parents() -> dict[int, int]:
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        found[int(entry.name)] = int(fields[1])
    return found


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return 0
    except PermissionError:
        text = "what memory confined processes share is shown to root alone: run this as root"
        raise SystemExit(text) from None
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def available_mb() -> float:
    """Return the machine's available memory, in MB."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("MemAvail")) * KB / MB


def measure(numbers: list[int]) -> dict[int, tuple[float, float]]:
    """Return the PSS and the memory taken from the machine, in MB, by the number of forks."""
    assignment = assignment_of(NAME)
    taken = {}
    before_mb = available_mb()
    environment = own_environment(load_settings(Path(__file__).parents[1]).warm or ())
    with WarmProcess(environment) as process, ExitStack() as stack:
        running = 0
        for number in sorted({0, *numbers}):
            for _ in range(number - running):
                start_kernel(KernelSource(process.address), assignment, stack)
            running = number
            taken[number] = family_pss_mb(), before_mb - available_mb()
            console.print(f"{number} forks: PSS {taken[number][0]:.0f} MB")
    return taken


def report(taken: dict[int, tuple[float, float]]) -> None:
    """Print the table, and the average memory of each fork beyond the first."""
    columns = ["PSS, MB", "taken from the machine, MB", "PSS of each fork, MB"]
    rows: dict[str, Any] = {
        str(number): [*both, (both[0] - taken[0][0]) / number if number else "the warm process"]
        for number, both in taken.items()
    }
    print_columns("memory by the number of forks", columns, rows)
    numbers = list(taken)
    first, most = min(n for n in numbers if n), max(numbers)
    ways = ("PSS", "taken from the machine")
    add_plot(
        "fork_memory",
        ("forks at the same time", "memory, MB"),
        {way: (numbers, [taken[n][field] for n in numbers]) for field, way in enumerate(ways)},
    )
    for field, way in enumerate(ways):
        each_mb = (taken[most][field] - taken[first][field]) / max(1, most - first)
        text = f"memory of a further fork, MB, {way}, from {first} to {most}"
        print_target(text, each_mb, f"at most {MORE_WANTED_MB:g}", met=each_mb <= MORE_WANTED_MB)


def main() -> None:
    """Measure and report."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    report(measure(options.forks))
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
