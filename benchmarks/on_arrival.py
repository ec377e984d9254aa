"""The time of grading on arrival: from a hand-in in the exchange to feedback that can be fetched.

    python benchmarks/on_arrival.py [--submissions N] [--assignments NAME…] [--crowd N] [--within S]
        [--hostile N] [--many N] [--idle S]

First, submissions of this course's assignments are handed in one at a time. The time to the page in
the exchange is compared with the time of its grading alone. The rest is measured in a course of the
smallest assignment. A crowd hands in within a minute, some of it notebooks that never end: are all
graded, in which order, and how long do the honest ones wait? Then many hand in one after the other, and
the memory of the watch is compared. At last nobody hands in, and its CPU time is read.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import _tiny
from _common import (
    assignment_of,
    count,
    keep,
    made_up_class,
    parse_arguments,
    print_columns,
    print_machine,
    print_table,
    print_target,
)
from _courses import copy_course
from _exchange import Exchange, cpu_s, memory_mib, wait_for_report, watching

from autograder.grading.class_grading import load_class_results

OVER_WANTED_S = 1.0
MEMORY_WANTED_MIB = 50.0
IDLE_WANTED_PERCENT = 1.0
HOSTILE_S = 3.0  # the limit of a submission in the crowd
ENDLESS = "while True: pass"
FEW = 20  # hand-ins before memory is read for the first time


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--submissions", type=count, default=20, metavar="N")
    parser.add_argument(
        "--assignments", nargs="+", default=["01_tensors", "03_mnist"], metavar="NAME"
    )
    parser.add_argument("--crowd", type=count, default=200, metavar="N")
    parser.add_argument("--within", type=count, default=60, metavar="S")
    parser.add_argument("--hostile", type=count, default=10, metavar="N")
    parser.add_argument("--many", type=count, default=2000, metavar="N")
    parser.add_argument("--idle", type=count, default=60, metavar="S")


def measure_latency(place: Path, name: str, size: int) -> None:
    """Hand in one notebook after the other, and compare the waits with the times of grading."""
    course = place / name
    course.mkdir()
    copy_course(course)
    exchange = Exchange(course)
    class_ = made_up_class(assignment_of(name), size + 1, seed=1)
    waits: dict[str, float] = {}
    with watching(course, name, "--jobs", "1"):
        for student, notebook in class_.items():
            notebook.cells[-1].source += f"\n# {student}"  # no two are the same
            page = exchange.submit(student, name, notebook)
            began = time.time()
            [came] = exchange.wait_for([page])
            waits[student] = came - began
    waits.pop(next(iter(class_)))  # the first waited for TensorFlow's import
    own = {each.student: each.timings["total"] for each in load_class_results(course, name)}
    over = [wait - own[student] for student, wait in waits.items()]
    rows = {
        "to the feedback": list(waits.values()),
        "its own grading": [own[who] for who in waits],
        "over that": over,
    }
    print_table(f"{name}: from a hand-in to its feedback", rows)
    print_target(
        f"{name}: seconds from a hand-in to its feedback, over its own grading (median)",
        statistics.median(over),
        f"at most {OVER_WANTED_S:g}",
        met=statistics.median(over) <= OVER_WANTED_S,
    )


def make_tiny(place: Path) -> Exchange:
    """Make the course of the smallest assignment, with an exchange."""
    _tiny.make_course(place)
    shutil.rmtree(place / "autograder")  # the watch runs the checkout's copy
    shutil.rmtree(place / "course_utils")
    settings = f"[limits]\ncell_s = {HOSTILE_S:g}\nsubmission_s = {HOSTILE_S:g}\n"
    (place / "autograder.toml").write_text(settings, encoding="utf-8")
    return Exchange(place)


def measure_crowd(place: Path, size: int, hostile: int, within_s: float) -> None:
    """Let a crowd hand in; print the waits of honest and endless hand-ins, and how many came out of order."""
    exchange = make_tiny(place)
    pages: dict[str, str] = {}
    handed_in: dict[str, float] = {}
    with watching(place, _tiny.NAME, "--jobs", "1"):
        exchange.wait_for([exchange.submit("first", _tiny.NAME, _tiny.notebook(0))])
        began = time.monotonic()
        for number in range(1, size + 1):
            is_hostile = number % max(1, size // hostile) == 0
            student = f"{'hostile' if is_hostile else 'honest'}-{number:04}"
            pages[student] = exchange.submit(student, _tiny.NAME, _notebook(number, is_hostile))
            handed_in[student] = time.time()
            time.sleep(max(0.0, began + number * within_s / size - time.monotonic()))
        came = dict(zip(pages, exchange.wait_for(list(pages.values())), strict=True))
    graded = {each.student for each in load_class_results(place, _tiny.NAME)}
    waits = {who: came[who] - handed_in[who] for who in pages}
    honest = [wait for who, wait in waits.items() if who.startswith("honest")]
    order = sorted(came, key=lambda who: came[who])
    overtaken = sum(one > other for one, other in itertools.pairwise(order) if _both(one, other))
    print_table(
        f"{size} hand-ins within {within_s:g} s, {hostile} of them endless",
        {
            "an honest one waited": honest,
            "an endless one waited": [w for who, w in waits.items() if who.startswith("hostile")],
        },
    )
    print_columns(
        "the crowd",
        ["number"],
        {
            "graded": [len(graded - {"first"})],
            "handed in": [len(pages)],
            "told out of order": [overtaken],
        },
    )
    own_s = statistics.median(
        each.timings["total"] for each in load_class_results(place, _tiny.NAME)
    )
    most_s = hostile * 2 * HOSTILE_S + size * (own_s + OVER_WANTED_S)
    print_target(
        "an honest hand-in in a crowd with hostile ones: longest wait, s",
        max(honest),
        f"at most {most_s:.0f}: the limits of the hostile ones and all others' turns",
        met=max(honest) <= most_s and len(graded - {"first"}) == len(pages),
    )


def _both(one: str, other: str) -> bool:
    return one.partition("-")[0] == other.partition("-")[0]


def _notebook(number: int, is_hostile: bool) -> Any:
    notebook = _tiny.notebook(number)
    if is_hostile:
        notebook.cells[0].source += f"\n{ENDLESS}"
    return notebook


def measure_long_life(place: Path, many: int, idle_s: float) -> None:
    """Read the memory of a watch after few hand-ins and after many, and its CPU time while idle."""
    exchange = make_tiny(place)
    with watching(place, _tiny.NAME, "--jobs", "1") as watch:
        memory = {}
        for number in range(1, many + 1):
            student = f"student-{number % 200:04}"
            exchange.wait_for([exchange.submit(student, _tiny.NAME, _tiny.notebook(number))])
            if number in (min(FEW, many), many):
                memory[number] = memory_mib(watch.pid)
        wait_for_report(place, _tiny.NAME, watch.pid)
        before = cpu_s(watch.pid)
        time.sleep(idle_s)
        percent = 100 * (cpu_s(watch.pid) - before) / idle_s
    rows = {f"after {number} hand-ins": [size] for number, size in memory.items()}
    print_columns("a watch's memory", ["MiB"], rows)
    grown = memory[many] - memory[min(FEW, many)]
    print_target(
        f"a watch after {many} hand-ins: MiB more than after {FEW}",
        grown,
        f"at most {MEMORY_WANTED_MIB:g}",
        met=grown <= MEMORY_WANTED_MIB,
    )
    print_target(
        "a watch while nobody hands in: % of a core",
        percent,
        f"under {IDLE_WANTED_PERCENT:g}",
        met=percent < IDLE_WANTED_PERCENT,
    )


def main() -> None:
    """Measure the latency, the crowd and the long life."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        place = Path(folder)
        for name in options.assignments:
            measure_latency(place, name, options.submissions)
        crowd = place / "crowd"
        measure_crowd(crowd, options.crowd, options.hostile, options.within)
        measure_long_life(place / "long", options.many, options.idle)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
