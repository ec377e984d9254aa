"""The engine against `otter run`, one core each, on the same submissions.

    python benchmarks/against_otter.py [--submissions N] [--rounds N]

The class is drawn from the bank of 01_tensors with a fixed seed. otter-grader has its own environment,
.venv-otter, which this program makes if it is missing (`otter.lock`; about 3 GB). Its tests are the
engine's own checks, run in the student's kernel (`_in_kernel.py`): a test file for each exercise and a
test case for each check, run after the exercise's grade cell. `otter run` grades one submission and
ends, so it imports TensorFlow for each; it has no walls and writes no gradebook.

The engine grades each submission four times, under four names. Each has a different line added, so
the engine reuses no result. A few submissions would take too little time beside the command's start-up.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any

from _common import (
    add_bars,
    assignment_of,
    console,
    count,
    keep,
    made_up_class,
    parse_arguments,
    print_machine,
    print_table,
    print_target,
    several_times,
)
from _contest import Contender, expect_same
from _courses import copy_course, scores_in
from _meter import Cost
from _otter import install, make_autograder, otter_run

from autograder.course.assignment import Assignment

NAME, SEED = "01_tensors", 20
TIMES_WANTED = 30.0
REPEATS = 4  # the engine grades each submission so many times
GRADE = ["-m", "autograder", "grade", NAME, "--jobs", "1", "--json", "class.json"]
COMMANDS = {"the engine": GRADE, "the engine, no gradebook": [*GRADE, "--no-gradebook"]}


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submissions", type=count, default=8, metavar="N")
    parser.add_argument("--rounds", type=count, default=2, metavar="N")


def measure(
    place: Path, assignment: Assignment, class_: dict[str, Any], rounds: int
) -> tuple[dict[str, Contender], list[Cost]]:
    """Let both grade the class, in turn; return the engine's contenders and otter's costs."""
    course, folder = place / "course", place / "otter"
    copy_course(course)
    folder.mkdir()
    make_autograder(folder, assignment)
    repeated = several_times(class_, REPEATS)
    engine = {
        name: Contender([course], command, assignment, repeated, _scores)
        for name, command in COMMANDS.items()
    }
    costs = []
    for _ in range(rounds):
        for contender in engine.values():
            contender.measure()
        scores = {}
        for student, notebook in class_.items():
            cost, scores[student] = otter_run(folder, assignment, notebook)
            costs.append(cost)
            console.print(f"otter: {student}: {scores[student]:g} in {cost.wall_s:.1f} s")
        otters = {who: scores[who.rpartition("-")[0]] for who in repeated}
        expect_same({"otter": otters, "the engine": _scores(course)})
    return engine, costs


def _scores(course: Path) -> dict[str, float]:
    return scores_in(course / "class.json")


def report(engine: dict[str, Contender], otters: list[Cost]) -> None:
    """Print the cost of a submission, without the engine's start-up; the lesser ratio counts."""
    for field, what in enumerate(("wall", "CPU")):
        rows = {name: [cost[field] for cost in each.further] for name, each in engine.items()}
        rows["otter run"] = [cost[field] for cost in otters]
        print_table(f"a submission: {what} time", rows)
        add_bars(f"against_otter_{what.lower()}", f"a submission: {what} time, s", rows)
    for name, contender in engine.items():
        least = min(
            statistics.median(cost[field] for cost in otters)
            / statistics.median(cost[field] for cost in contender.further)
            for field in range(2)
        )
        text = f"{name} against otter run, one core: times the speed, each submission"
        print_target(text, least, f"at least {TIMES_WANTED:g}", met=least >= TIMES_WANTED)


def main() -> None:
    """Let both grade the class; compare the costs of a submission, and the scores."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    install()
    assignment = assignment_of(NAME)
    class_ = made_up_class(assignment, options.submissions, SEED)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        report(*measure(Path(folder), assignment, class_, options.rounds))
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
