"""Measure the cost of the walls around a submission: both kinds, the first kind's halves, none.

Run in the checkout: ``python benchmarks/walls.py``. Three warm processes run: one inside bubblewrap,
one within walls that need no namespaces, one without walls. The first and the last fork kernels with
the inner walls (namespaces, mounts, dropped rights, Landlock, the list of system calls) and without
them. In turn, a kernel's start is timed, and the grading of the instructor's solution of 01_tensors in
another kernel. The start of a warm process is timed, too.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

from _common import (
    assignment_of,
    count,
    grade_here,
    keep,
    parse_arguments,
    print_machine,
    print_table,
    read_notebook,
    submission_of,
    take_turns,
)

from autograder.course.assignment import Assignment
from autograder.course.limits import Limits
from autograder.course.settings import load_settings
from autograder.kernels.kernel_session import KernelSession
from autograder.sandbox.isolation_kinds import CHOICES
from autograder.sandbox.kernel_environment import own_environment
from autograder.sandbox.warm_process import KernelSource, WarmProcess
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks

ASSIGNMENT = "01_tensors"
ENVIRONMENT = own_environment(load_settings(Path(__file__).parents[1]).warm or ())


class Taken(NamedTuple):
    """The time of a kernel's start, and of grading a submission, in seconds."""

    start_s: float
    graded_s: float


def measure(warm: KernelSource, assignment: Assignment, plugin: ChecksPlugin) -> Taken:
    """Start a kernel by itself, then grade the instructor's solution in another one."""
    began = time.perf_counter()
    session = KernelSession(warm, Limits(), {})
    session.start()
    start_s = time.perf_counter() - began
    session.close()
    submission = submission_of(assignment, read_notebook(assignment.source))
    began = time.perf_counter()
    graded = grade_here(submission, assignment, warm, plugin)
    if any(exercise.status != "passed" for exercise in graded.exercises):
        raise SystemExit("the solution did not get full marks: nothing to compare")
    return Taken(start_s, time.perf_counter() - began)


def start_s(*, isolation: str) -> float:
    """Return the time until a warm process can fork, in seconds."""
    began = time.perf_counter()
    with WarmProcess(ENVIRONMENT, isolation=isolation):
        return time.perf_counter() - began


def compare(repetitions: int, plugin: ChecksPlugin) -> None:
    """Print the tables."""
    assignment = assignment_of(ASSIGNMENT)
    tempfile.tempdir = "/var/tmp"  # noqa: S108  # the inner walls would hide one in /tmp
    with ExitStack() as stack:
        outer = stack.enter_context(WarmProcess(ENVIRONMENT)).address
        plain = stack.enter_context(WarmProcess(ENVIRONMENT, isolation="landlock")).address
        bare = stack.enter_context(WarmProcess(ENVIRONMENT, isolation="none")).address
        places = {
            "no walls": KernelSource(bare, isolation="none"),
            "the inner walls alone": KernelSource(bare, isolation="namespaces"),
            "bubblewrap alone": KernelSource(outer, isolation="none"),
            "all walls: namespaces": KernelSource(outer, isolation="namespaces"),
            "all walls: landlock": KernelSource(plain, isolation="landlock"),
        }
        contenders: dict[str, Callable[[], Taken]] = {
            name: partial(measure, warm, assignment, plugin) for name, warm in places.items()
        }
        taken = take_turns(contenders, repetitions)
    for title, field in (("a kernel starts", 0), (f"{ASSIGNMENT} is graded", 1)):
        print_table(title, {name: [each[field] for each in found] for name, found in taken.items()})
    warm = {kind: partial(start_s, isolation=kind) for kind in CHOICES}
    print_table("a warm process starts", take_turns(warm, 3))


def main() -> None:
    """Read the command line and compare."""

    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--repetitions", type=count, default=20, metavar="N")

    options = parse_arguments(__doc__, add)
    print_machine()
    collect_checks(assignment_of(ASSIGNMENT).checks, partial(compare, options.repetitions))
    keep(options)


if __name__ == "__main__":
    main()
