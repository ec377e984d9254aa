"""The whole course with all its assignments: the engine against nbgrader and otter-grader.

    python benchmarks/whole_course.py [--submissions N] [--assignments NAME ...] [--without GRADER ...]

For each assignment, a class is drawn from the bank with a fixed seed: most answers are right, some are
wrong, and one notebook is as released. The engine, nbgrader as it comes, nbgrader tuned
(Execute.shutdown_kernel='immediate') and `otter run` grade it on one core each, and write the gradebook
if they have one. nbgrader and otter run the engine's own checks in the student's kernel
(`_in_kernel.py`). A command grades one submission, then the class. The cost of each further submission
counts; its sum over the assignments is a student's whole course. It is shown in seconds, and in cold
imports of TensorFlow of the same run (C), a unit that can be compared between machines.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from _common import (
    ROOT,
    add_bars,
    assignment_of,
    console,
    count,
    keep,
    made_up_class,
    parse_arguments,
    print_columns,
    print_machine,
    print_table,
    print_target,
    read_notebook,
    released,
    several_times,
)
from _contest import Contender
from _courses import copy_course, import_cpu, scores_in
from _meter import Cost
from _otter import install, make_autograder, otter_run
from _plain_course import gradebook_scores, make_plain_course, with_plain_tests

from autograder.course.assignment import Assignment, assignment_names

SEED = 20
REPEATS = (
    4  # the engine's gradings of each submission: one takes too little beside the command's start
)
ENGINE, TUNED, STOCK, OTTER = "the engine", "nbgrader, tuned", "nbgrader, stock", "otter run"
RIVALS = (TUNED, STOCK, OTTER)
SLOW_CELLS = "--Execute.timeout=600"  # nbgrader's own 30 s would stop trainings
TIMES_WANTED = {TUNED: 6.0, OTTER: 10.0}
COURSE_WANTED_C = 4.5  # CPU of a student's whole course


@dataclass
class Spent:
    """The cost of each further submission of an assignment, and the scores, by grader."""

    further: dict[str, Cost] = field(default_factory=dict)
    scores: dict[str, dict[str, float]] = field(default_factory=dict)


def _add_options(parser: argparse.ArgumentParser) -> None:
    names = assignment_names(ROOT)
    parser.add_argument("--submissions", type=count, default=8, metavar="N")
    parser.add_argument(
        "--assignments", nargs="+", choices=names, default=names, metavar="NAME", help="these alone"
    )
    parser.add_argument(
        "--without", nargs="+", choices=RIVALS, default=[], metavar="GRADER", help="leave out"
    )


def make_class(assignment: Assignment, size: int) -> dict[str, Any]:
    """Return a class's notebooks by student; the last student hands in the released notebook."""
    class_ = made_up_class(assignment, size, SEED)
    class_[list(class_)[-1]] = read_notebook(released(assignment))
    return class_


def measure(assignment: Assignment, size: int, graders: list[str], place: Path) -> Spent:
    """Let the graders grade a class of an assignment, one after the other."""
    class_, spent = make_class(assignment, size), Spent()
    for number, name in enumerate(graders):
        folder = place / f"{assignment.name}-{number}"
        folder.mkdir()
        if name == OTTER:
            spent.further[name], spent.scores[name] = _otter(folder, assignment, class_)
        else:
            make = _engine if name == ENGINE else _nbgrader
            contender = make(folder, assignment, class_, name)
            contender.measure()
            spent.further[name] = contender.further[0]
            spent.scores[name] = contender.all_scores()
        cost = spent.further[name]
        console.print(f"{assignment.name}: {name}: {cost.cpu_s:.2f} s of CPU each further one")
    return spent


def _engine(folder: Path, assignment: Assignment, class_: dict[str, Any], _: str) -> Contender:
    copy_course(folder)
    command = ["-m", "autograder", "grade", assignment.name, "--jobs", "1", "--json", "class.json"]
    repeated = several_times(class_, REPEATS)
    return Contender([folder], command, assignment, repeated, _first_scores)


