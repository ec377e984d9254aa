"""Throughput on a Dask cluster of two workers, against two jobs on this machine.

    python benchmarks/cluster.py [--submissions N] [--rounds N]

The scheduler and the workers, of one thread each, run on this machine, too, and speak over loopback.
Both grade a class drawn from the bank of 01_tensors again and again, in turns. Both have started
before, so their start does not count. Every student gets the same scores from both.
"""

from __future__ import annotations

import argparse
import copy
import statistics
import time
from functools import partial
from typing import Any

from _common import (
    assignment_of,
    count,
    keep,
    made_up_class,
    parse_arguments,
    print_machine,
    print_table,
    print_target,
    submission_of,
    take_turns,
)
from distributed import LocalCluster

from autograder.cluster.dask_runner import DaskRunner
from autograder.course.assignment import Assignment
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.grading_result import GradingResult

NAME, SEED, WORKERS = "01_tensors", 20, 2
HERE, THERE = f"this machine, --jobs {WORKERS}", f"a cluster of {WORKERS} workers"
SHARE_WANTED = 0.9
Scores = dict[str, list[float]]


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submissions", type=count, default=40, metavar="N")
    parser.add_argument("--rounds", type=count, default=5, metavar="N")


def grade_all(
    grader: AssignmentGrader, assignment: Assignment, class_: dict[str, Any], scores: list[Scores]
) -> float:
    """Return how many submissions of the class the grader grades in a second; keep their scores."""
    submissions = [
        submission_of(assignment, copy.deepcopy(notebook), student)
        for student, notebook in class_.items()
    ]
    began_s = time.perf_counter()
    answers = [(submission.student, answer) for submission, answer in grader.grade(submissions)]
    wall_s = time.perf_counter() - began_s
    graded = {who: answer for who, answer in answers if isinstance(answer, GradingResult)}
    assert graded.keys() == class_.keys(), answers
    scores.append({who: [each.score for each in found.exercises] for who, found in graded.items()})
    return len(class_) / wall_s


def measure(class_: dict[str, Any], rounds: int) -> dict[str, list[float]]:
    """Grade the class both ways, in turn, and check that the scores are the same."""
    assignment, scores = assignment_of(NAME), list[Scores]()
    with (
        LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, dashboard_address=None, protocol="tcp"
        ) as dask,
        AssignmentGrader(assignment, jobs=WORKERS) as here,
        AssignmentGrader(
            assignment, runner=DaskRunner(assignment, dask.scheduler_address)
        ) as there,
    ):
        contenders = {
            name: partial(grade_all, grader, assignment, class_, scores)
            for name, grader in ((HERE, here), (THERE, there))
        }
        rates = take_turns(contenders, rounds)
    assert all(found == scores[0] for found in scores), "the scores differ"
    return rates


def main() -> None:
    """Measure, and compare with the target."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    rates = measure(made_up_class(assignment_of(NAME), options.submissions, SEED), options.rounds)
    print_table("throughput", rates, "submissions/s")
    share = statistics.median(rates[THERE]) / statistics.median(rates[HERE])
    text = "throughput of the cluster, as a share of this machine's"
    print_target(text, share, f"at least {SHARE_WANTED:g}", met=share >= SHARE_WANTED)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
