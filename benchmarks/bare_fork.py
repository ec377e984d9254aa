"""The cost of a warm, confined submission against the same cells in a bare fork without a kernel.

    python benchmarks/bare_fork.py [--assignment NAME] [--repetitions N]

All contenders take turns with the same notebook: (a) its cells in a bare fork of a process that has
imported TensorFlow, without pictures; (a') the same with its pictures drawn, as Jupyter and our kernel
do; (b) cells, pictures and the same checks, run in that fork; the whole engine. The notebook is first
the instructor's solution, then the untouched release, where nearly every cell fails.

A turn is five submissions, one after the other, and a fifth of it counts: the engine prepares the next
submission while it grades one, and that work counts, too. The phases are those that the engine reports.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from _common import (
    add_bars,
    assignment_of,
    count,
    keep,
    parse_arguments,
    print_columns,
    print_machine,
    print_table,
    print_target,
    read_notebook,
    released,
    submission_of,
    take_turns,
)
from _floor import BareForks
from _meter import Cost, cost_of

from autograder.course.assignment import Assignment
from autograder.course.submission import Submission
from autograder.grading.assignment_grader import AssignmentGrader
from autograder.grading.grading_result import GradingResult

TURN = 5  # submissions
TIMES_WANTED = 1.5
OURS, SOLUTION = "the engine", "the solution"
FLOORS = {  # the parts that each runs besides the cells
    "(a) bare fork: cells": {"pictures": False, "checks": False},
    "(a') bare fork: cells, pictures": {"pictures": True, "checks": False},
    "(b) bare fork: cells, pictures, checks": {"pictures": True, "checks": True},
}


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--assignment", default="01_tensors", metavar="NAME")
    parser.add_argument("--repetitions", type=count, default=15, metavar="N")


class Contest:
    """One notebook, graded by the engine and run in bare forks."""

    def __init__(
        self, assignment: Assignment, notebook: Path, bare: BareForks, grader: AssignmentGrader
    ):
        self._assignment, self._notebook = assignment, notebook
        self._bare, self._grader = bare, grader
        self._fresh = self._submissions(read_notebook(notebook))
        self.scores: set[float] = set()
        self.phases: dict[str, list[float]] = {}

    def _submissions(self, content: Any) -> Iterator[Submission]:
        """Yield submissions, no two the same: the engine would grade the same one only once."""
        for number in itertools.count():
            notebook = copy.deepcopy(content)
            first = next(cell for cell in notebook.cells if cell.id.endswith("-answer"))
            first.source += f"\n_ = {number}"
            yield submission_of(self._assignment, notebook, str(number))

    def engine(self) -> Cost:
        """Return the engine's cost of grading a submission."""
        submissions = list(itertools.islice(self._fresh, TURN))
        answers: list[Any] = []
        cost = cost_of(lambda: answers.extend(self._grader.grade(submissions)))
        for _, graded in answers:
            assert isinstance(graded, GradingResult), graded
            self.scores.add(sum(exercise.score for exercise in graded.exercises))
            for phase, seconds in graded.timings.items():
                self.phases.setdefault(phase, []).append(seconds)
        return cost.each(TURN)

    def floor(self, *, pictures: bool, checks: bool) -> Cost:
        """Return the cost of a bare fork."""
        runs = [
            self._bare.run(self._notebook, pictures=pictures, checks=checks) for _ in range(TURN)
        ]
        self.scores.update(run.score for run in runs if run.score is not None)
        whole = Cost(sum(run.wall_s for run in runs), sum(run.cpu_s for run in runs))
        return whole.each(TURN)


def compare(contest: Contest, name: str, repetitions: int) -> None:
    """Print the time of the engine and of the bare forks for one notebook."""
    contenders: dict[str, Callable[[], Cost]] = {
        floor: lambda parts=parts: contest.floor(**parts) for floor, parts in FLOORS.items()
    }
    costs = take_turns({**contenders, OURS: contest.engine}, repetitions)
    assert len(contest.scores) == 1, f"the checks gave different points: {contest.scores}"
    title = f"{name}, {contest.scores.pop():g} points"
    for field, what in enumerate(("wall", "CPU")):
        spent_s = {who: [cost[field] for cost in found] for who, found in costs.items()}
        print_table(f"{title}: {what} time", spent_s)
        if name.startswith(SOLUTION):
            add_bars(f"bare_fork_{what.lower()}", f"{name}: {what} time, s", spent_s)
    print_table(f"{name}: the engine's phases, wall time", contest.phases)
    compare_with_floors(name, costs, is_target=name.startswith(SOLUTION))


def compare_with_floors(name: str, costs: dict[str, list[Cost]], *, is_target: bool) -> None:
    """Print the engine's time divided by the bare forks': the medians of the pairs."""
    times: dict[str, list[float]] = {}
    for floor in FLOORS:
        pairs = list(zip(costs[OURS], costs[floor], strict=True))
        times[floor] = [
            statistics.median(ours[field] / theirs[field] for ours, theirs in pairs)
            for field in range(2)
        ]
    print_columns(f"{name}: times the bare fork's", ["wall time", "CPU time"], times)
    for floor, both in times.items():
        for what, reached in zip(("wall", "CPU"), both, strict=True):
            if is_target:
                text, met = f"{name}: {what} time, times {floor}", reached <= TIMES_WANTED
                print_target(text, reached, f"at most {TIMES_WANTED:g}", met=met)


def main() -> None:
    """Compare for the solution, then for the release."""
    options = parse_arguments(__doc__, _add_options)
    assignment = assignment_of(options.assignment)
    print_machine()
    notebooks = {SOLUTION: assignment.source, "the release": released(assignment)}
    for name, notebook in notebooks.items():
        with BareForks(assignment.name) as bare, AssignmentGrader(assignment) as grader:
            contest = Contest(assignment, notebook, bare, grader)
            compare(contest, f"{name} of {assignment.name}", options.repetitions)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
