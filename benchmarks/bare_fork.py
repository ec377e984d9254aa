"""What a warm, confined submission costs over the same cells in a bare fork without a kernel.

    python benchmarks/bare_fork.py [--assignment NAME] [--repetitions N]

All contenders take turns on the same notebook: (a) its cells in a bare fork of a process that has
imported TensorFlow, which draws no picture; the same with its pictures drawn, as Jupyter does and
our kernel too; (b) cells, pictures and the same checks, run in that fork; the whole engine. First for the instructor's solution, then for the untouched release, where nearly every cell fails. The phases
are taken inside the engine, with the walls and without them.
"""

from __future__ import annotations

import argparse
import copy
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from _common import (
    assignment_of,
    console,
    count,
    parse_arguments,
    print_machine,
    print_table,
    print_target,
    read_notebook,
    released,
    submission_of,
    take_turns,
)
from _cpu import kernels_cpu
from _floor import BareForks, BareRun

from autograder import provisioner
from autograder.assignment import Assignment
from autograder.grader import Grader
from autograder.grading import Graded, grade
from autograder.session import KernelSession, Warm
from autograder.submission import Submission
from autograder.warm_process import WarmProcess
from course_utils.checks_plugin import ChecksPlugin, run_checks_file

MORE_WANTED_S = 0.6
PHASES = ("fork, namespaces", "kernel starts", "cells", "checks", "close")
SHOWN = (*PHASES, "rest", "all", "CPU, grader", "CPU, kernel")
CELLS, PICTURES = "(a) bare fork: cells", "    bare fork: cells, pictures"
CHECKS, OURS = "(b) bare fork: cells, pictures, checks", "the engine"


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--assignment", default="01_tensors", metavar="NAME")
    parser.add_argument("--repetitions", type=count, default=15, metavar="N")


def compare(
    assignment: Assignment, notebook: Path, bare: BareForks, grader: Grader, n: int
) -> None:
    """Print what (a), (b) and the engine take for one notebook."""
    content = read_notebook(notebook)
    scores: set[float] = set()

    def engine() -> float:
        submission = submission_of(assignment, copy.deepcopy(content))
        began = time.perf_counter()
        [(_, graded)] = grader.grade([submission])
        wall_s = time.perf_counter() - began
        assert isinstance(graded, Graded), graded
        scores.add(sum(exercise.score for exercise in graded.exercises))
        return wall_s

    def floor(*, pictures: bool, checks: bool) -> float:
        run: BareRun = bare.run(notebook, pictures=pictures, checks=checks)
        scores.update([run.score] if run.score is not None else [])
        return run.wall_s

    contenders: dict[str, Callable[[], float]] = {
        CELLS: lambda: floor(pictures=False, checks=False),
        PICTURES: lambda: floor(pictures=True, checks=False),
        CHECKS: lambda: floor(pictures=True, checks=True),
        OURS: engine,
    }
    walls_s = take_turns(contenders, n)
    assert len(scores) == 1, f"the checks gave different points: {scores}"
    print_table(f"{notebook.parent.parent.name}: {scores.pop():g} points", walls_s)
    more_s = _more(walls_s, CELLS)
    text = "seconds more than (a), median of pairs"
    print_target(text, more_s, f"at most {MORE_WANTED_S:g}", met=more_s <= MORE_WANTED_S)
    console.print(f"    than (a) with its pictures drawn: {_more(walls_s, PICTURES):.2f}")
    console.print(f"    than (b): {_more(walls_s, CHECKS):.2f}")


def _more(walls_s: dict[str, list[float]], floor: str) -> float:
    """Return how many seconds the engine takes more than a floor: the median of the pairs."""
    pairs = zip(walls_s[OURS], walls_s[floor], strict=True)
    return statistics.median(ours - theirs for ours, theirs in pairs)


def profile(assignment: Assignment, notebook: Path, n: int) -> None:
    """Print where the engine's time goes for one notebook."""
    content = read_notebook(notebook)

    def drive(plugin: ChecksPlugin) -> None:
        with WarmProcess() as walled, WarmProcess(confined=False) as open_:
            warm = {True: Warm(walled.address), False: Warm(open_.address, confined=False)}

            def run(confined: bool) -> dict[str, float]:
                submission = submission_of(assignment, copy.deepcopy(content))
                return phases_of(submission, assignment, warm[confined], plugin)

            contenders = {"confined": lambda: run(True), "no walls": lambda: run(False)}
            for name, runs in take_turns(contenders, n).items():
                rows = {phase: [each[phase] for each in runs] for phase in SHOWN}
                print_table(f"{notebook.parent.parent.name}: phases, {name}", rows)
                console.print(f"{runs[0]['questions']:g} questions of the checks to the kernel")

    run_checks_file(assignment.checks, drive)


def phases_of(
    submission: Submission, assignment: Assignment, warm: Warm, plugin: ChecksPlugin
) -> dict[str, float]:
    """Grade a submission in this process and return the seconds of each phase."""
    clock: dict[str, float] = {"questions": 0.0}
    with (
        _timed(clock, "fork, namespaces", provisioner, "fork_kernel"),
        _timed(clock, "start", KernelSession, "start"),
        _timed(clock, "close", KernelSession, "close"),
        _timed(clock, "asking", KernelSession, "ask"),
        kernels_cpu() as kernels_s,
    ):
        began, ours_s = time.perf_counter(), time.process_time()
        graded = grade(submission, assignment, warm, plugin.run)
        clock["all"] = time.perf_counter() - began
        clock["CPU, grader"] = time.process_time() - ours_s
    clock["CPU, kernel"] = sum(kernels_s)
    clock["kernel starts"] = clock["start"] - clock["fork, namespaces"]
    clock["cells"], clock["checks"] = graded.timings["cells"], graded.timings["checks"]
    clock["rest"] = clock["all"] - sum(clock[phase] for phase in PHASES)
    return clock


@contextmanager
def _timed(clock: dict[str, float], phase: str, owner: Any, name: str) -> Iterator[None]:
    """Add up the seconds that a function of the engine takes, and count the questions."""
    original = getattr(owner, name)
    clock[phase] = 0.0

    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return original(*args, **kwargs)
        finally:
            clock[phase] += time.perf_counter() - began
            clock["questions"] += phase == "asking"

    with patch.object(owner, name, timed):
        yield


def main() -> None:
    """Compare and profile, first the solution, then the release."""
    options = parse_arguments(__doc__, _add_options)
    assignment = assignment_of(options.assignment)
    print_machine()
    for notebook in (assignment.source, released(assignment)):
        with BareForks(assignment.name) as bare, Grader(assignment) as grader:
            compare(assignment, notebook, bare, grader, options.repetitions)
        profile(assignment, notebook, options.repetitions)
    print_machine()


if __name__ == "__main__":
    main()
