"""The CPU seconds of an assignment's reference solution: its cells alone, and graded whole.

    python benchmarks/submission_cpu.py [--assignment NAME] [--repetitions N]

The cells run, with their pictures, in a bare fork of a process that has imported TensorFlow. Graded
whole, the kernel's time is split into the time of its cells and of the checks' questions. All the rest,
in any process, is the engine's: forking, the kernel's start, messages, the checks' own side. The cost
once per class (TensorFlow's import) is not counted.
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
    add_bars,
    assignment_of,
    console,
    count,
    grade_here,
    keep,
    parse_arguments,
    print_machine,
    print_table,
    print_target,
    read_notebook,
    submission_of,
)
from _floor import BareForks
from _meter import cost_of

from autograder.course.assignment import Assignment
from autograder.grading.grading_result import GradingResult
from autograder.kernels.kernel_session import KernelSession
from autograder.sandbox.kernel_environment import kernel_environment
from autograder.sandbox.warm_process import KernelSource, WarmProcess
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks

BARE, CELLS, QUESTIONS = "cells in a bare fork", "graded: cells", "graded: checks' questions"
ENGINE, WHOLE, WALL = "graded: the engine", "graded: all", "graded: wall time"
TRAINING = "06_training"
TIMES_WANTED = 1.1  # the CPU time of the cells
OF_A_PROCESS = 2  # the kind of clock in a clock's number: a process's CPU time


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--assignment", default=TRAINING, metavar="NAME")
    parser.add_argument("--repetitions", type=count, default=3, metavar="N")


def graded_cpu(
    assignment: Assignment, plugin: ChecksPlugin, warm: KernelSource
) -> dict[str, float]:
    """Grade the reference solution and return its CPU seconds by part."""
    submission = submission_of(assignment, read_notebook(assignment.source))
    found: list[GradingResult] = []
    with _kernel_cpu("run_cell") as cells_s, _kernel_cpu("ask") as questions_s:
        cost = cost_of(lambda: found.append(grade_here(submission, assignment, warm, plugin)))
    score = sum(exercise.score for exercise in found[0].exercises)
    assert score == assignment.max_score, f"the reference got {score} of {assignment.max_score}"
    cells, questions = sum(cells_s), sum(questions_s)
    rest = cost.cpu_s - cells - questions
    return {CELLS: cells, QUESTIONS: questions, ENGINE: rest, WHOLE: cost.cpu_s, WALL: cost.wall_s}


@contextmanager
def _kernel_cpu(method: str) -> Iterator[list[float]]:
    """Yield a list that gets the kernel's CPU seconds in each call of a method of its session."""
    spent_s: list[float] = []
    original = getattr(KernelSession, method)

    def timed(session: KernelSession, *args: Any) -> Any:
        clock = _clock_of(session)
        before_s = time.clock_gettime(clock)
        try:
            return original(session, *args)
        finally:
            if session.alive:
                spent_s.append(time.clock_gettime(clock) - before_s)

    with patch.object(KernelSession, method, timed):
        yield spent_s


def _clock_of(session: KernelSession) -> int:
    """Return the clock of the CPU time of a session's kernel, with all its threads."""
    text = Path(f"/proc/self/fdinfo/{session._provisioner.pidfd}").read_text(encoding="ascii")
    pid = int(text.partition("\nPid:")[2].split()[0])
    return (~pid << 3) | OF_A_PROCESS


def measure(assignment: Assignment, repetitions: int) -> dict[str, list[float]]:
    """Run the cells and grade the submission, in turn."""
    rows: dict[str, list[float]] = {}

    def drive(plugin: ChecksPlugin) -> None:
        with (
            WarmProcess(kernel_environment(assignment)) as process,
            BareForks(assignment.name) as bare,
        ):
            for _ in range(repetitions):
                run = bare.run(assignment.source, pictures=True, checks=False)
                graded = graded_cpu(assignment, plugin, KernelSource(process.address))
                for name, seconds in {BARE: run.cpu_s, **graded}.items():
                    rows.setdefault(name, []).append(seconds)
                console.print(f"cells {run.cpu_s:.1f} s, graded {graded[WHOLE]:.1f} s")

    collect_checks(assignment.checks, drive)
    return rows


def main() -> None:
    """Measure, and compare with the targets."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    name = options.assignment
    rows = measure(assignment_of(name), options.repetitions)
    print_table(f"{name}: CPU time of the reference solution", rows)
    shown = {part: rows[part] for part in (BARE, CELLS, QUESTIONS, ENGINE)}
    add_bars("submission_cpu", f"{name}: CPU time, s", shown)
    compared = {"cells and engine": (CELLS, ENGINE), "the whole submission": (WHOLE,)}
    for what, parts in compared.items():
        spent = zip(rows[BARE], *(rows[part] for part in parts), strict=True)
        times = statistics.median(sum(ours_s) / bare_s for bare_s, *ours_s in spent)
        text = f"{name}: CPU time of {what}, times the cells' in a bare fork"
        print_target(text, times, f"at most {TIMES_WANTED:g}", met=times <= TIMES_WANTED)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
