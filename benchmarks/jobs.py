"""Throughput over the number of jobs, on one core and on all.

    python benchmarks/jobs.py [--submissions N] [--rounds N] [--jobs N ...]

Graders with each number of jobs grade a class drawn from the bank of 01_tensors again and again, on
one core and on all. They have started before, so the start of the command does not count. All take
turns.
"""

from __future__ import annotations

import argparse
import copy
import os
import statistics
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any

from _common import (
    add_plot,
    assignment_of,
    count,
    keep,
    made_up_class,
    on_cores,
    parse_arguments,
    print_machine,
    print_table,
    print_target,
    submission_of,
    take_turns,
)
from _meter import Cost, cost_of

from autograder.course.assignment import Assignment
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.grading_result import GradingResult

NAME, SEED = "01_tensors", 20
TIMES_WANTED = 1.8  # for two cores
Costs = dict[tuple[int, int], list[Cost]]  # of a submission, by cores and jobs


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submissions", type=count, default=24, metavar="N")
    parser.add_argument("--rounds", type=count, default=3, metavar="N")
    parser.add_argument("--jobs", type=count, nargs="+", default=[1, 2, 3, 4], metavar="N")


def grade_all(
    grader: AssignmentGrader, assignment: Assignment, class_: dict[str, Any], cores: int
) -> Cost:
    """Return the cost of a submission when the class is graded on ``cores`` cores."""
    submissions = [
        submission_of(assignment, copy.deepcopy(notebook), student)
        for student, notebook in class_.items()
    ]
    answers: list[Any] = []
    with on_cores(cores):
        cost = cost_of(lambda: answers.extend(grader.grade(submissions)))
    assert all(isinstance(graded, GradingResult) for _, graded in answers), answers
    return cost.each(len(class_))


def measure(class_: dict[str, Any], cores: list[int], jobs: list[int], rounds: int) -> Costs:
    """Grade the class in each way, in turn."""
    assignment = assignment_of(NAME)
    contenders: dict[Any, Callable[[], Cost]] = {}
    with ExitStack() as stack:
        for used in cores:
            for number in jobs:
                grader = stack.enter_context(AssignmentGrader(assignment, jobs=number))
                contenders[used, number] = partial(grade_all, grader, assignment, class_, used)
        return take_turns(contenders, rounds)


def report(costs: Costs) -> None:
    """Print the tables, and the throughput of all cores divided by that of one, each at its best."""
    names = {(cores, jobs): f"{_cores(cores)}, --jobs {jobs}" for cores, jobs in costs}
    rates = {way: [1 / cost.wall_s for cost in found] for way, found in costs.items()}
    print_table("throughput", {names[way]: rate for way, rate in rates.items()}, "submissions/s")
    cpu = {names[way]: [cost.cpu_s for cost in found] for way, found in costs.items()}
    print_table("CPU time of a submission", cpu)
    lines: dict[int, dict[float, float]] = {}
    for (cores, jobs), rate in rates.items():
        lines.setdefault(cores, {})[jobs] = statistics.median(rate)
    add_plot(
        "jobs",
        ("--jobs", "submissions a second"),
        {_cores(cores): (list(line), list(line.values())) for cores, line in lines.items()},
    )
    one, most = min(lines), max(lines)
    times = max(lines[most].values()) / max(lines[one].values())
    wanted = TIMES_WANTED / 2 * most
    text = f"{_cores(most)}: times the throughput of {_cores(one)}, each at its best"
    print_target(text, times, f"at least {wanted:g}", met=times >= wanted)


def _cores(number: int) -> str:
    return "one core" if number == 1 else f"{number} cores"


def main() -> None:
    """Measure and report."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    class_ = made_up_class(assignment_of(NAME), options.submissions, SEED)
    cores = sorted({1, len(os.sched_getaffinity(0))})
    report(measure(class_, cores, options.jobs, options.rounds))
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
