"""How often is the work of two independent students alike by chance?

    python benchmarks/similar_work.py [--sizes N ...] [--pairs N]

Classes are drawn from the bank of each assignment, so all students are independent. But the bank has
only a handful of answers to an exercise: two students have exactly the same answer to about a fifth of
the exercises, unlike in a real class. The program counts the pairs that `similar` would show, by its
threshold. One copy is added to each class, and has to be found.
"""

from __future__ import annotations

import argparse
import math

from _common import (
    ROOT,
    assignment_of,
    console,
    count,
    keep,
    made_up_class,
    parse_arguments,
    print_columns,
    print_machine,
)

from autograder.class_report.similarity import ClassComparison
from autograder.class_report.student_work import (
    StudentWork,
    extract_student_work,
    ignored_code_hashes,
)
from autograder.course.assignment import assignment_names

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
COPY = "the copy"


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", type=count, nargs="+", default=[12, 30, 200], metavar="N")
    parser.add_argument(
        "--pairs", type=count, default=20_000, metavar="N", help="of each assignment, for each size"
    )


def alike(name: str, size: int, classes: int) -> list[int]:
    """Return how many of some classes' pairs reach each threshold, without the copies.

    The last number is the number of classes where the copy and its original are the first pair.
    """
    assignment = assignment_of(name)
    given = ignored_code_hashes(ROOT, assignment)
    found, first = [0] * len(THRESHOLDS), 0
    for seed in range(classes):
        drawn = made_up_class(assignment, size, seed)
        works = [extract_student_work(who, each, assignment, given) for who, each in drawn.items()]
        original = works[0]
        works.append(StudentWork(COPY, original.answers, original.prints))
        pairs = ClassComparison(works).pairs(min(THRESHOLDS))
        names = [{pair.first.student, pair.second.student} for pair in pairs]
        assert {COPY, original.student} in names, f"{name}, class {seed}: the copy was not found"
        shares = [
            pair.whole.share for pair, who in zip(pairs, names, strict=True) if COPY not in who
        ]
        for number, threshold in enumerate(THRESHOLDS):
            found[number] += sum(share >= threshold for share in shares)
        first += names[0] == {COPY, original.student}
    return [*found, first]


def main() -> None:
    """Measure and report."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    rows = {}
    for size in options.sizes:
        classes = math.ceil(options.pairs / math.comb(size, 2))
        console.print(f"{classes} classes of {size} for each assignment")
        counts = [alike(name, size, classes) for name in assignment_names(ROOT)]
        *found, first = (sum(column) for column in zip(*counts, strict=True))
        pairs = math.comb(size, 2) * classes * len(counts)
        of_1000 = [1000 * each / pairs for each in found]
        rows[str(size)] = [pairs, *of_1000, 100 * first / (classes * len(counts))]
    columns = ["pairs", *(f"{100 * each:.0f} % shared" for each in THRESHOLDS)]
    columns.append("copy first, % of classes")
    print_columns("of 1000 pairs of independent students, alike by chance", columns, rows)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
