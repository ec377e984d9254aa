"""What a class pays once: from the command to the end of a class of one, part by part.

    python benchmarks/start_up.py [--assignment NAME] [--repetitions N]

In turn, on one core: Python starts; the command line reads its options; a cold `import tensorflow`; a
warm process starts, with all that the course's kernels import; `grade` with one submission, the
instructor's solution; the same again, when its result is remembered. The first of all is uncounted.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from _common import (
    assignment_of,
    count,
    keep,
    on_cores,
    parse_arguments,
    print_machine,
    print_table,
    print_target,
    read_notebook,
    take_turns,
)
from _courses import copy_course, expect_success, hand_in, start
from _meter import Cost, cost_of

from autograder.course.assignment import Assignment
from autograder.sandbox.kernel_environment import kernel_environment
from autograder.sandbox.warm_process import WarmProcess

IMPORT, ONE = "import tensorflow", "a class of one"
MORE_WANTED = 1.0  # cold imports that a class of one takes beyond one


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--assignment", default="01_tensors", metavar="NAME")
    parser.add_argument("--repetitions", type=count, default=5, metavar="N")


def _python(*arguments: str) -> Cost:
    command = [sys.executable, *arguments]
    return cost_of(lambda: subprocess.run(command, check=True, capture_output=True))


def _warm(assignment: Assignment) -> Cost:
    def start_and_end() -> None:
        with WarmProcess(kernel_environment(assignment)):
            pass

    return cost_of(start_and_end)


def _grade(course: Path, assignment: Assignment, *, afresh: bool) -> Cost:
    if afresh:
        shutil.rmtree(course / ".autograder", ignore_errors=True)
    command = ["-m", "autograder", "grade", assignment.name, "--jobs", "1"]
    return cost_of(lambda: expect_success(start(command, course, assignment.checks)))


def main() -> None:
    """Take each part in turn; print both times."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    assignment = assignment_of(options.assignment)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder, on_cores(1):
        course = Path(folder)
        copy_course(course)
        hand_in(course, assignment.name, {"ada": read_notebook(assignment.source)})
        parts: dict[str, Callable[[], Cost]] = {
            "Python": partial(_python, "-c", "pass"),
            "the command line": partial(_python, "-m", "autograder", "grade", "--help"),
            IMPORT: partial(_python, "-c", "import tensorflow"),
            "a warm process": partial(_warm, assignment),
            ONE: partial(_grade, course, assignment, afresh=True),
            "the same, remembered": partial(_grade, course, assignment, afresh=False),
        }
        taken = take_turns(parts, options.repetitions)
    for field, what in enumerate(("wall", "CPU")):
        print_table(
            f"{assignment.name}: {what} time",
            {name: [cost[field] for cost in costs] for name, costs in taken.items()},
        )
    imports, whole = (statistics.median(cost.cpu_s for cost in taken[key]) for key in (IMPORT, ONE))
    more = whole / imports - 1
    text = f"{assignment.name}: CPU time of a class of one beyond a cold import, in cold imports"
    print_target(text, more, f"at most {MORE_WANTED:g}", met=more <= MORE_WANTED)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
