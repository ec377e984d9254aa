"""Classes of 10 to 10,000 submissions: does each cost the same, and how does the memory grow?

    python benchmarks/scale.py [--sizes N ...] [--jobs N] [--no-gradebook]

The notebook is the smallest possible (`_tiny.py`), so that the engine's own part shows; no two
submissions are the same. The command grades each class in its own course, then once more unchanged;
then the class is reported. The cost of a submission at the start and at the end comes from the time of
each result, and from the CPU time of all processes until then. The memory is of the command's own
process. CPU time and memory are read while it runs.
"""

from __future__ import annotations

import argparse
import bisect
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import _tiny
from _common import (
    add_plot,
    console,
    count,
    keep,
    parse_arguments,
    print_columns,
    print_machine,
    print_target,
)
from _courses import expect_success, hand_in, scores_in, start
from _meter import Cost, meter

SAMPLED_S = 0.2
STEPS = 20  # in a plot
MB, KB = 10**6, 1024
# the class sizes that have the target, and the target's most
MORE_WANTED, MEMORY_WANTED_MB = (range(1000, 10_001), 0.10), (range(1000, 10_001), 50.0)
AGAIN_WANTED_S, REPORT_WANTED_S = (range(1001), 5.0), (range(10_001), 20.0)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sizes", type=count, nargs="+", default=[10, 100, 1000, 10_000], metavar="N"
    )
    parser.add_argument("--jobs", type=count, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--no-gradebook", action="store_true")


class Sample(NamedTuple):
    """What the command has used until a time."""

    when_s: float
    memory_mb: float  # of its own process
    cpu_s: float  # with all that it started


@dataclass(frozen=True)
class Run:
    """The seconds to grade a class, to grade it again and to report it; the time of each result; samples."""

    whole_s: float
    again_s: float
    report_s: float
    csv_s: float
    results_s: list[float]
    samples: list[Sample]

    def each(self, part: slice) -> Cost:
        """Return the cost of a submission in a part of the run."""
        times = self.results_s[part]
        cpu_s = self.sample(times[-1]).cpu_s - self.sample(times[0]).cpu_s
        return Cost(times[-1] - times[0], cpu_s).each(max(1, len(times) - 1))

    @property
    def first(self) -> slice:
        """The first tenth of the run, of ten submissions at least."""
        return slice(0, max(10, len(self.results_s) // 10))

    @property
    def last(self) -> slice:
        """The last tenth of the run, of ten submissions at least."""
        return slice(-max(10, len(self.results_s) // 10), None)

    def sample(self, at_s: float) -> Sample:
        """Return the first sample at or after a time; if there is none, the last."""
        later = bisect.bisect_left(self.samples, at_s, key=lambda sample: sample.when_s)
        return self.samples[min(later, len(self.samples) - 1)]

    @property
    def grown_mb(self) -> float:
        """The growth of the memory from the first result to its peak before the last result."""
        began_s, ended_s = self.results_s[0], self.results_s[-1]
        during = [each.memory_mb for each in self.samples if began_s <= each.when_s <= ended_s]
        return max(0.0, max(during, default=0.0) - self.sample(began_s).memory_mb)


def run(size: int, grade: Sequence[str]) -> Run:
    """Grade a class of ``size`` students."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        course = Path(folder)
        checks = _tiny.make_course(course)
        class_ = {f"student-{number:05}": _tiny.notebook(number) for number in range(size)}
        hand_in(course, _tiny.NAME, class_)
        samples: list[Sample] = []
        meter()  # counts all that is started from now on
        whole_s = _timed(start(grade, course, checks), samples)
        scores = scores_in(course / "class.json")
        assert len(scores) == size, f"expected {size} reports, got {len(scores)}"
        assert set(scores.values()) == {1.0}, "expected full marks for everyone"
        results = (course / ".autograder" / "results").rglob("*.json")
        results_s = sorted(path.stat().st_mtime for path in results)
        assert len(results_s) == size, f"expected {size} results, got {len(results_s)}"
        again_s = _timed(start(grade, course, checks))
        shown = ["-m", "autograder", "report", _tiny.NAME]
        report_s = _timed(start(shown, course, checks))
        csv_s = _timed(start([*shown, "--csv", "class.csv"], course, checks))
    return Run(whole_s, again_s, report_s, csv_s, results_s, samples)


def _timed(process: subprocess.Popen[str], samples: list[Sample] | None = None) -> float:
    """Wait for a command and return its seconds; add samples of its memory and CPU time to ``samples``."""
    began = time.perf_counter()
    while samples is not None and process.poll() is None:
        samples.append(Sample(time.time(), _memory_mb(process.pid), meter()()))
        time.sleep(SAMPLED_S)
    expect_success(process)
    return time.perf_counter() - began


def _memory_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    held_kb = (int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
    return next(held_kb, 0) * KB / MB  # none: it has just ended


def report(runs: dict[int, Run]) -> None:
    """Print the table and the targets, and have the largest class drawn."""
    columns = ["graded, s", "each at the start, ms", "at the end, ms"]
    columns += ["CPU at the start, ms", "CPU at the end, ms"]
    columns += ["memory grows, MB", "most, MB", "graded again, s", "report, s", "CSV, s"]
    rows = {}
    for size, found in runs.items():
        ends = found.each(found.first), found.each(found.last)
        each = [1000 * cost[field] for field in range(2) for cost in ends]
        memory = [found.grown_mb, max(sample.memory_mb for sample in found.samples)]
        rows[f"{size:,}"] = [
            found.whole_s,
            *each,
            *memory,
            found.again_s,
            found.report_s,
            found.csv_s,
        ]
        _print_targets(size, found)
    print_columns("classes by their size", columns, rows)
    largest = max(runs)
    _plot(largest, runs[largest])


def _print_targets(size: int, found: Run) -> None:
    more = found.each(found.last).cpu_s / found.each(found.first).cpu_s - 1
    for text, reached, (sizes, wanted) in (
        ("a submission at the end costs more CPU than at the start, share", more, MORE_WANTED),
        ("the memory grows by, MB", found.grown_mb, MEMORY_WANTED_MB),
        ("unchanged, graded again, seconds", found.again_s, AGAIN_WANTED_S),
        ("the report and the CSV, seconds", found.report_s + found.csv_s, REPORT_WANTED_S),
    ):
        if size in sizes:
            print_target(f"{size:,}: {text}", reached, f"at most {wanted:g}", met=reached <= wanted)


def _plot(size: int, found: Run) -> None:
    step = max(2, size // STEPS)
    starts = range(0, size - step + 1, step)
    done = [first + step for first in starts]
    costs = [found.each(slice(first, first + step)) for first in starts]
    wall_ms, cpu_ms = ([1000 * cost[field] for cost in costs] for field in range(2))
    memory_mb = [found.sample(found.results_s[number - 1]).memory_mb for number in done]
    of = f"submissions graded, of {size:,}"
    add_plot(
        "scale_cost",
        (of, "a submission, ms"),
        {"wall time": (done, wall_ms), "CPU time": (done, cpu_ms)},
    )
    add_plot("scale_memory", (of, "memory of the command, MB"), {"memory": (done, memory_mb)})


def main() -> None:
    """Measure and report."""
    options = parse_arguments(__doc__, _add_options)
    print_machine()
    grade = ["-m", "autograder", "grade", _tiny.NAME, "--jobs", str(options.jobs)]
    grade += ["--json", "class.json", *(["--no-gradebook"] if options.no_gradebook else [])]
    runs = {}
    for size in sorted(options.sizes):
        runs[size] = run(size, grade)
        console.print(f"{size:,} submissions: {runs[size].whole_s:.0f} s")
    report(runs)
    print_machine()
    keep(options)


if __name__ == "__main__":
    main()
