"""Graders that grade the same class in turn, each as a command that is timed from start to exit."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from _common import add_bars, console, on_cores, print_columns, print_table
from _courses import expect_success, hand_in, start
from _meter import Cost, cost_of

from autograder.course.assignment import Assignment


@dataclass
class Contender:
    """A grader: its courses, each with a part of the class, and the command that runs in each.

    The commands of several courses run at the same time. ``scores`` reads the scores of one course.
    """

    courses: Sequence[Path]
    command: Sequence[str]
    assignment: Assignment
    class_: dict[str, Any]
    scores: Callable[[Path], dict[str, float]]
    cores: int = 1
    whole: list[Cost] = field(default_factory=list)  # one for each round
    further: list[Cost] = field(default_factory=list)  # of each submission beyond one per core

    def measure(self) -> None:
        """Grade one submission per core, then the class, to tell the start-up from the grading."""
        if not self.whole:
            self._grade(self.cores)  # uncounted: it reads files from the disk and writes bytecode
        first, whole = self._grade(self.cores), self._grade(len(self.class_))
        beyond = Cost(whole.wall_s - first.wall_s, whole.cpu_s - first.cpu_s)
        self.whole.append(whole)
        self.further.append(beyond.each(len(self.class_) - self.cores))

    def _grade(self, size: int) -> Cost:
        """Grade the first ``size`` students' submissions afresh."""
        students = list(self.class_)[:size]
        for number, course in enumerate(self.courses):
            for made in (".autograder", "autograded"):
                shutil.rmtree(course / made, ignore_errors=True)
            part = {who: self.class_[who] for who in students[number :: len(self.courses)]}
            hand_in(course, self.assignment.name, part)
        with on_cores(self.cores):
            return cost_of(self._run)

    def _run(self) -> None:
        checks = self.assignment.checks
        for process in [start(self.command, course, checks) for course in self.courses]:
            expect_success(process)

    def all_scores(self) -> dict[str, float]:
        """Return the students' scores."""
        return {who: score for course in self.courses for who, score in self.scores(course).items()}


def take_rounds(contenders: dict[str, Contender], rounds: int) -> None:
    """Let the contenders grade in turn, and expect the same scores from all."""
    for number in range(rounds):
        for name, contender in contenders.items():
            contender.measure()
            took = contender.whole[-1]
            console.print(
                f"round {number + 1}: {name}: {took.wall_s:.1f} s, of CPU {took.cpu_s:.1f} s"
            )
    expect_same({name: contender.all_scores() for name, contender in contenders.items()})


def expect_same(scores: dict[str, dict[str, float]]) -> None:
    """Expect that all graders gave the same scores as the first."""
    first, ours = next(iter(scores.items()))
    for name, theirs in scores.items():
        different = {
            who: (ours[who], theirs.get(who)) for who in ours if ours[who] != theirs.get(who)
        }
        assert not different, f"{name} gave other scores than {first}: {different}"
    console.print(f"all gave the same scores to {len(ours)} submissions")


def print_costs(name: str, contenders: dict[str, Contender], size: int) -> None:
    """Print the costs of each contender; ``name`` begins the names of the plots."""
    for what, field_ in (("wall", 0), ("CPU", 1)):
        whole = {name: [cost[field_] for cost in each.whole] for name, each in contenders.items()}
        further = {name: [c[field_] for c in each.further] for name, each in contenders.items()}
        print_table(f"{size} submissions, start-up counted in: {what} time", whole)
        print_table(f"each further submission: {what} time", further)
        add_bars(f"{name}_{what.lower()}", f"each further submission: {what} time, s", further)


def times(ours: Sequence[Cost], theirs: Sequence[Cost]) -> tuple[float, float]:
    """Return their wall and CPU time divided by ours: the medians of the rounds' ratios."""
    rounds = list(zip(ours, theirs, strict=True))
    wall, cpu = ([their[field_] / our[field_] for our, their in rounds] for field_ in range(2))
    return statistics.median(wall), statistics.median(cpu)


def print_times(pairs: dict[str, tuple[Contender, Contender]]) -> None:
    """Print, for each pair, how many times faster the first is than the second."""
    columns = ["whole, wall", "whole, CPU", "each further, wall", "each further, CPU"]
    rows = {
        name: [*times(ours.whole, theirs.whole), *times(ours.further, theirs.further)]
        for name, (ours, theirs) in pairs.items()
    }
    print_columns("times the speed of the other", columns, rows)
