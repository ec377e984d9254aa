"""The time to grade a class again after a change, or after none.

    python benchmarks/cache.py [--submissions N] [--jobs N] [--no-gradebook]

The command grades a class drawn from the bank of 01_tensors in its own course. The course has a copy
of the engine, so that checks and engine can be changed. The changes come one after the other. After
each, the command runs; its start-up and the gradebook count, too.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from collections.abc import Callable
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
    print_columns,
    print_machine,
)
from _courses import copy_course, copy_engine, expect_success, hand_in, scores_in, start
from _meter import Cost, cost_of
from nbformat.v4 import new_output

NAME, SEED = "01_tensors", 20
EXERCISE = "from_list"  # its checks are edited
FIRST = "first run"
CHECK = re.compile(r'(@exercise\("[^\n]*\ndef [^\n]*:\n    """[^\n]*"""\n)')


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submissions", type=count, default=20, metavar="N")
    parser.add_argument("--jobs", type=count, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--no-gradebook", action="store_true")


class Changes:
    """A course with its class, and the changes that can be made in it."""

    def __init__(self, course: Path, class_: dict[str, Any]) -> None:
        self._course, self._class = course, class_
        self.checks = course / "autograder" / "checks" / NAME
        hand_in(course, NAME, class_)

    def nothing(self) -> None:
        """Leave all as it is."""

    def outputs(self) -> None:
        """Change the outputs of the students' cells, as running the notebook again does."""
        for notebook in self._class.values():
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs = [new_output("stream", text="something else\n")]
        hand_in(self._course, NAME, self._class)

    def one_submission(self) -> None:
        """Let one student hand in again, with another answer."""
        notebook = next(iter(self._class.values()))
        cell = next(cell for cell in notebook.cells if cell.id.endswith("-answer"))
        cell.source += "\nhanded_in = 2"
        hand_in(self._course, NAME, self._class)

    def one_exercise(self) -> None:
        """Edit a check of one exercise; it judges as before."""
        module = self.checks / f"{EXERCISE}.py"
        text = module.read_text(encoding="utf-8")
        edited, number = CHECK.subn(r"\1    assert True\n", text, count=1)
        assert number == 1, f"no check found in {module}"
        module.write_text(edited, encoding="utf-8")

    def engine(self) -> None:
        """Edit the engine; it grades as before."""
        module = self._course / "autograder" / "grading" / "submission_grading.py"
        with module.open("a", encoding="utf-8") as file:
            file.write("\nCHANGED = True\n")


def measure(course: Path, changes: Changes, grade: list[str]) -> dict[str, Cost]:
    """Make one change after the other, and grade the class after each."""
    steps: dict[str, Callable[[], None]] = {
        FIRST: changes.nothing,
        "nothing changed": changes.nothing,
        "outputs changed only": changes.outputs,
        "one submission changed": changes.one_submission,
        "one exercise's checks edited": changes.one_exercise,
        "the engine changed": changes.engine,
    }
    costs, scores = {}, []
    for name, change in steps.items():
        change()
        costs[name] = cost_of(lambda: expect_success(start(grade, course, changes.checks)))
        scores.append(scores_in(course / "class.json"))
        assert scores[-1] == scores[0], f"{name}: other scores than before"
        console.print(f"{name}: {costs[name].wall_s:.1f} s")
    return costs


def report(costs: dict[str, Cost], size: int) -> None:
    """Print the time of each run, and its share of the first one."""
    first_s = costs[FIRST].wall_s
    rows = {
        name: [cost.wall_s, cost.cpu_s, f"{100 * cost.wall_s / first_s:.0f} %"]
        for name, cost in costs.items()
    }
    print_columns(f"{size} submissions, graded again", ["wall, s", "CPU, s", "of the first"], rows)
    walls_s = {name: [cost.wall_s] for name, cost in costs.items()}
    add_bars("cache", f"{size} submissions: wall time, s", walls_s)


def main() -> None:
    """Measure and report."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    class_ = made_up_class(assignment_of(NAME), options.submissions, SEED)
    grade = ["-m", "autograder", "grade", NAME, "--jobs", str(options.jobs)]
    grade += ["--json", "class.json", *(["--no-gradebook"] if options.no_gradebook else [])]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        course = Path(folder)
        copy_course(course)
        copy_engine(course)
        costs = measure(course, Changes(course, class_), grade)
    report(costs, options.submissions)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
