"""The CPU seconds of an assignment's reference solution: its cells alone, and graded whole.

    python benchmarks/submission_cpu.py [--assignment NAME] [--repetitions N]

The cells run in a bare fork of a process that has imported TensorFlow, pictures drawn. Graded whole,
the kernel's time counts, with its threads, its children and the guard that forked it, and the
grader's own, checks included; not what is paid once per class (TensorFlow's import).
"""

from __future__ import annotations

import argparse
import statistics
import time

from _common import (
    assignment_of,
    console,
    count,
    parse_arguments,
    print_machine,
    print_table,
    print_target,
    read_notebook,
    submission_of,
)
from _cpu import kernels_cpu
from _floor import BareForks

from autograder.assignment import Assignment
from autograder.grading import grade
from autograder.session import Warm
from autograder.warm_process import WarmProcess
from course_utils.checks_plugin import ChecksPlugin, run_checks_file

CELLS, KERNEL, GRADER, WHOLE = "cells alone", "graded: kernel", "graded: grader", "graded: all"
MORE, WALL = "graded, more than the cells", "graded: wall time"
TRAINING = "06_training"
WANTED_S = {True: {CELLS: 40.0, WHOLE: 150.0}, False: {MORE: 3.0}}  # by whether it trains


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--assignment", default=TRAINING, metavar="NAME")
    parser.add_argument("--repetitions", type=count, default=3, metavar="N")


def graded_cpu(assignment: Assignment, plugin: ChecksPlugin, warm: Warm) -> dict[str, float]:
    """Grade the reference solution and return the CPU seconds by whose they were."""
    submission = submission_of(assignment, read_notebook(assignment.source))
    began_s, ours_s = time.perf_counter(), time.process_time()
    with kernels_cpu() as kernels_s:
        graded = grade(submission, assignment, warm, plugin.run)
    ours_s = time.process_time() - ours_s
    wall_s = time.perf_counter() - began_s
    score = sum(exercise.score for exercise in graded.exercises)
    assert score == assignment.max_score, f"the reference got {score} of {assignment.max_score}"
    kernel_s = sum(kernels_s)
    return {KERNEL: kernel_s, GRADER: ours_s, WHOLE: kernel_s + ours_s, WALL: wall_s}


def measure(assignment: Assignment, repetitions: int) -> dict[str, list[float]]:
    """Run the cells and grade the submission, in turn."""
    rows: dict[str, list[float]] = {name: [] for name in (CELLS, KERNEL, GRADER, WHOLE, MORE, WALL)}

    def drive(plugin: ChecksPlugin) -> None:
        with WarmProcess() as process, BareForks(assignment.name) as bare:
            for _ in range(repetitions):
                run = bare.run(assignment.source, pictures=True, checks=False)
                rows[CELLS].append(run.cpu_s)
                graded = graded_cpu(assignment, plugin, Warm(process.address))
                graded[MORE] = graded[WHOLE] - run.cpu_s
                for name, seconds in graded.items():
                    rows[name].append(seconds)
                console.print(f"cells {run.cpu_s:.1f} s, graded {graded[WHOLE]:.1f} s")

    run_checks_file(assignment.checks, drive)
    return rows


def main() -> None:
    """Measure and compare with what is wanted."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    rows = measure(assignment_of(options.assignment), options.repetitions)
    print_table(f"{options.assignment}: CPU time of the reference solution", rows)
    for name, wanted_s in WANTED_S[options.assignment == TRAINING].items():
        median_s = statistics.median(rows[name])
        wanted = f"under {wanted_s:g}"
        print_target(f"CPU seconds, {name}", median_s, wanted, met=median_s < wanted_s)
    print_machine()


if __name__ == "__main__":
    main()
