"""The engine against stock nbgrader on the same submissions, on one core and on several.

    python benchmarks/against_nbgrader.py [--submissions N] [--rounds N]

The class is drawn from the bank of 01_tensors with a fixed seed. nbgrader gets a plain course without
our preprocessors. Its grade cells run the same checks in the student's kernel (`_in_kernel.py`), and
their value is the points. nbgrader runs as it comes, and tuned with
Execute.shutdown_kernel='immediate'. Each command is timed from its start to its exit, and writes the
gradebook. The engine also runs without it, since the gradebook is nbgrader's own format.

On one core, each grader is one process (the engine: one job). On all cores, the engine has one job per
core. nbgrader has one process per core, each with a share of the class and its own gradebook, so
that they never wait for each other. A command grades one submission per core, then the class: this
tells its start-up from the cost of each further submission. All contenders take turns.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from _common import (
    assignment_of,
    count,
    keep,
    made_up_class,
    parse_arguments,
    print_machine,
    print_target,
)
from _contest import Contender, print_costs, print_times, take_rounds, times
from _courses import copy_course, scores_in
from _plain_course import gradebook_scores, make_plain_course, with_plain_tests

NAME, SEED = "01_tensors", 20
ENGINE, ALONE = "the engine", "the engine, no gradebook"
TUNED, STOCK = "nbgrader, tuned", "nbgrader, stock"
TIMES_WANTED = {TUNED: 8.0, STOCK: 10.0}
GRADE = ["-m", "autograder", "grade", NAME, "--json", "class.json"]
AUTOGRADE = ["-m", "nbgrader", "autograde", NAME, "--force"]
COMMANDS = {
    ENGINE: GRADE,
    ALONE: [*GRADE, "--no-gradebook"],
    TUNED: [*AUTOGRADE, "--Execute.shutdown_kernel=immediate"],
    STOCK: AUTOGRADE,
}


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submissions", type=count, default=24, metavar="N")
    parser.add_argument("--rounds", type=count, default=2, metavar="N")


def our_contender(place: Path, name: str, size: int, cores: int) -> Contender:
    """Return the engine, in a copy of this course."""
    copy_course(place)
    assignment = assignment_of(NAME)
    class_ = made_up_class(assignment, size, SEED)
    command = [*COMMANDS[name], "--jobs", str(cores)]
    return Contender(
        [place], command, assignment, class_, lambda course: scores_in(course / "class.json"), cores
    )


def their_contender(place: Path, name: str, size: int, cores: int) -> Contender:
    """Return nbgrader, with one plain course per core."""
    assignment = assignment_of(NAME)
    class_ = made_up_class(assignment, size, SEED)
    plain = {student: with_plain_tests(notebook) for student, notebook in class_.items()}
    courses = [place / str(number) for number in range(cores)]
    for course in courses:
        make_plain_course(course, assignment)
    return Contender(courses, COMMANDS[name], assignment, plain, _their_scores, cores)


def _their_scores(course: Path) -> dict[str, float]:
    return gradebook_scores(course, NAME)


def make_contenders(folder: Path, size: int, cores: int) -> dict[str, Contender]:
    """Return all contenders by name, those on one core first."""
    contenders = {}
    makers = {ENGINE: our_contender, ALONE: our_contender} | dict.fromkeys(
        (TUNED, STOCK), their_contender
    )
    for used, where in _places(cores).items():
        for name, make in makers.items():
            if used == 1 or name != STOCK:
                place = folder / str(len(contenders))
                place.mkdir()
                contenders[f"{name}, {where}"] = make(place, name, size, used)
    return contenders


def _places(cores: int) -> dict[int, str]:
    """Return the numbers of cores that the contenders run on, each with its name."""
    return {1: "one core"} if cores == 1 else {1: "one core", cores: f"{cores} cores"}


def report(contenders: dict[str, Contender], size: int, cores: int) -> None:
    """Print the seconds, and how many times faster the engine is: the lesser of wall and CPU time counts."""
    print_costs("against_nbgrader", contenders, size)
    pairs = {
        f"{ours} against {theirs}, {where}": (
            contenders[f"{ours}, {where}"],
            contenders[f"{theirs}, {where}"],
        )
        for where in _places(cores).values()
        for ours in (ENGINE, ALONE)
        for theirs in (TUNED, STOCK)
        if f"{theirs}, {where}" in contenders
    }
    print_times(pairs)
    for name, (ours, theirs) in pairs.items():
        least = min(times(ours.further, theirs.further))
        wanted = next(least for rival, least in TIMES_WANTED.items() if rival in name)
        text = f"{name}: times the speed, each further submission"
        print_target(text, least, f"at least {wanted:g}", met=least >= wanted)


def main() -> None:
    """Make the courses, let them take turns, compare times and scores."""
    options = parse_arguments(__doc__, _add_options)
    cores = len(os.sched_getaffinity(0))
    size = max(cores + 1, options.submissions)
    print_machine()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        contenders = make_contenders(Path(folder), size, cores)
        take_rounds(contenders, options.rounds)
    report(contenders, size, cores)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
