"""The CPU seconds of each assignment's reference solution, graded whole, by what takes them.

    python benchmarks/submission_cpu.py [--assignments NAME ...] [--repetitions N]

In the kernel: its cells, and what the checks ask of it. In the grader: the checks' own code. All the
rest, in any process, is the engine's: restoring the notebook, forking, the kernel's start, messages. What
is paid once per class (TensorFlow's import) is not counted. C is the CPU time of a cold import of
TensorFlow in the same run.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from _common import (
    ROOT,
    add_bars,
    assignment_of,
    console,
    count,
    grade_here,
    keep,
    parse_arguments,
    print_columns,
    print_machine,
    print_table,
    print_target,
    read_notebook,
    submission_of,
)
from _courses import import_cpu
from _meter import cost_of

from autograder.course.assignment import Assignment, assignment_names
from autograder.grading.grading_result import GradingResult
from autograder.kernels.kernel_session import KernelSession
from autograder.sandbox.kernel_environment import kernel_environment
from autograder.sandbox.warm_process import KernelSource, WarmProcess
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks

CELLS, QUESTIONS, CHECKS, ENGINE = "cells", "checks' questions", "checks' own code", "the engine"
PARTS = (CELLS, QUESTIONS, CHECKS, ENGINE)
ENGINE_WANTED_C = 0.08
OF_A_PROCESS = 2  # the kind of clock in a clock's number: a process's CPU time


def _add_options(parser: argparse.ArgumentParser) -> None:
    names = assignment_names(ROOT)
    parser.add_argument(
        "--assignments", nargs="+", choices=names, default=names, metavar="NAME", help="these alone"
    )
    parser.add_argument("--repetitions", type=count, default=3, metavar="N")


def graded_cpu(
    assignment: Assignment, plugin: ChecksPlugin, warm: KernelSource
) -> dict[str, float]:
    """Grade the reference solution and return its CPU seconds by part."""
    found: list[GradingResult] = []

    def grade() -> None:
        submission = submission_of(assignment, read_notebook(assignment.source))
        found.append(grade_here(submission, assignment, warm, plugin))

    with (
        _spent_in(KernelSession, "run_cell") as cells,
        _spent_in(KernelSession, "ask") as asked,
        _spent_in(ChecksPlugin, "run") as checked,
    ):
        cost = cost_of(grade)
    score = sum(exercise.score for exercise in found[0].exercises)
    assert score == assignment.max_score, f"the reference got {score} of {assignment.max_score}"
    parts = [cells.kernel_s, asked.kernel_s, checked.here_s - asked.here_s]
    return dict(zip(PARTS, [*parts, cost.cpu_s - sum(parts)], strict=True))


class Spent:
    """The CPU seconds of a method's calls: in this thread, and in the kernel of its session."""

    here_s = kernel_s = 0.0


@contextmanager
def _spent_in(class_: type, name: str) -> Iterator[Spent]:
    """Yield what the calls of a method spend as long as the block runs."""
    spent, method = Spent(), getattr(class_, name)

    def timed(self: Any, *args: Any) -> Any:
        clock = _clock_of(self) if isinstance(self, KernelSession) else None
        kernel_s = time.clock_gettime(clock) if clock else 0.0
        here_s = time.thread_time()
        try:
            return method(self, *args)
        finally:
            spent.here_s += time.thread_time() - here_s
            if clock and self.alive:
                spent.kernel_s += time.clock_gettime(clock) - kernel_s

    with patch.object(class_, name, timed):
        yield spent


def _clock_of(session: KernelSession) -> int:
    """Return the clock of the CPU time of a session's kernel, with all its threads."""
    text = Path(f"/proc/self/fdinfo/{session._provisioner.pidfd}").read_text(encoding="ascii")
    pid = int(text.partition("\nPid:")[2].split()[0])
    return (~pid << 3) | OF_A_PROCESS


def measure(assignment: Assignment, repetitions: int) -> list[dict[str, float]]:
    """Grade the reference solution again and again; the first time is uncounted."""
    taken: list[dict[str, float]] = []

    def drive(plugin: ChecksPlugin) -> None:
        with WarmProcess(kernel_environment(assignment)) as process:
            for _ in range(repetitions + 1):
                taken.append(graded_cpu(assignment, plugin, KernelSource(process.address)))
                console.print(f"{assignment.name}: {sum(taken[-1].values()):.2f} s")

    collect_checks(assignment.checks, drive)
    return taken[1:]


def main() -> None:
    """Measure each assignment, and compare the engine's part with the target."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    cold_s = import_cpu().cpu_s
    print_table("a cold import of TensorFlow: CPU time", {"import tensorflow": [cold_s]})
    rows: dict[str, list[float]] = {}
    for name in options.assignments:
        taken = measure(assignment_of(name), options.repetitions)
        medians = [statistics.median(each[part] for each in taken) for part in PARTS]
        rows[name] = [*medians, sum(medians)]
    whole = [sum(column) for column in zip(*rows.values(), strict=True)]
    columns = [*PARTS, "all"]
    print_columns(
        "CPU time of the reference solution, s",
        columns,
        {**rows, "a student's whole course": whole},
    )
    add_bars(
        "submission_cpu",
        "the whole course: CPU time, s",
        {part: [spent] for part, spent in zip(PARTS, whole, strict=False)},
    )
    at = columns.index(ENGINE)
    for name, row in rows.items():
        text = f"{name}: the engine's own part, CPU in cold imports of TensorFlow"
        part_c = row[at] / cold_s
        print_target(text, part_c, f"at most {ENGINE_WANTED_C:g}", met=part_c <= ENGINE_WANTED_C)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