def _first_scores(course: Path) -> dict[str, float]:
    """Return the scores of a class by student; each student handed in several times."""
    scores = scores_in(course / "class.json")
    return {who.removesuffix("-0"): score for who, score in scores.items() if who.endswith("-0")}


def _nbgrader(folder: Path, assignment: Assignment, class_: dict[str, Any], name: str) -> Contender:
    make_plain_course(folder, assignment)
    command = ["-m", "nbgrader", "autograde", assignment.name, "--force", SLOW_CELLS]
    command += ["--Execute.shutdown_kernel=immediate"] if name == TUNED else []
    plain = {student: with_plain_tests(notebook) for student, notebook in class_.items()}
    return Contender(
        [folder], command, assignment, plain, lambda at: gradebook_scores(at, assignment.name)
    )


def _otter(
    folder: Path, assignment: Assignment, class_: dict[str, Any]
) -> tuple[Cost, dict[str, float]]:
    """Return the mean cost of `otter run` for a submission, and the scores."""
    make_autograder(folder, assignment)
    graded = {who: otter_run(folder, assignment, notebook) for who, notebook in class_.items()}
    total = Cost(*(sum(cost[part] for cost, _ in graded.values()) for part in range(2)))
    return total.each(len(graded)), {who: score for who, (_, score) in graded.items()}


def report(spent: dict[str, Spent], graders: list[str], cold: Cost) -> None:
    """Print each grader's cost for each assignment, and for a student's whole course."""
    for part, what in enumerate(("wall", "CPU")):
        rows = {
            name: [each.further[grader][part] for grader in graders] for name, each in spent.items()
        }
        rows["a student's whole course"] = [
            sum(column) for column in zip(*rows.values(), strict=True)
        ]
        print_columns(f"each further submission, one core: {what} time, s", graders, rows)
        in_imports = {name: [each / cold[part] for each in row] for name, row in rows.items()}
        print_columns(f"the same in cold imports of TensorFlow ({what})", graders, in_imports)
        course = dict(zip(graders, ([each] for each in rows.popitem()[1]), strict=True))
        add_bars(
            f"whole_course_{what.lower()}", f"a student's whole course: {what} time, s", course
        )
    ours_s = course[ENGINE][0]
    for rival, wanted in TIMES_WANTED.items():
        if rival in course:
            less = course[rival][0] / ours_s
            text = f"the whole course, {ENGINE} against {rival}: times less CPU"
            print_target(text, less, f"at least {wanted:g}", met=less >= wanted)
    if len(spent) == len(assignment_names(ROOT)):
        reached = ours_s / cold.cpu_s
        text = "a student's whole course, CPU in cold imports of TensorFlow"
        print_target(text, reached, f"at most {COURSE_WANTED_C:g}", met=reached <= COURSE_WANTED_C)


def say_differing_scores(spent: dict[str, Spent]) -> None:
    """Print where scores differ: in the student's own kernel, some checks learn less."""
    for name, each in spent.items():
        for grader, scores in each.scores.items():
            ours = each.scores[ENGINE]
            differing = {
                who: (ours[who], scores.get(who)) for who in ours if ours[who] != scores.get(who)
            }
            if differing:
                console.print(f"{name}: {grader} gave other scores: {differing}")


def main() -> None:
    """Grade every assignment with every grader; compare the costs."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    graders = [ENGINE, *(rival for rival in RIVALS if rival not in options.without)]
    if OTTER in graders:
        install()
    cold = import_cpu()
    print_table("a cold import of TensorFlow: CPU time", {"import tensorflow": [cold.cpu_s]})
    spent = {}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        for name in options.assignments:
            assignment = assignment_of(name)
            spent[name] = measure(assignment, max(2, options.submissions), graders, Path(folder))
    report(spent, graders, cold)
    say_differing_scores(spent)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
