"""How often chance decides: the bank's answers to exercises that train, with other random numbers each time.

    python benchmarks/false_alarms.py [--exercises NAME ...] [--right N] [--wrong N]

In grading, a check sets the seed of the student's process, so an answer gets the same points each time.
Here each run sets another seed: other weights to begin with, another order of the images. A right answer
that fails, or a wrong one that gets all points, was judged by luck. Answers are drawn from the bank
in turn, until each exercise had so many runs of right answers, and of wrong ones.
"""

from __future__ import annotations

import argparse
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from _common import (
    ROOT,
    assignment_of,
    console,
    count,
    grade_here,
    keep,
    parse_arguments,
    print_columns,
    print_machine,
    print_target,
    read_notebook,
    submission_of,
)

from autograder.authoring.answer_bank import (
    AnswerVariant,
    load_answer_variants,
    notebook_with_answers,
)
from autograder.sandbox.kernel_environment import kernel_environment
from autograder.sandbox.warm_process import KernelSource, WarmProcess
from course_utils.checking.checks_runner import ChecksPlugin, collect_checks
from course_utils.checking.student import Student

ASSIGNMENT = "06_training"
TRAINING = (
    "build_model",
    "compile_model",
    "overfit_small",
    "train",
    "stop_at",
    "threshold",
    "any_way",
)
APART = 1000  # between the seeds of two runs


@dataclass
class Luck:
    """What came of an exercise's answers.

    Attributes:
        runs: of right answers, and of wrong ones.
        misjudged: the titles of right answers that lost points, and of wrong ones that lost none.
    """

    runs: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    misjudged: dict[bool, Counter[str]] = field(
        default_factory=lambda: {True: Counter(), False: Counter()}
    )

    def row(self) -> Sequence[str | float]:
        """Return the runs of right answers, and how many lost points; the same of wrong ones."""
        return [
            str(number)
            for right in (True, False)
            for number in (self.runs[right], self.misjudged[right].total())
        ]


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--exercises", nargs="+", choices=TRAINING, default=TRAINING, metavar="NAME"
    )
    parser.add_argument(
        "--right", type=count, default=200, metavar="N", help="runs of right answers"
    )
    parser.add_argument("--wrong", type=count, default=50, metavar="N", help="runs of wrong ones")


@contextmanager
def other_seeds(run: int) -> Iterator[None]:
    """Let the checks set other seeds as long as the block runs."""
    seed = Student.seed
    with patch.object(Student, "seed", lambda self, number: seed(self, number + APART * run)):
        yield


class Trials:
    """Grades one answer at a time, in this process.

    Args:
        warm: where kernels come from.
        plugin: the assignment's checks.
    """

    def __init__(self, warm: KernelSource, plugin: ChecksPlugin) -> None:
        self._assignment = assignment_of(ASSIGNMENT)
        self._solution = read_notebook(self._assignment.source)
        self._warm, self._plugin = warm, plugin
        self._bank = load_answer_variants(ROOT, self._assignment)

    def answers(self, exercise: str, *, right: bool) -> list[AnswerVariant]:
        """Return the bank's answers to an exercise, those that never end left out."""
        return [
            each
            for each in self._bank
            if each.exercise == exercise and each.right is right and "without end" not in each.title
        ]

    def gets_all_points(self, answer: AnswerVariant, run: int) -> bool:
        """Say whether an answer gets all points with the seeds of a run."""
        notebook = notebook_with_answers(self._solution, {answer.exercise: answer.source})
        with other_seeds(run):
            graded = grade_here(
                submission_of(self._assignment, notebook),
                self._assignment,
                self._warm,
                self._plugin,
                frozenset({answer.exercise}),
            )
        [judged] = [each for each in graded.exercises if each.id == answer.exercise]
        return bool(judged.score == judged.points)


def try_luck(trials: Trials, exercise: str, wanted: dict[bool, int]) -> Luck:
    """Grade an exercise's right and wrong answers in turn, with other seeds each time."""
    luck = Luck()
    for right, runs in wanted.items():
        answers = trials.answers(exercise, right=right)
        for run, answer in enumerate(itertools.islice(itertools.cycle(answers), runs), start=1):
            luck.runs[right] += 1
            if trials.gets_all_points(answer, run) is not right:
                luck.misjudged[right][answer.title] += 1
    return luck


def _print(exercise: str, luck: Luck) -> None:
    for right, what in ((True, "right, and lost points"), (False, "wrong, and lost none")):
        found = luck.misjudged[right]
        console.print(f"{exercise}: {what}: {found.total()} of {luck.runs[right]} runs")
        for title, times in found.most_common():
            console.print(f"    {times}: {title}")


def main() -> None:
    """Try all exercises that train, and print what was misjudged."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    wanted = {True: options.right, False: options.wrong}
    lucks: dict[str, Luck] = {}
    assignment = assignment_of(ASSIGNMENT)

    def drive(plugin: ChecksPlugin) -> None:
        with WarmProcess(kernel_environment(assignment)) as warm:
            trials = Trials(KernelSource(warm.address), plugin)
            for exercise in options.exercises:
                lucks[exercise] = luck = try_luck(trials, exercise, wanted)
                _print(exercise, luck)

    collect_checks(assignment.checks, drive)
    columns = ["runs, right", "lost points", "runs, wrong", "lost none"]
    rows = {name: luck.row() for name, luck in lucks.items()}
    print_columns("answers of the bank, other seeds in each run", columns, rows)
    misjudged = sum(found.total() for luck in lucks.values() for found in luck.misjudged.values())
    print_target("runs decided by luck", misjudged, "none", met=misjudged == 0)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
